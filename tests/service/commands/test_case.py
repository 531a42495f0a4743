"""`retour case`, end to end: listed, read, worked on, answered, closed, opened again."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from flows import effects as e
from service.commands.case import app
from service.models import Case, SensitiveCase
from service.programme import cases
from service.programme import tables as t
from service.programme.casedesk import listing
from tests.service.commands.callers import actions, refused, row_of, run, said, world_of
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, OUMAR

BY = ("--by", OUMAR)
WORDS = "Quand [bold]vient-il[/bold] ?"


@pytest.fixture
def reference(engine: Engine, people: list[Somebody]) -> str:
    """Aminata asks a question."""
    with world_of(engine) as world:
        ctx = world.call(ORANGE, person=people[0].id)
        return cases.open_case(ctx, e.OpenCase("question", WORDS))["reference"].replace(" ", "")


def listed(*words: str) -> list[dict[str, object]]:
    found = json.loads(said(app, "list", *BY, "--format", "json", *words))
    assert isinstance(found, list)
    return found


def test_a_case_from_the_list_to_its_end(engine: Engine, reference: str) -> None:
    (line,) = listed()
    assert (line["person"], line["state"], line["clock"], line["with"]) == ("Aminata T.", "new", "green", "")
    assert said(app, "assign", reference, "--to", AGENT, *BY) == "Assigned."
    assert said(app, "start", reference, "--by", AGENT) == "In progress."
    until = (datetime.now(UTC).date() + timedelta(days=3)).isoformat()
    assert said(app, "hold", reference, "--until", until, "--note", "Transport", *BY) == "On hold."
    assert said(app, "start", reference, *BY) == "In progress."
    assert said(app, "note", reference, "Vu le comité", *BY) == "Noted."
    assert said(app, "called", reference, "--not", *BY) == "Not reached: 1 of 3."
    assert said(app, "code", reference, "kit_when", *BY) == "Coded."
    assert said(app, "change", reference, "--criticality", "low", *BY).startswith("question, low: ")
    told = said(app, "answer", reference, "Lundi matin.", "--outcome", "explained", *BY)
    assert told == "Answered: an SMS says that an answer waits."
    assert listed()[0]["remarks"] == "answer not heard yet"
    assert said(app, "close", reference, "--outcome", "acted", "--how", "call", *BY) == "Closed."
    assert listed() == []
    row = row_of(engine, Case, reference=reference)
    assert (row.state, row.closed_how, row.outcome, row.coding) == ("closed", "call", "acted", "kit_when")
    assert said(app, "reopen", reference, "--note", "Rien n'est venu", *BY) == "Open again."
    assert listed()[0]["remarks"] == "opened again 1 ×"
    assert len(actions(engine, "case ")) == 11


def test_reading_a_case_is_kept(engine: Engine, reference: str) -> None:
    said(app, "answer", reference, "Lundi.", "--outcome", "acted", *BY)
    shown = said(app, "show", f"{reference[:2]} {reference[2:4]} {reference[4:]}", *BY)
    assert f"words: {WORDS}" in shown
    assert "answer: Lundi." in shown
    assert "answered (Boubacar M.): Lundi." in shown
    assert "Traoré" not in shown
    assert ORANGE not in shown
    assert actions(engine, "case ") == ["case answered", "case read"]


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--type", "question"), 1),
        (("--type", "complaint"), 0),
        (("--criticality", "medium"), 1),
        (("--state", "closed", "--state", "new"), 1),
        (("--clock", "red"), 0),
        (("--region", "mopti"), 1),
        (("--cercle", "Mopti"), 1),
        (("--assigned", "nobody"), 1),
        (("--assigned", AGENT), 0),
        (("--mine",), 0),
    ],
)
def test_what_narrows_the_list(reference: str, words: tuple[str, ...], count: int) -> None:
    assert len(listed(*words)) == count


def test_the_list_goes_to_a_file(reference: str, tmp_path: Path) -> None:
    out = tmp_path / "cases.csv"
    said(app, "list", *BY, "--format", "csv", "--out", str(out))
    assert out.stat().st_mode & 0o777 == 0o600
    assert out.read_text(encoding="utf-8").startswith("reference,type,topic")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("start", "123456", *BY), "There is no case 12 34 56 that you work on."),
        (("start", "{ref}", "--by", AGENT), "that you work on."),
        (("assign", "{ref}", "--to", AGENT, "--by", AGENT), "A field_agent may not do this"),
        (("start", "{ref}", "--by", "+22350009999"), "Nobody works from the phone +223…99."),
        (("hold", "{ref}", "--until", "morgen", "--note", "x", *BY), "'morgen' is no day: write it as 2026-12-01."),
        (("hold", "{ref}", "--until", "", "--note", "x", *BY), "Say the day: 2026-12-01."),
        (("reopen", "{ref}", "--note", "x", *BY), "is new: it cannot be opened again."),
        (("close", "{ref}", "--outcome", "acted", *BY), "Say how the person was told"),
        (("close", "{ref}", "--outcome", "acted", "--how", "not_told", *BY), "Say how the person was told"),
        (("code", "{ref}", "nonsense", *BY), "There is no code 'nonsense'"),
        (("change", "{ref}", *BY), "Say what changes"),
        (("list", "--region", "Paris", *BY), "There is no region 'Paris'."),
    ],
)
def test_what_is_wrong_is_said(engine: Engine, reference: str, words: tuple[str, ...], reason: str) -> None:
    assert reason in refused(app, *(word.replace("{ref}", reference) for word in words))
    assert row_of(engine, Case, reference=reference).state == "new"


def test_whoever_reads_figures_sees_no_case(engine: Engine, reference: str) -> None:
    with world_of(engine) as world:
        world.db.execute(update(t.staff).where(t.staff.c.role == "administrator").values(role="reader"))
    assert "A reader may not do this" in refused(app, "list", "--by", ADMINISTRATOR)


def test_the_codes_are_listed(engine: Engine) -> None:
    found = json.loads(said(app, "codes", "--format", "json"))
    assert {"code": "kit_when", "types": "question", "category": "Kit", "label": "Demande quand le kit vient"} in found


def test_what_is_for_the_focal_points_is_handed_over(engine: Engine, reference: str) -> None:
    assert run(app, "confide", reference, *BY, typed="n\n").exit_code == 1
    assert run(app, "confide", reference, *BY, typed="y\n").exit_code == 0
    assert listed() == []
    assert row_of(engine, SensitiveCase).state == "new"


def test_words_may_be_typed_where_nobody_else_sees_them(engine: Engine, reference: str) -> None:
    assert said(app, "note", reference, *BY, typed="Elle a peur\n") == "Noted."
    said(app, "answer", reference, "--outcome", "acted", *BY, typed="Lundi.\n")
    shown = said(app, "show", reference, *BY)
    assert "Elle a peur" in shown
    assert "answer: Lundi." in shown


def test_a_narrow_terminal_loses_no_column(reference: str) -> None:
    table = said(app, "list", *BY)
    assert " ".join((reference[:2], reference[2:4], reference[4:])) in table
    assert all(word in table for word in ("question", "green", "new", "Aminata T."))


def test_a_list_that_ends_says_so(engine: Engine, reference: str) -> None:
    with world_of(engine) as world:
        for number in range(listing.MOST):
            world.add(Case, reference=f"{number:06}", type="request", state="new", opened_at=world.now)
    result = run(app, "list", *BY)
    assert (result.exit_code, result.stderr) == (0, "The list ends after 500: narrow it to see the others.\n")
    assert run(app, "list", *BY, "--type", "question").stderr == ""
