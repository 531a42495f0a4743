"""Counts of people by cercle and sex, added up to regions and to all, and by month; and which of them are hidden.

What is hidden follows from the whole table, never from what was asked for: the same count is hidden whether it comes
as a row of `--by region`, by `--region`, or by two runs whose difference it would be.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from service.programme.figures.suppression import Sum, hidden

REGION_CODE, CERCLE_CODE = 4, 6
"""A P-code begins with that of the place above it: so many characters are its region's, so many its cercle's."""


class Cell(NamedTuple):
    """None: all of them; "": it is not known."""

    region: str | None = None
    cercle: str | None = None
    sex: str | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Cube:
    """What was counted of one figure, cell by cell, and what is not shown of it."""

    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]

    def count(self, cell: Cell) -> int:
        return self.counts.get(cell, 0)


def narrowed(cell: Cell, dimension: str, code: str) -> Cell:
    """The part of a cell that lies in one region, one cercle (their P-codes), one sex or one month."""
    if dimension in ("sex", "month"):
        return cell._replace(**{dimension: code})
    region = code[:REGION_CODE]
    return cell._replace(region=region, cercle=code if dimension == "cercle" else cell.cercle)


def cube(finest: Mapping[tuple[str, str], int], small: int, also: Collection[Cell] = ()) -> Cube:
    """From counts by (P-code of the cercle, sex). `also`: cells that are hidden for another reason."""
    counts: dict[Cell, int] = {Cell(): 0}
    for (place, sex), count in finest.items():
        region, cercle = place[:REGION_CODE], place[:CERCLE_CODE]
        for above in (Cell(), Cell(region), Cell(region, cercle)):
            for which in (None, sex):
                cell = above._replace(sex=which)
                counts[cell] = counts.get(cell, 0) + count
    known = {cell for cell in also if cell in counts}
    return Cube(counts, hidden(counts, _sums(counts), small, known))


def _sums(counts: Collection[Cell]) -> list[Sum[Cell]]:
    """Each cell is those of the places below it, those of each sex, and those of each month."""
    parts: defaultdict[tuple[str, Cell], list[Cell]] = defaultdict(list)
    for cell in counts:
        below = "region" if cell.cercle is None else "cercle"
        for split in (below, "sex", "month"):
            if getattr(cell, split) is not None:
                parts[split, cell._replace(**{split: None})].append(cell)
    return [Sum(whole, tuple(found)) for (_, whole), found in parts.items() if whole in counts]


def by_month(
    found: Mapping[tuple[str, str], int], whole: Cell, above: Cube, small: int, also: Collection[Cell] = ()
) -> Cube:
    """The months of one place, from counts by (month, sex). `whole`: the cell of the place, whose counts stand in
    `above`: somebody who is counted in two months is one person of it. `also`: cells that are hidden for another
    reason."""
    sexes = dict.fromkeys(sex for _, sex in found)
    counts = {cell: above.count(cell) for cell in (whole, *(whole._replace(sex=sex) for sex in sexes))}
    for (month, sex), count in found.items():
        for which in (None, sex):
            cell = whole._replace(sex=which, month=month)
            counts[cell] = counts.get(cell, 0) + count
    gone = [cell for cell in counts if cell in above.hidden or cell in also]
    return Cube(counts, hidden(counts, _sums(counts), small, gone))
