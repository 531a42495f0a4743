"""What may be done with a case, and in which states: one table. Every step is an event of the case and of the audit."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update

from flows.codes import spaced, tidy
from service.models.case import CaseState
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.casework import OPEN_STATES, add_event
from service.programme.context import Context
from service.programme.followup.sector import within

HANDS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR, Role.FIELD_AGENT)
"""Who may work cases. An agent those alone that were given to them: who collects data does not browse cases."""
LEADS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
"""Who gives cases to others, and sees them all."""
NEW_CLOCK = ("reopened", "unheard")
"""Events from which the clock of a case runs anew."""


Which = str | UUID
"""A case: its reference as it is typed, or its id."""


class CaseError(ValueError):
    """Why something cannot be done with a case. str() is plain words, without a word of the case."""


class NoCase(CaseError):
    """There is no such case, or it is not theirs: nobody learns which of the two."""


class Changed(CaseError):
    """Somebody else did something with it since it was looked at."""


class Step(StrEnum):
    """A step, by the word that the thread and the audit keep for it."""

    ASSIGN = "assigned"
    TAKE_UP = "in_progress"
    HOLD = "on_hold"
    NOTE = "note"
    CALL = "called"
    CALL_FAILED = "call_failed"
    ANSWER = "answered"
    CLOSE = "closed"
    REOPEN = "reopened"
    CODE = "coded"
    CHANGE = "changed"
    CONFIDE = "confided"


_NEW, _ASSIGNED, _ON_HOLD = CaseState.NEW, CaseState.ASSIGNED, CaseState.ON_HOLD
_ANSWERED, _CLOSED = CaseState.ANSWERED, CaseState.CLOSED
_UNSETTLED = frozenset({*OPEN_STATES, _ANSWERED})
MAY: Mapping[Step, frozenset[CaseState]] = MappingProxyType(
    {
        Step.ASSIGN: _UNSETTLED,
        Step.TAKE_UP: frozenset({_NEW, _ASSIGNED, _ON_HOLD}),
        Step.HOLD: frozenset(OPEN_STATES),
        Step.NOTE: frozenset(CaseState),
        Step.CALL: _UNSETTLED,
        Step.CALL_FAILED: _UNSETTLED,
        Step.ANSWER: _UNSETTLED,
        Step.CLOSE: _UNSETTLED,
        Step.REOPEN: frozenset({_ANSWERED, _CLOSED}),
        Step.CODE: frozenset(CaseState),
        Step.CHANGE: frozenset(OPEN_STATES),
        Step.CONFIDE: frozenset(CaseState),
    }
)
"""Step → the states in which it may be taken. An answer may be mended as long as the case is not closed."""
_CANNOT: Mapping[Step, str] = MappingProxyType(
    {
        Step.ASSIGN: "given to somebody",
        Step.TAKE_UP: "taken up",
        Step.HOLD: "put on hold",
        Step.CALL: "called back",
        Step.CALL_FAILED: "called back",
        Step.ANSWER: "answered",
        Step.CLOSE: "closed",
        Step.REOPEN: "opened again",
        Step.CHANGE: "changed",
    }
)
_WORDS: Mapping[str, str] = MappingProxyType({"new": "new", "in_progress": "in progress", "on_hold": "on hold"})

_SECTOR = select(t.staff.c.places).where(t.staff.c.id == bindparam("who"), t.staff.c.role == Role.FIELD_AGENT.value)
_CASE = select(t.case, t.person.c.place).outerjoin(t.person, t.person.c.id == t.case.c.person_id)
_FOUND = MappingProxyType(
    {str: _CASE.where(t.case.c.reference == bindparam("which")), UUID: _CASE.where(t.case.c.id == bindparam("which"))}
)
_LOCKED = MappingProxyType({kind: one.with_for_update(of=t.case) for kind, one in _FOUND.items()})
_WRITE = update(t.case).where(t.case.c.id == bindparam("which"))
began = func.coalesce(
    select(func.max(t.case_event.c.at))
    .where(t.case_event.c.case_id == t.case.c.id, t.case_event.c.kind.in_(NEW_CLOCK))
    .correlate(t.case)
    .scalar_subquery(),
    t.case.c.opened_at,
)
"""When the clock of a case began to run."""
_BEGAN = select(began).where(t.case.c.id == bindparam("which"))
_HAPPENED = select(func.count()).select_from(t.case_event).where(t.case_event.c.case_id == bindparam("which"))


def worker(ctx: Context) -> UUID:
    """Who works here."""
    if ctx.staff_id is None:
        raise LookupError("a step of a case without the member of staff who takes it")
    return ctx.staff_id


def theirs(ctx: Context) -> Iterator[ColumnElement[bool]]:
    """What the cases (joined with their persons) that whoever works here may see have in common. Of an agent: they were
    given to them, and come from their villages, as far as it is known where."""
    places = ctx.db.execute(_SECTOR, {"who": worker(ctx)}).scalar()
    if places is not None:
        yield t.case.c.assigned_to == worker(ctx)
        yield or_(t.person.c.place.is_(None), within(t.person.c.place, places))


def found(ctx: Context, which: Which, *, for_writing: bool = False) -> t.AnyRow:
    """The case of a reference or an id. Raises NoCase, with the same words for a case that does not exist and for one
    that is not theirs."""
    statement = (_LOCKED if for_writing else _FOUND)[type(which)].where(*theirs(ctx))
    row = ctx.db.execute(statement, {"which": tidy(which) if isinstance(which, str) else which}).first()
    if row is None:
        named = (spaced(tidy(which)) or "without digits") if isinstance(which, str) else "at this address"
        raise NoCase(f"There is no case {named} that you work on.")
    return row


def unchanged(ctx: Context, case_id: UUID, seen: int) -> None:
    """Hold a case for the step that follows, if nothing has happened to it since it was looked at. `seen`: how many
    events it had then. Raises Changed, NoCase."""
    found(ctx, case_id, for_writing=True)
    if ctx.db.execute(_HAPPENED, {"which": case_id}).scalar_one() != seen:
        raise Changed("Somebody else has done something with this case meanwhile: read it, then send again.")


def for_step(ctx: Context, which: Which, step: Step) -> t.AnyRow:
    """The case, for a step that its state allows. Raises CaseError."""
    row = found(ctx, which, for_writing=True)
    if row.state not in MAY[step]:
        word = _WORDS.get(row.state, row.state)
        raise CaseError(f"The case {spaced(row.reference)} is {word}: it cannot be {_CANNOT[step]}.")
    return row


def take(ctx: Context, row: t.AnyRow, step: Step, words: str = "", detail: str = "", **values: Any) -> None:
    """Take a step: write the case, its event (`words` sealed) and the audit (`detail`: never of a person)."""
    if values:
        ctx.db.execute(_WRITE, {"which": row.id, **values})
    add_event(ctx, row.id, step.value, words, worker(ctx))
    audit.record(ctx, f"case {step.value}", "case", row.id, detail)


def clock_began(ctx: Context, case_id: UUID) -> Any:
    """When the clock of a case began to run: its opening, or the last time that it was opened again."""
    return ctx.db.execute(_BEGAN, {"which": case_id}).scalar_one()
