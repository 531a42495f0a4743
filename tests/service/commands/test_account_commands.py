"""`retour staff …`: accounts for the console, from the command line."""

import re
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from service.commands.staff import app
from service.database import make_engine, writing
from service.models import Staff, StaffSession, table_of
from service.programme.access import accounts, second_factor, sessions
from service.programme.access.passwords import Passwords
from service.settings import read_settings
from service.vault import open_vault
from tests.service.programme.access.house import PASSWORD
from tests.service.programme.world import NOW

ADMIN = ("add", "--role", "administrator", "--name", "Amina Cissé", "--login", "amina")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Engine:
    """An installation with its own keys, as the commands read it."""
    from service.keys import new_keys, write_keys

    write_keys(tmp_path / "keys.json", new_keys())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    return make_engine(database_url)


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def account(engine: Engine, login: str = "amina") -> accounts.Account:
    vault = open_vault(read_settings(), engine)
    with engine.connect() as db:
        found = accounts.by_login(db, vault, login)
    assert found
    return found


def test_the_first_administrator(engine: Engine) -> None:
    added = run(*ADMIN, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (added.exit_code, added.stdout.splitlines()[-1]) == (0, "Added: a administrator.")
    assert PASSWORD not in added.output
    found = account(engine)
    assert (found.role, found.until) == ("administrator", None)
    assert Passwords().is_right(found.encoded, PASSWORD)
    assert "amina" in run("list").stdout


def test_a_password_that_is_made_is_shown_once_and_has_to_be_changed(engine: Engine) -> None:
    added = run(*ADMIN, "--make-password")
    made = re.search(r"^[a-z2-9]{4}(?:-[a-z2-9]{4}){3}$", added.stdout, re.MULTILINE)
    assert made, added.output
    found = account(engine)
    assert found.until is not None
    assert Passwords().is_right(found.encoded, made[0])


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (ADMIN, "trop court\ntrop court\n", "at least 12 characters"),
        (ADMIN, "aminacisse99\naminacisse99\n", "little more than a name"),
        ((*ADMIN[:-1], "x"), f"{PASSWORD}\n{PASSWORD}\n", "3 to 60 letters"),
        ((*ADMIN[:-2], "--make-password"), "", "--login"),
    ],
)
def test_what_is_refused_leaves_nobody_behind(engine: Engine, words: tuple[str, ...], typed: str, told: str) -> None:
    refused = run(*words, typed=typed)
    assert refused.exit_code != 0
    assert told in refused.stderr
    with engine.connect() as db:
        assert db.execute(select(table_of(Staff))).all() == []


def test_a_password_is_given_anew(engine: Engine) -> None:
    run(*ADMIN, "--make-password")
    new = "quatre moutons noirs"
    assert run("password", "amina", typed=f"{new}\n{new}\n").exit_code == 0
    assert Passwords().is_right(account(engine).encoded, new)
    made = run("password", "amina", "--make-password", "--login", "amina.cisse")
    assert account(engine, "amina.cisse").until is not None
    assert made.stdout.splitlines()[0].count("-") == 3


def test_a_lost_phone_and_a_lost_device(engine: Engine) -> None:
    run(*ADMIN, "--make-password")
    settings, staff_id = read_settings(), account(engine).staff_id
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        secret = second_factor.new_secret()
        code = pyotp.TOTP(secret).at(NOW)
        second_factor.turn_on(db, vault, staff_id, secret, code, NOW)
        sessions.begin(db, vault, settings, staff_id, "Firefox", NOW)
    assert run("sessions", "end", "amina").stdout == "Ended: 1.\n"
    with engine.connect() as db:
        assert db.execute(select(table_of(StaffSession))).one().ended_at is not None
    assert run("second-factor", "off", "amina").exit_code == 0
    assert not account(engine).has_codes
    assert "not on" in run("second-factor", "off", "amina").stderr


def test_somebody_who_is_nobody(engine: Engine) -> None:
    refused = run("password", "+22350009999", "--make-password")
    assert (refused.exit_code, "Nobody works from the phone" in refused.stderr) == (1, True)
    assert "50009999" not in refused.stderr
