"""What may be done with a case, and in which states: one table. Every step is an event of the case and of the audit."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from flows.codes import spaced, tidy
from service.models.case import CaseState
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.casework import OPEN_STATES, add_event
from service.programme.context import Context

HANDS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR, Role.FIELD_AGENT)
"""Who may work cases. An agent those alone that were given to them: who collects data does not browse cases."""
LEADS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
"""Who gives cases to others, and sees them all."""
NEW_CLOCK = ("reopened", "unheard")
"""Events from which the clock of a case runs anew."""


class CaseError(ValueError):
    """Why something cannot be done with a case. str() is plain words, without a word of the case."""


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

_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"))
_BY_REFERENCE = select(t.case).where(t.case.c.reference == bindparam("ref"))
_LOCK = _BY_REFERENCE.with_for_update()
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


def worker(ctx: Context) -> UUID:
    """Who works here."""
    if ctx.staff_id is None:
        raise LookupError("a step of a case without the member of staff who takes it")
    return ctx.staff_id


def only_own(ctx: Context) -> bool:
    """Whether whoever works here sees the cases alone that were given to them."""
    return bool(ctx.db.scalar(_ROLE, {"who": worker(ctx)}) == Role.FIELD_AGENT)


def found(ctx: Context, reference: str, *, for_writing: bool = False) -> t.AnyRow:
    """The case of a reference, as it is typed. Raises CaseError, with the same words for a case that does not exist
    and for one that is not theirs."""
    row = ctx.db.execute(_LOCK if for_writing else _BY_REFERENCE, {"ref": tidy(reference)}).first()
    if row is None or (row.assigned_to != worker(ctx) and only_own(ctx)):
        raise CaseError(f"There is no case {spaced(tidy(reference)) or 'without digits'} that you work on.")
    return row


def for_step(ctx: Context, reference: str, step: Step) -> t.AnyRow:
    """The case, for a step that its state allows. Raises CaseError."""
    row = found(ctx, reference, for_writing=True)
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
