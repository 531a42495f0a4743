"""A chart of hours: a bar each, for what there was of something. Pure: numbers in, a picture's rectangles out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 360.0, 80.0, 0.2
"""GAP: the share of a bar's room that stays empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`most`: what the highest bar stands for; `bars`: those that are not nothing; `places`: the middle of each bar's
    room, for what is written below."""

    width: float
    height: float
    most: float
    bars: Sequence[Bar]
    places: Sequence[float]


def chart(values: Sequence[float]) -> Chart:
    """The bars of these values, in their order."""
    most, room = max(values, default=0), WIDTH / max(len(values), 1)
    bars = [
        Bar(round((n + GAP / 2) * room, 1), round(HEIGHT - high, 1), round(room * (1 - GAP), 1), round(high, 1))
        for n, value in enumerate(values)
        if value > 0 and (high := max(HEIGHT * value / most, 1.0))
    ]
    return Chart(WIDTH, HEIGHT, most, bars, [round((n + 0.5) * room, 1) for n in range(len(values))])
