"""Campaigns: a text or a journey sent to an audience, once or on an occasion that returns; and whom it is for."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from service.models.base import Row, index_where, moment, moment_or_none, own_id, part_of, refers_to
from service.models.message import Priority


class CampaignState(StrEnum):
    """planning → (waiting for a second pair of eyes) → running ⇄ paused, and cancelled from each of them.
    A standing one runs until it is cancelled."""

    PLANNING = "planning"
    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Occasion(StrEnum):
    """When a standing check-in comes to somebody; ONCE for a campaign that is sent by hand."""

    ONCE = ""
    UNCONFIRMED = "delivery_unconfirmed"
    KIT = "kit"
    VISIT = "visit"


class TargetState(StrEnum):
    """Whether somebody of the audience is sent a text, or why not."""

    QUEUED = "queued"
    OPTED_OUT = "opted_out"
    NO_PHONE = "no_phone"
    SAME_PHONE = "same_phone"
    WRONG_NUMBER = "wrong_number"


class Campaign(Row, table=True):
    """`name`, `texts` (JSON: language → text) and `audience` (JSON) are sealed; `fingerprint` is the keyed hash of
    the last two. `days`: of an occasion, before or after it. `journey`: the journey that an answer begins, or ""."""

    id: UUID = own_id()
    name: bytes
    occasion: str = Occasion.ONCE.value
    days: int = 0
    journey: str = ""
    texts: bytes
    audience: bytes
    fingerprint: bytes = Field(index=True)
    state: str = Field(default=CampaignState.PLANNING.value, index=True)
    priority: int = Priority.BULK.value
    starts_at: datetime = moment()
    best_before: datetime | None = moment_or_none()
    recipients: int = 0
    created_by: UUID | None = refers_to("staff.id")
    approved_by: UUID | None = refers_to("staff.id")
    created_at: datetime = moment()


class CampaignTarget(Row, table=True):
    """Somebody of the audience. `subject_id`: what it comes for, each once: the person, or the delivery or visit of
    an occasion. `answer`: what they wrote back, sealed."""

    __tablename__ = "campaign_target"
    # Nearly everybody is sent a text, and few have answered: what a page counts and lists of them is soon found.
    __table_args__ = (
        UniqueConstraint("campaign_id", "subject_id"),
        index_where("ix_campaign_target_left_out", "campaign_id state", "state <> 'queued'"),
        index_where("ix_campaign_target_answered", "campaign_id answered_at id", "answered_at IS NOT NULL"),
    )

    id: UUID = own_id()
    campaign_id: UUID = part_of("campaign.id", index=False)
    subject_id: UUID
    person_id: UUID | None = refers_to("person.id")
    message_id: UUID | None = refers_to("message.id")
    state: str = TargetState.QUEUED.value
    answered_at: datetime | None = moment_or_none()
    answer: bytes | None = None


class DraftState(StrEnum):
    """written → looking → looked | refused | broken, each of them written again by whoever corrects it; a draft that
    was looked at is made a campaign once."""

    WRITTEN = "written"
    LOOKING = "looking"
    LOOKED = "looked"
    REFUSED = "refused"
    BROKEN = "broken"
    MADE = "made"


class CampaignDraft(Row, table=True):
    """A campaign that somebody is composing. `wish`: what they typed, `listed`: the rows of their list, `found`: what
    came of the look at it, `audience`: whom it is for as it was read; JSON, sealed. `kept_at`: the last change."""

    __tablename__ = "campaign_draft"

    id: UUID = own_id()
    staff_id: UUID = part_of("staff.id")
    state: str = DraftState.WRITTEN.value
    wish: bytes
    listed: bytes | None = None
    found: bytes | None = None
    audience: bytes | None = None
    kept_at: datetime = moment(index=True)
    campaign_id: UUID | None = refers_to("campaign.id")
