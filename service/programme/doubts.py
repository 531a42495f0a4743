"""Texts of which nobody knows whether they went out, until a member of staff decides. Never by themselves: who sends
again what did go out tells somebody the same thing twice, and pays for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, literal_column, select, update

from flows.phones import masked
from service.messaging.outbox import KEEPS, NUMBER, message, phone
from service.messaging.waiting import attempt
from service.models.message import AttemptState, MessageState
from service.programme import audit
from service.vault import Vault

DECIDED = "decided"
"""Why an attempt counts as failed, and a text that was given up."""


class Decision(StrEnum):
    """What staff may decide. The value is the audit's word for it."""

    RESEND = "uncertain message sent again"
    GIVE_UP = "uncertain message given up"


class NotInDoubt(ValueError):
    """A text that is not uncertain (any more): a report has settled it, or somebody decided before."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text in doubt, as a list shows it: `phone` masked, `since` its last attempt, `reason` the carrier's or ours."""

    id: UUID
    kind: str
    phone: str
    gateway: str
    since: datetime
    reason: str


def in_doubt(db: Connection, vault: Vault, most: int | None = None, *, after: UUID | None = None) -> Iterator[Doubt]:
    """The uncertain texts, the longest waiting first; at most so many, None: every one. `after`: those behind that
    one."""
    last = (
        select(attempt.c.at)
        .where(attempt.c.message_id == message.c.id)
        .order_by(attempt.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(message, phone.c.number, last.label("since"))
        .join(phone, phone.c.id == message.c.phone_id)
        .where(message.c.state == literal_column(f"'{MessageState.UNCERTAIN.value}'"))  # as its index says it
        .order_by(message.c.id)
        .limit(most)
    )
    for row in db.execute(found if after is None else found.where(message.c.id > after)):
        number = vault.open(NUMBER, row.phone_id, row.number)
        yield Doubt(row.id, row.kind, masked(number), row.gateway, row.since or row.created_at, row.reason)


def decide(db: Connection, ids: Sequence[UUID], decision: Decision, staff_id: UUID, now: datetime) -> None:
    """Send texts again, or give them up; all of them or none. Raises NotInDoubt."""
    for message_id in ids:
        _decide(db, message_id, decision, now)
        audit.add(db, now, str(staff_id), decision.value, "message", message_id)


def _decide(db: Connection, message_id: UUID, decision: Decision, now: datetime) -> None:
    if decision is Decision.RESEND:
        values = {"state": MessageState.QUEUED.value, "reason": "", "not_before": now, "best_before": now + KEEPS}
    else:
        values = {"state": MessageState.FAILED.value, "reason": DECIDED}
    decided = update(message).where(message.c.id == message_id, message.c.state == MessageState.UNCERTAIN.value)
    if db.execute(decided.values(**values)).rowcount != 1:
        raise NotInDoubt(f"The message {message_id} is not uncertain, or there is none: nothing was changed.")
    closed = {"state": AttemptState.FAILED.value, "reason": DECIDED}
    doubtful = (attempt.c.message_id == message_id, attempt.c.state == AttemptState.UNCERTAIN.value)
    db.execute(update(attempt).where(*doubtful).values(**closed))
