"""One case with all that happened to it: the words of the person, of staff, and the answer. Who opens it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from service.programme import audit
from service.programme import tables as t
from service.programme.casedesk.listing import SHOWN, CaseLine, line_of
from service.programme.casedesk.steps import Which, found
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
    """A case, opened. `words` and `answer` as they were said, "" for none. `person_id`, `phone_id`: who asked, and by
    which phone, as far as that is known; `assigned_to`: who has it; `place`: a P-code."""

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
    closed_at: datetime | None
    person_id: UUID | None
    phone_id: UUID | None
    assigned_to: UUID | None
    place: str | None
    events: tuple[Event, ...]


_SHOWN = SHOWN.where(t.case.c.id == bindparam("which"))
_EVENTS = (
    select(t.case_event, t.staff.c.name)
    .outerjoin(t.staff, t.staff.c.id == t.case_event.c.staff_id)
    .where(t.case_event.c.case_id == bindparam("which"))
    .order_by(t.case_event.c.at, t.case_event.c.id)
)
_PLAIN = ("coding", "outcome", "closed_how", "satisfied", "held_until", "answered_at", "heard_at", "closed_at")
_WHOSE = ("person_id", "phone_id", "assigned_to", "place")


def opened(ctx: Context, which: Which) -> Thread:
    """The case of a reference or an id, with its thread. Raises NoCase."""
    row = found(ctx, which)
    audit.record(ctx, "case read", "case", row.id)
    return Thread(
        line=line_of(ctx, ctx.db.execute(_SHOWN, {"which": row.id}).one()),
        words=_opened(ctx, CASE_WORDS, row.id, row.words),
        answer=_opened(ctx, CASE_ANSWER, row.id, row.answer),
        events=tuple(_events(ctx, row.id)),
        **{name: getattr(row, name) for name in (*_PLAIN, *_WHOSE)},
    )


def _events(ctx: Context, case_id: UUID) -> Iterator[Event]:
    for row in ctx.db.execute(_EVENTS, {"which": case_id}):
        who = first_name_and_initial(ctx.vault.open(STAFF_NAME, row.staff_id, row.name)) if row.staff_id else ""
        yield Event(row.at, row.kind, who, _opened(ctx, EVENT_WORDS, row.id, row.words))


def _opened(ctx: Context, label: str, row_id: UUID, sealed: bytes | None) -> str:
    return ctx.vault.open(label, row_id, sealed) if sealed else ""
