"""What became of a text is written by attempt, however late, and never undoes what is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, bindparam, func, or_, select, update

from service.gateways.port import PAUSES_THE_GATEWAY, SmsResult
from service.messaging.dispatcher import Leased, attempt
from service.messaging.outbox import message
from service.messaging.reports import apply_waiting
from service.models.message import AttemptState, MessageState

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25), timedelta(hours=2))
"""How long a text waits after its first, second … refusal; after one more it fails."""

NO_RESULT = "no_result"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt, and where its message goes. `uncounted`: 1 for a try that does not count."""

    attempt_id: UUID
    message_id: UUID
    attempt_state: AttemptState
    state: MessageState
    reason: str = ""
    carrier_id: str | None = None
    parts: int | None = None
    not_before: datetime | None = None
    uncounted: int = 0


_FINAL = {
    "accepted": (AttemptState.ACCEPTED, MessageState.SENT),
    "failed": (AttemptState.FAILED, MessageState.FAILED),
    "uncertain": (AttemptState.UNCERTAIN, MessageState.UNCERTAIN),
}


def outcome(leased: Leased, result: SmsResult | None, now: datetime) -> Outcome:
    """What a carrier's result means. None: the gateway said nothing of this text."""
    told = result or SmsResult(leased.text.message_id, "uncertain", reason=NO_RESULT)
    if told.state == "retry":
        return _again(leased, told.reason, now)
    attempt_state, state = _FINAL[told.state]
    return Outcome(
        leased.attempt_id,
        leased.text.message_id,
        attempt_state,
        state,
        told.reason,
        told.carrier_id or None,
        told.parts,
    )


def _again(leased: Leased, reason: str, now: datetime) -> Outcome:
    if reason in PAUSES_THE_GATEWAY:
        return put_back(leased, reason)
    if leased.tries >= len(RETRY_AFTER):
        ids = leased.attempt_id, leased.text.message_id
        return Outcome(*ids, AttemptState.FAILED, MessageState.FAILED, reason)
    later = now + RETRY_AFTER[leased.tries]
    return Outcome(
        leased.attempt_id,
        leased.text.message_id,
        AttemptState.RETRY,
        MessageState.QUEUED,
        reason,
        not_before=later,
    )


def put_back(leased: Leased, reason: str) -> Outcome:
    """The text never left, and not for a fault of its own: it waits as before."""
    ids = leased.attempt_id, leased.text.message_id
    return Outcome(*ids, AttemptState.RETRY, MessageState.QUEUED, reason, uncounted=1)


def _is_either(state: Column[str], one: StrEnum, other: StrEnum) -> ColumnElement[bool]:
    """IN cannot be used in statements that run once for each of many rows."""
    return or_(state == one.value, state == other.value)


_SETTLE_ATTEMPT = (
    update(attempt)
    .where(attempt.c.id == bindparam("tried"), _is_either(attempt.c.state, AttemptState.OPEN, AttemptState.UNCERTAIN))
    .values(state=bindparam("to"), carrier_id=bindparam("theirs"), reason=bindparam("why"))
)
_newer = attempt.alias("newer")
_SETTLE_MESSAGE = (
    update(message)
    .where(
        message.c.id == bindparam("row"),
        # A report may have come first, or staff decided: what they wrote stays.
        _is_either(message.c.state, MessageState.LEASED, MessageState.UNCERTAIN),
        ~select(_newer.c.id).where(_newer.c.message_id == message.c.id, _newer.c.id > bindparam("tried")).exists(),
    )
    .values(
        state=bindparam("to"),
        reason=bindparam("why"),
        carrier_id=func.coalesce(bindparam("theirs"), message.c.carrier_id),
        parts=func.coalesce(bindparam("billed"), message.c.parts),
        sent_at=func.coalesce(bindparam("left"), message.c.sent_at),
        not_before=func.coalesce(bindparam("later"), message.c.not_before),
        attempts=message.c.attempts - bindparam("uncounted"),
    )
)


def settle(db: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write outcomes, each by its attempt id. An attempt that has expired meanwhile takes its result too."""
    if not outcomes:
        return
    db.execute(
        _SETTLE_ATTEMPT,
        [
            {
                "tried": one.attempt_id,
                "to": one.attempt_state.value,
                "theirs": one.carrier_id,
                "why": one.reason,
            }
            for one in outcomes
        ],
    )
    db.execute(
        _SETTLE_MESSAGE,
        [
            {
                "row": one.message_id,
                "tried": one.attempt_id,
                "to": one.state.value,
                "why": one.reason,
                "theirs": one.carrier_id,
                "billed": one.parts,
                "left": now if one.state is MessageState.SENT else None,
                "later": one.not_before,
                "uncounted": one.uncounted,
            }
            for one in outcomes
        ],
    )
    apply_waiting(db, [(one.message_id, one.carrier_id) for one in outcomes if one.carrier_id])


_EXPIRE = (
    update(attempt)
    .where(attempt.c.state == AttemptState.OPEN.value, attempt.c.until <= bindparam("now"))
    .values(state=AttemptState.UNCERTAIN.value, reason=NO_RESULT)
    .returning(attempt.c.message_id)
)


def expire(db: Connection, now: datetime) -> int:
    """Intents whose lease is over become uncertain, and never queued by themselves; how many."""
    lost = db.scalars(_EXPIRE, {"now": now}).all()
    if lost:
        db.execute(
            update(message)
            .where(message.c.id.in_(lost), message.c.state == MessageState.LEASED.value)
            .values(state=MessageState.UNCERTAIN.value, reason=NO_RESULT)
        )
    return len(lost)
