"""`retour referral`, end to end: asked for on the line, referred, received, closed with its case."""

import json

import pytest
from sqlalchemy import Engine

from flows import effects as e
from service.commands.referral import app
from service.models import Care, Case, Facility, Referral
from service.programme import referrals
from tests.service.commands.callers import actions, refused, row_of, said, world_of
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, OUMAR

BY = ("--by", OUMAR)


@pytest.fixture
def reference(engine: Engine, people: list[Somebody]) -> str:
    with world_of(engine) as world:
        world.add(Facility, kind="health_centre", name="CSCom de Konna", place="ML050605")
        ctx = world.call(ORANGE, person=people[0].id)
        told = referrals.request(ctx, e.RequestReferral("health_centre", "yes", "injury"))
        return told["reference"].replace(" ", "")


def test_a_referral_from_the_list_to_its_end(engine: Engine, reference: str) -> None:
    (line,) = json.loads(said(app, "list", *BY, "--format", "json"))
    assert (line["person"], line["service"], line["state"]) == ("Aminata T.", "health_centre", "asked")
    assert "injury" not in str(line)
    assert "why: injury" in said(app, "show", reference, *BY)
    assert "CSCom de Konna" in said(app, "facilities")
    assert said(app, "refer", reference, "--to", "konna", *BY) == "Referred to CSCom de Konna."
    assert said(app, "received", line["referral"], *BY) == "Received by CSCom de Konna."
    assert said(app, "close", reference, "--outcome", "treated", "--how", "visit", *BY) == "Closed."
    assert row_of(engine, Care).kind == "care"
    assert (row_of(engine, Referral).outcome, row_of(engine, Case).state) == ("treated", "closed")
    assert json.loads(said(app, "list", *BY, "--format", "json")) == []
    assert len(json.loads(said(app, "list", *BY, "--state", "closed", "--format", "json"))) == 1
    assert actions(engine, "referral ") == [f"referral {one}" for one in ("read", "referred", "received", "closed")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("list", "--by", AGENT), "A field_agent may not do this"),
        (("refer", "{ref}", "--to", "Paris", *BY), "There is no facility 'Paris'"),
        (("refer", "{ref}", "--to", "konna", "--on", "gestern", *BY), "'gestern' is no day"),
        (("received", "{ref}", *BY), "is asked: it cannot be received"),
        (("close", "{ref}", "--outcome", "declined", *BY), "Say how the person was told"),
        (("show", "123456", *BY), "There is no referral '123456'"),
    ],
)
def test_what_is_wrong_is_said(engine: Engine, reference: str, words: tuple[str, ...], reason: str) -> None:
    assert reason in refused(app, *(word.replace("{ref}", reference) for word in words))
    assert row_of(engine, Referral).state == "asked"


def test_asked_for_face_to_face(engine: Engine, people: list[Somebody]) -> None:
    words = ("ask", "--card", people[0].code, "--service", "counselling", "--by", AGENT)
    assert "Ask the person first" in refused(app, *words)
    told = said(app, *words, "--consent").removeprefix("Asked for: ").rstrip(".")
    assert row_of(engine, Case).reference == told.replace(" ", "")


def test_why_may_be_typed_where_nobody_else_sees_it(engine: Engine, people: list[Somebody]) -> None:
    words = ("ask", "--card", people[0].code, "--service", "counselling", "--by", AGENT, "--consent", "--reason", "-")
    asked = said(app, *words, typed="Ne dort plus\n").removeprefix("Asked for: ").rstrip(".")
    assert "why: Ne dort plus" in said(app, "show", asked, *BY)


def test_a_narrow_terminal_loses_no_column(reference: str) -> None:
    table = said(app, "list", *BY)
    assert " ".join((reference[:2], reference[2:4], reference[4:])) in table
    assert all(word in table for word in ("health_centre", "asked", "Aminata T."))
