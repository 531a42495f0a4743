"""What every door does that lets staff send: read what they wish, look at it, and only then make a campaign of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, func, select

from flows.library import Library
from service.messaging.hours import BulkRules
from service.messaging.prices import Prices
from service.models.campaign import CampaignState, Occasion
from service.programme.campaigns.audience import Audience, read_audience, take_in_numbers
from service.programme.campaigns.control import take_back
from service.programme.campaigns.drafting import Draft, draft_of, faults_of, fingerprint
from service.programme.campaigns.planning import Inside, Plan, begin, finish, planned
from service.programme.campaigns.preview import Preview, Previewing, left_out_words, same_before
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context
from service.units import Transact

PAST = timedelta(minutes=5)
"""A beginning that is further back is a slip of the pen, and would send at once."""
ROWS = 50
"""Rows of a list that are taken in at once."""
SAID = "The campaign {} said the same to the same people within a day: say it twice to mean it."


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff want to send, as they said it. `where`: filter → values; `listed`: rows of a list, or None.
    `starts_at`, `best_before`: aware UTC; None: now, and as the settings say."""

    name: str
    texts: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    listed: Sequence[str] | None = None
    journey: str = ""
    starts_at: datetime | None = None
    best_before: datetime | None = None
    occasion: Occasion = Occasion.ONCE
    days: int = 0
    by: UUID | None = None


def looked_at(
    ctx: Context, library: Library, wish: Wish, go_on: Callable[[], None] = lambda: None
) -> tuple[Draft, Preview]:
    """The draft of a wish, and what would come of it; nothing is written, and a list was taken in before (`take_in`).
    `go_on`: called now and then, it may raise where nobody waits for it any more. Raises CampaignError with all that
    is wrong."""
    draft = checked(ctx, library, wish)
    prices = Prices(ctx.settings.sms_currency, ctx.settings.sms_prices)
    return draft, Previewing(ctx, draft, prices, BulkRules.of(ctx.settings)).run(go_on)


def checked(ctx: Context, library: Library, wish: Wish) -> Draft:
    """The draft of a wish, of which nothing is wrong. Raises CampaignError with all that is."""
    reasons: list[str] = []
    audience = Audience()
    try:
        audience = read_audience(ctx, wish.where, wish.listed, library.languages)
    except CampaignError as error:
        reasons += error.reasons
    starts_at = wish.starts_at or ctx.now
    if starts_at < ctx.now - PAST:
        reasons.append("It would begin in the past: say when it begins, or nothing for now.")
    starts_at = max(starts_at, ctx.now)
    wanted = Draft(
        wish.name, wish.texts, audience, starts_at, wish.best_before, wish.by, wish.journey, wish.occasion, wish.days
    )
    reasons += faults_of(library, wanted, ctx.now)
    if reasons:
        raise CampaignError(reasons)
    return draft_of(ctx, library, wanted)


def take_in(rows: Sequence[str], transact: Transact, inside: Inside) -> None:
    """Make the numbers of a list known phones, some at a time, before it is looked at: a look only reads. (One that
    wrote them would hold up every caller until it is over.)"""
    for start in range(0, len(rows), ROWS):
        transact(partial(_known, inside=inside, rows=rows[start : start + ROWS]))


def _known(db: Connection, inside: Inside, rows: Sequence[str]) -> None:
    take_in_numbers(inside(db), rows)


def refusals(draft: Draft, preview: Preview, *, again: bool) -> Iterator[str]:
    """Why a draft that is well written is not sent all the same."""
    if not preview.recipients and draft.occasion is Occasion.ONCE:
        words = left_out_words()
        left = ", ".join(f"{count} {words[why]}" for why, count in preview.left_out.items()) or "it is empty"
        yield f"Nobody of this audience would get it ({left})."
    if preview.same is not None and not again:
        yield SAID.format(preview.same)


@dataclass
class Sending:
    """A campaign in the making: `steps()` to its end, and `state` then says what became of it."""

    plan: Plan
    transact: Transact
    inside: Inside
    state: CampaignState = CampaignState.PLANNING

    def steps(self) -> Iterator[int]:
        """Write everybody; after each step, how many people were looked at."""
        if self.plan.draft.occasion is Occasion.ONCE:
            yield from planned(self.plan, self.transact, self.inside)
        self.state = self.transact(lambda db: finish(self.inside(db), self.plan))
        while self.state is CampaignState.CANCELLED and self.transact(lambda db: take_back(db, self.plan.campaign_id)):
            pass  # what was written since it was cancelled


def sending(
    draft: Draft,
    preview: Preview,
    transact: Transact,
    inside: Inside,
    *,
    again: bool = False,
    alone: bool = False,
    begun: Callable[[Context, UUID], None] | None = None,
) -> Sending:
    """Begin to make the campaign of a draft that was looked at. Raises CampaignError. `alone`: also where the same is
    only being made, or asked for in this moment: a program asks again where an answer was lost. `begun`: what else is
    written with the campaign, by its id; what it raises keeps the campaign from beginning."""
    if reasons := list(refusals(draft, preview, again=again)):
        raise CampaignError(reasons)

    def unit(db: Connection) -> Plan:
        ctx = inside(db)
        if alone and not again:
            _take_turns(ctx, draft)
            if (other := same_before(ctx, draft, being_made=True)) is not None:
                raise CampaignError([SAID.format(other)])
        plan = begin(ctx, draft, preview.recipients)
        if begun is not None:
            begun(ctx, plan.campaign_id)
        return plan

    return Sending(transact(unit), transact, inside)


def _take_turns(ctx: Context, draft: Draft) -> None:
    """Whoever asks for the same at the same time waits until this transaction is over. SQLite has one writer anyway."""
    if ctx.db.dialect.name == "postgresql":
        said = int.from_bytes(fingerprint(ctx.vault, draft)[:8], signed=True)
        ctx.db.execute(select(func.pg_advisory_xact_lock(said)))
