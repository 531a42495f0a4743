"""Sensitive reports at the desk of the focal points, and nowhere else: no other part of the service reads their table
than this one, concern_reading.py, concern_reminder.py and sensitive.py.

Whoever else tries is refused, and the audit keeps it. Every opening is in the audit, never a word of what was opened.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from service.ids import uuid7
from service.models.case import CaseOutcome, CaseState
from service.models.staff import Role
from service.prepared import Adding
from service.programme import audit, notices, telling
from service.programme import tables as t
from service.programme.casedesk import concern_reading
from service.programme.casedesk.concern_reading import Concern, ConcernLine
from service.programme.casedesk.concern_reminder import remind
from service.programme.casedesk.hands import Hand
from service.programme.casedesk.steps import CaseError, Changed, NoCase
from service.programme.casework import OPEN_STATES
from service.programme.context import Context
from service.programme.labels import SENSITIVE_EVENT_WORDS
from service.programme.staff import StaffError, working_from

__all__ = [
    "REFUSAL",
    "REFUSED",
    "Concern",
    "ConcernLine",
    "admitted",
    "answer",
    "assign",
    "close",
    "hands",
    "listed",
    "note",
    "opened",
    "page",
    "refused",
    "remind",
    "tried",
    "unchanged",
]

REFUSED = "concern refused"
"""The audit event of somebody who is no focal point, and tried."""
REFUSAL = "Only a focal point may do this. That it was tried has been noted."
_UNKNOWN = "unknown phone"

_NOT_CLOSED = frozenset(CaseState) - {CaseState.CLOSED}
MAY: Mapping[str, frozenset[CaseState]] = MappingProxyType(
    {
        "read": frozenset(CaseState),
        "note": frozenset(CaseState),
        "contacted": _NOT_CLOSED,
        "assigned": _NOT_CLOSED,
        "answered": _NOT_CLOSED,
        "closed": _NOT_CLOSED,
    }
)
"""What is done with a report → the states in which it may be."""

_report, _event = t.sensitive_case, t.sensitive_event
_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"), t.staff.c.active)
_ONE = select(_report).where(_report.c.id == bindparam("which")).with_for_update()
_WRITE = update(_report).where(_report.c.id == bindparam("which"))
_ADD_EVENT = Adding(_event)


def admitted(ctx: Context, phone: str) -> UUID | None:
    """The focal point who works from that phone; None for anybody else, after it was noted in the audit. To be
    committed before anybody is refused: what is rolled back was noted by nobody."""
    try:
        return working_from(ctx.db, ctx.vault, phone, Role.FOCAL_POINT)
    except StaffError:
        audit.add(ctx.db, ctx.now, _whoever(ctx, phone), REFUSED)
        return None


def refused(ctx: Context) -> None:
    """Keep in the audit that whoever works here tried, and is no focal point. To be committed before they are told."""
    audit.record(ctx, REFUSED)


def _whoever(ctx: Context, phone: str) -> str:
    try:
        return str(working_from(ctx.db, ctx.vault, phone))
    except StaffError:
        return _UNKNOWN


def _focal_point(ctx: Context) -> UUID:
    """Who works here. Raises StaffError for anybody but a focal point."""
    if ctx.staff_id is None or ctx.db.scalar(_ROLE, {"who": ctx.staff_id}) != Role.FOCAL_POINT:
        raise StaffError(REFUSAL)
    return ctx.staff_id


def listed(ctx: Context, *, closed: bool = False) -> list[ConcernLine]:
    """The reports that are not closed, or all of them, the oldest first."""
    _focal_point(ctx)
    audit.record(ctx, "concerns listed")
    return concern_reading.lines(ctx, closed=closed)


def page(ctx: Context, *, closed: bool = False, after: UUID | None = None) -> tuple[list[ConcernLine], str]:
    """A page of those that are not closed, the oldest first, or of the closed ones, the latest first; and what names
    the next page, "" for the last. `after`: the last report of the page before."""
    _focal_point(ctx)
    audit.record(ctx, "concerns listed")
    return concern_reading.page(ctx, closed=closed, after=after)


def opened(ctx: Context, concern_id: UUID) -> Concern:
    """Read a report. Whoever reads a new one has it from then on, and can give it to another focal point; until that
    one has read it, it is unread."""
    row = _for(ctx, concern_id, "read")
    is_theirs = row.state == CaseState.ASSIGNED and row.assigned_to in (None, ctx.staff_id)
    taken: dict[str, Any] = {"state": CaseState.IN_PROGRESS, "assigned_to": row.assigned_to or ctx.staff_id}
    _take(ctx, row, "read", **(taken if row.state == CaseState.NEW or is_theirs else {}))
    return concern_reading.read(ctx, concern_id)


def note(ctx: Context, concern_id: UUID, words: str) -> None:
    """Words for the focal points."""
    _take(ctx, _for(ctx, concern_id, "note"), "note", _told(words))


def tried(ctx: Context, concern_id: UUID, words: str, *, reached: bool) -> None:
    """Somebody tried to reach whoever reported, by a way that is safe for them; and in a few words how that went."""
    _take(ctx, _for(ctx, concern_id, "contacted"), "contacted" if reached else "contact_failed", _told(words))


def unchanged(ctx: Context, concern_id: UUID, seen: int) -> None:
    """Hold a report for the step that follows, if nothing was done with it since it was looked at. `seen`:
    Concern.version. Raises Changed, CaseError."""
    _for(ctx, concern_id, "read")
    if concern_reading.version(ctx, concern_id) != seen:
        raise Changed("Somebody else has done something with this report meanwhile: read it, then send again.")


def hands(ctx: Context) -> list[Hand]:
    """The focal points at work: whom a report may be given to."""
    _focal_point(ctx)
    return concern_reading.focal_points(ctx)


def assign(ctx: Context, concern_id: UUID, to: UUID) -> bool:
    """Give a report to another focal point, and tell them by SMS that something waits; whether that may reach them.
    Raises StaffError where they are none."""
    row = _for(ctx, concern_id, "assigned")
    if ctx.db.scalar(_ROLE, {"who": to}) != Role.FOCAL_POINT:
        raise StaffError("A report is given to focal points alone.")
    is_unread = row.state in OPEN_STATES and to != ctx.staff_id
    _take(ctx, row, "assigned", detail=str(to), assigned_to=to, state=CaseState.ASSIGNED if is_unread else row.state)
    if to == ctx.staff_id:
        return True
    holder = telling.one(ctx, to)
    return holder is not None and telling.tell(ctx, holder, "sms_focal", notices.FOCAL)


def answer(ctx: Context, concern_id: UUID, words: str) -> None:
    """What the person was told, by a way that is safe for them. Nothing is sent, and nothing waits on the line."""
    row = _for(ctx, concern_id, "answered")
    _take(ctx, row, "answered", _told(words), state=CaseState.ANSWERED, assigned_to=row.assigned_to or ctx.staff_id)


def close(ctx: Context, concern_id: UUID, outcome: CaseOutcome, words: str) -> None:
    """The end of a report, and in a few words what came of it."""
    row = _for(ctx, concern_id, "closed")
    _take(ctx, row, "closed", _told(words), state=CaseState.CLOSED, closed_at=ctx.now, outcome=outcome)


def _for(ctx: Context, concern_id: UUID, what: str) -> t.AnyRow:
    """The report, for a focal point and a step that its state allows. Raises StaffError, CaseError."""
    _focal_point(ctx)
    row = ctx.db.execute(_ONE, {"which": concern_id}).first()
    if row is None:
        raise NoCase("There is no such report: `retour concern list` names them.")
    if row.state not in MAY[what]:
        raise CaseError(f"This report is {row.state}: it cannot be {what}.")
    return row


def _take(ctx: Context, row: t.AnyRow, kind: str, words: str = "", detail: str = "", **values: Any) -> None:
    if values:
        ctx.db.execute(_WRITE, {"which": row.id, **values})
    event_id = uuid7()
    event = {
        "id": event_id,
        "sensitive_case_id": row.id,
        "kind": kind,
        "at": ctx.now,
        "staff_id": ctx.staff_id,
        "words": ctx.vault.seal(SENSITIVE_EVENT_WORDS, event_id, words) if words else None,
    }
    _ADD_EVENT.row(ctx.db, event)
    audit.record(ctx, f"concern {kind}", "sensitive_case", row.id, detail)


def _told(words: str) -> str:
    tidied = " ".join(words.split())
    if not tidied:
        raise CaseError("Say it in a few words.")
    return tidied
