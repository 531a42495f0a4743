"""Every setting, its default and its meaning: RETOUR_ variables, or lines of .env. Read once, never global.

The same list stands in .env.example (a test compares them). Secrets are never shown, not even in errors.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from service.carrier_settings import CARRIER_SECRETS, CarrierSettings
from service.programme_settings import ProgrammeSettings

PREFIX = "RETOUR_"
SECRETS = CARRIER_SECRETS | {"hook_key", "database_url"}
_TESTS = "RETOUR_TEST_"
_PRICE = r"^\d{4}-\d{2}-\d{2} \+\d{0,12} \d+(\.\d+)?$"
_WORDS = {
    "int_parsing": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be 1 or 0",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "time_parsing": "must be a time of the day like 08:00",
    "date_from_datetime_parsing": "must be dates like 2026-09-22, separated by commas",
    "string_pattern_mismatch": "is not written as it should be ({pattern})",
}


class SettingsError(Exception):
    """Settings that cannot be used. str() names each of them in plain words, and holds no secret."""


def _in_var(name: str, scheme: str = "") -> Any:
    """The default of a file that stands in var_dir."""
    return lambda known: f"{scheme}{known['var_dir'] / name}"


class Settings(CarrierSettings, ProgrammeSettings):
    """What one installation chooses. Raises ValidationError; `read_settings` says it in plain words."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    # Where things are kept
    var_dir: Path = Field(default=Path("var"), description="Folder of this installation's own files")
    database_url: str = Field(
        default_factory=_in_var("retour.db", "sqlite:///"),
        repr=False,
        description="SQLite file, or postgresql://user:password@host/name",
    )
    keys_file: Path = Field(
        default_factory=_in_var("keys.json"),
        description="Keys of the sealed columns; unset: made once, for a new database",
    )
    writer_threads: int = Field(default=1, ge=1, le=32, description="Writing threads; more only on PostgreSQL")

    # The web server
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    hook_key: SecretStr | None = Field(
        default=None, description="Secret in the hook addresses; unset: made once and kept in var/hook_key"
    )
    max_body: int = Field(default=16_384, ge=1024, le=1_048_576, description="Largest body of a hook, bytes")
    log_format: Literal["console", "json"] = Field(default="console", description="console to read, json to collect")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least level logged")

    # The programme
    country: str = Field(default="ML", pattern=r"^[A-Z]{2}$", description="Numbering plan of typed phone numbers")
    timezone: str = Field(default="Africa/Bamako", description="Time zone of days and hours told to people")
    default_language: str = Field(default="fr", pattern=r"^[a-z]{2,3}$", description="Language of an unknown caller")
    languages_offered: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Languages callers may choose, by commas; empty: all that are complete"
    )
    holidays: Annotated[tuple[date, ...], NoDecode] = Field(
        default=(), description="Days that are no working days, as 2026-09-22, by commas"
    )
    ussd_code: str = Field(default="*384*70421#", pattern=r"^\*[0-9*]+#$", description="The code that people dial")
    draft_days: int = Field(default=14, ge=1, le=90, description="Days that an interrupted call can be continued")
    checkin_days: int = Field(default=7, ge=1, le=60, description="Days that a check-in by SMS waits for its answer")
    session_hours: int = Field(default=48, ge=1, le=720, description="Hours that a session is remembered")
    session_idle_minutes: int = Field(default=10, ge=1, le=120, description="A call silent for so long was dropped")
    pin_tries: int = Field(default=3, ge=1, le=10, description="Wrong PINs before a member of staff is locked out")
    pin_lock_minutes: int = Field(default=15, ge=1, le=1440, description="Minutes that the lockout lasts")

    # The simulator and the demo
    simulator: bool = Field(default=True, description="Phones in the browser and the terminal; 0 with a real carrier")
    demo: bool | None = Field(
        default=None,
        description="Load made-up people; unset: only with the simulator, on SQLite",
    )

    # USSD
    ussd_page_gsm: int = Field(default=160, ge=100, le=184, description="Characters of a page in GSM-7")
    ussd_page_ucs2: int = Field(default=70, ge=50, le=80, description="Characters of a page outside GSM-7")

    # SMS
    sms_rate_per_second: float = Field(
        default=10.0, ge=0, le=1000, description="SMS a second, all workers at once; 0 for no limit"
    )
    sms_calls: int = Field(default=8, ge=1, le=32, description="Calls to the SMS carrier at once, each worker")
    sms_bulk_from: time = Field(default=time(8), description="Texts of campaigns leave from this local time on")
    sms_bulk_until: time = Field(default=time(20), description="Texts of campaigns wait from this local time on")
    sms_bulk_daily: int = Field(default=2, ge=1, le=20, description="Texts of campaigns to one phone in a day")
    sms_silent_days: int = Field(default=180, ge=30, le=1000, description="A number silent so long is in doubt")
    sms_currency: str = Field(default="XOF", pattern=r"^[A-Z]{3}$", description="Currency of the carrier's contract")
    sms_prices: Annotated[tuple[Annotated[str, Field(pattern=_PRICE)], ...], NoDecode] = Field(
        default=(), description="A part's price from a day on, by how numbers begin: 2026-01-01 +2237 15.5, by commas"
    )
    campaign_days: int = Field(default=3, ge=1, le=30, description="Days after which a campaign's text is too old")
    campaign_approve_above: int = Field(
        default=1000, ge=1, description="Recipients above which a second member of staff must approve"
    )

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite:")

    @property
    def has_own_keys(self) -> bool:
        """No keys file was chosen: the one in var_dir is made by the first start of a new database."""
        return "keys_file" not in self.model_fields_set

    def offered(self, complete: Iterable[str]) -> tuple[str, ...]:
        """The languages that callers may choose, of those that are complete; French where none is left."""
        return tuple(c for c in complete if not self.languages_offered or c in self.languages_offered) or ("fr",)

    @field_validator("languages_offered", "holidays", "sms_prices", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://")):
            return value
        raise ValueError("must begin with sqlite:/// or postgresql://")

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError):
            raise ValueError("must be the name of a time zone, as Africa/Bamako") from None
        return value

    @model_validator(mode="after")
    def _carrier(self) -> Self:
        if self.sms_gateway != "simulator" and self.simulator:
            raise ValueError("RETOUR_SIMULATOR must be 0 with a real SMS carrier: the simulated phone can be anybody")
        if self.sms_bulk_from >= self.sms_bulk_until:
            raise ValueError("RETOUR_SMS_BULK_FROM must be earlier than RETOUR_SMS_BULK_UNTIL, on the same day")
        self.check_carriers()
        return self


