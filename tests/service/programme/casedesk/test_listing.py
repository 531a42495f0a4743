"""The list of cases: what stands on it, in which order, and what it never shows."""

from typing import Any

import pytest
from sqlalchemy import event

from service.models.case import CaseState, CaseType, Criticality
from service.programme.casedesk import desk
from service.programme.casedesk.clock import Colour
from service.programme.casedesk.listing import CaseLine, Wanted, listed
from service.programme.context import Context
from tests.service.programme.casedesk.deskwork import asked, at_desk, in_state, officer
from tests.service.programme.world import AGENT, OUMAR, World


def lines(ctx: Context, most: int = 500, **wanted: Any) -> list[CaseLine]:
    return list(listed(ctx, Wanted(**wanted), most))


def references(ctx: Context, **wanted: Any) -> list[str]:
    return [one.reference.replace(" ", "") for one in lines(ctx, **wanted)]


def test_the_promise_that_ends_first_stands_first(world: World) -> None:
    person, _ = world.register()
    question = asked(world, person)
    complaint = asked(world, person, type="complaint")
    world.passes(days=5)
    late = asked(world, person, type="request", topic="animals")
    thanks = asked(world, type="thanks")
    ctx = at_desk(world, officer(world))
    assert references(ctx) == [complaint, question, late]
    assert references(ctx, states=(CaseState.CLOSED,)) == [thanks]
    assert [one.colour for one in lines(ctx)] == [Colour.RED, Colour.GREEN, Colour.GREEN]


def test_a_line_says_who_without_saying_it_all(world: World) -> None:
    person, _ = world.register()
    asked(world, person)
    asked(world, None, OUMAR)
    ctx = at_desk(world, officer(world))
    known, unknown = lines(ctx)
    assert (known.person, known.phone, known.place) == ("Aminata T.", "+223…01", "Konna, Mopti")
    assert (unknown.person, unknown.phone, unknown.place) == ("", "+223…02", "")
    assert "Traor" not in str((known, unknown))
    assert "Quand" not in str((known, unknown))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"type": CaseType.COMPLAINT}, ["complaint"]),
        ({"criticality": Criticality.HIGH}, ["complaint"]),
        ({"states": (CaseState.ASSIGNED, CaseState.ON_HOLD)}, ["request"]),
        ({"unassigned": True}, ["complaint", "question"]),
        ({"place": "ML05"}, ["complaint", "question"]),
        ({"place": "ML050605"}, ["complaint", "question"]),
        ({"place": "ML050604"}, []),
        ({"colour": Colour.GREEN}, ["request", "question"]),
        ({"colour": Colour.AMBER}, ["complaint"]),
        ({"colour": Colour.RED}, []),
    ],
)
def test_what_narrows_it(world: World, wanted: dict[str, Any], found: list[str]) -> None:
    by = officer(world)
    person, _ = world.register()
    for kind in ("question", "complaint"):
        asked(world, person, type=kind)
    elsewhere = asked(world, None, OUMAR, type="request")
    desk.assign(at_desk(world, by), elsewhere, by)
    world.passes(days=2, hours=12)
    assert sorted(one.type for one in lines(at_desk(world, by), **wanted)) == sorted(found)


def test_of_an_agent_only_their_own(world: World) -> None:
    by, agent = officer(world), world.staff(number=AGENT)
    given, _ = asked(world, topic="a"), asked(world, topic="b")
    desk.assign(at_desk(world, by), given, agent)
    assert references(at_desk(world, agent)) == [given]
    assert references(at_desk(world, agent), unassigned=True) == []
    assert references(at_desk(world, agent), assigned_to=by) == []
    assert references(at_desk(world, by), assigned_to=agent) == [given]
    assert lines(at_desk(world, by), assigned_to=agent)[0].assigned == "Boubacar M."


def test_three_calls_that_reached_nobody_are_said(world: World) -> None:
    ctx = at_desk(world, officer(world))
    in_state(world, asked(world), "in_progress", calls_failed=2)
    assert not lines(ctx)[0].unreached
    in_state(world, lines(ctx)[0].reference.replace(" ", ""), "in_progress", calls_failed=3)
    assert lines(ctx)[0].unreached


def test_an_answer_that_waits_is_said(world: World) -> None:
    reference = asked(world, world.register()[0])
    in_state(world, reference, "answered", answer=b"sealed", answered_at=world.now)
    ctx = at_desk(world, officer(world))
    assert (lines(ctx)[0].waits, lines(ctx)[0].colour) == (True, Colour.OFF)
    in_state(world, reference, "answered", heard_at=world.now)
    assert not lines(ctx)[0].waits


def test_the_clock_of_what_was_opened_again_runs_from_then(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    in_state(world, reference, "closed")
    world.passes(days=30)
    desk.reopen(at_desk(world, by), reference, "Rien n'est fait")
    for hours, colour in ((0, Colour.GREEN), (24 * 5, Colour.GREEN), (24, Colour.AMBER), (24, Colour.RED)):
        world.passes(hours=hours)
        assert lines(at_desk(world, by))[0].colour is colour


def test_a_list_ends(world: World) -> None:
    for topic in "abc":
        asked(world, topic=topic)
    assert len(lines(at_desk(world, officer(world)), most=2)) == 2


def test_what_is_answered_stands_below_what_is_to_be_done(world: World) -> None:
    early = asked(world, topic="a")
    world.passes(days=1)
    late = asked(world, topic="b")
    in_state(world, early, "answered", answer=b"sealed", answered_at=world.now)
    assert references(at_desk(world, officer(world))) == [late, early]


def test_no_more_rows_are_read_than_are_shown(world: World) -> None:
    for topic in "abc":
        asked(world, topic=topic)
    ctx, read = at_desk(world, officer(world)), []
    event.listen(world.db, "before_cursor_execute", lambda *said: read.append(said[2:4]))
    assert len(lines(ctx, most=2)) == 2
    assert any("LIMIT" in statement for statement, _ in read if "ORDER BY" in statement)
