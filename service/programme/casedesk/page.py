"""One case as a page shows it: its thread as one stream, what may be done with it, and what hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select

from service.messaging.outbox import BODY
from service.models.case import CaseState
from service.programme import audit, phones
from service.programme import tables as t
from service.programme.casedesk import answering, referral_reading, thread
from service.programme.casedesk.answering import Reach
from service.programme.casedesk.referral_reading import ReferralLine
from service.programme.casedesk.steps import LEADS, MAY, CaseError, Step, found, worker
from service.programme.casedesk.thread import Event, Thread
from service.programme.context import Context

NUMBER_SHOWN = "case number shown"
_OPENED = "opened"
_BY_PERSON = frozenset({_OPENED, "repeat", "closed", "reopened"})
"""Events that are the person's own doing where no member of staff did them."""
_FOR_LEADS = frozenset({Step.ASSIGN})
_ROLE = select(t.staff.c.role).where(t.staff.c.id == bindparam("who"))
_TEXTS = (
    select(t.message.c.id, t.message.c.created_at, t.message.c.state, t.message.c.body)
    .where(t.message.c.case_id.is_not(None), t.message.c.case_id == bindparam("which"))
    .order_by(t.message.c.created_at, t.message.c.id)
)


class Side(StrEnum):
    """Whose doing an entry of the stream is."""

    PERSON = "person"
    TEAM = "team"
    SERVICE = "service"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said, done or sent. `who`: a member of staff; `state`: of an SMS."""

    at: datetime
    side: Side
    kind: str
    who: str
    words: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case, opened. `version`: what a form of the page shows when it is sent (steps.unchanged); `reach`: how its
    person would learn of an answer, None where nobody would hear it on the line."""

    thread: Thread
    stream: tuple[Entry, ...]
    version: int
    may: frozenset[Step]
    reach: Reach | None
    referrals: tuple[ReferralLine, ...]
    leads: bool


def opened(ctx: Context, case_id: UUID) -> CasePage:
    """The page of a case. Who opens it is in the audit. Raises NoCase."""
    read = thread.opened(ctx, case_id)
    is_lead = ctx.db.scalar(_ROLE, {"who": worker(ctx)}) in LEADS
    state = CaseState(read.line.state)
    may = {step for step, states in MAY.items() if state in states and (is_lead or step not in _FOR_LEADS)}
    return CasePage(
        read,
        tuple(sorted([*_done(read), *_sent(ctx, case_id)], key=lambda entry: entry.at)),
        len(read.events),
        frozenset(may),
        answering.reach(ctx, case_id),
        referral_reading.of_case(ctx, case_id) if is_lead else (),
        is_lead,
    )


def _done(read: Thread) -> Iterator[Entry]:
    for event in read.events:
        words = read.words if event.kind == _OPENED else event.words
        yield Entry(event.at, _side(event), event.kind, event.who, words)


def _side(event: Event) -> Side:
    if event.who:
        return Side.TEAM
    return Side.PERSON if event.kind in _BY_PERSON else Side.SERVICE


def _sent(ctx: Context, case_id: UUID) -> Iterator[Entry]:
    for row in ctx.db.execute(_TEXTS, {"which": case_id}):
        yield Entry(row.created_at, Side.SMS, "sms", "", ctx.vault.open(BODY, row.id, row.body), row.state)


def number(ctx: Context, case_id: UUID) -> str:
    """The number to call back: of the phone that asked, else of the one that reaches the person best. The audit keeps
    who looked. Raises CaseError."""
    row = found(ctx, case_id)
    phone_id = row.phone_id
    if phone_id is None and row.person_id is not None:
        phone = answering.phone_of(ctx, row.person_id)
        phone_id = phone.id if phone else None
    if phone_id is None:
        raise CaseError("No number is known for this case.")
    audit.record(ctx, NUMBER_SHOWN, "case", case_id)
    return phones.number_of(ctx.db, ctx.vault, phone_id)
