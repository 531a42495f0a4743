"""What the pages of the figures call groups, periods and months, and how they tell a value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from babel.dates import format_date
from babel.numbers import format_percent

from flows.places import Gazetteer
from service.console.figures.filters import Filters
from service.console.viewers import Viewer
from service.console.views import number_in
from service.models.person import Sex
from service.programme.figures import Scope
from service.programme.figures.catalogue import SHARE, Figure
from service.programme.figures.counting import Found
from service.programme.figures.periods import days_of, recent
from service.programme.figures.report import Line

_GROUPS = (
    ("kits", ("kits_",)),
    ("visits", ("visits_",)),
    ("running", ("businesses_visited_", "businesses_running_", "businesses_partly_")),
    ("cases", ("cases_", "first_answer_", "feedback_")),
    ("care", ("health_", "specialised_", "mental_", "counselling_", "referred_", "received_")),
)
REACHED = "reached"


def grouped(figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """The figures in their order, those of one subject together."""
    return [(group, list(some)) for group, some in groupby(figures, lambda one: _group(one.key))]


def _group(key: str) -> str:
    return next((group for group, begins in _GROUPS if key.startswith(begins)), REACHED)


def period_name(viewer: Viewer, period: str) -> str:
    """« 2026 », « T4 2026 », « novembre 2026 »."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return viewer.say("T{quarter} {year}", quarter=part[1:], year=year)
    return month_name(viewer, period) if part else year


def month_name(viewer: Viewer, month: str) -> str:
    first, _ = days_of(month)
    return format_date(first, "LLLL y", locale=viewer.language)


def telling(locale: str, small: int) -> Callable[[Figure, Found], str]:
    """Tells a value as people read it: « <5 » where it is hidden, « – » where there is nothing to make it of."""
    number = number_in(locale)

    def told(figure: Figure, found: Found) -> str:
        if figure.key in found.hidden:
            return f"<{small}"
        value = found.values[figure.key]
        if value is None:
            return "–"
        return format_percent(value, locale=locale) if figure.unit == SHARE else number(value)

    return told


def named(viewer: Viewer, lines: Sequence[Line]) -> list[Line]:
    """The rows of a table, months by their names."""
    return [replace(one, name=month_name(viewer, one.code)) if _is_month(one.code) else one for one in lines]


def _is_month(code: str) -> bool:
    return code[:4].isdigit()


def period_choices(viewer: Viewer, today: date, chosen: str) -> Iterator[tuple[str, str]]:
    """The periods that one may choose, and the one that was chosen, whatever it is."""
    yield "", viewer.say("Depuis le début")
    known = list(recent(today))
    for period in known:
        yield period, period_name(viewer, period)
    if chosen and chosen not in known:
        yield chosen, chosen


def asked_in_words(viewer: Viewer, filters: Filters, scope: Scope, places: Gazetteer) -> str:
    """What a page was asked for, for whoever holds it in their hand: « Mopti · Femmes · T4 2026 »."""
    sexes = {"": "", Sex.FEMALE.value: viewer.say("Femmes"), Sex.MALE.value: viewer.say("Hommes")}
    period = period_name(viewer, filters.period) if filters.period else _days(viewer, scope)
    place = places.label(scope.place) if scope.place else viewer.say("Partout")
    return " · ".join(part for part in (place, sexes[scope.sex], period) if part)


def _days(viewer: Viewer, scope: Scope) -> str:
    since, until = (day and format_date(day, "d MMM y", locale=viewer.language) for day in (scope.since, scope.until))
    if since and until:
        return viewer.say("du {since} au {until}", since=since, until=until)
    if since:
        return viewer.say("depuis le {since}", since=since)
    return viewer.say("jusqu’au {until}", until=until) if until else viewer.say("Depuis le début")


def place_choices(viewer: Viewer, places: Gazetteer) -> Iterator[tuple[str, str]]:
    """Everywhere, each region, and below it its cercles."""
    yield "", viewer.say("Partout")
    for region in places.children(""):
        yield region.pcode, region.name
        for cercle in places.children(region.pcode):
            yield cercle.pcode, f"{region.name} › {cercle.name}"
