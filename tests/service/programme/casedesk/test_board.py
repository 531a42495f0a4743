"""The board: every case stands in one column, the most urgent first, and each column can be read to its end."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from service.models import Staff, table_of
from service.models.case import CaseOutcome, CaseType, Criticality
from service.programme.casedesk import answering, board, desk
from service.programme.casedesk.board import BOARD, ON_BOARD, ON_PAGE, Column
from service.programme.casedesk.coding import packaged_codes
from service.programme.casedesk.listing import Wanted
from service.programme.casedesk.steps import NoCase
from service.programme.context import Context
from tests.service.programme.casedesk.deskwork import OTHER, asked, at_desk, in_state, officer, the_case
from tests.service.programme.world import AGENT, OUMAR, World


def standing(ctx: Context, **wanted: Any) -> dict[str, list[str]]:
    """Column → the references that stand in it, in their order; only columns that hold something."""
    found = board.board(ctx, Wanted(**wanted))
    return {one.column.value: [line.reference.replace(" ", "") for line in one.lines] for one in found if one.count}


def test_each_case_stands_where_its_clock_says(world: World) -> None:
    by = officer(world)
    person, _ = world.register()
    late = asked(world, person, type="complaint")
    world.passes(days=4)
    soon = asked(world, person, type="question")
    answered = asked(world, person, type="request")
    held = asked(world, person, type="report", topic="a")
    called = asked(world, person, type="request", topic="b")
    answering.answer(at_desk(world, by), answered, "Lundi.", CaseOutcome.ACTED)
    desk.hold(at_desk(world, by), held, world.now.date() + timedelta(days=5), "Plus tard")
    answering.called(at_desk(world, by), called, reached=False)
    later = asked(world, person, type="incomplete")
    desk.change(at_desk(world, by), later, CaseType.INCOMPLETE, Criticality.LOW)
    closed = asked(world, person, type="question", topic="c")
    answering.close(at_desk(world, by), closed, CaseOutcome.ACTED, words="Partie")
    assert standing(at_desk(world, by)) == {
        "overdue": [late],
        "week": [soon],
        "later": [later],
        "waiting": [called],
        "held": [held],
        "answered": [answered],
    }
    world.passes(days=7, hours=-2)
    assert standing(at_desk(world, by))["today"] == [soon], "its last day"
    page = board.page(at_desk(world, by), Wanted(), Column.CLOSED)
    assert [line.reference.replace(" ", "") for line in page.lines] == [closed]


def test_an_answer_that_came_back_unheard_waits_for_its_person(world: World) -> None:
    by = officer(world)
    reference = asked(world, world.register()[0])
    answering.answer(at_desk(world, by), reference, "Lundi.", CaseOutcome.ACTED)
    in_state(world, reference, "in_progress", promised_at=world.now + timedelta(days=3))
    assert standing(at_desk(world, by)) == {"waiting": [reference]}


def test_counts_say_what_the_board_has_no_room_for(world: World) -> None:
    by = officer(world)
    references = [asked(world, topic=str(i)) for i in range(ON_BOARD + 2)]
    (week,) = [one for one in board.board(at_desk(world, by), Wanted()) if one.count]
    assert (week.column, week.count, len(week.lines)) == (Column.WEEK, len(references), ON_BOARD)
    assert board.counts(at_desk(world, by), Wanted()) == {one: len(references) * (one is Column.WEEK) for one in BOARD}


@pytest.mark.parametrize("column", [Column.WEEK, Column.HELD, Column.ANSWERED, Column.CLOSED])
def test_a_column_is_read_page_by_page_to_its_end(
    world: World, column: Column, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = officer(world)
    made = [asked(world, topic=str(i)) for i in range(ON_PAGE + 3)]
    for i, reference in enumerate(made):
        at = world.now + timedelta(hours=i // 2)  # two at each moment: the id decides
        moments = {Column.HELD: "held_until", Column.ANSWERED: "answered_at", Column.CLOSED: "closed_at"}
        states = {Column.HELD: "on_hold", Column.ANSWERED: "answered", Column.CLOSED: "closed"}
        in_state(
            world, reference, states.get(column, "new"), **{moments.get(column, "promised_at"): at + timedelta(days=2)}
        )
    seen: list[UUID] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = board.page(at_desk(world, by), Wanted(), column, after)
        seen += [line.id for line in page.lines]
        after, pages = page.after, pages + 1
    assert (len(seen), len(set(seen)), pages) == (len(made), len(made), 2)
    first = the_case(world, made[-1 if column is Column.CLOSED else 0]).id
    assert first in seen[:2]


def test_a_page_that_nobody_gave_is_refused(world: World) -> None:
    for after in ("x", "1-x", "-"):
        with pytest.raises(ValueError, match="no such page"):
            board.page(at_desk(world, officer(world)), Wanted(), Column.WEEK, after)


def test_it_is_narrowed_by_who_has_them_what_and_where(world: World) -> None:
    by, person = officer(world), world.register()[0]
    agent = world.staff(number=AGENT)
    mine, free = asked(world, person), asked(world, person, type="complaint")
    elsewhere = asked(world, world.register(OUMAR, place="ML050604")[0])
    desk.assign(at_desk(world, by), mine, by)
    desk.assign(at_desk(world, by), elsewhere, agent)
    desk.code(at_desk(world, by), mine, "kit_when", packaged_codes())
    ctx = at_desk(world, by)
    assert standing(ctx, assigned_to=by) == {"week": [mine]}
    assert standing(ctx, unassigned=True) == {"week": [free]}
    assert standing(ctx, coding="kit_when") == {"week": [mine]}
    assert standing(ctx, place="ML050604") == {"week": [elsewhere]}
    assert standing(ctx, type=CaseType.COMPLAINT) == {"week": [free]}


def test_an_agent_sees_what_was_given_to_them_in_their_villages(world: World) -> None:
    """And neither what others have, nor what they were given before their villages were changed."""
    by, agent = officer(world), world.staff(number=AGENT)
    here, there = asked(world, world.register()[0]), asked(world, world.register(OUMAR, place="ML050604")[0])
    unknown, others = asked(world, number=OTHER), asked(world, type="complaint")
    for reference in (here, there, unknown):
        desk.assign(at_desk(world, by), reference, agent)
    world.db.execute(table_of(Staff).update().where(table_of(Staff).c.id == agent).values(places="ML050605"))
    ctx = at_desk(world, agent)
    assert sorted(standing(ctx)["week"]) == sorted([here, unknown])
    assert board.counts(ctx, Wanted())[Column.WEEK] == 2
    for reference in (there, others):
        with pytest.raises(NoCase):
            desk.note(ctx, the_case(world, reference).id, "Vu")


def test_the_board_is_three_statements(world: World) -> None:
    by = officer(world)
    for i in range(5):
        asked(world, world.register(f"+2235000{2000 + i}")[0], topic=str(i))
    ctx, seen = at_desk(world, by), []
    event.listen(world.db, "before_cursor_execute", lambda *args: seen.append(args[2]))
    board.board(ctx, Wanted())
    assert len(seen) == 3, "who looks, which cases, and whom they are of"
