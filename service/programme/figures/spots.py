"""How many businesses and people there are where, for a map: village by village, or commune by commune where there are
more villages than a map can show.

Whoever reads the map reads the table too, which says how many people a cercle has. So a small village goes, and as
many more as it takes until none can be worked out; where that would be all of them, the cercle is one spot. Men and
women are never told apart here: with the tables by sex, that would give away more than either.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from flows.places import Gazetteer
from service.programme.figures import reached
from service.programme.figures.cube import CERCLE_CODE
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family, counting
from service.programme.figures.suppression import Sum, hidden

MOST = 120
"""Spots that can be told apart."""
VILLAGE, COMMUNE, CERCLE = "village", "commune", "cercle"
_WHOLE = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """`code`: a P-code. `people`: None where the number is hidden, or where it was not counted (of one sex)."""

    code: str
    businesses: int
    people: int | None


def spots(db: Connection, scope: Scope, places: Gazetteer, hidden_cercles: Collection[str]) -> list[Spot]:
    """The spots of a scope, by their codes. `hidden_cercles`: those whose individuals reached the table hides."""
    businesses = _by_place(db, reached.businesses(scope, []), "businesses", scope)
    people = {} if scope.sex else _people(db, scope)
    level = VILLAGE
    if len({_spot(places, code, level) for code in {*businesses, *people}}) > MOST:
        level = COMMUNE
    at_spots = _together(places, businesses, level), _together(places, people, level)
    return sorted(_all(*at_spots, scope, hidden_cercles), key=lambda spot: spot.code)


def _people(db: Connection, scope: Scope) -> dict[str, int]:
    family, key = (reached.households(), "_households") if scope.households else (reached.members(scope), "_members")
    return _by_place(db, family, key, scope)


def _by_place(db: Connection, family: Family, key: str, scope: Scope) -> dict[str, int]:
    """P-code → count, where there is anything. Households are of one place of all: they are narrowed afterwards."""
    narrow = () if family.weights else ("place", "sex")
    column = 1 + list(family.numbers).index(key)
    rows = db.execute(counting(family, scope, ("place",), narrow))
    return {row[0]: int(row[column]) for row in rows if row[0].startswith(scope.place) and row[0] and row[column]}


def _spot(places: Gazetteer, code: str, level: str) -> str:
    """Where a place is drawn: itself, else what it lies in that has a point on the map; the cercle where nothing has,
    or where the place is not known."""
    try:
        path = places.path(code)
    except KeyError:
        return code[:CERCLE_CODE]
    levels = (VILLAGE, COMMUNE, CERCLE) if level == VILLAGE else (COMMUNE, CERCLE)
    known = (one.pcode for one in reversed(path) if one.level in levels and one.lat is not None)
    return next(known, code[:CERCLE_CODE])


def _together(places: Gazetteer, counts: Mapping[str, int], level: str) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for code, count in counts.items():
        found[_spot(places, code, level)] += count
    return found


def _all(
    businesses: Mapping[str, int], people: Mapping[str, int], scope: Scope, hidden_cercles: Collection[str]
) -> Iterator[Spot]:
    of_cercle: defaultdict[str, list[str]] = defaultdict(list)
    for code in {**businesses, **people}:
        of_cercle[code[:CERCLE_CODE]].append(code)
    for cercle, codes in of_cercle.items():
        found = [
            Spot(code, businesses.get(code, 0), None if scope.sex else people.get(code, 0)) for code in sorted(codes)
        ]
        yield from found if scope.sex else _shown(cercle, found, scope.small, is_hidden=cercle in hidden_cercles)


def _shown(cercle: str, found: list[Spot], small: int, *, is_hidden: bool) -> list[Spot]:
    """The spots of a cercle without what is not shown of them."""
    counts = {spot.code: spot.people or 0 for spot in found}
    if is_hidden:
        gone: Collection[str] = [code for code, count in counts.items() if count]
    else:
        whole = Sum(_WHOLE, tuple(counts))
        gone = hidden({_WHOLE: sum(counts.values()), **counts}, [whole], small)
    if _WHOLE in gone:
        return [Spot(cercle, sum(spot.businesses for spot in found), sum(counts.values()))]
    return [replace(spot, people=None) if spot.code in gone else spot for spot in found]
