"""`retour staff`: added with a hidden PIN, listed with masked phones, refused in plain words."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from service.commands.staff import app
from service.database import make_engine
from service.models import Staff, table_of
from service.models.staff import Role
from service.programme.staff import NewStaff, StaffError, add_staff, everybody
from tests.service.programme.world import AGENT, NOW, OUMAR, World

TYPED = "50 00 11 03"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> str:
    """The settings of an installation, with its own keys, read as the command reads them."""
    from service.keys import new_keys, write_keys

    write_keys(tmp_path / "keys.json", new_keys())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    return database_url


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def agent(*more: str, typed: str = "2468\n2468\n") -> Result:
    return run("add", "--role", "field_agent", "--name", "Boubacar Maïga", "--phone", TYPED, *more, typed=typed)


def test_an_agent_is_added_and_listed(environment: str) -> None:
    added = agent()
    assert (added.exit_code, added.stderr) == (0, "")
    listed = run("list").stdout
    assert "Boubacar Maïga" in listed
    assert "+223…03" in listed
    assert "50001103" not in listed
    with make_engine(environment).connect() as db:
        row = db.execute(select(table_of(Staff))).one()
    assert (row.role, row.active, len(row.pin_mac), len(row.phone_mac)) == ("field_agent", True, 32, 16)


def test_a_pin_that_was_forgotten_is_given_anew_and_opens_what_was_locked(environment: str) -> None:
    agent()
    with make_engine(environment).begin() as db:
        before = db.execute(select(table_of(Staff))).one()
        db.execute(update(table_of(Staff)).values(pin_failures=5, pin_locked_until=NOW))
    said = run("pin", TYPED, typed="1357\n1357\n")
    assert (said.exit_code, "1357" in said.stdout + said.stderr) == (0, False)
    with make_engine(environment).connect() as db:
        row = db.execute(select(table_of(Staff))).one()
    assert row.pin_mac != before.pin_mac
    assert (row.pin_failures, row.pin_locked_until) == (0, None)


def test_who_has_left_works_from_that_phone_no_more_and_another_may(environment: str) -> None:
    agent()
    assert run("end", TYPED).exit_code == 0
    assert "no" in run("list").stdout
    assert "Nobody works from" in run("pin", TYPED, typed="1357\n1357\n").stderr
    assert agent().exit_code == 0


def test_the_pin_is_never_shown(environment: str) -> None:
    added = agent()
    assert "2468" not in added.stdout + added.stderr


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["--role", "field_agent", "--name", "Issa Ba", "--phone", "12"], "2468\n2468\n", "no phone number"),
        (["--role", "field_agent", "--name", "Issa Ba", "--phone", TYPED], "246\n246\n", "4 digits"),
        (["--role", "field_agent", "--name", "Issa Ba", "--phone", TYPED, "--no-pin"], "", "needs a PIN"),
        (["--role", "field_agent", "--name", "Issa Ba"], "2468\n2468\n", "needs a phone"),
        (["--role", "focal_point", "--name", "Issa Ba"], "", "needs a phone"),
        (["--role", "reader", "--name", " "], "", "needs a name"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(environment: str, words: list[str], typed: str, said: str) -> None:
    refused = run("add", *words, typed=typed)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert "Issa" not in refused.stderr
    assert "Traceback" not in refused.output


def test_two_agents_cannot_share_a_phone(environment: str) -> None:
    agent()
    refused = agent()
    assert (refused.exit_code, "another member of staff" in refused.stderr) == (1, True)
    assert "50001103" not in refused.stderr


def test_a_role_that_is_none(environment: str) -> None:
    assert run("add", "--role", "king", "--name", "Issa Ba").exit_code == 2


def test_a_database_without_tables_is_said(environment: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RETOUR_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    refused = run("list")
    assert (refused.exit_code, "retour migrate" in refused.stderr) == (1, True)


def test_a_reader_needs_neither_phone_nor_pin(world: World) -> None:
    add_staff(world.db, world.vault, NewStaff(Role.READER, "  Issa   Ba "), NOW)
    (one,) = everybody(world.db, world.vault)
    assert (one.name, one.phone, one.has_pin, one.active) == ("Issa Ba", "", False, True)


@pytest.mark.parametrize("pin", ["12345", "12a4", "١٢٣٤"])
def test_a_pin_is_four_plain_digits(world: World, pin: str) -> None:
    with pytest.raises(StaffError):
        add_staff(world.db, world.vault, NewStaff(Role.FIELD_AGENT, "Issa Ba", OUMAR, pin), NOW)


def test_errors_hold_no_number(world: World) -> None:
    world.staff()
    with pytest.raises(StaffError) as error:
        world.staff()
    assert AGENT[4:] not in str(error.value)
