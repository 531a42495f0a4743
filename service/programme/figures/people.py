"""The figures that count people, cell by cell, with what is hidden of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection

from service.models.person import Sex
from service.programme.figures.cube import Cell, Cube, by_month, cube, narrowed
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family, counting

MEMBERS, WOMEN = "_members", "_women"
WOMEN_SHARE = "women_share"
Finest = dict[str, dict[tuple[str, str], int]]
"""Figure → (P-code or month, sex) → count."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Figure → count, and the figures that are hidden here."""

    numbers: Mapping[str, int]
    hidden: frozenset[str] = frozenset()


class People:
    """What was counted of people in a scope's period. `monthly`: its months are wanted too, and nothing that they would
    give away is shown elsewhere."""

    def __init__(self, db: Connection, scope: Scope, families: Sequence[Family], *, monthly: bool) -> None:
        self._scope = scope
        finest = _counted(db, scope, families, "cercle", ())
        self._cubes = {key: cube(found, scope.small) for key, found in finest.items()}
        self._months: Mapping[str, Cube] = MappingProxyType({})
        if monthly:
            found = _counted(db, scope, families, "month", ("place",))
            self._months = self._by_month(found)
            wholes = {key: [one for one in table.hidden if one.month is None] for key, table in self._months.items()}
            self._cubes = {key: cube(counts, scope.small, wholes[key]) for key, counts in finest.items()}
            self._months = self._by_month(found)

    def _by_month(self, found: Finest) -> Mapping[str, Cube]:
        whole = self._scope.cell._replace(sex=None)
        return {key: by_month(counts, whole, self._cubes[key], self._scope.small) for key, counts in found.items()}

    def whole(self) -> Counts:
        """Of the whole scope."""
        return _counts(self._cubes, self._scope.cell)

    def by(self, dimension: str) -> dict[str, Counts]:
        """Code → what was counted there, for each region, cercle, sex or month of the scope with anybody in it."""
        tables = self._months if dimension == "month" else self._cubes
        cell = self._scope.cell
        codes = {getattr(one, dimension) for table in tables.values() for one in table.counts if _is_within(one, cell)}
        found = {code: _counts(tables, narrowed(cell, dimension, code)) for code in codes - {None}}
        return {code: counts for code, counts in found.items() if any(counts.numbers.values())}


def _is_within(one: Cell, cell: Cell) -> bool:
    return all(wanted is None or had == wanted for had, wanted in zip(one, cell, strict=True))


def _counted(
    db: Connection, scope: Scope, families: Sequence[Family], dimension: str, narrow: Collection[str]
) -> Finest:
    """By that dimension and by sex."""
    found: Finest = {key: {} for family in families for key in family.numbers}
    for family in families:
        for row in db.execute(counting(family, scope, (dimension, "sex"), narrow)):
            for key, count in zip(family.numbers, row[2:], strict=True):
                found[key][row[0], row[1]] = int(count)
    return found


def _counts(tables: Mapping[str, Cube], cell: Cell) -> Counts:
    numbers = {key: table.count(cell) for key, table in tables.items()}
    hidden = {key for key, table in tables.items() if cell in table.hidden}
    women, men = (cell._replace(sex=sex.value) for sex in (Sex.FEMALE, Sex.MALE))
    members = tables[MEMBERS]
    numbers[WOMEN] = members.count(women) if cell.sex in (None, Sex.FEMALE) else 0
    if cell.sex is None and members.hidden & {cell, women, men}:  # the share and one of them would tell the other
        hidden.add(WOMEN_SHARE)
    return Counts(numbers, frozenset(hidden))
