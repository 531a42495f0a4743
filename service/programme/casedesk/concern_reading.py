"""A sensitive report as a focal point sees it, in the list and opened. Who may look is asked in concerns.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, bindparam, func, or_, select, tuple_

from service.models.case import CaseState
from service.models.staff import Role
from service.programme import tables as t
from service.programme.casedesk.clock import Colour, colour
from service.programme.casedesk.hands import Hand
from service.programme.casedesk.thread import Event
from service.programme.context import Context
from service.programme.labels import (
    SENSITIVE_CONTACT,
    SENSITIVE_EVENT_WORDS,
    SENSITIVE_WHO,
    SENSITIVE_WORDS,
    STAFF_NAME,
)
from service.programme.names import first_name_and_initial

ON_PAGE = 40
READ = "read"
"""The event of somebody who read it: it changes nothing."""
_report, _event = t.sensitive_case, t.sensitive_event
_SEEN = select(_report, t.staff.c.name).outerjoin(t.staff, t.staff.c.id == _report.c.assigned_to)
_LIST = _SEEN.where(or_(_report.c.state != CaseState.CLOSED.value, bindparam("all", type_=Boolean()))).order_by(
    _report.c.opened_at, _report.c.id
)
_turn = (_report.c.opened_at, _report.c.id)
_last = _report.alias("last")
_turn_before = (
    select(_last.c.opened_at).where(_last.c.id == bindparam("after")).scalar_subquery(),
    bindparam("after", type_=_last.c.id.type),
)
_OPEN = _SEEN.where(_report.c.state != CaseState.CLOSED.value).order_by(*_turn)
_CLOSED = _SEEN.where(_report.c.state == CaseState.CLOSED.value).order_by(*(one.desc() for one in _turn))
_OPEN_ON = _OPEN.where(tuple_(*_turn) > tuple_(*_turn_before))
_CLOSED_ON = _CLOSED.where(tuple_(*_turn) < tuple_(*_turn_before))
_DONE = (
    select(func.count())
    .select_from(_event)
    .where(_event.c.sensitive_case_id == bindparam("which"), _event.c.kind != READ)
)
_FOCAL_POINTS = (
    select(t.staff.c.id, t.staff.c.name, t.staff.c.role)
    .where(t.staff.c.active, t.staff.c.role == Role.FOCAL_POINT.value)
    .order_by(t.staff.c.id)
)
_ONE = _SEEN.where(_report.c.id == bindparam("which"))
_EVENTS = (
    select(_event, t.staff.c.name)
    .outerjoin(t.staff, t.staff.c.id == _event.c.staff_id)
    .where(_event.c.sensitive_case_id == bindparam("which"))
    .order_by(_event.c.at, _event.c.id)
)


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A report as a focal point's list shows it: nothing of what was said. `can_be_called`: it gave a safe number."""

    id: UUID
    opened_at: datetime
    due_at: datetime | None
    state: str
    colour: Colour
    place: str
    incomplete: bool
    can_be_called: bool
    assigned: str


@dataclass(frozen=True, slots=True)
class Concern:
    """A report, opened: the words, whom it is about, and a number that is safe to call, "" for none. `version`: how
    many things were done with it."""

    line: ConcernLine
    words: str
    who: str
    contact: str
    outcome: str
    version: int
    events: tuple[Event, ...]


def lines(ctx: Context, *, closed: bool) -> list[ConcernLine]:
    """The reports that are not closed, or all of them, the oldest first."""
    return [_line(ctx, row) for row in ctx.db.execute(_LIST, {"all": closed})]


def page(ctx: Context, *, closed: bool, after: UUID | None) -> tuple[list[ConcernLine], str]:
    """A page of the open ones, the oldest first, or of the closed ones, the latest first; what names the next one."""
    first, on = (_CLOSED, _CLOSED_ON) if closed else (_OPEN, _OPEN_ON)
    found = ctx.db.execute(first.limit(ON_PAGE + 1) if after is None else on.limit(ON_PAGE + 1), {"after": after}).all()
    shown = [_line(ctx, row) for row in found[:ON_PAGE]]
    return shown, str(shown[-1].id) if len(found) > ON_PAGE else ""


def version(ctx: Context, concern_id: UUID) -> int:
    """How many things were done with a report."""
    return int(ctx.db.execute(_DONE, {"which": concern_id}).scalar_one())


def focal_points(ctx: Context) -> list[Hand]:
    """Whom a report may be given to."""
    return [Hand(row.id, _name(ctx, row.id, row.name), row.role) for row in ctx.db.execute(_FOCAL_POINTS)]


def read(ctx: Context, concern_id: UUID) -> Concern:
    """One report with all that was said and done."""
    row = ctx.db.execute(_ONE, {"which": concern_id}).one()
    return Concern(
        _line(ctx, row),
        _said(ctx, SENSITIVE_WORDS, row.id, row.words),
        _said(ctx, SENSITIVE_WHO, row.id, row.who),
        _said(ctx, SENSITIVE_CONTACT, row.id, row.contact),
        row.outcome,
        version(ctx, row.id),
        tuple(_events(ctx, row.id)),
    )


def _line(ctx: Context, row: t.AnyRow) -> ConcernLine:
    return ConcernLine(
        row.id,
        row.opened_at,
        row.due_at,
        row.state,
        colour(row.state, row.opened_at, row.due_at, ctx.now),
        ctx.places.label(row.place) if row.place else "",
        row.incomplete,
        row.contact is not None,
        _name(ctx, row.assigned_to, row.name),
    )


def _events(ctx: Context, concern_id: UUID) -> Iterator[Event]:
    for row in ctx.db.execute(_EVENTS, {"which": concern_id}):
        words = _said(ctx, SENSITIVE_EVENT_WORDS, row.id, row.words)
        yield Event(row.at, row.kind, _name(ctx, row.staff_id, row.name), words)


def _name(ctx: Context, staff_id: UUID | None, sealed: bytes | None) -> str:
    return first_name_and_initial(ctx.vault.open(STAFF_NAME, staff_id, sealed)) if staff_id and sealed else ""


def _said(ctx: Context, label: str, row_id: UUID, sealed: bytes | None) -> str:
    return ctx.vault.open(label, row_id, sealed) if sealed else ""
