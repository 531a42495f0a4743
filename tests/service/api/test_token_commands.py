"""`retour token`: made and shown once, listed without it, ended for good."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from service.commands.staff import app as staff_app
from service.commands.token import app
from service.database import make_engine
from service.keys import new_keys, write_keys
from service.models import ApiToken, table_of

OFFICER, AGENT = "50 00 11 10", "50 00 11 03"


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> None:
    """The settings of an installation with an officer and an agent, read as the commands read them."""
    write_keys(tmp_path / "keys.json", new_keys())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    for role, phone in (("programme_officer", OFFICER), ("field_agent", AGENT)):
        words = ["add", "--role", role, "--name", f"Awa {role}", "--phone", phone, "--pin"]
        assert CliRunner().invoke(staff_app, words, input="2468\n2468\n").exit_code == 0


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def made(name: str = "dashboard") -> str:
    found = run("create", "--name", name, "--scope", "campaigns:read", "--scope", "messages:write", "--by", OFFICER)
    assert found.exit_code == 0, found.stderr
    return found.stdout.strip()


def rows(database_url: str) -> list[Any]:
    engine = make_engine(database_url)
    with engine.connect() as db:
        return list(db.execute(select(table_of(ApiToken)).order_by(table_of(ApiToken).c.id)))


def test_it_is_shown_once_and_listed_without_it(database_url: str) -> None:
    token = made()
    assert token.startswith("retour_")
    assert len(token) > 40
    (row,) = rows(database_url)
    listed = run("list").stdout
    for told in (str(row.id), "dashboard", "campaigns:read", "messages:write", "Awa programme_officer", "never", "yes"):
        assert told in listed
    assert token not in listed
    assert made("other") != token


def test_it_is_ended_once(database_url: str) -> None:
    made()
    (row,) = rows(database_url)
    assert run("end", row.id).stdout == "Ended.\n"
    assert "ended 20" in run("list").stdout
    again = run("end", row.id)
    assert (again.exit_code, "was ended before" in again.stderr) == (1, True)


def test_one_whose_maker_has_left_is_shown_as_worth_nothing() -> None:
    made()
    assert CliRunner().invoke(staff_app, ["end", OFFICER]).exit_code == 0
    assert "no: not staff" in run("list").stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--name", "x", "--scope", "campaigns:read", "--by", AGENT), 1, "it takes a programme_officer"),
        (("--name", "x", "--scope", "campaigns:read", "--by", "50009999"), 1, "Nobody works from"),
        (("--name", " ", "--scope", "campaigns:read", "--by", OFFICER), 1, "needs a name"),
        (("--name", "x" * 81, "--scope", "campaigns:read", "--by", OFFICER), 1, "at most 80"),
        (("--name", "x", "--scope", "everything", "--by", OFFICER), 2, "everything"),
        (("--name", "x", "--by", OFFICER), 2, "--scope"),
    ],
)
def test_what_is_refused(database_url: str, words: tuple[str, ...], code: int, told: str) -> None:
    found = run("create", *words)
    assert (found.exit_code, told in found.stderr) == (code, True), found.stderr
    assert rows(database_url) == []
