"""Choosing a place: by lists from the region down, or by the first letters typed."""

from dataclasses import dataclass

from flows.places import Gazetteer, Place
from flows.spelling import folded

LEVELS = ("region", "cercle", "commune", "village")
IN, FOUND = "in", "found"
"""What `scratch` begins with: the place that is opened, or the places that were found."""
ITSELF = "@"
"""Before a P-code: the place itself, although it has parts (a village that is on no list)."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A place that is the answer (`final`), or what the screen shows next."""

    pcode: str
    final: bool
    scratch: tuple[str, ...] = ()


def pick_place(places: Gazetteer, upto: str, typed: str, shown: str | None) -> Picked | None:
    """What follows from a number on the screen (`shown`: the id behind it) or from letters."""
    if shown is not None:
        return _open(places, upto, shown)
    found = [p for p in places.find(typed) if LEVELS.index(p.level) <= LEVELS.index(upto)]
    deepest = _deepest(places, found)
    if not deepest:
        return None
    best = deepest[0]
    if len(deepest) == 1 and _is_plain(best, found, typed):
        return _open(places, upto, best.pcode)
    return Picked("", False, (FOUND, *(p.pcode for p in deepest)))


def listed(places: Gazetteer, upto: str, scratch: tuple[str, ...]) -> list[str]:
    """The ids to offer: regions first, then what is below the opened place, or what was found."""
    if scratch[:1] == (FOUND,):
        return list(scratch[1:])
    opened = scratch[1] if scratch else ""
    below = [p.pcode for p in places.children(opened)]
    return [*below, ITSELF + opened] if opened and _level(places, opened) == "commune" else below


def up(places: Gazetteer, scratch: tuple[str, ...]) -> tuple[str, ...] | None:
    """One level back; None where there is none."""
    if not scratch:
        return None
    parent = places.get(scratch[1]).parent if scratch[0] == IN else ""
    return (IN, parent) if parent else ()


def _open(places: Gazetteer, upto: str, id_: str) -> Picked:
    """The answer where nothing lies below that could be asked for, else what lies below."""
    pcode = id_.removeprefix(ITSELF)
    is_end = id_ != pcode or _level(places, pcode) == upto or not places.children(pcode)
    return Picked(pcode, is_end, () if is_end else (IN, pcode))


def _level(places: Gazetteer, pcode: str) -> str:
    return places.get(pcode).level


def _deepest(places: Gazetteer, found: list[Place]) -> list[Place]:
    """Without those that hold another one found: the village Konna, not its commune Konna too."""
    above = {above.pcode for place in found for above in places.path(place.pcode)[:-1]}
    return [place for place in found if place.pcode not in above]


def _is_plain(best: Place, found: list[Place], typed: str) -> bool:
    """The name as it is written, and no region or cercle of that name that could be meant."""
    same = folded(best.name) == folded(typed)
    return same and not any(p.level in ("region", "cercle") for p in found if p.pcode != best.pcode)
