"""A place as somebody typed it, or chose it from a list of names."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NoReturn

from flows.places import LEVELS, Gazetteer, Place, folded
from service.programme.people.holder import PeopleError

MOST_OFFERED = 300
"""Names in a list to choose from: a longer one makes a page heavy, and is typed into as well."""
WHERE_PEOPLE_LIVE = ("village", "commune")


def place_named(places: Gazetteer, typed: str, levels: tuple[str, ...] = WHERE_PEOPLE_LIVE) -> str:
    """The P-code of the place that is meant: by its code, its label, its name in whatever spelling; "" where nothing is
    typed. Raises PeopleError where it is none of these levels, or any of several."""
    words = typed.strip()
    if not words:
        return ""
    with suppress(KeyError):
        by_code = places.get(words.upper())
        if by_code.level in levels:
            return by_code.pcode
        _none(typed)
    found = [place for place in places.find(words.split(",")[0], limit=20) if place.level in levels]
    labelled = [place.pcode for place in found if folded(places.label(place.pcode)) == folded(words)]
    if labelled:
        return labelled[0]
    exact = [place for place in found if folded(place.name) == folded(words)]
    lowest = [place.pcode for place in exact if _depth(place) == max(map(_depth, exact))]
    if len(lowest) > 1:
        labels = ", ".join(f"{places.label(pcode)} ({pcode})" for pcode in lowest)
        raise PeopleError(f"{typed!r} is any of {labels}: say which by its code.")
    near = lowest or [place.pcode for place in found]
    return near[0] if near else _none(typed)


def _depth(place: Place) -> int:
    return LEVELS.index(place.level)


def _none(typed: str) -> NoReturn:
    raise PeopleError(f"There is no place {typed!r}.")


def offered(places: Gazetteer, level: str = "village") -> list[str]:
    """The labels of the programme's villages, place by place; none where there are too many for a list."""
    found = [place.pcode for place in _all(places, "") if place.level == level]
    return [] if len(found) > MOST_OFFERED else [places.label(pcode) for pcode in found]


def _all(places: Gazetteer, above: str) -> Iterator[Place]:
    for place in places.children(above):
        yield place
        yield from _all(places, place.pcode)
