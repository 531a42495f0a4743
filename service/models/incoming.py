"""What carriers tell us of SMS: reports on those that we sent, and those that people send us. Each is kept once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id, refers_to


class IncomingKind(StrEnum):
    """What an SMS to us is taken for."""

    STOP = "stop"
    START = "start"
    KEYWORD = "keyword"
    ANSWER = "answer"
    OPERATOR = "operator"
    EMPTY = "empty"
    WORDS = "words"


class DeliveryReport(Row, table=True):
    """`status` and `reason` are the carrier's own words, `means` is ours (port.Progressed). `message_id`: the text that
    it speaks of, None as long as nobody knows; `adopted` where that was concluded, not told."""

    __tablename__ = "delivery_report"
    __table_args__ = (UniqueConstraint("gateway", "carrier_id", "status"),)

    id: UUID = own_id()
    gateway: str
    carrier_id: str
    status: str
    means: str = ""
    reason: str = ""
    message_id: UUID | None = refers_to("message.id")
    phone_id: UUID | None = refers_to("phone.id")
    adopted: bool = False
    at: datetime = moment()


class IncomingSms(Row, table=True):
    """`digest`: keyed hash of sender, addressee, words and minute, by which the carrier's inbox and its hook, which
    number texts in two ways, are known to speak of the same one. `case_id`: where the words went; `answers_id`:
    the text that they answer; `conversation_id`: the conversation that they led on."""

    __tablename__ = "incoming_sms"
    __table_args__ = (
        UniqueConstraint("gateway", "carrier_id"),
        Index(None, "at", "id"),
        Index(None, "kind", "at", "id"),
    )

    id: UUID = own_id()
    gateway: str
    carrier_id: str
    digest: bytes = Field(index=True)
    sender: bytes
    addressee: str = ""
    words: bytes
    kind: str
    phone_id: UUID | None = refers_to("phone.id")
    case_id: UUID | None = refers_to("case.id")
    answers_id: UUID | None = refers_to("message.id")
    conversation_id: UUID | None = refers_to("conversation.id")
    written_at: datetime | None = moment_or_none()
    at: datetime = moment()
