"""The outbox. An attempt is committed before the carrier is called: nobody gets the same text twice."""

from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, index_where, moment, moment_or_none, own_id, part_of, refers_to


class MessageState(StrEnum):
    """queued → leased → sent | failed | uncertain, then delivered | undelivered by report.
    Unsent: expired (too old), cancelled (with its campaign, or its occasion is over)."""

    QUEUED = "queued"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class AttemptState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    FAILED = "failed"
    RETRY = "retry"
    UNCERTAIN = "uncertain"


class Priority(IntEnum):
    """The lower goes first."""

    REPLY = 0
    SMALL = 1
    BULK = 2


class Message(Row, table=True):
    """An SMS to a phone, sent not before `not_before` and not after `best_before`. `cost`: the carrier's word.
    `asks`: the journey whose first question it holds; answered at `answered_at`."""

    # Two looks: at what belongs to no campaign, and at one campaign that runs. What is paused is never walked through.
    # Each text is written three times: an index that leaves out what nobody looks for there saves a third of the log.
    __table_args__ = (
        index_where("ix_message_waiting", "campaign_id priority not_before id", "state = 'queued'"),
        index_where("ix_message_uncertain", "id", "state = 'uncertain'"),
        index_where("ix_message_missed", "campaign_id id", "state IN ('failed', 'undelivered', 'expired')"),
        index_where("ix_message_case_id", "case_id", "case_id IS NOT NULL"),
        index_where("ix_message_carrier_id", "carrier_id", "carrier_id IS NOT NULL"),
        Index(None, "campaign_id", "state"),
    )

    id: UUID = own_id()
    phone_id: UUID = part_of("phone.id")
    person_id: UUID | None = refers_to("person.id")
    case_id: UUID | None = refers_to("case.id", index=False)
    # RESTRICT: a text that waits for its campaign would be anybody's without it, and leave.
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", ondelete="RESTRICT", nullable=True)
    kind: str
    priority: int = Priority.SMALL.value
    body: bytes
    language: str = ""
    parts: int = 1
    state: str = MessageState.QUEUED.value
    gateway: str = ""
    carrier_id: str | None = None
    not_before: datetime = moment()
    best_before: datetime | None = moment_or_none()
    created_at: datetime = moment()
    sent_at: datetime | None = moment_or_none()
    reason: str = ""
    attempts: int = 0
    cost: str = ""
    asks: str = ""
    answered_at: datetime | None = moment_or_none()
    made_up: bool = False


class MessageAttempt(Row, table=True):
    """The intent to send, and what became of it. One that stays open past `until` is uncertain."""

    __tablename__ = "message_attempt"
    __table_args__ = (
        index_where("ix_message_attempt_open", "until", "state = 'open'"),
        index_where("ix_message_attempt_carrier_id", "carrier_id", "carrier_id IS NOT NULL"),
    )

    id: UUID = own_id()
    message_id: UUID = part_of("message.id")
    worker: str
    until: datetime = moment()
    state: str = AttemptState.OPEN.value
    carrier_id: str | None = None
    reason: str = ""
    at: datetime = moment()


class GatewayState(Row, table=True):
    """What all processes know of a gateway: that it is paused, and how far its inbox was read. `pauses`: how often in a
    row; `permanent`: until somebody acts."""

    __tablename__ = "gateway_state"

    gateway: str = Field(primary_key=True)
    paused_until: datetime | None = moment_or_none()
    pauses: int = 0
    permanent: bool = False
    reason: str = ""
    received_upto: str = ""


class GatewayPace(Row, table=True):
    """When a gateway may be given the next text: one row, shared by all workers (service/messaging/pace.py)."""

    __tablename__ = "gateway_pace"

    gateway: str = Field(primary_key=True)
    free_at: datetime = moment()
