"""Settings: every one is documented with its default; a bad one is named in plain words, a secret never shown."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.settings import PREFIX, Settings, SettingsError, hook_key, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
LINE = re.compile(rf"^#?\s?{PREFIX}([A-Z0-9_]+)=(.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty environment and a folder without .env."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_the_example_holds_every_setting_with_its_default_and_no_other(tmp_path: Path) -> None:
    written = LINE.findall(EXAMPLE.read_text(encoding="utf-8"))
    assert sorted(name.lower() for name, _ in written) == sorted(Settings.model_fields)
    (tmp_path / ".env").write_text("".join(f"{PREFIX}{name}={value}\n" for name, value in written))
    assert read_settings().model_dump() == Settings().model_dump()


def test_the_example_as_it_stands_changes_nothing(tmp_path: Path) -> None:
    """Copied to .env, it must not even choose a keys file: then none would be made."""
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings().model_fields_set == set()
    assert read_settings().has_own_keys


def test_every_setting_says_what_it_is() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_files_follow_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUR_VAR_DIR", "elsewhere")
    chosen = read_settings()
    assert chosen.database_url == "sqlite:///elsewhere/retour.db"
    assert chosen.keys_file == Path("elsewhere/keys.json")
    assert chosen.has_own_keys


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUR_HOLIDAYS", "2026-09-22, 2026-12-25")
    monkeypatch.setenv("RETOUR_LANGUAGES_OFFERED", "fr,bam")
    chosen = read_settings()
    assert chosen.holidays == (date(2026, 9, 22), date(2026, 12, 25))
    assert chosen.languages_offered == ("fr", "bam")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "many", "RETOUR_PORT is 'many': must be a whole number"),
        ("PORT", "0", "RETOUR_PORT is '0': must be at least 1"),
        ("SIMULATOR", "perhaps", "RETOUR_SIMULATOR is 'perhaps': must be 1 or 0"),
        ("TIMEZONE", "Bamako/Mali", "RETOUR_TIMEZONE is 'Bamako/Mali': must be the name of a time zone"),
        ("HOLIDAYS", "22/09", "must be dates like 2026-09-22"),
        ("LOG_FORMAT", "xml", "RETOUR_LOG_FORMAT is 'xml': must be 'console' or 'json'"),
        ("USSD_CODE", "384", "RETOUR_USSD_CODE is '384': is not written as it should be"),
        ("SMS_GATEWAY", "africastalking", "RETOUR_SIMULATOR must be 0"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert told in str(error.value)


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOOK_KEY", "AFRICASTALKING_API_KEY"):
        monkeypatch.setenv(PREFIX + name, "hush-hush")
    monkeypatch.setenv("RETOUR_DATABASE_URL", "postgresql://retour:hush-hush@db/retour")
    assert "hush" not in repr(read_settings()) + str(read_settings())
    monkeypatch.setenv("RETOUR_DATABASE_URL", "mysql://retour:hush-hush@db/retour")
    with pytest.raises(SettingsError, match=r"^RETOUR_DATABASE_URL must begin with sqlite") as told:
        read_settings()
    assert "hush" not in str(told.value)
    with pytest.raises(ValueError, match="must begin with") as raw:
        Settings()
    assert "hush" not in str(raw.value)


def test_a_misspelt_line_of_the_file_is_named(tmp_path: Path) -> None:
    """RETOUR_DATABSE_URL would quietly put real people into the default database."""
    (tmp_path / ".env").write_text("RETOUR_DATABSE_URL=postgresql://db/retour\nKEYS_FILE=x\n")
    with pytest.raises(SettingsError, match="no setting called RETOUR_DATABSE_URL"):
        read_settings()


def test_the_hook_key_is_made_once_and_kept(tmp_path: Path) -> None:
    chosen = Settings(var_dir=tmp_path / "var")
    made = hook_key(chosen)
    assert len(made) >= 32
    assert hook_key(chosen) == made
    assert stat.S_IMODE((tmp_path / "var" / "hook_key").stat().st_mode) == 0o600


def test_a_chosen_hook_key_writes_no_file(tmp_path: Path) -> None:
    chosen = Settings(var_dir=tmp_path / "var", hook_key=SecretStr("chosen"))
    assert hook_key(chosen) == "chosen"
    assert not (tmp_path / "var").exists()


AGGREGATOR = {"SIMULATOR": "0", "SMS_GATEWAY": "http", "HTTP_SMS_URL": "https://sms.example.org/send"}
TO_AND_TEXT = '{"to": "{to}", "text": "{text}"}'


def test_an_aggregator_is_described_by_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"HTTP_SMS_BODY": "json", "HTTP_SMS_FIELDS": '{"messages": [{"to": "{digits}", "text": "{text}"}]}'}
    for name, value in (AGGREGATOR | more | {"HTTP_SMS_HEADERS": '{"Authorization": "App k"}'}).items():
        monkeypatch.setenv(PREFIX + name, value)
    assert read_settings().http_sms_fields == {"messages": [{"to": "{digits}", "text": "{text}"}]}
    assert read_settings().http_sms_headers == {"Authorization": "App k"}
    assert "App k" not in repr(read_settings())


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"HTTP_SMS_URL": "ftp://sms.example.org"}, "RETOUR_HTTP_SMS_URL must be an address"),
        ({"HTTP_SMS_URL": ""}, "RETOUR_HTTP_SMS_URL must be an address"),
        ({"HTTP_SMS_FIELDS": "to={to}"}, "RETOUR_HTTP_SMS_FIELDS must be a JSON object"),
        ({"HTTP_SMS_FIELDS": '{"to": "{to}", "text": "{body}"}'}, "asks for {body}, which there is not"),
        ({"HTTP_SMS_FIELDS": '{"text": "{text}"}'}, "must ask for {text}, and for {to} or {digits}"),
        ({"HTTP_SMS_FIELDS": '{"to": "{to}", "text": ["{text}"]}'}, "texts and numbers only"),
        ({"HTTP_SMS_FIELDS": '{"f": "{sender}", "to": "{to}", "t": "{text}"}'}, "RETOUR_HTTP_SMS_SENDER must be set"),
        ({"HTTP_SMS_HEADERS": '{"Key": "clé"}'}, "printable ASCII"),
        ({"HTTP_SMS_SUCCESS": "id=("}, "RETOUR_HTTP_SMS_SUCCESS is no regular expression"),
        ({"HTTP_SMS_REFUSED": "["}, "RETOUR_HTTP_SMS_REFUSED is no regular expression"),
        ({"HTTP_SMS_STATUSES": "200,300"}, "RETOUR_HTTP_SMS_STATUSES must be HTTP statuses from 200 to 299"),
        ({"SMS_GATEWAY": "orange"}, "RETOUR_ORANGE_CLIENT_ID and RETOUR_ORANGE_CLIENT_SECRET must be set"),
        ({"SMS_GATEWAY": "africastalking"}, "RETOUR_AFRICASTALKING_API_KEY must be set"),
        ({"SMS_GATEWAY": "pigeon"}, "must be 'simulator', 'africastalking', 'orange' or 'http'"),
        ({"SIMULATOR_REFUSED": "1.5"}, "must be at most 1"),
        ({"SIMULATOR_REFUSED": "0.6", "SIMULATOR_UNCERTAIN": "0.6"}, "must not be more than 1 together"),
        ({"HTTP_USSD_END_WORDS": "FC"}, "must be two words"),
        ({"HTTP_USSD_REPLY_MORE": "{"}, "must be a JSON object"),
        ({"ORANGE_SENDER_ADDRESS": "2230000"}, "RETOUR_ORANGE_SENDER_ADDRESS is '2230000'"),
    ],
)
def test_a_carrier_that_could_not_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], told: str
) -> None:
    for name, value in (AGGREGATOR | {"HTTP_SMS_FIELDS": TO_AND_TEXT} | given).items():
        monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert told in str(error.value)


def test_a_template_is_never_shown_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold the aggregator's key."""
    monkeypatch.setenv(PREFIX + "HTTP_SMS_FIELDS", '["key-of-the-programme"]')
    monkeypatch.setenv(PREFIX + "HTTP_SMS_HEADERS", '{"Authorization": 17, "Other": "key-of-the-programme"}')
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert "key-of" not in str(error.value)
    assert str(error.value).count("RETOUR_HTTP_SMS") == 2
