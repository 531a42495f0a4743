"""What the carrier says of its credit, and what it says when it does not."""

from decimal import Decimal

import pytest

from service.api.answers import CampaignPreview
from service.gateways.port import GatewayError, Money
from service.gateways.simulator import SimulatorSms
from service.programme.campaigns.credit import Credit, credit_from
from tests.service.commands.test_balance import Carrier
from tests.service.programme.campaigns.camp import Camp


@pytest.mark.parametrize(
    ("left", "falls_short"),
    [("150.49", True), ("150.50", False)],
)
def test_whether_it_is_enough(left: str, falls_short: bool) -> None:
    found = credit_from(Carrier(Money("XOF", Decimal(left))))
    assert found.falls_short_of(Decimal("150.50"), "XOF") is falls_short
    assert not found.falls_short_of(Decimal("999"), "KES"), "two currencies are not compared"


def test_a_carrier_that_cannot_be_reached_or_says_none() -> None:
    assert credit_from(Carrier(GatewayError("cannot be reached", permanent=False))) == Credit(
        unknown="cannot be reached"
    )
    assert credit_from(SimulatorSms()) == Credit()
    assert not Credit().falls_short_of(Decimal(1), "XOF")


def test_programs_are_told(camp: Camp) -> None:
    camp.person()
    draft, preview = camp.look()
    told = CampaignPreview.of(draft, preview, Credit(Money("XOF", Decimal("12.5"))), [])
    assert told.balance is not None
    assert (told.balance.amount, told.balance.currency) == ("12.50", "XOF")
    assert CampaignPreview.of(draft, preview, Credit(unknown="x"), []).balance is None
