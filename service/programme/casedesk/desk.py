"""Working a case: given to somebody, taken up, held, noted, sorted, opened again. Answers are in answering.py.

`ctx.staff_id` is who does it. Every function raises CaseError in plain words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from service.models.case import CaseState, CaseType, Criticality
from service.models.staff import Role
from service.programme import audit, notices, phones, sensitive, telling
from service.programme import tables as t
from service.programme.casedesk.coding import Codes
from service.programme.casedesk.steps import HANDS, CaseError, Step, Which, clock_began, for_step, take
from service.programme.cases import again
from service.programme.casework import criticality_of
from service.programme.context import Context
from service.programme.followup.sector import covers
from service.programme.labels import CASE_WORDS, EVENT_WORDS, STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.working_days import midnight, promised_at, shown, today, zone_of

LONGEST_HOLD = timedelta(days=90)
MOST_WORDS = 2000
"""Characters of a note."""
TOLD_EVERY = timedelta(hours=1)
"""How often a member of staff is told at most that a case was given to them."""
_STAFF = select(t.staff.c.id, t.staff.c.name, t.staff.c.role, t.staff.c.places, t.staff.c.active).where(
    t.staff.c.id == bindparam("who")
)
_UNSAID = (Step.ASSIGN.value, Step.CHANGE.value)
"""Events whose words are a name, or a type: nothing that was said."""
_WRITTEN = (
    select(t.case_event.c.id, t.case_event.c.words, t.case_event.c.staff_id)
    .where(
        t.case_event.c.case_id == bindparam("which"),
        t.case_event.c.kind.not_in(_UNSAID),
        t.case_event.c.words.is_not(None),
    )
    .order_by(t.case_event.c.at, t.case_event.c.id)
)
_REMOVE = delete(t.case).where(t.case.c.id == bindparam("which"))


def assign(ctx: Context, which: Which, to: UUID) -> bool:
    """Give a case to a member of staff; a new one is then assigned, any other stays as it is. They are told by SMS that
    one was given to them, and nothing else; whether that may reach them."""
    row = for_step(ctx, which, Step.ASSIGN)
    name = _given_to(ctx, to, row.place)
    state = CaseState.ASSIGNED if row.state == CaseState.NEW else CaseState(row.state)
    take(ctx, row, Step.ASSIGN, name, str(to), assigned_to=to, state=state, reminded_at=None)
    return to == ctx.staff_id or _told_of_it(ctx, to)


def _given_to(ctx: Context, to: UUID, place: str | None) -> str:
    """The name of whoever is to have a case, if they may work on it."""
    staff = ctx.db.execute(_STAFF, {"who": to}).first()
    if staff is None or not staff.active or staff.role not in HANDS:
        raise CaseError("A case is given to an officer, an administrator or an agent who is at work.")
    if staff.role == Role.FIELD_AGENT and not covers(ctx.places, staff.places, place or ""):
        raise CaseError("This agent does not work in the village that the case comes from.")
    return first_name_and_initial(ctx.vault.open(STAFF_NAME, staff.id, staff.name))


def _told_of_it(ctx: Context, to: UUID) -> bool:
    """Whoever is given several in a row gets one text: it says to open the list."""
    holder = telling.one(ctx, to)
    if holder is None:
        return False
    if telling.was_told(ctx, holder, notices.ASSIGNED, ctx.now - TOLD_EVERY):
        return telling.gets_texts(ctx, holder)
    return telling.tell(ctx, holder, "sms_assigned", notices.ASSIGNED)


def take_up(ctx: Context, which: Which) -> None:
    """Work on it begins, or goes on after a hold; whoever takes it up has it, where nobody had."""
    row = for_step(ctx, which, Step.TAKE_UP)
    take(
        ctx,
        row,
        Step.TAKE_UP,
        state=CaseState.IN_PROGRESS,
        held_until=None,
        assigned_to=row.assigned_to or ctx.staff_id,
    )


def hold(ctx: Context, which: Which, until: date, note: str) -> None:
    """It rests until a day, on which it comes back by itself. The promise stands: the person was told that day."""
    row = for_step(ctx, which, Step.HOLD)
    if not today(ctx) < until <= today(ctx) + LONGEST_HOLD:
        raise CaseError(f"A case is held until a day to come, {LONGEST_HOLD.days} days ahead at most.")
    words = f"{shown(until)} : {_told(note)}"
    take(ctx, row, Step.HOLD, words, until.isoformat(), state=CaseState.ON_HOLD, held_until=midnight(ctx, until))


def note(ctx: Context, which: Which, words: str) -> None:
    """Words for whoever works on it next; the person does not hear them."""
    row = for_step(ctx, which, Step.NOTE)
    take(ctx, row, Step.NOTE, _told(words))


def _told(words: str) -> str:
    tidied = " ".join(words.split())
    if not tidied:
        raise CaseError("Say it in a few words: a note without words helps nobody.")
    if len(tidied) > MOST_WORDS:
        raise CaseError(f"A note has {MOST_WORDS} characters at most; this one has {len(tidied)}.")
    return tidied


def code(ctx: Context, which: Which, coding: str, codes: Codes) -> None:
    """Sort what was said by the programme's table of codes; a code has to fit the type of the case."""
    row = for_step(ctx, which, Step.CODE)
    chosen = codes.fitting(coding, row.type)
    take(ctx, row, Step.CODE, detail=chosen.code, coding=chosen.code)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a case is from now on, and when it is due; None: nothing is promised to thanks."""

    type: CaseType
    criticality: Criticality
    promised_at: datetime | None


def change(ctx: Context, which: Which, kind: CaseType | None = None, criticality: Criticality | None = None) -> Sorted:
    """Another type, another urgency, or both. The promise is counted anew, from when the clock began to run. A new type
    brings its own urgency, where none is said; its code goes, since it was one of the type before."""
    if kind is None and criticality is None:
        raise CaseError("Say what changes: the type, how critical it is, or both.")
    row = for_step(ctx, which, Step.CHANGE)
    is_other = kind is not None and kind != row.type
    kind = kind or CaseType(row.type)
    urgency = criticality or (criticality_of(kind, row.topic) if is_other else Criticality(row.criticality))
    promised = None if kind is CaseType.THANKS else _promise(ctx, row, urgency)
    told = f"{kind.value} {urgency.value}"
    coding = "" if is_other else row.coding
    take(ctx, row, Step.CHANGE, told, told, type=kind, criticality=urgency, promised_at=promised, coding=coding)
    return Sorted(kind, urgency, promised)


def _promise(ctx: Context, row: t.AnyRow, urgency: Criticality) -> datetime:
    return promised_at(urgency, clock_began(ctx, row.id), zone_of(ctx), ctx.settings.holidays)


def reopen(ctx: Context, which: Which, why: str) -> None:
    """It was answered or closed too soon: work goes on, with a new promise. An answer that nobody has heard is taken
    back; the thread keeps its words."""
    row = for_step(ctx, which, Step.REOPEN)
    is_heard = row.heard_at is not None and row.answered_at is not None and row.heard_at >= row.answered_at
    taken_back: dict[str, Any] = {} if is_heard else {"answer": None}
    take(ctx, row, Step.REOPEN, _told(why), **again(ctx, row.criticality, row.reopened), **taken_back)


def confide(ctx: Context, which: Which) -> None:
    """What was said is for the focal points alone: the words of the person and of staff become a report of theirs, and
    the case is gone with its thread, so that nothing of it stays among the cases."""
    row = for_step(ctx, which, Step.CONFIDE)
    words = " / ".join(_said(ctx, row))
    if not words:
        raise CaseError("This case holds no words: say in a note what it is about, and hand it over then.")
    number = phones.number_of(ctx.db, ctx.vault, row.phone_id) if row.phone_id else ""
    sensitive.hand_over(ctx, words, number, row.place or "")
    audit.record(ctx, f"case {Step.CONFIDE.value}", "case", row.id)
    ctx.db.execute(_REMOVE, {"which": row.id})


def _said(ctx: Context, row: t.AnyRow) -> Iterator[str]:
    """All that the person said and that staff wrote down, first to last."""
    if row.words is not None:
        yield ctx.vault.open(CASE_WORDS, row.id, row.words)
    for event in ctx.db.execute(_WRITTEN, {"which": row.id}):
        by = sensitive.BY_STAFF if event.staff_id else ""
        yield by + ctx.vault.open(EVENT_WORDS, event.id, event.words)
