"""`retour business`, end to end: added, listed, shown, joined, left, and how it runs."""

import json

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from service.commands.business import app
from service.database import writing
from service.programme import tables as t
from tests.service.programme.campaigns.camp import Somebody
from tests.service.programme.world import AGENT, OUMAR

BY = ("--by", OUMAR)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def did(*words: str) -> str:
    result = run(*words)
    assert (result.exit_code, result.exception) == (0, None), result.output
    return result.stdout


@pytest.fixture(autouse=True)
def types(engine: Engine, people: list[Somebody]) -> None:
    with writing(engine) as db:
        db.execute(t.business_type.insert(), [{"code": "fishing", "names": {"fr": "Pêche"}, "position": 0}])


def added(*people: Somebody) -> str:
    cards = ",".join(one.code for one in people)
    words = ("add", "--type", "fishing", "--village", "Konna", "--members", cards, "--name", "Les [x] pêcheuses")
    return did(*words, *BY).split()[1].rstrip(".")


def test_added_listed_and_shown(people: list[Somebody]) -> None:
    business = added(*people)
    (row,) = json.loads(did("list", "--village", "konna", "--format", "json"))
    assert row == {
        "business": business,
        "type": "fishing",
        "name": "Les [x] pêcheuses",
        "place": "Konna, Mopti",
        "kit": "",
        "state": "planned",
        "since": None,
        "members": 2,
        "women": 1,
    }
    shown = did("show", business)
    for word in ("Les [x] pêcheuses", "Aminata T.", "Fanta C.", "member"):
        assert word in shown
    assert json.loads(did("list", "--member", people[0].code, "--state", "running", "--format", "json")) == []


def test_joined_left_and_how_it_runs(people: list[Somebody]) -> None:
    business = added(people[0])
    assert did("join", business, people[1].code, "--leader", "--by", AGENT) == "Joined.\n"
    assert "leader" in did("show", business)
    assert did("leave", business, people[1].code, *BY) == "Left.\n"
    assert did("state", business, "running", "--started", "2026-11-03", *BY) == "It is running.\n"
    (row,) = json.loads(did("list", "--format", "json"))
    assert (row["members"], row["state"], row["since"]) == (1, "running", "2026-11-03")


def test_what_is_wrong_is_said(people: list[Somebody]) -> None:
    words = ("add", "--type", "gold", "--village", "Konna", "--members", people[0].code)
    assert "there are fishing" in run(*words, *BY).stderr
    assert "may not" in run(*words, "--by", AGENT).stderr
    assert "There is no village" in run("list", "--village", "Zzz").stderr
    business = added(people[0])
    assert "no day" in run("state", business, "running", "--started", "gestern", *BY).stderr
    assert "no member" in run("leave", business, people[1].code, *BY).stderr
