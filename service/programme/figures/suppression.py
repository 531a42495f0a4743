"""Which counts of people are not shown: the small ones, and those that would give a small one away.

Pure. A table is cells and sums: a sum says that one cell, the whole, is other cells together, its parts. Whoever reads
the table knows every sum, every cell that is shown, and that a cell that is hidden is not zero.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Cell = TypeVar("Cell", bound=Hashable)
_Row = dict[Cell, Fraction]


@dataclass(frozen=True, slots=True)
class Sum(Generic[Cell]):
    """`whole` is `parts` together."""

    whole: Cell
    parts: tuple[Cell, ...]


def hidden(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], small: int, also: Collection[Cell] = ()
) -> frozenset[Cell]:
    """The cells that are not shown: counts of 1 to `small` - 1, those of `also`, and as many more, the smallest first,
    as it takes until no hidden cell can be worked out from what is shown. Zero is shown: nobody is in it."""
    found = {cell for cell, count in counts.items() if 0 < count < small} | set(also)
    while found and (more := _one_more(counts, sums, small, found)) is not None:
        found.add(more)
    return frozenset(found)


def _one_more(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], small: int, found: set[Cell]) -> Cell | None:
    """The next cell that must go; None where nothing is given away any more."""
    for each in sums:
        if (more := _for_sum(counts, each, small, found)) is not None:
            return more
    given_away = solved(sums, found)
    for cell in given_away:
        beside = {other for each in sums if cell in (each.whole, *each.parts) for other in (each.whole, *each.parts)}
        if (more := _smallest(counts, beside, found)) is not None:
            return more
    return _smallest(counts, counts, found) if given_away else None


def _for_sum(counts: Mapping[Cell, int], each: Sum[Cell], small: int, found: set[Cell]) -> Cell | None:
    """What one sum asks for. A whole that is shown tells how many its hidden parts are together: that must be no small
    number either, and more than one for each of them."""
    gone = [part for part in each.parts if part in found]
    if each.whole in found:
        return None if gone else _smallest(counts, each.parts, found)
    together = sum(counts[part] for part in gone)
    if not gone or (len(gone) > 1 and together >= small and together > len(gone)):
        return None
    more = _smallest(counts, each.parts, found)
    return each.whole if more is None else more


def _smallest(counts: Mapping[Cell, int], cells: Collection[Cell], found: set[Cell]) -> Cell | None:
    left = [cell for cell in cells if counts[cell] and cell not in found]
    return min(left, key=lambda cell: (counts[cell], repr(cell)), default=None)


def solved(sums: Sequence[Sum[Cell]], unknown: Collection[Cell]) -> list[Cell]:
    """The unknown cells whose count follows from the sums, by elimination: those that end alone in an equation."""
    reduced: dict[Cell, _Row[Cell]] = {}
    for each in sums:
        _reduce(reduced, _equation(each, unknown))
    return [cell for cell, row in reduced.items() if len(row) == 1]


def _equation(each: Sum[Cell], unknown: Collection[Cell]) -> "_Row[Cell]":
    """A sum with all that is known on one side: the unknown cells and their factors."""
    factors = {part: Fraction(1) for part in each.parts if part in unknown}
    return factors | ({each.whole: Fraction(-1)} if each.whole in unknown else {})


def _reduce(reduced: "dict[Cell, _Row[Cell]]", row: "_Row[Cell]") -> None:
    """Take an equation into a system in reduced form: each leading cell (the key) stands in its own row only."""
    for lead in [cell for cell in row if cell in reduced]:
        _take_off(row, reduced[lead], row[lead])
    if not row:
        return
    lead, factor = next(iter(row.items()))
    new = {cell: value / factor for cell, value in row.items()}
    for other in reduced.values():
        if lead in other:
            _take_off(other, new, other[lead])
    reduced[lead] = new


def _take_off(row: "_Row[Cell]", other: "_Row[Cell]", times: Fraction) -> None:
    for cell, value in other.items():
        left = row.get(cell, Fraction(0)) - times * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
