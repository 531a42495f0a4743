"""Households: how many they are, their ages where there was time to ask, and who heads them."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from service.models import Household
from service.models.person import Sex
from service.programme.demo.stage import Columns, Stage

_BANDS = ("band_0_5", "band_6_17", "band_18_59", "band_60")
_SHARES = (24, 34, 37, 5)
"""Of a hundred people, roughly as young as the country is."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household's row, and whether it was counted by ages."""

    id: UUID
    bands: bool


def add_home(stage: Stage, chance: Random, ago: int, place: str, adults: int, head_sex: str) -> Home:
    """A household with at least so many adults. `head_sex`: blank leaves it to chance."""
    at = stage.at(ago)
    home = Home(stage.new_id(at), chance.random() < 0.7)
    size = adults + chance.choice((1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 8, 10))
    stage.add(
        Household,
        id=home.id,
        head_sex=head_sex or (Sex.MALE.value if chance.random() < 0.85 else Sex.FEMALE.value),
        size=size,
        place=place,
        **(_bands(chance, size, adults) if home.bands else {}),
    )
    return home


def _bands(chance: Random, size: int, adults: int) -> Columns:
    """Ages that add up to the size."""
    drawn = chance.choices(_BANDS, _SHARES, k=size - adults)
    return {band: drawn.count(band) + (adults if band == "band_18_59" else 0) for band in _BANDS}