def read_settings(env_file: Path = Path(".env")) -> Settings:
    """The settings of this process. Raises SettingsError; a misspelt RETOUR_ line of .env is one, since it
    could quietly put real people into the wrong database."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    written = dotenv_values(env_file) if env_file.is_file() else {}
    strange = [n for n in written if n.startswith(PREFIX) and n not in known and not n.startswith(_TESTS)]
    if strange:
        raise SettingsError(f"{env_file}: there is no setting called {', '.join(sorted(strange))}")
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join(_plain_words(error))) from None


def _plain_words(error: ValidationError) -> Iterator[str]:
    """One line a setting: its name, what was found unless it is secret, what it must be."""
    for fault in error.errors(include_url=False):
        reason = str(fault["ctx"]["error"]) if fault["type"] == "value_error" else fault["msg"]
        told = _WORDS[fault["type"]].format(**fault.get("ctx", {})) if fault["type"] in _WORDS else reason
        name = str(fault["loc"][0]) if fault["loc"] else ""
        shown = "" if not name or name in SECRETS else f" is {str(fault['input'])!r}:"
        yield f"{PREFIX}{name.upper()}{shown} {told}" if name else told


def hook_key(settings: Settings) -> str:
    """The secret in the hook addresses: the one that was set, else one made once, kept with mode 600."""
    if settings.hook_key is not None:
        return settings.hook_key.get_secret_value()
    return kept(settings, "hook_key", lambda: secrets.token_urlsafe(24))


def kept(settings: Settings, name: str, make: Callable[[], str]) -> str:
    """A secret of this installation in a file of var_dir that its owner alone can read: made once."""
    path = settings.var_dir / name
    settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made := make())
    return made
