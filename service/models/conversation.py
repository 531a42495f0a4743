"""Conversations: one row a session of a carrier, read once and written once a hop."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from service.models.base import Row, moment, moment_or_none, own_id, refers_to


class ConversationState(StrEnum):
    OPEN = "open"
    ENDED = "ended"
    DROPPED = "dropped"
    RESUMED = "resumed"
    DISCARDED = "discarded"


class Conversation(Row, table=True):
    """`seen_len`, `seen_mac`: length and keyed hash of the text seen so far, never the text, which may hold
    PINs. `journey`, `screen`, `version` stay blank in a sensitive conversation. `duration_ms` and
    `end_status` are what the carrier's end event says."""

    __table_args__ = (
        UniqueConstraint("gateway", "session_id"),
        Index(None, "phone_mac", "state"),
        Index(None, "state", "started_at"),  # never touched_at: each hop would write every index anew
    )

    id: UUID = own_id()
    gateway: str
    session_id: str
    channel: str
    phone_id: UUID | None = refers_to("phone.id")
    phone_mac: bytes
    person_id: UUID | None = refers_to("person.id")
    language: str = ""
    state: str = ConversationState.OPEN.value
    draft: bool = False
    sensitive: bool = False
    journey: str = ""
    screen: str = ""
    version: str = ""
    seen_len: int = 0
    seen_mac: bytes = b""
    turn: str = ""
    progress: bytes | None = None
    reply: bytes | None = None
    reply_ends: bool = False
    hops: int = 0
    started_at: datetime = moment()
    touched_at: datetime = moment()
    ended_at: datetime | None = moment_or_none()
    end_status: str = ""
    duration_ms: int | None = None
