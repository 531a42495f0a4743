"""How many deliveries somebody has to ask about, and which: pure.

The size is W. G. Cochran's for a share (Sampling Techniques, 3rd edition, 1977, chapter 4), with his correction for a
finite population; the villages get their parts by the largest remainder (Hare, Niemeyer).
"""

import math
from collections.abc import Mapping, Sequence
from random import Random
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")
_ROUNDING = 1e-9
"""A size that is whole but for the last bits of a float is not one more."""


def z_of(confidence: float) -> float:
    """How many standard deviations hold that share of a normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def sample_size(population: int | None, confidence: float, margin: float, expected: float) -> int:
    """How many to ask, of a population (None: too many to count). `confidence`, `margin`, `expected`: shares, 0 to 1
    without the ends. Never more than there are."""
    of_infinity = z_of(confidence) ** 2 * expected * (1 - expected) / margin**2
    if population is None:
        return math.ceil(of_infinity - _ROUNDING)
    if population <= 0:
        return 0
    return min(population, math.ceil(of_infinity / (1 + (of_infinity - 1) / population) - _ROUNDING))


def margin_of(asked: int, population: int, confidence: float, expected: float) -> float | None:
    """How far off a share may be that so many of a population were asked for; None where nobody was."""
    if asked <= 0:
        return None
    if asked >= population:
        return 0.0
    finite = (population - asked) / (population - 1)
    return z_of(confidence) * math.sqrt(expected * (1 - expected) / asked * finite)


def allocated(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """The size shared out by how many there are of each: whole numbers that add up, none above its count."""
    total = sum(counts.values())
    if not 0 <= size <= total:
        raise ValueError(f"{size} cannot be drawn of {total}")
    if not total:
        return dict.fromkeys(counts, 0)
    whole = {name: divmod(size * count, total) for name, count in counts.items()}
    left = size - sum(floor for floor, _ in whole.values())
    first = sorted(whole, key=lambda name: (-whole[name][1], name))[:left]
    return {name: floor + (name in first) for name, (floor, _) in whole.items()}


def drawn(groups: Mapping[str, Sequence[T]], size: int, seed: int) -> dict[str, list[T]]:
    """So many of all, by lot within each group, the groups by their sizes. The same seed draws the same of the same."""
    parts = allocated({name: len(members) for name, members in groups.items()}, size)
    return {name: Random(f"{seed}:{name}").sample(list(members), parts[name]) for name, members in groups.items()}
