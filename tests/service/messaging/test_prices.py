"""What a part costs: the longest beginning that fits, and of its prices the latest that counts already."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from service.messaging.prices import Prices, read_price
from service.settings import Settings

ORANGE, MALITEL, TELECEL, PARIS = "+22370001234", "+22365001234", "+22350001234", "+33612345678"
CONTRACT = (
    "2026-01-01 +223 20",
    "2026-01-01 +2237 15.5",
    "2026-07-01 +2237 16",
    "2026-12-01 +22365 9.25",
)


@pytest.mark.parametrize(
    ("number", "day", "price"),
    [
        (TELECEL, "2026-11-24", "20"),
        (ORANGE, "2026-06-30", "15.5"),
        (ORANGE, "2026-07-01", "16"),
        (MALITEL, "2026-11-30", "20"),
        (MALITEL, "2026-12-01", "9.25"),
        (ORANGE, "2025-12-31", None),
        (PARIS, "2026-11-24", None),
    ],
)
def test_the_longest_beginning_and_the_latest_day_count(number: str, day: str, price: str | None) -> None:
    found = Prices("XOF", CONTRACT).of_part(number, date.fromisoformat(day))
    assert found == (None if price is None else Decimal(price))


def test_the_order_in_which_they_stand_says_nothing() -> None:
    for contract in (CONTRACT, CONTRACT[::-1]):
        assert Prices("XOF", contract).of_part(ORANGE, date(2026, 11, 24)) == Decimal(16)


def test_a_plus_alone_is_every_number() -> None:
    assert Prices("XOF", ["2026-01-01 + 30"]).of_part(PARIS, date(2026, 1, 1)) == Decimal(30)


def test_without_a_contract_nothing_has_a_price() -> None:
    assert Prices("XOF", ()).of_part(ORANGE, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    "written", ["", "15.5", "2026-01-01 2237 15", "2026-01-01 +2237", "2026-01-01 +2237 -1", "01/01/2026 +2237 15"]
)
def test_a_price_that_is_written_otherwise_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a price is written as"):
        read_price(written)


def test_a_day_that_there_is_not_is_refused_in_plain_words() -> None:
    with pytest.raises(ValueError, match="2026-02-30 is no day"):
        read_price("2026-02-30 +2237 15")


def test_settings_refuse_what_is_no_price() -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, sms_prices="2026-01-01 2237 15")  # type: ignore[call-arg, arg-type]
