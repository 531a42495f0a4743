"""Sensitive reports at the desk: for focal points alone, every opening kept, and nobody forgets one."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

import service
from flows import effects as e
from service.models import AuditEvent, SensitiveCase, SensitiveEvent
from service.models.case import CaseOutcome, CaseState
from service.models.staff import Role
from service.programme import cases, messages
from service.programme import tables as t
from service.programme.access.members import end_work
from service.programme.casedesk import concern_reading, concerns
from service.programme.casedesk.clock import Colour
from service.programme.casedesk.steps import CaseError, Changed
from service.programme.labels import SENSITIVE_EVENT_WORDS
from service.programme.staff import COMMAND_LINE, StaffError
from tests.service.programme.casedesk.deskwork import OFFICER, OTHER, at_desk, audited, worker_of
from tests.service.programme.world import AGENT, FOCAL, NOW, World

WORDS = "Le chef a demandé quelque chose"


def reported(world: World, words: str = WORDS) -> UUID:
    known = {row.id for row in world.rows(SensitiveCase)}
    cases.open_sensitive(world.call(), e.OpenSensitiveCase(words, "ML050605", "this", "leader"))
    (new,) = [row.id for row in world.rows(SensitiveCase) if row.id not in known]
    return UUID(str(new))


def focal(world: World, number: str = FOCAL) -> UUID:
    return world.staff(Role.FOCAL_POINT, number, "")


def the_report(world: World, which: UUID) -> Any:
    return world.one(SensitiveCase, id=which)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.FOCAL_POINT])
def test_anybody_else_is_refused_and_it_is_kept(world: World, role: Role) -> None:
    which, tried = reported(world), world.staff(role, OFFICER)
    assert concerns.admitted(worker_of(world), OFFICER) is None
    assert audited(world, "concern") == [(str(tried), "concern refused")]
    ctx = at_desk(world, tried)
    for attempt in (
        lambda: concerns.listed(ctx),
        lambda: concerns.opened(ctx, which),
        lambda: concerns.note(ctx, which, "Vu"),
        lambda: concerns.assign(ctx, which, tried),
        lambda: concerns.answer(ctx, which, "Vu"),
        lambda: concerns.close(ctx, which, CaseOutcome.ACTED, "Vu"),
    ):
        with pytest.raises(StaffError, match="Only a focal point"):
            attempt()
    assert world.rows(SensitiveEvent) == []


@pytest.mark.parametrize("phone", [AGENT, "nonsense"])
def test_a_phone_that_nobody_works_from_is_refused_and_it_is_kept(world: World, phone: str) -> None:
    assert concerns.admitted(worker_of(world), phone) is None
    assert audited(world, "concern") == [("unknown phone", "concern refused")]


def test_a_focal_point_who_left_is_one_no_more(world: World) -> None:
    left = focal(world)
    assert concerns.admitted(worker_of(world), FOCAL) == left
    end_work(world.db, left, COMMAND_LINE, world.now)
    assert concerns.admitted(worker_of(world), FOCAL) is None
    with pytest.raises(StaffError):
        concerns.listed(at_desk(world, left))


def test_the_list_says_nothing_of_what_was_said(world: World) -> None:
    by, which = focal(world), reported(world)
    (line,) = concerns.listed(at_desk(world, by))
    assert (line.id, line.state, line.place, line.can_be_called) == (which, "new", "Konna, Mopti", True)
    assert (line.colour, line.due_at) == (Colour.GREEN, NOW + timedelta(hours=24))
    assert WORDS not in str(line)
    assert audited(world, "concern") == [(str(by), "concerns listed")]


def test_whoever_reads_a_new_one_has_it_and_each_reading_is_kept(world: World) -> None:
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    found = concerns.opened(at_desk(world, by), which)
    assert (found.words, found.who, found.contact) == (WORDS, "leader", "+22350001101")
    world.passes(hours=1)
    concerns.opened(at_desk(world, other), which)
    row = the_report(world, which)
    assert (row.state, row.assigned_to) == ("in_progress", by)
    assert audited(world, "concern") == [(str(by), "concern read"), (str(other), "concern read")]
    assert all(row.detail == "" for row in world.rows(AuditEvent) if row.action == "concern read")


def test_from_read_to_closed(world: World) -> None:
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    concerns.assign(at_desk(world, by), which, other)
    assert (the_report(world, which).state, the_report(world, which).assigned_to) == ("assigned", other)
    for step, hours in ((concerns.note, 1), (concerns.answer, 2)):
        world.passes(hours=hours)
        step(at_desk(world, other), which, "Parlé  avec elle")
    assert the_report(world, which).state == "answered"
    world.passes(hours=1)
    concerns.close(at_desk(world, other), which, CaseOutcome.ACTED, "Mis à pied")
    row = the_report(world, which)
    assert (row.state, row.outcome, row.closed_at) == ("closed", "acted", world.now)
    assert concerns.listed(at_desk(world, by)) == []
    assert [one.id for one in concerns.listed(at_desk(world, by), closed=True)] == [which]
    events = concerns.opened(at_desk(world, by), which).events
    assert [(one.kind, one.words) for one in events] == [
        ("assigned", ""),
        ("note", "Parlé avec elle"),
        ("answered", "Parlé avec elle"),
        ("closed", "Mis à pied"),
        ("read", ""),
    ]
    sealed = [row for row in world.rows(SensitiveEvent) if row.words]
    assert world.vault.open(SENSITIVE_EVENT_WORDS, sealed[0].id, sealed[0].words) == "Parlé avec elle"


def test_what_is_closed_stays_closed(world: World) -> None:
    by, which = focal(world), reported(world)
    ctx = at_desk(world, by)
    concerns.close(ctx, which, CaseOutcome.NOT_POSSIBLE, "Rien à trouver")
    attempts: list[Callable[[], object]] = [
        lambda: concerns.answer(ctx, which, "Vu"),
        lambda: concerns.assign(ctx, which, by),
        lambda: concerns.close(ctx, which, CaseOutcome.ACTED, "Vu"),
    ]
    for attempt in attempts:
        with pytest.raises(CaseError, match="is closed: it cannot be"):
            attempt()


def test_what_is_wrong_is_said_in_plain_words(world: World) -> None:
    by, which = focal(world), reported(world)
    ctx = at_desk(world, by)
    with pytest.raises(CaseError, match="no such report"):
        concerns.opened(ctx, by)
    with pytest.raises(CaseError, match="few words"):
        concerns.note(ctx, which, " ")
    with pytest.raises(StaffError, match="focal points alone"):
        concerns.assign(ctx, which, world.staff())


def reminders(world: World, number: str = FOCAL) -> int:
    return sum("attend toujours" in body for to, kind, body in world.texts() if (to, kind) == (number, "focal"))


def test_the_next_day_and_each_day_until_somebody_reads_it(world: World) -> None:
    by, which = focal(world), reported(world)
    reported(world, "Autre chose")
    world.passes(hours=12)
    assert concerns.remind(worker_of(world)) == 0, "it is still the same day"
    world.passes(hours=9)
    assert concerns.remind(worker_of(world)) == 0, "seven in the morning"
    world.passes(hours=1)
    assert (concerns.remind(worker_of(world)), concerns.remind(worker_of(world))) == (2, 0)
    assert reminders(world) == 1, "one text for both"
    world.passes(days=1)
    concerns.opened(at_desk(world, by), which)
    assert (concerns.remind(worker_of(world)), reminders(world)) == (1, 2)
    assert not any(WORDS in body or "Autre" in body for *_, body in world.texts())


def test_one_that_was_given_on_unread_is_told_of_until_they_read_it(world: World) -> None:
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    assert concerns.assign(at_desk(world, by), which, other)
    assert world.sent_to(OTHER)[-1] == "focal", "whoever has it from now on is told"
    world.passes(days=1)
    assert concerns.remind(worker_of(world)) == 1
    concerns.opened(at_desk(world, by), which)
    assert the_report(world, which).state == "assigned", "read by somebody else"
    concerns.opened(at_desk(world, other), which)
    assert (the_report(world, which).state, the_report(world, which).assigned_to) == ("in_progress", other)
    world.passes(days=1)
    assert concerns.remind(worker_of(world)) == 0


def test_one_that_was_read_and_given_on_is_unread_again(world: World) -> None:
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    concerns.opened(at_desk(world, by), which)
    concerns.assign(at_desk(world, by), which, other)
    world.passes(days=1)
    assert concerns.remind(worker_of(world)) == 1


def test_whoever_gives_one_on_hears_whether_that_could_be_told(world: World) -> None:
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    messages.stop(world.call(OTHER), e.StopMessages())
    before = world.sent_to(FOCAL)
    assert not concerns.assign(at_desk(world, by), which, other)
    assert concerns.assign(at_desk(world, by), which, by), "to themselves: they know"
    assert world.sent_to(FOCAL) == before


def test_what_was_taken_and_left_lying_is_told_of_again(world: World) -> None:
    by, which = focal(world), reported(world)
    concerns.opened(at_desk(world, by), which)
    world.passes(days=3)
    assert concerns.remind(worker_of(world)) == 0
    world.passes(days=1)
    assert concerns.remind(worker_of(world)) == 1
    concerns.note(at_desk(world, by), which, "On cherche")
    world.passes(days=1)
    assert concerns.remind(worker_of(world)) == 0


@pytest.mark.parametrize("state", [CaseState.ANSWERED, CaseState.CLOSED])
def test_what_is_settled_is_told_of_no_more(world: World, state: CaseState) -> None:
    by, which = focal(world), reported(world)
    ctx = at_desk(world, by)
    if state is CaseState.ANSWERED:
        concerns.answer(ctx, which, "Dit")
    else:
        concerns.close(ctx, which, CaseOutcome.ACTED, "Fait")
    world.passes(days=30)
    assert concerns.remind(worker_of(world)) == 0


def says_stop(world: World) -> None:
    messages.stop(world.call(FOCAL), e.StopMessages())


def is_wrong(world: World) -> None:
    world.call(FOCAL)
    world.db.execute(update(t.phone).values(state="wrong"))


UNREACHABLE = {"they said STOP": says_stop, "no such number": is_wrong}


@pytest.mark.parametrize("why", ["no focal point", *UNREACHABLE])
def test_a_reminder_that_nobody_gets_is_said_where_it_is_seen(world: World, why: str) -> None:
    """The test that fails when nobody is told."""
    reported(world)
    if why != "no focal point":
        focal(world)
        UNREACHABLE[why](world)
    world.passes(days=1)
    with capture_logs() as logs:
        concerns.remind(worker_of(world))
        concerns.remind(worker_of(world))
    nobody_told = [row for row in world.rows(AuditEvent) if row.action == "nobody_told"]
    assert len(nobody_told) == 2, "with the first alert; once a day"
    assert [entry["log_level"] for entry in logs] == ["error"]
    assert WORDS not in str(logs)


def test_a_reminder_that_somebody_gets_is_no_alarm(world: World) -> None:
    focal(world)
    reported(world)
    world.passes(days=1)
    with capture_logs() as logs:
        assert concerns.remind(worker_of(world)) == 1
    assert logs == []
    assert not [row for row in world.rows(AuditEvent) if row.action == "nobody_told"]


def test_a_contact_that_was_tried_is_kept_with_how_it_went(world: World) -> None:
    by, which = focal(world), reported(world)
    concerns.tried(at_desk(world, by), which, "Chez sa sœur", reached=False)
    world.passes(hours=1)
    concerns.tried(at_desk(world, by), which, "Elle va bien", reached=True)
    events = concerns.opened(at_desk(world, by), which).events
    assert [(one.kind, one.words) for one in events[:2]] == [
        ("contact_failed", "Chez sa sœur"),
        ("contacted", "Elle va bien"),
    ]


def test_what_was_done_since_it_was_read_is_said(world: World) -> None:
    """To read it changes nothing."""
    by, other, which = focal(world), focal(world, OTHER), reported(world)
    seen = concerns.opened(at_desk(world, by), which).version
    concerns.opened(at_desk(world, other), which)
    concerns.unchanged(at_desk(world, by), which, seen)
    concerns.note(at_desk(world, other), which, "Je m'en occupe")
    with pytest.raises(Changed):
        concerns.unchanged(at_desk(world, by), which, seen)


@pytest.mark.parametrize("closed", [False, True])
def test_the_list_is_read_page_by_page(world: World, closed: bool) -> None:
    by = focal(world)
    made = []
    for i in range(concern_reading.ON_PAGE + 2):
        made.append(reported(world, f"Mot {i}"))
        world.passes(minutes=i % 2)
    if closed:
        for which in made:
            concerns.close(at_desk(world, by), which, CaseOutcome.ACTED, "Fait")
    first, after = concerns.page(at_desk(world, by), closed=closed)
    rest, end = concerns.page(at_desk(world, by), closed=closed, after=UUID(after))
    assert {one.id for one in (*first, *rest)} == set(made)
    assert (len(first), len(rest), end) == (concern_reading.ON_PAGE, 2, "")
    assert concerns.page(at_desk(world, by), closed=not closed) == ([], "")


def test_focal_points_are_who_it_may_be_given_to(world: World) -> None:
    by, other = focal(world), focal(world, OTHER)
    world.staff()
    assert {one.id for one in concerns.hands(at_desk(world, by))} == {by, other}


MAY_NAME_THEM = {
    "programme/sensitive.py": "takes reports in",
    "programme/casedesk/concerns.py": "the desk of the focal points",
    "programme/casedesk/concern_reading.py": "what they see of a report",
    "programme/casedesk/concern_reminder.py": "the next day's reminder",
    "programme/access/trail.py": "leaves what is done with them out of the page of the audit",
    "programme/tables.py": "the tables as statements see them",
    "programme/labels.py": "what their columns are sealed under",
    "programme/demo/cases.py": "adds made-up ones, and reads none",
    "models/case.py": "defines them",
    "models/__init__.py": "lists all tables",
    "models/plain.py": "says which columns stay plain",
}
TABLES = re.compile(r"\bSensitive(Case|Event)\b|\bsensitive_(case|event)\b")


def test_no_other_part_of_the_service_reads_the_sensitive_tables() -> None:
    """Not counted, listed, exported or opened anywhere else: no other file names them."""
    root = Path(service.__file__).parent
    files = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    assert {name for name, words in files.items() if TABLES.search(words)} == set(MAY_NAME_THEM)
