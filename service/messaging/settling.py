"""What became of a text is written by attempt, however late, and never undoes what is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    String,
    Update,
    Uuid,
    bindparam,
    func,
    or_,
    select,
    update,
)

from service.database import UtcDateTime
from service.gateways.port import NOT_CALLED, PAUSES_THE_GATEWAY, SmsResult
from service.many import Given, ManyUpdates
from service.messaging.dispatcher import Leased
from service.messaging.outbox import message
from service.messaging.reports import apply_waiting
from service.messaging.trust import WRONG_NUMBER, mark_wrong
from service.messaging.waiting import IS_OPEN, attempt
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
    cost: str = ""


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
        cost=told.cost,
    )


def _again(leased: Leased, reason: str, now: datetime) -> Outcome:
    if reason in PAUSES_THE_GATEWAY or reason == NOT_CALLED:
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
    return or_(state == one.value, state == other.value)


def _attempt_settled(given: Given) -> Update:
    unsettled = _is_either(attempt.c.state, AttemptState.OPEN, AttemptState.UNCERTAIN)
    return (
        update(attempt)
        .where(attempt.c.id == given["tried"], unsettled)
        .values(state=given["to"], carrier_id=given["theirs"], reason=given["why"])
    )


_newer = attempt.alias("newer")


def _message_settled(given: Given) -> Update:
    newer = select(_newer.c.id).where(_newer.c.message_id == message.c.id, _newer.c.id > given["tried"])
    return (
        update(message)
        .where(
            message.c.id == given["row"],
            # A report may have come first, or staff decided: what they wrote stays.
            _is_either(message.c.state, MessageState.LEASED, MessageState.UNCERTAIN),
            ~newer.correlate_except(_newer).exists(),
        )
        .values(
            state=given["to"],
            reason=given["why"],
            cost=given["cost"],
            carrier_id=func.coalesce(given["theirs"], message.c.carrier_id),
            parts=func.coalesce(given["billed"], message.c.parts),
            sent_at=func.coalesce(given["left"], message.c.sent_at),
            not_before=func.coalesce(given["later"], message.c.not_before),
            attempts=message.c.attempts - given["uncounted"],
        )
    )


_ATTEMPTS = ManyUpdates({"tried": Uuid(), "to": String(), "theirs": String(), "why": String()}, _attempt_settled)
_MESSAGES = ManyUpdates(
    {
        "row": Uuid(),
        "tried": Uuid(),
        **dict.fromkeys(("to", "why", "cost", "theirs"), String()),
        **dict.fromkeys(("billed", "uncounted"), Integer()),
        **dict.fromkeys(("left", "later"), UtcDateTime()),
    },
    _message_settled,
)


def settle(db: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write outcomes, each by its attempt id. An attempt that has expired meanwhile takes its result too."""
    if not outcomes:
        return
    _ATTEMPTS.rows(db, [_of_attempt(one) for one in outcomes])
    _MESSAGES.rows(db, [_of_message(one, now) for one in outcomes])
    mark_wrong(db, [one.message_id for one in outcomes if one.reason in WRONG_NUMBER])
    apply_waiting(db, {one.carrier_id: one.message_id for one in outcomes if one.carrier_id})


def _of_attempt(one: Outcome) -> dict[str, Any]:
    return {"tried": one.attempt_id, "to": one.attempt_state.value, "theirs": one.carrier_id, "why": one.reason}


def _of_message(one: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "row": one.message_id,
        "tried": one.attempt_id,
        "to": one.state.value,
        "why": one.reason,
        "cost": one.cost,
        "theirs": one.carrier_id,
        "billed": one.parts,
        "left": now if one.state is MessageState.SENT else None,
        "later": one.not_before,
        "uncounted": one.uncounted,
    }


_EXPIRE = (
    update(attempt)
    .where(IS_OPEN, attempt.c.until <= bindparam("now"))
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
