"""What is due, the most urgent first: texts of no campaign (replies, alerts), then those of each campaign that runs.

A campaign that is paused, not begun or cancelled is not looked into, however much of it waits.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from service.messaging.outbox import IS_QUEUED, has_stopped, message, phone
from service.models import Campaign, Conversation, MessageAttempt, table_of
from service.models.campaign import CampaignState
from service.models.conversation import ConversationState
from service.models.message import AttemptState, MessageState
from service.prepared import Prepared

LOOP_WITHIN = timedelta(minutes=5)
"""Within this time as many equal texts to one phone as MOST_EQUAL are a machine that answers a machine."""
MOST_EQUAL = 20

attempt, campaign, conversation = table_of(MessageAttempt), table_of(Campaign), table_of(Conversation)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What campaigns may do now. `day_began`: from when the texts of a day count, `daily` of them to one phone;
    `morning`: when one too many may go. `asked_since`, `talking_since`: a question, or a dialogue by SMS, that is
    younger keeps other questions back, until `later`."""

    day_began: datetime
    daily: int
    morning: datetime
    asked_since: datetime
    talking_since: datetime
    later: datetime


_other, _in_hand = message.alias("other"), message.alias("in_hand")
_IS_MADE_UP = or_(message.c.made_up, phone.c.made_up)

IS_OPEN = attempt.c.state == literal_column(f"'{AttemptState.OPEN.value}'")
"""Written out, for the index of what is open."""

_BUSY_PHONES = (
    select(_in_hand.c.phone_id)
    .join(attempt, attempt.c.message_id == _in_hand.c.id)
    .where(IS_OPEN, attempt.c.until > bindparam("now"))
)


def _counted(*which: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many other texts to the phone are such."""
    found = select(func.count()).select_from(_other).where(_other.c.phone_id == message.c.phone_id, *which)
    return found.correlate(message).scalar_subquery()


_is_asked = or_(
    select(_other.c.id)
    .where(
        _other.c.phone_id == message.c.phone_id,
        _other.c.asks != "",
        _other.c.campaign_id.is_not(None),  # whether a visit took place is asked by the way, and keeps nothing back
        _other.c.answered_at.is_(None),
        _other.c.state != MessageState.UNDELIVERED.value,  # whoever was never asked will not answer
        _other.c.sent_at > bindparam("asked_since"),
    )
    .correlate(message)
    .exists(),
    select(conversation.c.id)
    .where(
        conversation.c.phone_id == message.c.phone_id,
        conversation.c.channel == "sms",
        conversation.c.state == ConversationState.OPEN.value,
        conversation.c.touched_at > bindparam("talking_since"),
    )
    .correlate(message)
    .exists(),
)


def _waiting(
    which: ColumnElement[bool], recent: Any, today: Any, is_asked: ColumnElement[bool]
) -> Select[tuple[Any, ...]]:
    return (
        select(
            message.c.id,
            message.c.phone_id,
            message.c.campaign_id,
            message.c.kind,
            message.c.body,
            message.c.attempts,
            message.c.best_before,
            phone.c.number,
            phone.c.state.label("phone_state"),
            _IS_MADE_UP.label("made_up"),
            has_stopped.label("stopped"),
            recent.label("recent"),
            today.label("today"),
            is_asked.label("is_asked"),
        )
        .join(phone, phone.c.id == message.c.phone_id)
        .where(
            IS_QUEUED,
            which,
            message.c.not_before <= bindparam("now"),
            message.c.phone_id.not_in(_BUSY_PHONES),
        )
        .order_by(message.c.priority, message.c.not_before, message.c.id)
        .limit(bindparam("most"))
        # The phone's row is the guard of "one open attempt a phone" among workers (PostgreSQL; SQLite has one
        # writer). NO KEY UPDATE lets others refer to the row meanwhile.
        .with_for_update(of=[message, phone], skip_locked=True, key_share=True)
    )


_PERSONAL = Prepared(
    _waiting(
        and_(message.c.campaign_id.is_(None), or_(_IS_MADE_UP, bindparam("real", type_=Boolean))),
        _counted(_other.c.id < message.c.id, _other.c.created_at > bindparam("since")),
        literal(0),
        false(),
    )
)
_OF_CAMPAIGN = Prepared(
    _waiting(
        message.c.campaign_id == bindparam("campaign"),
        literal(0),
        _counted(_other.c.campaign_id.is_not(None), _other.c.sent_at >= bindparam("day_began")),
        and_(message.c.asks != "", _is_asked),
    )
)
_BUSY = Prepared(_BUSY_PHONES)
_RUNNING = (
    select(campaign.c.id)
    .where(campaign.c.state == CampaignState.RUNNING.value, campaign.c.starts_at <= bindparam("now"))
    .order_by(campaign.c.priority, campaign.c.starts_at, campaign.c.id)
)
_EARLIER = (
    select(message.c.id, message.c.body)
    .where(
        message.c.phone_id == bindparam("phone"),
        message.c.id < bindparam("before"),
        message.c.created_at > bindparam("since"),
        message.c.state != MessageState.FAILED.value,
    )
    .order_by(message.c.id.desc())
)


def due(db: Connection, now: datetime, most: int, *, real: int, bulk: Bulk | None) -> Iterator[Any]:
    """What may leave now, locked, at most so many. `real`: texts that the carrier may be given; 0: only those to
    made-up people. `bulk`: None where campaigns wait."""
    told = {"now": now, "since": now - LOOP_WITHIN, "real": real > 0, "most": most}
    personal = _PERSONAL.all(db, **told)
    yield from personal
    if bulk is None or real <= 0:
        return
    left = most - len(personal)
    limits = {"day_began": bulk.day_began, "asked_since": bulk.asked_since, "talking_since": bulk.talking_since}
    for which in db.scalars(_RUNNING, {"now": now}).all() if left > 0 else ():
        rows = _OF_CAMPAIGN.all(db, now=now, campaign=which, most=left, **limits)
        yield from rows
        left -= len(rows)
        if left <= 0:
            return


def busy_phones(db: Connection, now: datetime) -> set[UUID]:
    """The phones to which an attempt is open."""
    return {row.phone_id for row in _BUSY.all(db, now=now)}


def earlier_texts(db: Connection, row: Any, now: datetime) -> Iterator[Any]:
    """What was said to the phone of a text in the time of a loop, before it."""
    yield from db.execute(_EARLIER, {"phone": row.phone_id, "before": row.id, "since": now - LOOP_WITHIN})
