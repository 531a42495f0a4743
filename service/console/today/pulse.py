"""The pulse of the line as the page shows it: the hours drawn, and the screens on which calls are left in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows.library import Library
from service.console.drawing.hours import Chart, chart
from service.programme.pulse.dropoff import left_since
from service.programme.pulse.traffic import Hour, first_hour, last_day, together

MOST_SCREENS = 8
LONGEST = 70
"""Characters of a screen that are enough to know it again."""
_EVERY = 6
"""Hours between two that are written below the chart."""


@dataclass(frozen=True, slots=True)
class Left:
    """A screen on which calls were left: `journey` and `screen` in words; `left` of `calls`."""

    journey: str
    screen: str
    left: int
    calls: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """`below`: what is written under the bars of `hops`."""

    hours: Sequence[Hour]
    all: Hour
    hops: Chart
    below: Sequence[str]
    left: Sequence[Left]


def pulse(db: Connection, library: Library, now: datetime, zone: ZoneInfo) -> Pulse:
    """The last day of the line."""
    hours = last_day(db, now)
    local = [hour.at.astimezone(zone) for hour in hours]
    below = ["", *(f"{at:%H:%M}" if at.hour % _EVERY == 0 else "" for at in local[1:-1]), ""]
    left = [
        Left(*_words(library, one.journey, one.screen), one.left, one.calls)
        for one in left_since(db, first_hour(now), MOST_SCREENS)
    ]
    return Pulse(hours, together(hours), chart([hour.hops for hour in hours]), below, left)


def _words(library: Library, journey: str, screen: str) -> tuple[str, str]:
    """As callers read them; a journey that is gone by its own name."""
    title = library.sources.get(f"{journey}/title", journey)
    said = " ".join(library.sources.get(f"{journey}/{screen}/say", screen).split())
    return title, said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
