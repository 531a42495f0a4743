"""What a part of an SMS costs, by the beginning of the number and the day: the contract, as the settings hold it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_PRICE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\+[0-9]{0,12}) (\d+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Price:
    """One part of an SMS to a number that begins so (« +2237 »; « + » for every number), from that day on."""

    since: date
    prefix: str
    amount: Decimal


def read_price(written: str) -> Price:
    """« 2026-01-01 +2237 15.5 ». Raises ValueError in plain words."""
    found = _PRICE.fullmatch(" ".join(written.split()))
    if found is None:
        raise ValueError("a price is written as « 2026-01-01 +223 15.5 »: the day, how numbers begin, a part's price")
    try:
        since = date.fromisoformat(found[1])
    except ValueError:
        raise ValueError(f"{found[1]} is no day: a price begins on one, written as 2026-01-01") from None
    return Price(since, found[2], Decimal(found[3]))


class Prices:
    """The contract of one carrier, in one currency."""

    def __init__(self, currency: str, prices: Iterable[str]) -> None:
        self.currency = currency
        listed = (read_price(one) for one in prices)
        # The longest beginning that fits, and of its prices the latest that counts already.
        self._prices = sorted(listed, key=lambda one: (len(one.prefix), one.since), reverse=True)

    def range_of_part(self, day: date) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest price of a part on a day, whatever the number; None where the contract says
        none."""
        latest: dict[str, Decimal] = {}
        for one in self._prices:  # the latest of a beginning stands first
            if one.since <= day:
                latest.setdefault(one.prefix, one.amount)
        return (min(latest.values()), max(latest.values())) if latest else None

    def of_part(self, number: str, day: date) -> Decimal | None:
        """The price of one part to a number (E.164) on a day; None where the contract says none."""
        fitting = (one.amount for one in self._prices if one.since <= day and number.startswith(one.prefix))
        return next(fitting, None)
