"""The figures that count people, cell by cell, with what is hidden of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from service.models.person import Sex
from service.programme.figures.cube import Cell, Cube, by_month, cube, narrowed
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family, counting

MEMBERS, WOMEN = "_members", "_women"
WOMEN_SHARE = "women_share"
Finest = dict[str, dict[tuple[str, str], int]]
"""Figure → (P-code or month, sex) → count."""
Monthly = dict[str, dict[tuple[str, str, str], int]]
"""Figure → (month, P-code, sex) → count."""


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
        finest: Finest = _counted(db, scope, families, ("cercle", "sex"))
        self._cubes = {key: cube(found, scope.small) for key, found in finest.items()}
        self._months: Mapping[str, Cube] = MappingProxyType({})
        if monthly:
            found: Monthly = _counted(db, scope, families, ("month", "cercle", "sex"))
            gone = {key: self._hidden_in(counts) for key, counts in found.items()}
            self._months = self._by_month(found, gone)
            wholes = {key: [one for one in table.hidden if one.month is None] for key, table in self._months.items()}
            self._cubes = {key: cube(counts, scope.small, wholes[key]) for key, counts in finest.items()}
            self._months = self._by_month(found, gone)

    def _hidden_in(self, counts: Mapping[tuple[str, str, str], int]) -> list[Cell]:
        """What is hidden of the scope's place in each month: as it is where that month alone is asked for, whose other
        places would tell it otherwise."""
        whole = self._scope.cell
        months: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for (month, place, sex), count in counts.items():
            months[month][place, sex] = count
        return [
            cell._replace(month=month)
            for month, finest in months.items()
            for cell in cube(finest, self._scope.small).hidden
            if cell[:2] == whole[:2]
        ]

    def _by_month(self, found: Monthly, gone: Mapping[str, Collection[Cell]]) -> Mapping[str, Cube]:
        whole, made = self._scope.cell._replace(sex=None), {}
        for key, counts in found.items():
            here: defaultdict[tuple[str, str], int] = defaultdict(int)
            for (month, place, sex), count in counts.items():
                if place.startswith(self._scope.place):
                    here[month, sex] += count
            made[key] = by_month(here, whole, self._cubes[key], self._scope.small, gone[key])
        return made

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


def _counted(db: Connection, scope: Scope, families: Sequence[Family], by: Sequence[str]) -> dict[str, dict[Any, int]]:
    """Figure → code of each of the dimensions → count; everywhere, whatever the scope's place and sex."""
    found: dict[str, dict[Any, int]] = {key: {} for family in families for key in family.numbers}
    for family in families:
        for row in db.execute(counting(family, scope, by, ())):
            for key, count in zip(family.numbers, row[len(by) :], strict=True):
                found[key][tuple(row[: len(by)])] = int(count)
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
