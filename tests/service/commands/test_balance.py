"""The carrier's credit is told before it is spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pytest
from rich.console import Console

from service.commands.showing import show_balance
from service.gateways.port import GatewayError, Money, OutgoingSms, SmsResult
from service.gateways.simulator import SimulatorSms
from service.programme.campaigns.credit import credit_from
from service.programme.campaigns.preview import Preview

PREVIEW = Preview(cost=Decimal("150.50"), currency="XOF")


@dataclass
class Carrier:
    """One that says this of its balance."""

    said: Money | GatewayError
    name: str = "carrier"
    most_per_second: float | None = None

    def send(self, _texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        raise AssertionError("nothing is sent")

    def balance(self) -> Money:
        if isinstance(self.said, GatewayError):
            raise self.said
        return self.said


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Money("XOF", Decimal("150.50")), "balance XOF 150.50\n"),
        (Money("XOF", Decimal("150.49")), "balance XOF 150.49: NOT ENOUGH for all of it\n"),
        (Money("KES", Decimal(9)), "balance KES 9; the prices are in XOF\n"),
        (GatewayError("Africa's Talking cannot be reached", permanent=False), "The carrier's balance is not known"),
    ],
)
def test_the_balance_is_told(said: Money | GatewayError, told: str) -> None:
    console = Console(width=200, record=True)
    show_balance(console, credit_from(Carrier(said)), PREVIEW)
    assert console.export_text().startswith(told)


def test_a_carrier_that_says_none_is_not_asked() -> None:
    console = Console(record=True)
    show_balance(console, credit_from(SimulatorSms()), PREVIEW)
    assert console.export_text() == ""
