"""A place is found however it is spelt, and two places of one name are never taken for each other.

Regions, cercles, communes and villages by OCHA P-code, immutable. The best match comes first, and every
place that could be meant stays in the list, with a label that tells it apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flows.likeness import NEVER, REACH, REACH_FURTHER, Typed
from flows.spelling import Spelling, folded, spelling, worded

__all__ = ["LEVELS", "Gazetteer", "Place", "folded"]

LEVELS = ("region", "cercle", "commune", "village")
MOST_REMEMBERED = 1024
"""Searches that a gazetteer keeps: the same few hundred villages are typed all day long."""
_LEVEL_WORDS = MappingProxyType({"region": "région", "cercle": "cercle", "commune": "commune", "village": "village"})


@dataclass(frozen=True, slots=True)
class Place:
    """`level` is one of LEVELS; `parent` a P-code, "" for a region; degrees WGS 84, None where unknown."""

    pcode: str
    level: str
    name: str
    parent: str
    lat: float | None
    lon: float | None


class Gazetteer:
    """Places by P-code. ValueError at construction for a P-code given twice, an unknown level, or a parent
    that is not a place of a higher level."""

    __slots__ = ("_by_name", "_children", "_found", "_labels", "_places")

    def __init__(self, places: Iterable[Place]) -> None:
        rows = tuple(places)
        self._places: Mapping[str, Place] = MappingProxyType({place.pcode: place for place in rows})
        self._check(rows)
        self._children = self._by_parent(rows)
        self._by_name = _by_name(rows)
        self._labels = self._all_labels(rows)
        self._found: dict[str, tuple[Place, ...]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def get(self, pcode: str) -> Place:
        """KeyError where there is no such place."""
        return self._places[pcode]

    def children(self, pcode: str) -> tuple[Place, ...]:
        """The places just below, by name without accents; the regions for ""."""
        return self._children.get(pcode, ())

    def path(self, pcode: str) -> tuple[Place, ...]:
        """From the region down to the place itself."""
        place = self._places[pcode]
        return (*self.path(place.parent), place) if place.parent else (place,)

    def label(self, pcode: str) -> str:
        """The name with as much more as tells it apart: « Konna, Mopti », « Mopti (région) »."""
        return self._labels[pcode]

    def find(self, typed: str, limit: int = 8) -> list[Place]:
        """The places that may be meant, the likeliest first, the deepest first among those of one name.

        Two letters at least: the first ones, or a whole name with accents, hyphens, spelling variants and
        small mistakes forgiven.
        """
        found = self._found.get(typed)
        if found is None:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            found = self._found[typed] = tuple(self._meant(typed))
        return list(found[:limit])

    def _meant(self, typed: str) -> list[Place]:
        wanted = Typed.read(typed)
        if len(wanted.key.letters) < 2:
            return []
        costs = {name: wanted.cost(key) for name, (key, _) in self._by_name.items()}
        best = min(costs.values(), default=NEVER)
        reach = max(REACH, best + REACH_FURTHER)
        near = sorted((cost, name) for name, cost in costs.items() if cost <= reach and cost < NEVER)
        return [place for _, name in near for place in self._by_name[name][1]]

    def _check(self, rows: tuple[Place, ...]) -> None:
        if len(rows) != len(self._places):
            twice = [pcode for pcode, n in Counter(place.pcode for place in rows).items() if n > 1]
            raise ValueError(f"P-code given twice: {', '.join(twice)}")
        for place in rows:
            if place.level not in LEVELS:
                raise ValueError(f"place {place.pcode}: « {place.level} » is no level")
            above = self._places.get(place.parent)
            if place.parent and (above is None or LEVELS.index(above.level) >= LEVELS.index(place.level)):
                raise ValueError(f"place {place.pcode}: « {place.parent} » is not a place above it")

    def _by_parent(self, rows: tuple[Place, ...]) -> Mapping[str, tuple[Place, ...]]:
        below: dict[str, list[Place]] = {}
        for place in sorted(rows, key=lambda p: (worded(p.name), p.pcode)):
            below.setdefault(place.parent, []).append(place)
        return MappingProxyType({parent: tuple(found) for parent, found in below.items()})

    def _all_labels(self, rows: tuple[Place, ...]) -> Mapping[str, str]:
        """The shortest label that tells a place apart, its P-code added if none does. Where a village and
        its commune share one, the village keeps it: it is the one that is usually meant."""
        wordings = {place.pcode: self._wordings(place) for place in rows}
        on_level = Counter((p.level, label) for p in rows for label in set(wordings[p.pcode]))
        labels: dict[str, str] = {}
        taken: set[str] = set()
        for place in sorted(rows, key=_deepest_first):
            words = wordings[place.pcode]
            free = (w for w in words if on_level[place.level, w] == 1 and w not in taken)
            labels[place.pcode] = next(free, f"{words[-1]} {place.pcode}")
            taken.add(labels[place.pcode])
        return MappingProxyType(labels)

    def _wordings(self, place: Place) -> tuple[str, ...]:
        """How a place may be labelled, shortest first. One with the name of a region or cercle says its
        level: « Mopti, Mopti » would tell nobody which it is."""
        above = {p.level: p.name for p in self.path(place.pcode)[:-1]}
        by_level = f"{place.name} ({_LEVEL_WORDS[place.level]})"
        cercle = above.get("cercle", "")
        if not cercle:
            namesakes = self._by_name[folded(place.name)][1]
            return (place.name, by_level) if len(namesakes) == 1 else (by_level,)
        if folded(cercle) == folded(place.name):
            return (by_level, f"{by_level}, {above.get('commune', cercle)}")
        within = f"{place.name}, {above['commune']}, {cercle}" if "commune" in above else f"{by_level}, {cercle}"
        return (f"{place.name}, {cercle}", within)


def _deepest_first(place: Place) -> tuple[int, str]:
    return -LEVELS.index(place.level), place.pcode


def _by_name(rows: tuple[Place, ...]) -> Mapping[str, tuple[Spelling, tuple[Place, ...]]]:
    """The places of one name together, the deepest first: a name is compared once."""
    groups: dict[str, list[Place]] = {}
    for place in sorted(rows, key=_deepest_first):
        groups.setdefault(folded(place.name), []).append(place)
    return MappingProxyType({name: (spelling(found[0].name), tuple(found)) for name, found in groups.items()})
