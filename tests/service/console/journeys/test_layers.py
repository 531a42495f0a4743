"""The drawing of journeys: layers, order, places."""

import re

import pytest

from flows.graph import OUT, ways
from flows.library import packaged
from service.console.journeys.layers import MOST_BESIDE, layered, settled
from service.console.journeys.layout import MARGIN, WIDTH, drawn

JOURNEYS = packaged().journeys


def test_a_box_stands_below_all_that_lead_to_it() -> None:
    found = layered(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("a", "d")])
    assert [[node for node in row if isinstance(node, str)] for row in found.rows] == [["a"], ["b"], ["c"], ["d"]]
    assert found.chain(("a", "d")) == ["a", ("a", "d", 1), ("a", "d", 2), "d"]
    assert found.back == []


def test_ways_that_lead_up_are_told_apart() -> None:
    found = layered(["a", "b", "c"], [("a", "b"), ("b", "a"), ("b", "c"), ("c", "c")])
    assert set(found.ways) == {("a", "b"), ("b", "c")}
    assert set(found.back) == {("b", "a"), ("c", "c")}


def test_lines_do_not_cross_where_they_need_not() -> None:
    found = layered(["a", "b", "c", "d", "e"], [("a", "b"), ("a", "c"), ("b", "e"), ("c", "d")])
    rows = [list(row) for row in found.rows]
    assert (rows[1].index("b") < rows[1].index("c")) == (rows[2].index("e") < rows[2].index("d"))


def test_a_layer_that_is_too_wide_goes_on_below() -> None:
    leaves = [f"leaf{n}" for n in range(9)]
    found = layered(["a", *leaves], [("a", leaf) for leaf in leaves])
    boxes = [[node for node in row if isinstance(node, str)] for row in found.rows]
    assert max(map(len, boxes)) <= MOST_BESIDE
    assert sum(map(len, boxes)) == 10


@pytest.mark.parametrize(
    ("wanted", "apart", "places"),
    [
        ([0, 10, 20], [5, 5], [0, 10, 20]),
        ([0, 0], [10], [-5, 5]),
        ([0, 0, 0], [10, 10], [-10, 0, 10]),
        ([20, 0, 100], [10, 10], [5, 15, 100]),
    ],
)
def test_places_are_near_where_they_are_wanted_and_apart(
    wanted: list[float], apart: list[float], places: list[float]
) -> None:
    assert settled(wanted, [1.0] * len(wanted), apart) == places


@pytest.mark.parametrize("name", sorted(JOURNEYS))
def test_no_box_of_a_journey_covers_another(name: str) -> None:
    journey = JOURNEYS[name]
    among = [way for way in ways(journey) if not way[1].startswith(OUT)]
    sheet = drawn(dict.fromkeys(journey.screens, 60.0), layered(list(journey.screens), among))
    boxes = list(sheet.boxes.values())
    assert [box.name for box in boxes] == list(journey.screens)
    for number, one in enumerate(boxes):
        assert one.x >= MARGIN - 1
        assert one.x + WIDTH <= sheet.width
        assert one.y + one.height <= sheet.height
        for other in boxes[number + 1 :]:
            assert abs(one.x - other.x) >= WIDTH or abs(one.y - other.y) >= 60
    assert all(re.fullmatch(r"[MCV\d. -]+", line.path) for line in sheet.lines)
