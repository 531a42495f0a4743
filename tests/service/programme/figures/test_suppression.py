"""No count of people that is hidden can be worked out from what is shown."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.programme.figures.cube import Cell, by_month, cube
from service.programme.figures.suppression import Sum, hidden, solved

SMALL = 5
PLACES = ("ML0501", "ML0502", "ML0503", "ML0601", "ML0602", "ML0701", "ML07", "")
SEXES = ("female", "male", "")

counts_of_people = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(SEXES)), st.integers(0, 12), max_size=20
)


def sums_of(cells: Mapping[Cell, int]) -> list[Sum[Cell]]:
    """Every sum of a cube, written down anew: regions make the whole, cercles a region, sexes a place."""
    found = []
    for sex in {cell.sex for cell in cells}:
        regions = [c for c in cells if c.region is not None and c.cercle is None and c.sex == sex]
        found.append(Sum(Cell(sex=sex), tuple(regions)))
        found += [
            Sum(region, tuple(c for c in cells if c.cercle is not None and c.region == region.region and c.sex == sex))
            for region in regions
        ]
    for place in {(cell.region, cell.cercle) for cell in cells}:
        of_sex = tuple(c for c in cells if (c.region, c.cercle) == place and c.sex is not None)
        found.append(Sum(Cell(*place), of_sex))
    return [each for each in found if each.parts]


def by_subtraction(cells: Mapping[Cell, int], sums: Sequence[Sum[Cell]], unknown: frozenset[Cell]) -> dict[Cell, int]:
    """What a reader works out with a pencil: a sum with one gap fills it, and the next sum may then have only one."""
    known = {cell: count for cell, count in cells.items() if cell not in unknown}
    found: dict[Cell, int] = {}
    while True:
        gaps = [(each, [c for c in (each.whole, *each.parts) if c not in known]) for each in sums]
        single = next(((each, gap[0]) for each, gap in gaps if len(gap) == 1), None)
        if single is None:
            return found
        each, gap = single
        parts = sum(known[c] for c in each.parts if c != gap)
        known[gap] = found[gap] = parts if gap == each.whole else known[each.whole] - parts


@settings(max_examples=300, deadline=None)
@given(counts_of_people)
def test_nothing_hidden_follows_from_what_is_shown(finest: dict[tuple[str, str], int]) -> None:
    made = cube(finest, SMALL)
    sums = sums_of(made.counts)
    assert all(made.counts[each.whole] == sum(made.counts[part] for part in each.parts) for each in sums)
    assert not [cell for cell, count in made.counts.items() if 0 < count < SMALL and cell not in made.hidden]
    assert by_subtraction(made.counts, sums, made.hidden) == {}
    assert solved(sums, made.hidden) == []


@settings(max_examples=200, deadline=None)
@given(counts_of_people)
def test_what_is_left_of_a_sum_is_no_small_number(finest: dict[tuple[str, str], int]) -> None:
    """A whole that is shown less the parts that are shown: that is a count of people too."""
    made = cube(finest, SMALL)
    for each in sums_of(made.counts):
        gone = [part for part in each.parts if part in made.hidden]
        if gone and each.whole not in made.hidden:
            together = sum(made.counts[part] for part in gone)
            assert together >= SMALL
            assert together > len(gone) > 1, "each of them would be exactly one"


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(("2026-01", "2026-02", "2026-03", "")), st.sampled_from(SEXES)),
        st.integers(0, 9),
        max_size=10,
    )
)
def test_months_give_nothing_away_either(found: dict[tuple[str, str], int]) -> None:
    finest: dict[tuple[str, str], int] = {}
    for (_, sex), count in found.items():
        finest["ML0501", sex] = finest.get(("ML0501", sex), 0) + count
    made = by_month(found, Cell(), cube(finest, SMALL), SMALL)
    sums = [
        Sum(Cell(sex=sex), tuple(c for c in made.counts if c.month is not None and c.sex == sex))
        for sex in {cell.sex for cell in made.counts}
    ]
    sums += [
        Sum(Cell(month=month), tuple(c for c in made.counts if c.month == month and c.sex is not None))
        for month in {cell.month for cell in made.counts}
    ]
    assert by_subtraction(made.counts, [each for each in sums if each.parts], made.hidden) == {}


def test_zero_and_large_counts_are_shown() -> None:
    made = cube({("ML0501", "female"): 0, ("ML0502", "female"): 5, ("ML0601", "male"): 100}, SMALL)
    assert made.hidden == frozenset()


def test_the_second_smallest_goes_with_the_only_small_one() -> None:
    """Three regions; the smallest count alone would be the total less the others."""
    counts = {"all": 60, "Mopti": 40, "Gao": 3, "Tombouctou": 17}
    assert hidden(counts, [Sum("all", ("Mopti", "Gao", "Tombouctou"))], SMALL) == {"Gao", "Tombouctou"}


def test_two_small_ones_that_are_small_together_take_a_third() -> None:
    counts = {"all": 62, "a": 1, "b": 1, "c": 20, "d": 40}
    assert hidden(counts, [Sum("all", ("a", "b", "c", "d"))], SMALL) == {"a", "b", "c"}


def test_a_total_goes_where_no_other_part_is_left() -> None:
    counts = {"all": 5, "a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
    assert hidden(counts, [Sum("all", ("a", "b", "c", "d", "e"))], SMALL) == set(counts)


def test_a_small_cercle_is_not_given_away_by_its_region() -> None:
    """Another region's hidden cercle is no help: the total of the region is shown by itself."""
    finest = {("ML0501", "female"): 3, ("ML0502", "female"): 30, ("ML0503", "female"): 50, ("ML0601", "female"): 9}
    made = cube(finest, SMALL)
    assert {cell.cercle for cell in made.hidden if cell.cercle} == {"ML0501", "ML0502"}
    assert not {cell for cell in made.hidden if cell.cercle is None}


def test_a_bridge_between_two_blocks_is_seen() -> None:
    """Each row and column with a hidden cell has two of them, and still one cell follows: elimination finds it."""
    unknown = frozenset("aw ax bw bx by cy cz dy dz".split())
    sums = [Sum(f"row {r}", tuple(r + c for c in "wxyz")) for r in "abcd"]
    sums += [Sum(f"column {c}", tuple(r + c for r in "abcd")) for c in "wxyz"]
    assert solved(sums, unknown) == ["by"]
    counts = {cell: 20 for each in sums for cell in each.parts} | {each.whole: 80 for each in sums}
    found = hidden(counts, sums, SMALL, unknown)
    assert solved(sums, found) == []
    assert found > unknown


@pytest.mark.parametrize("small", [0, 1])
def test_a_programme_may_choose_to_hide_nothing(small: int) -> None:
    assert cube({("ML0501", "female"): 1}, small).hidden == frozenset()


def test_one_unknown_leads_to_the_next() -> None:
    sums = [Sum("t", ("x", "y")), Sum("x", ("z",))]
    assert solved(sums, {"x", "y", "z"}) == []
    assert set(solved(sums, {"x", "z"})) == {"x", "z"}
