"""A date is kept as precisely as it was said: a year, a month or a day, and never more.

Day before month, as in French. What could be two dates is none, so that the question is asked again
(« 05/06 »: the 5th of June, or June 2006?). The day it is today comes in as an argument.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from types import MappingProxyType

from flows.numbers import read_number, without_accents
from flows.partial import PartialDate

__all__ = ["PartialDate", "read_date"]

FARTHEST_DAYS = 36500
"""« il y a … jours » beyond a hundred years is a slip."""

Reading = tuple[int, int | None, int | None]
"""Year, month, day as read; may be in no calendar."""

_NAMED_DAYS = MappingProxyType(
    {
        **dict.fromkeys(
            ("avant-hier", "avant hier", "avanthier", "day before yesterday", "the day before yesterday"), -2
        ),
        **dict.fromkeys(("hier", "yesterday"), -1),
        **dict.fromkeys(("aujourd'hui", "aujourdhui", "aujourd hui", "today", "ce jour", "ce matin"), 0),
        **dict.fromkeys(("demain", "tomorrow"), 1),
        **dict.fromkeys(("apres-demain", "apres demain", "day after tomorrow", "the day after tomorrow"), 2),
    }
)
_NAMED_YEARS = MappingProxyType(
    {
        **dict.fromkeys(("cette annee", "this year"), 0),
        **dict.fromkeys(("l'annee derniere", "l'annee passee", "l'an dernier", "l'an passe", "last year"), -1),
    }
)
_MONTHS = MappingProxyType(
    {
        name: number % 12 + 1
        for number, name in enumerate(
            "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
            " january february march april may june july august september october november december".split()
        )
    }
)
_UNITS = MappingProxyType(
    {
        **dict.fromkeys(("jour", "jours", "j", "day", "days"), "day"),
        **dict.fromkeys(("semaine", "semaines", "week", "weeks"), "week"),
        **dict.fromkeys(("mois", "month", "months"), "month"),
        **dict.fromkeys(("an", "ans", "annee", "annees", "year", "years"), "year"),
    }
)
_AGO = re.compile(r"(?:il y a|ya|y a) (.+) ([a-z]+)|(.+) ([a-z]+) ago")
_AHEAD = re.compile(r"(?:dans|in|d'ici) (.+) ([a-z]+)()()")
_LEAD = re.compile(r"^(?:(?:le|en|vers|depuis|environ|debut|fin|on|since|around|about|the) )+")
_SEPARATOR = re.compile(r"[\s/.,;:*#_-]+|(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_SMALL_WORDS = frozenset({"de", "of", "du", "the", "er", "st", "nd", "rd", "th", ""})


def read_date(typed: str, today: date) -> PartialDate | None:
    """The date typed, or None where it is none, is impossible, or could be two.

    « 2014 », « 03/2014 », « mars 2014 », « 12-3-14 », « 12032014 », « 3 mars 2014 », « March 3, 2014 »,
    « 2014-03-12 », « hier », « il y a 3 jours », « dans 30 jours ». A year of two digits is the latest that
    is not beyond next year. Without a year (« 15/03 ») it is the nearest such day to today.
    """
    text = without_accents(typed).strip(" .!?")
    found = {_possible(*reading) for read in _READERS for reading in read(text, today)} - {None}
    return found.pop() if len(found) == 1 else None


def _possible(year: int, month: int | None, day: int | None) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def _named(text: str, today: date) -> Iterator[Reading]:
    if text in _NAMED_DAYS:
        yield _on(today + timedelta(days=_NAMED_DAYS[text]))
    if text in _NAMED_YEARS:
        yield today.year + _NAMED_YEARS[text], None, None


def _relative(text: str, today: date) -> Iterator[Reading]:
    for pattern, sign in ((_AGO, -1), (_AHEAD, 1)):
        if found := pattern.fullmatch(text):
            amount = 1 if (found[1] or found[3]) in ("a", "an") else read_number(found[1] or found[3])
            unit = _UNITS.get(found[2] or found[4])
            if amount is not None and unit and 0 <= amount <= FARTHEST_DAYS and amount == int(amount):
                yield from _moved(today, sign * int(amount), unit)


def _moved(today: date, amount: int, unit: str) -> Iterator[Reading]:
    """As precise as it was said: « il y a 2 ans » is a year, « il y a 2 mois » a month."""
    if unit == "year":
        yield today.year + amount, None, None
    elif unit == "month":
        months = today.year * 12 + today.month - 1 + amount
        yield months // 12, months % 12 + 1, None
    else:
        days = amount * (7 if unit == "week" else 1)
        if abs(days) <= FARTHEST_DAYS:
            yield _on(today + timedelta(days=days))


def _written(text: str, today: date) -> Iterator[Reading]:
    parts = [part for part in _SEPARATOR.split(_LEAD.sub("", text)) if part not in _SMALL_WORDS]
    words = [part for part in parts if not part.isdecimal()]
    if len(words) > 1 or not 1 <= len(parts) <= 3 or any(len(part) > 9 for part in parts):
        return
    if words:
        yield from _with_month_word(parts, parts.index(words[0]), today)
    elif len(parts) == 1:
        yield from _run_together(parts[0], today)
    elif len(parts) == 2:
        yield from _two_figures(parts[0], parts[1], today)
    else:
        yield from _three_figures(parts[0], parts[1], parts[2], today)


def _with_month_word(parts: list[str], at: int, today: date) -> Iterator[Reading]:
    month = _month(parts[at])
    figures = [*parts[:at], *parts[at + 1 :]]
    if month is None or not figures:
        return
    if len(figures) == 2:
        year = _year(figures[1], today)
        if year is not None and len(figures[0]) <= 2:
            yield year, month, int(figures[0])
        return
    if len(figures[0]) <= 2:
        yield _nearest(month, int(figures[0]), today)
    # A figure of two digits before the month is a day (« 14 mars »); behind it, it may be either.
    if at == 0 and (year := _year(figures[0], today)) is not None:
        yield year, month, None


def _run_together(figures: str, today: date) -> Iterator[Reading]:
    """« 2014 », « 032014 », « 120314 », « 12032014 », « 20140312 »: 19 and 20 are no months, so that at
    most one order is in a calendar."""
    match len(figures):
        case 4:
            yield int(figures), None, None
        case 6 if figures[2:4] in ("19", "20"):
            yield int(figures[2:]), int(figures[:2]), None
        case 6:
            yield from _three_figures(figures[:2], figures[2:4], figures[4:], today)
        case 8:
            yield int(figures[4:]), int(figures[2:4]), int(figures[:2])
            yield int(figures[:4]), int(figures[4:6]), int(figures[6:])


def _two_figures(first: str, second: str, today: date) -> Iterator[Reading]:
    if len(first) == 4 and len(second) <= 2:
        yield int(first), int(second), None
    if len(first) > 2:
        return
    if (year := _year(second, today)) is not None:
        yield year, int(first), None
    if len(second) <= 2:
        yield _nearest(int(second), int(first), today)


def _three_figures(first: str, second: str, third: str, today: date) -> Iterator[Reading]:
    if len(second) > 2:
        return
    if len(first) == 4 and len(third) <= 2:
        yield int(first), int(second), int(third)
    elif len(first) <= 2 and (year := _year(third, today)) is not None:
        yield year, int(second), int(first)


def _year(figures: str, today: date) -> int | None:
    """Four digits as they are; two, of the latest century that does not lead beyond next year."""
    if len(figures) != 2:
        return int(figures) if len(figures) == 4 else None
    latest = today.year + 1
    return latest - (latest - int(figures)) % 100


def _month(word: str) -> int | None:
    """A month's French or English name or its first letters, three at least, where they are of one month."""
    meant = {number for name, number in _MONTHS.items() if len(word) > 2 and name.startswith(word)}
    return meant.pop() if len(meant) == 1 else None


def _nearest(month: int, day: int, today: date) -> Reading:
    """The day of that name nearest to today; of this year where it is in no calendar."""
    around = (_possible(today.year + n, month, day) for n in (0, -1, 1))
    possible = [found for found in around if found is not None]
    if not possible:
        return today.year, month, day
    return _on(min(possible, key=lambda found: abs(found.first() - today)).first())


def _on(day: date) -> Reading:
    return day.year, day.month, day.day


_READERS: tuple[Callable[[str, date], Iterator[Reading]], ...] = (_named, _relative, _written)
