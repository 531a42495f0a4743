"""A cell becomes a date: as a spreadsheet counts days, as programs write them, as people do."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from flows.dates import PartialDate, read_date
from service.programme.transfer.cells import digits
from service.programme.transfer.faults import Unreadable
from service.programme.transfer.source import Cell

_SERIALS = range(20_000, 80_000)
"""Days since 1899-12-30, as spreadsheets count them: 1954 to 2119."""
_DAY_0 = date(1899, 12, 30)
_A_YEAR = timedelta(days=366)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")


def partial_day(cell: Cell, today: date) -> PartialDate:
    """A day, a month or a year, as far as it is known; not later than today."""
    found = _date(cell, today)
    if found.first() > today:
        raise Unreadable("it lies in the future")
    return found


def past_day(cell: Cell, today: date) -> date:
    """A day that was, or is today."""
    found = any_day(cell, today)
    if found > today:
        raise Unreadable("it lies in the future")
    if found.year < 1990:
        raise Unreadable("it lies before 1990")
    return found


def any_day(cell: Cell, today: date) -> date:
    found = _date(cell, today)
    if found.day is None:
        raise Unreadable("the day is missing: write it as 12/03/2024 or 2024-03-12")
    return found.first()


def _date(cell: Cell, today: date) -> PartialDate:
    if isinstance(cell, datetime | date):
        return _in_calendar(cell.year, cell.month, cell.day)
    if isinstance(cell, bool | time | timedelta):
        raise Unreadable("it is no date")
    if isinstance(cell, int | float) and int(cell) in _SERIALS:
        day = _DAY_0 + timedelta(days=int(cell))
        return _in_calendar(day.year, day.month, day.day)
    text = digits(cell)
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIALS:
        return _date(int(text), today)
    if written := _ISO.fullmatch(text):
        return _in_calendar(*(int(part) for part in written.groups()))
    found = _as_people_write(text, today)
    if found is None:
        raise Unreadable("it is no date: write it as 12/03/2024 (day, month, year) or 2024-03-12")
    return found


@lru_cache(maxsize=1024)
def _as_people_write(text: str, today: date) -> PartialDate | None:
    """A list has few days, each in many rows. What a year later would be another day (« hier », « 15/03 ») is counted
    from the day on which it was written, which nobody knows; the same file, read again, would hold other rows."""
    found = read_date(text, today)
    if found is not None and found != read_date(text, today + _A_YEAR):
        raise Unreadable("it is counted from the day on which it was written: write it as 12/03/2024")
    return found


def _in_calendar(year: int, month: int, day: int) -> PartialDate:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        raise Unreadable("it is no day of any calendar between 1900 and 2100") from None
