"""Which place a row means: a P-code, or a name with as much beside it as tells it apart."""

from collections.abc import Sequence
from functools import lru_cache

from flows.places import LEVELS, Gazetteer, Place
from flows.spelling import folded, masks, slips, spelling
from service.programme.transfer.cells import words
from service.programme.transfer.columns import Field
from service.programme.transfer.reading import Record

MOST_NAMED = 5
_CANDIDATES = 20
PLACE = (
    Field(
        "place", words(), "lieu | lieu de retour | village | localité | place of return | pcode | p-code | code lieu"
    ),
    Field("commune", words(), "commune de retour | adm3 | municipality"),
    Field("cercle", words(), "cercle de retour | adm2 | district"),
    Field("region", words(), "région | région de retour | adm1"),
)
"""The columns that say a place: the name itself, and what it lies in."""
_WITHIN = ("commune", "cercle", "region")


class NoPlace(ValueError):
    """Why a place is not known. str() is fit to be shown: names of places are no secret."""


class Whereabouts:
    """The places of the moment."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places
        self._meant = lru_cache(maxsize=4096)(self._look)

    def of(self, record: Record, levels: Sequence[str] = ("village", "commune")) -> str | None:
        """The P-code that the row means. None where it says none, or where it is not known, which the row is told."""
        values = record.values
        told = next((name for name in ("place", *_WITHIN) if values.get(name)), None)
        if told is None:
            return None
        within = tuple(values[name] for name in _WITHIN if name != told and values.get(name))
        try:
            found = self.meant(values[told], within)
            if found.level not in levels:
                raise NoPlace(f"{found.name} is a {found.level}: it takes a {' or a '.join(levels)}")
        except NoPlace as error:
            record.wrong(told, str(error))
            return None
        return found.pcode

    def meant(self, typed: str, within: tuple[str, ...] = ()) -> Place:
        """The one place that is meant. Raises NoPlace."""
        found = self._meant(typed, within)
        if isinstance(found, str):
            raise NoPlace(found)
        return found

    def _look(self, typed: str, within: tuple[str, ...]) -> Place | str:
        """The place, or why there is none."""
        try:
            return self._places.get(typed.strip().upper())
        except KeyError:
            pass
        found = [place for place in self._alike(typed) if self._lies_in(place, within)]
        if not found:
            return f"there is no place {typed!r}{f' in {within[0]!r}' if within else ''}"
        deepest = max(found, key=lambda place: LEVELS.index(place.level))
        if all(place in self._places.path(deepest.pcode) for place in found):
            return deepest  # a village and the commune that has its name
        return f"{typed!r} may be {self._named(found)}: write the code"

    def _alike(self, typed: str) -> list[Place]:
        """The places of exactly that name; else those that are called nearly so."""
        found = self._places.find(typed, limit=_CANDIDATES)
        exact = [place for place in found if folded(place.name) == folded(typed)]
        return exact or [place for place in found if _is_near(typed, place.name)]

    def _lies_in(self, place: Place, within: tuple[str, ...]) -> bool:
        above = self._places.path(place.pcode)
        return all(any(_is_called(one, name) for one in above) for name in within)

    def _named(self, found: Sequence[Place]) -> str:
        told = [f"{place.pcode} ({self._places.label(place.pcode)})" for place in found[:MOST_NAMED]]
        return " or ".join(told) + (" or others" if len(found) > MOST_NAMED else "")


def _is_called(place: Place, name: str) -> bool:
    return place.pcode == name.strip().upper() or folded(place.name) == folded(name) or _is_near(name, place.name)


def _is_near(typed: str, name: str) -> bool:
    """The same sound, or a slip or two; never a beginning alone: a list holds whole names."""
    mine, other = spelling(typed), spelling(name)
    if mine.sound == other.sound:
        return True
    length = min(len(mine.letters), len(other.letters))
    if length < 5:
        return False
    return slips(len(mine.letters), masks(mine.letters), other.letters)[0] <= (1 if length < 9 else 2)
