"""What the texts of a campaign take while they are typed: characters, parts, price, and the characters that cost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.gsm7 import Count, segments
from flows.library import Library
from service.messaging.prices import Prices
from service.programme.campaigns.drafting import by_sms, texts_of
from service.programme.campaigns.wording import Costly, asks_for, costly, filled, tidied
from service.programme.context import Context

EXAMPLE = "Aminata"
"""The first name that a text is counted with: of the usual length."""


@dataclass(frozen=True, slots=True)
class Length:
    """What the text of a language takes. `body`: as it is sent; `cost`: the lowest and the highest price of one, None
    where the contract says none; `named`: it is counted with EXAMPLE."""

    language: str
    body: str
    count: Count
    cost: tuple[Decimal, Decimal] | None
    costly: tuple[Costly, ...]
    named: bool


def lengths(ctx: Context, library: Library, texts: Mapping[str, str], journey: str, day: date) -> Iterator[Length]:
    """Each text that would be sent; of a journey its own first question, where no text was typed."""
    if not texts and journey not in by_sms(library):
        return
    price = Prices(ctx.settings.sms_currency, ctx.settings.sms_prices).range_of_part(day)
    for language, text in texts_of(ctx, library, texts, journey).items():
        body = _filled(text, ctx.settings.ussd_code)
        count = segments(body)
        cost = (price[0] * count.segments, price[1] * count.segments) if price else None
        yield Length(language, body, count, cost, costly(body), asks_for(text, "first_name"))


def length_of(text: str) -> Count:
    """What one text of staff takes."""
    return segments(tidied({"": text})[""])


def _filled(text: str, code: str) -> str:
    """Filled where its fields are known; what is wrong with the others is told elsewhere."""
    try:
        return filled(text, {"first_name": EXAMPLE, "ussd_code": code})
    except KeyError:
        return text
