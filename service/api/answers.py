"""What a program is told. Times are UTC in ISO 8601, money is a text beside its currency, numbers are masked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from service.models.campaign import Occasion
from service.programme.campaigns.control import Status
from service.programme.campaigns.credit import Credit
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview, Sized
from service.programme.doubts import Doubt


class Reasons(BaseModel):
    """Why a request was not done, in plain words."""

    reasons: list[str]


class Money(BaseModel):
    """`amount`: a decimal number as a text, « 1234.50 »."""

    amount: str
    currency: str


class Size(BaseModel):
    """What one text takes. `characters` counts as its alphabet does (GSM-7 or UCS-2)."""

    characters: int
    parts: int
    alphabet: str

    @classmethod
    def of(cls, sized: Sized | None) -> Self | None:
        if sized is None:
            return None
        return cls(characters=sized.count.units, parts=sized.count.segments, alphabet=sized.count.encoding)


class CostlyCharacter(BaseModel):
    """A character that makes every part 70 characters instead of 160. `instead`: "" where it is best left out."""

    character: str
    instead: str


class CampaignPreview(BaseModel):
    """What would come of a campaign; nothing was queued. `left_out`: why people get nothing → how many. `neutral`:
    numbers in doubt, which get a neutral text. `by_operator`: "other" for other countries. `unpriced`: texts that the
    contract names no price for. `balance`: the credit left, null where the carrier does not say it, or not now.
    `samples` hold first names. `same`: the campaign that said the same within a day. `refusals`: why it would not be
    made now."""

    people: int
    recipients: int
    left_out: dict[str, int]
    neutral: int
    by_language: dict[str, int]
    by_operator: dict[str, int]
    parts: int
    cost: Money
    balance: Money | None
    unpriced: int
    shortest: Size | None
    usual: Size | None
    longest: Size | None
    costly: list[CostlyCharacter]
    samples: list[str]
    starts_at: datetime
    ends_at: datetime | None
    same: UUID | None
    needs_approval: bool
    refusals: list[str]

    @classmethod
    def of(cls, draft: Draft, found: Preview, credit: Credit, refusals: Iterable[str]) -> Self:
        return cls(
            people=found.people,
            recipients=found.recipients,
            left_out=found.left_out,
            neutral=found.neutral,
            by_language=found.by_language,
            by_operator={name or "other": count for name, count in found.by_operator.items()},
            parts=found.parts,
            cost=Money(amount=f"{found.cost:.2f}", currency=found.currency),
            balance=Money(amount=f"{credit.left.amount:.2f}", currency=credit.left.currency) if credit.left else None,
            unpriced=found.unpriced,
            shortest=Size.of(found.shortest),
            usual=Size.of(found.usual),
            longest=Size.of(found.longest),
            costly=[CostlyCharacter(character=one.character, instead=one.instead) for one in found.costly],
            samples=found.samples,
            starts_at=draft.starts_at,
            ends_at=found.ends_at,
            same=found.same,
            needs_approval=found.needs_approval,
            refusals=list(refusals),
        )


class Texts(BaseModel):
    """How many texts are how far. `sent` counts those that were delivered too, or turned out undelivered."""

    queued: int
    sent: int
    delivered: int
    failed: int
    uncertain: int
    cancelled: int


class CampaignStatus(BaseModel):
    """`state`: planning, waiting (for a second pair of eyes), running, paused, done or cancelled. `recipients`: 0
    while it is planned. `left_out`: why people get nothing → how many. `answered`: people who wrote back."""

    id: UUID
    name: str
    state: str
    occasion: Occasion
    days: int
    journey: str
    starts_at: datetime
    created_at: datetime
    recipients: int
    texts: Texts
    answered: int
    left_out: dict[str, int]

    @classmethod
    def of(cls, found: Status) -> Self:
        return cls(
            id=found.id,
            name=found.name,
            state=found.word,
            occasion=found.occasion,
            days=found.days,
            journey=found.journey,
            starts_at=found.starts_at,
            created_at=found.created_at,
            recipients=found.recipients,
            texts=Texts.model_validate(found.counts),
            answered=found.answered,
            left_out=found.left_out,
        )


class CampaignPage(BaseModel):
    """The newest first. `next`: what to give as `before` for those that come after; null at the end."""

    campaigns: list[CampaignStatus]
    next: UUID | None


class MessageQueued(BaseModel):
    id: UUID


class UncertainMessage(BaseModel):
    """A text that may have gone out, or may not. `phone` is masked; `since`: its last attempt."""

    id: UUID
    kind: str
    phone: str
    gateway: str
    since: datetime
    reason: str

    @classmethod
    def of(cls, found: Doubt) -> Self:
        return cls(
            id=found.id,
            kind=found.kind,
            phone=found.phone,
            gateway=found.gateway,
            since=found.since,
            reason=found.reason,
        )


class UncertainMessages(BaseModel):
    """The longest waiting first. `more`: others wait behind these."""

    messages: list[UncertainMessage]
    more: bool


class MessageDecided(BaseModel):
    """`state`: queued (again) or failed."""

    id: UUID
    state: str
