"""How long a page is, and how long the carrier lets it be."""

from dataclasses import dataclass

from flows.gsm7 import segments
from service.gateways.port import Carrier


@dataclass(frozen=True, slots=True)
class Length:
    """`units` of `limit`: septets, or UTF-16 units where characters outside the alphabet (`costly`) force UCS-2."""

    units: int
    limit: int
    costly: str

    @property
    def is_over(self) -> bool:
        return self.units > self.limit


def measured(text: str, carrier: Carrier) -> Length:
    """The length of a page without its CON or END."""
    count = segments(text)
    return Length(count.units, carrier.ucs2 if count.costly else carrier.gsm, count.costly)
