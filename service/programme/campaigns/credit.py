"""The carrier's credit, before it is spent: a campaign that runs out of it half way reaches half of the people."""

from dataclasses import dataclass
from decimal import Decimal

from service.gateways.chosen import sms_gateway
from service.gateways.port import GatewayError, HasBalance, Money, SmsGateway
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Credit:
    """`left`: what the carrier says, None where it does not say it, or not now: then `unknown` is its own reason."""

    left: Money | None = None
    unknown: str = ""

    def falls_short_of(self, cost: Decimal, currency: str) -> bool:
        """Whether it is known not to be enough."""
        return self.left is not None and self.left.currency == currency and self.left.amount < cost


def credit_of(settings: Settings) -> Credit:
    """What the carrier of the settings says now. It is asked over the network: never in a transaction."""
    return credit_from(sms_gateway(settings))


def credit_from(gateway: SmsGateway) -> Credit:
    """What a carrier says now."""
    if not isinstance(gateway, HasBalance):
        return Credit()
    try:
        return Credit(gateway.balance())
    except GatewayError as error:
        return Credit(unknown=str(error))
