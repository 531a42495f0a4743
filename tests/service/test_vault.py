"""The vault: what is sealed opens only with its key, in its row and column; a wrong key stops the start."""

import json
import stat
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine

from service.database import make_engine, writing
from service.ids import uuid7
from service.keys import Keys, KeysError, keys_of, new_keys, new_keys_file, parse_keys, read_keys, write_keys
from service.migrating import migrate
from service.settings import Settings
from service.vault import Vault, VaultError, open_vault

NAME = "person.name"
ROW = UUID(int=7)


def settings(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, var_dir=folder, **more)  # type: ignore[arg-type, call-arg]


@pytest.mark.parametrize("text", ["", "Aminata Traoré", "ɲɛnajɛ\n" * 50, "+22350001234"])
def test_what_is_sealed_opens(vault: Vault, text: str) -> None:
    sealed = vault.seal(NAME, ROW, text)
    assert vault.open(NAME, ROW, sealed) == text
    assert not text or text.encode() not in sealed


def test_the_same_text_is_never_sealed_the_same(vault: Vault) -> None:
    assert len({vault.seal(NAME, ROW, "Konna") for _ in range(100)}) == 100


def test_a_value_opens_in_its_own_row_and_column_only(vault: Vault) -> None:
    sealed = vault.seal(NAME, ROW, "Aminata")
    for label, row in ((NAME, UUID(int=8)), ("person.stayed", ROW)):
        with pytest.raises(VaultError) as told:
            vault.open(label, row, sealed)
        assert "Aminata" not in str(told.value)


@pytest.mark.parametrize("at", [0, 5, 17, -1])
def test_changed_bytes_do_not_open(vault: Vault, at: int) -> None:
    sealed = bytearray(vault.seal(NAME, ROW, "Aminata"))
    sealed[at] ^= 1
    with pytest.raises(VaultError):
        vault.open(NAME, ROW, bytes(sealed))


@pytest.mark.parametrize("blob", [b"", b"abc", b"abcd", b"x" * 15])
def test_what_was_never_sealed_does_not_open(vault: Vault, blob: bytes) -> None:
    with pytest.raises(VaultError):
        vault.open(NAME, ROW, blob)


def test_after_a_rotation_old_values_open_and_new_ones_use_the_new_key() -> None:
    keys = new_keys()
    old, new = Vault(keys), Vault(keys.rotated())
    sealed = old.seal(NAME, ROW, "Aminata")
    assert new.open(NAME, ROW, sealed) == "Aminata"
    assert not new.is_current(sealed)
    fresh = new.seal(NAME, ROW, "Aminata")
    assert new.is_current(fresh)
    with pytest.raises(VaultError, match="does not hold"):
        old.open(NAME, ROW, fresh)


def test_lookups_are_found_again_after_a_rotation() -> None:
    keys = new_keys()
    old, new = Vault(keys), Vault(keys.rotated())
    assert old.index("phone", "+22350001234") == new.index("phone", "+22350001234")
    assert old.pin(ROW, "1234") == new.pin(ROW, "1234")


def test_hashes_keep_their_uses_their_keys_and_their_owners_apart(vault: Vault) -> None:
    other = Vault(new_keys())
    assert len(vault.index("phone", "1")) == 16
    assert len({vault.index("phone", "1"), vault.index("code", "1"), other.index("phone", "1")}) == 3
    assert len({vault.pin(ROW, "1234"), vault.pin(UUID(int=8), "1234"), other.pin(ROW, "1234")}) == 3


def test_keys_survive_the_file_and_are_never_shown(tmp_path: Path) -> None:
    keys = new_keys().rotated()
    write_keys(tmp_path / "deep" / "keys.json", keys)
    assert read_keys(tmp_path / "deep" / "keys.json") == keys
    assert stat.S_IMODE((tmp_path / "deep" / "keys.json").stat().st_mode) == 0o600
    assert repr(keys) == f"Keys(current='{keys.current}')"


def damaged() -> dict[str, str]:
    whole = json.loads(new_keys().to_json())
    return {
        "no JSON": "{",
        "a list": "[]",
        "no pin key": json.dumps({k: v for k, v in whole.items() if k != "pin"}),
        "a short key": json.dumps({**whole, "index": "AAAA"}),
        "no base64": json.dumps({**whole, "index": "é" * 44}),
        "an unknown current key": json.dumps({**whole, "current": "none"}),
        "a long id": json.dumps({**whole, "seal": {"longer": whole["index"]}, "current": "longer"}),
    }


@pytest.mark.parametrize("fault", damaged())
def test_a_damaged_keys_file_is_said_in_plain_words(fault: str) -> None:
    with pytest.raises(KeysError, match=r"^The keys file "):
        parse_keys(damaged()[fault])


@pytest.mark.parametrize("url", ["sqlite:///var/retour.db", "postgresql://db/retour"])
def test_a_new_database_gets_keys_by_itself(tmp_path: Path, url: str) -> None:
    chosen = settings(tmp_path, database_url=url)
    made = keys_of(chosen, is_new=True)
    assert keys_of(chosen, is_new=True) == keys_of(chosen, is_new=False) == made


def test_a_database_in_use_or_a_chosen_file_gets_none(tmp_path: Path) -> None:
    for is_new, more in ((False, {}), (True, {"keys_file": tmp_path / "missing.json"})):
        chosen = settings(tmp_path / "other", **more)
        with pytest.raises(KeysError, match="retour keys new"):
            keys_of(chosen, is_new=is_new)
        assert not chosen.keys_file.exists()


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    path = new_keys_file(settings(tmp_path))
    before = path.read_bytes()
    with pytest.raises(KeysError, match="already"):
        new_keys_file(settings(tmp_path))
    assert path.read_bytes() == before


def check(engine: Engine, keys: Keys) -> None:
    with writing(engine) as db:
        Vault(keys).check(db)


def test_a_start_with_other_keys_is_stopped(engine: Engine) -> None:
    keys = new_keys()
    check(engine, keys)
    check(engine, keys)
    check(engine, keys.rotated())
    other = new_keys()
    for wrong in (
        other,
        Keys(keys.current, keys.seal, other.index, keys.pin),
        Keys(keys.current, keys.seal, keys.index, other.pin),
    ):
        with pytest.raises(VaultError, match="not the one that this database was sealed with"):
            check(engine, wrong)


def test_a_lost_keys_file_stops_the_start(tmp_path: Path) -> None:
    """New keys would not open what was sealed: none are made."""
    chosen = settings(tmp_path)
    migrate(chosen.database_url)
    engine = make_engine(chosen.database_url)
    open_vault(chosen, engine)
    chosen.keys_file.unlink()
    with pytest.raises(VaultError, match="put its own keys file back"):
        open_vault(chosen, engine)
    assert not chosen.keys_file.exists()
    engine.dispose()


def test_a_database_without_tables_is_named(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    engine = make_engine(chosen.database_url)
    with pytest.raises(VaultError, match="retour migrate"):
        open_vault(chosen, engine)
    engine.dispose()


def test_ids_are_version_7_in_the_order_of_time() -> None:
    ids = [uuid7() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert {(i.version, i.variant) for i in ids} == {(7, "specified in RFC 4122")}
    assert [i.int >> 80 for i in ids] == sorted(i.int >> 80 for i in ids)
