"""One case with all that happened to it: the words of the person, of staff, and the answer. Who opens it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from service.programme import audit
from service.programme import tables as t
from service.programme.casedesk.listing import SHOWN, CaseLine, line_of
from service.programme.casedesk.steps import found
from service.programme.context import Context
from service.programme.labels import CASE_ANSWER, CASE_WORDS, EVENT_WORDS, STAFF_NAME
from service.programme.names import first_name_and_initial


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. `who`: a member of staff, or "" for the person or the service itself."""

    at: datetime
    kind: str
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A case, opened. `words` and `answer` as they were said, "" for none."""

    line: CaseLine
    words: str
    answer: str
    coding: str
    outcome: str
    closed_how: str
    satisfied: str
    held_until: datetime | None
    answered_at: datetime | None
    heard_at: datetime | None
    events: tuple[Event, ...]


_SHOWN = SHOWN.where(t.case.c.id == bindparam("which"))
_EVENTS = (
    select(t.case_event, t.staff.c.name)
    .outerjoin(t.staff, t.staff.c.id == t.case_event.c.staff_id)
    .where(t.case_event.c.case_id == bindparam("which"))
    .order_by(t.case_event.c.at, t.case_event.c.id)
)


def opened(ctx: Context, reference: str) -> Thread:
    """The case of a reference, with its thread. Raises CaseError."""
    row = found(ctx, reference)
    audit.record(ctx, "case read", "case", row.id)
    return Thread(
        line_of(ctx, ctx.db.execute(_SHOWN, {"which": row.id}).one()),
        _opened(ctx, CASE_WORDS, row.id, row.words),
        _opened(ctx, CASE_ANSWER, row.id, row.answer),
        row.coding,
        row.outcome,
        row.closed_how,
        row.satisfied,
        row.held_until,
        row.answered_at,
        row.heard_at,
        tuple(_events(ctx, row.id)),
    )


def _events(ctx: Context, case_id: UUID) -> Iterator[Event]:
    for row in ctx.db.execute(_EVENTS, {"which": case_id}):
        who = first_name_and_initial(ctx.vault.open(STAFF_NAME, row.staff_id, row.name)) if row.staff_id else ""
        yield Event(row.at, row.kind, who, _opened(ctx, EVENT_WORDS, row.id, row.words))


def _opened(ctx: Context, label: str, row_id: UUID, sealed: bytes | None) -> str:
    return ctx.vault.open(label, row_id, sealed) if sealed else ""
