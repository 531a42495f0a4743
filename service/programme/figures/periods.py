"""Periods as people choose them: a year, a quarter, a month, by one word each: 2026, 2026-Q4, 2026-11."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from service.programme.figures.scope import FiguresError

_WORD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")
_MONTHS_OF_QUARTER = 3


def days_of(period: str) -> tuple[date, date]:
    """Its first and its last day. Raises FiguresError."""
    found = _WORD.fullmatch(period)
    if not found or not int(found[1]):
        raise FiguresError(f"{period!r} is no period: write it as 2026, 2026-Q4 or 2026-11.")
    year, quarter, month = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    first = month or (quarter - 1) * _MONTHS_OF_QUARTER + 1 if month or quarter else 1
    last = first if month else first + _MONTHS_OF_QUARTER - 1 if quarter else 12
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def recent(today: date, years: int = 3, quarters: int = 4, months: int = 6) -> Iterator[str]:
    """The periods that are chosen most: these years, quarters and months, the running one first."""
    yield from (f"{today.year - ago}" for ago in range(years))
    running = today.year * 4 + (today.month - 1) // _MONTHS_OF_QUARTER
    yield from (f"{one // 4}-Q{one % 4 + 1}" for one in range(running, running - quarters, -1))
    running = today.year * 12 + today.month - 1
    yield from (f"{one // 12}-{one % 12 + 1:02}" for one in range(running, running - months, -1))
