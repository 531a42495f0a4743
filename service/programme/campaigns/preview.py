"""What a campaign would be, before anything is queued: who gets it and who not, what it costs, how long it takes."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.gsm7 import Count
from service.gateways.chosen import sms_pace
from service.messaging.hours import BulkRules
from service.messaging.outbox import NUMBER
from service.messaging.prices import Prices
from service.models.campaign import CampaignState, TargetState
from service.programme import tables as t
from service.programme.campaigns.composing import Composer, standing
from service.programme.campaigns.drafting import Draft, fingerprint
from service.programme.campaigns.recipients import FIRST, Pages, Recipient
from service.programme.campaigns.wording import Costly, costly
from service.programme.context import Context

SAMPLES = 3
SAME_WITHIN = timedelta(days=1)
"""The same text to the same audience within this time is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A text and what it takes."""

    body: str
    count: Count


@dataclass
class Preview:
    """`left_out`: why people get nothing → how many. `neutral`: those of a number in doubt. `by_operator`: "" for
    numbers of other countries. `cost`: of all, in `currency`; `unpriced`: texts to numbers that the contract names
    no price for. `sizes`: units of a text → one of that size and how many there are. `same`: the campaign that said
    the same to the same people a moment ago."""

    recipients: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    neutral: int = 0
    by_language: Counter[str] = field(default_factory=Counter)
    by_operator: Counter[str] = field(default_factory=Counter)
    parts: int = 0
    cost: Decimal = Decimal(0)
    currency: str = ""
    unpriced: int = 0
    sizes: dict[int, Sized] = field(default_factory=dict)
    how_many: Counter[int] = field(default_factory=Counter)
    costly: tuple[Costly, ...] = ()
    samples: list[str] = field(default_factory=list)
    ends_at: datetime | None = None
    same: UUID | None = None
    needs_approval: bool = False

    @property
    def people(self) -> int:
        """The whole audience."""
        return self.recipients + self.left_out.total()

    @property
    def shortest(self) -> Sized | None:
        return self.sizes[min(self.sizes)] if self.sizes else None

    @property
    def longest(self) -> Sized | None:
        return self.sizes[max(self.sizes)] if self.sizes else None

    @property
    def usual(self) -> Sized | None:
        """The size in the middle: half of the texts are as long or shorter."""
        half, passed = self.recipients / 2, 0
        for size in sorted(self.sizes):
            passed += self.how_many[size]
            if passed >= half:
                return self.sizes[size]
        return None


class Previewing:
    """Looks at a whole audience, page by page, and keeps nothing but counts."""

    def __init__(self, ctx: Context, draft: Draft, prices: Prices, rules: BulkRules) -> None:
        self._ctx, self._draft, self._prices, self._rules = ctx, draft, prices, rules
        self._composer = Composer(ctx, draft.texts, draft.journey)
        self._day = draft.starts_at.astimezone(ZoneInfo(ctx.settings.timezone)).date()
        self._taken: set[UUID] = set()
        self._preview = Preview(currency=prices.currency)

    def run(self, go_on: Callable[[], None] = lambda: None) -> Preview:
        """The preview of the draft. `go_on`: called before each page; what it raises ends the look."""
        pages, cursor = Pages(self._draft.audience, self._day), FIRST
        while cursor is not None:
            go_on()
            people, cursor = pages.page(self._ctx.db, cursor)
            for one in people:
                self._count(one)
        settings, found = self._ctx.settings, self._preview
        rate = sms_pace(settings)
        needed = timedelta(seconds=found.recipients / rate if rate else 0)
        found.ends_at = self._rules.finished(self._draft.starts_at, needed)
        found.costly = tuple(dict.fromkeys(one for text in self._draft.texts.values() for one in costly(text)))
        found.same = same_before(self._ctx, self._draft)
        found.needs_approval = found.recipients > settings.campaign_approve_above
        return found

    def _count(self, one: Recipient) -> None:
        found, state = self._preview, standing(one, is_taken=one.phone_id in self._taken)
        if state is not TargetState.QUEUED or one.phone_id is None or one.number is None:
            found.left_out[state.value] += 1
            return
        self._taken.add(one.phone_id)
        composed = self._composer.composed(one)
        count = composed.count
        found.recipients += 1
        found.neutral += composed.neutral
        found.by_language[composed.language] += 1
        found.by_operator[one.operator] += 1
        found.parts += count.segments
        found.how_many[count.units] += 1
        found.sizes.setdefault(count.units, Sized(composed.body, count))
        if len(found.samples) < SAMPLES and composed.body not in found.samples:
            found.samples.append(composed.body)
        self._price(self._ctx.vault.open(NUMBER, one.phone_id, one.number), count.segments)

    def _price(self, number: str, parts: int) -> None:
        price = self._prices.of_part(number, self._day)
        if price is None:
            self._preview.unpriced += 1
        else:
            self._preview.cost += price * parts


def same_before(ctx: Context, draft: Draft, *, being_made: bool = False) -> UUID | None:
    """A campaign with these texts for this audience that was made within a day, and was not given up. `being_made`:
    or that is only being made."""
    given_up = [CampaignState.CANCELLED.value] + ([] if being_made else [CampaignState.PLANNING.value])
    found: UUID | None = ctx.db.scalar(
        select(t.campaign.c.id)
        .where(
            t.campaign.c.fingerprint == fingerprint(ctx.vault, draft),
            t.campaign.c.created_at > ctx.now - SAME_WITHIN,
            t.campaign.c.state.not_in(given_up),
        )
        .limit(1)
    )
    return found


def left_out_words() -> Mapping[str, str]:
    """Why somebody gets nothing, in plain words."""
    return {
        TargetState.OPTED_OUT.value: "said STOP",
        TargetState.NO_PHONE.value: "no phone",
        TargetState.SAME_PHONE.value: "reached by the same phone as another",
        TargetState.WRONG_NUMBER.value: "wrong number",
    }
