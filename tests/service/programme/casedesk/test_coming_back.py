"""What nobody acts on comes back: told once a working day, neutral, and never twice."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from flows import effects as e
from service.models import AuditEvent, Case, CaseEvent
from service.models.case import CaseOutcome
from service.models.staff import Role
from service.programme import cases, messages
from service.programme.casedesk import answering, coming_back, desk
from service.programme.casedesk.coming_back import look
from tests.service.programme.casedesk.deskwork import (
    OFFICER,
    OTHER,
    asked,
    at_desk,
    in_state,
    kinds,
    officer,
    the_case,
    worker_of,
)
from tests.service.programme.test_cases import shown
from tests.service.programme.world import AGENT, World


def overdue(world: World, number: str) -> list[str]:
    return [body for to, kind, body in world.texts() if (to, kind) == (number, "overdue")]


def test_nothing_to_do_does_nothing(world: World) -> None:
    officer(world)
    asked(world)
    assert look(worker_of(world)) == 0
    assert overdue(world, OFFICER) == []


def test_every_officer_is_told_of_what_nobody_has(world: World) -> None:
    officer(world)
    world.staff(Role.PROGRAMME_OFFICER, OTHER)
    for topic in "abc":
        asked(world, topic=topic)
    world.passes(days=7, minutes=1)
    assert look(worker_of(world)) == 3
    assert overdue(world, OFFICER) == overdue(world, OTHER)
    assert overdue(world, OFFICER) == ["Retour : demandes en retard : 3. Ouvrez la liste."]
    world.passes(minutes=1)
    assert look(worker_of(world)) == 0, "once a day"
    world.passes(days=1)
    assert (look(worker_of(world)), len(overdue(world, OFFICER))) == (3, 2)


def test_whoever_has_it_is_told_and_nobody_else(world: World) -> None:
    by, agent = officer(world), world.staff(number=AGENT)
    desk.assign(at_desk(world, by), asked(world), agent)
    world.passes(days=8)
    look(worker_of(world))
    assert (len(overdue(world, AGENT)), len(overdue(world, OFFICER))) == (1, 0)


def test_one_text_a_person_and_day_whatever_else_falls_due(world: World) -> None:
    by = officer(world)
    first = asked(world)
    world.passes(minutes=30)
    second = asked(world, topic="b")
    for reference in (first, second):
        in_state(world, reference, "assigned", assigned_to=by)
    world.passes(days=7, minutes=-29)
    assert look(worker_of(world)) == 1
    world.passes(hours=1)
    assert look(worker_of(world)) == 1
    assert len(overdue(world, OFFICER)) == 1


def test_whoever_acts_is_not_reminded(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    world.passes(days=7, hours=1)
    desk.note(at_desk(world, by), reference, "On cherche")
    assert look(worker_of(world)) == 0
    world.passes(hours=25)
    assert look(worker_of(world)) == 1


@pytest.mark.parametrize(
    ("days", "hours", "why"), [(11, 0, "a Saturday"), (8, 11, "at night"), (8, -5, "before the day begins")]
)
def test_not_at_night_and_not_on_days_off(world: World, days: int, hours: int, why: str) -> None:
    officer(world)
    asked(world)
    world.passes(days=days, hours=hours)
    assert look(worker_of(world)) == 0, why


def test_not_on_a_holiday(world: World) -> None:
    officer(world)
    asked(world)
    world.settings = world.settings.model_copy(update={"holidays": (date(2026, 12, 2),)})
    world.passes(days=8)
    assert look(worker_of(world)) == 0
    world.passes(days=1)
    assert look(worker_of(world)) == 1


@pytest.mark.parametrize("state", ["on_hold", "answered", "closed"])
def test_what_waits_for_somebody_else_is_not_told(world: World, state: str) -> None:
    officer(world)
    in_state(world, asked(world), state, held_until=world.now + timedelta(days=60))
    world.passes(days=8)
    assert look(worker_of(world)) == 0


@pytest.mark.parametrize("why", ["nobody there", "they said STOP"])
def test_where_nobody_can_be_told_it_is_an_alert(world: World, why: str) -> None:
    if why == "they said STOP":
        officer(world)
        messages.stop(world.call(OFFICER), e.StopMessages())
    asked(world)
    world.passes(days=8)
    with capture_logs() as logs:
        for _ in range(2):
            look(worker_of(world))
            world.passes(minutes=1)
    alerts = [row.action for row in world.rows(AuditEvent) if row.action.startswith("alert")]
    assert alerts == ["alert: overdue cases, nobody told"]
    assert [entry["log_level"] for entry in logs] == ["error"], "once a day"


def test_officers_are_told_where_the_holder_cannot_be(world: World) -> None:
    by, agent = officer(world), world.staff(number=AGENT)
    desk.assign(at_desk(world, by), asked(world), agent)
    messages.stop(world.call(AGENT), e.StopMessages())
    world.passes(days=8)
    look(worker_of(world))
    assert len(overdue(world, OFFICER)) == 1


def test_a_hold_ends_on_its_day(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    desk.hold(at_desk(world, by), reference, date(2026, 11, 26), "Le transport")
    world.passes(days=1, hours=13, minutes=59)
    assert look(worker_of(world)) == 0
    world.passes(minutes=1)
    assert (look(worker_of(world)), look(worker_of(world))) == (1, 0)
    row = the_case(world, reference)
    assert (row.state, row.held_until) == ("in_progress", None)
    assert kinds(world, reference) == ["opened", "on_hold", "hold_over"]


def test_an_answer_that_nobody_heard_is_work_again_and_still_waits(world: World) -> None:
    by = officer(world)
    person, _ = world.register()
    reference = asked(world, person)
    answering.answer(at_desk(world, by), reference, "Lundi.", CaseOutcome.ACTED)
    world.passes(days=world.settings.unheard_days, minutes=-1)
    assert look(worker_of(world)) == 0
    world.passes(minutes=1)
    assert (look(worker_of(world)), look(worker_of(world))) == (1, 0)
    row = the_case(world, reference)
    assert (row.state, row.reopened, row.outcome) == ("in_progress", 0, "acted")
    assert row.promised_at == world.now + timedelta(days=7)
    assert kinds(world, reference)[-1] == "unheard"
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    cases.answer_heard(world.call(person=person), e.AnswerHeard(waiting.which, "yes"))
    assert the_case(world, reference).state == "closed"


def test_an_answer_that_was_heard_does_not_come_back(world: World) -> None:
    reference = asked(world, world.register()[0])
    in_state(world, reference, "answered", answer=b"sealed", answered_at=world.now, heard_at=world.now)
    world.passes(days=60)
    assert look(worker_of(world)) == 0


DEEDS = st.lists(
    st.tuples(st.sampled_from(["wait", "look", "answer", "note", "hold", "no", "yes", "reopen"]), st.integers(1, 200)),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_whatever_happens_a_case_is_never_forgotten(world: World, deeds: list[tuple[str, int]]) -> None:
    """However long nobody looks: a case that is not closed is always somebody's to do, now or on a day that is set.
    Opening again makes a promise that lies ahead."""
    savepoint, began = world.db.begin_nested(), world.now
    by = officer(world)
    person, _ = world.register()
    reference = asked(world, person)
    for deed, hours in deeds:
        world.passes(hours=hours)
        try_it(world, by, person, reference, deed)
        last = world.rows(CaseEvent)[-1]
        if last.at == world.now and last.kind in ("reopened", "unheard"):
            assert the_case(world, reference).promised_at > world.now, "a new promise"
    world.passes(days=world.settings.unheard_days + 91)
    look(worker_of(world))
    row = the_case(world, reference)
    assert row.state in ("closed", "new", "assigned", "in_progress"), "no hold and no answer is left lying"
    assert row.state == "closed" or row.promised_at is not None
    savepoint.rollback()
    world.now = began


def try_it(world: World, by: UUID, person: UUID, reference: str, deed: str) -> None:
    ctx = at_desk(world, by)
    row = world.one(Case, reference=reference)
    is_open = row.state not in ("answered", "closed")
    match deed:
        case "look":
            look(worker_of(world))
        case "note":
            desk.note(ctx, reference, "Vu")
        case "answer" if row.state != "closed":
            answering.answer(ctx, reference, "Lundi.", CaseOutcome.EXPLAINED)
        case "hold" if is_open:
            desk.hold(ctx, reference, world.now.date() + timedelta(days=3), "Plus tard")
        case "yes" | "no":
            cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, row.id), deed))
        case "reopen" if not is_open:
            desk.reopen(ctx, reference, "Trop tôt")


def test_one_look_is_short_and_the_next_goes_on(world: World) -> None:
    held = [asked(world, topic=str(i)) for i in range(coming_back.MOST + 1)]
    for reference in held:
        in_state(world, reference, "on_hold", held_until=world.now)
    assert [look(worker_of(world)) for _ in range(3)] == [coming_back.MOST, 1, 0]


def test_calls_that_failed_before_nobody_heard_it_stay_counted(world: World) -> None:
    by, reference = officer(world), asked(world, world.register()[0])
    answering.answer(at_desk(world, by), reference, "Lundi.", CaseOutcome.ACTED)
    answering.called(at_desk(world, by), reference, reached=False)
    world.passes(days=world.settings.unheard_days, minutes=1)
    look(worker_of(world))
    assert (the_case(world, reference).state, the_case(world, reference).calls_failed) == ("in_progress", 1)


def test_a_text_counts_all_that_is_late_though_one_look_marks_a_part(world: World) -> None:
    officer(world)
    many = coming_back.MOST_TOLD + 2
    row = {"type": "question", "state": "new", "opened_at": world.now, "promised_at": world.now}
    for i in range(many):
        world.add(Case, reference=f"{i:06}", **row)
    world.passes(days=8)
    assert [look(worker_of(world)) for _ in range(3)] == [coming_back.MOST_TOLD, 2, 0]
    assert overdue(world, OFFICER) == [f"Retour : demandes en retard : {many}. Ouvrez la liste."]
