"""What the server draws: everything within its picture, in its place, as large as it says."""

from math import isclose

from hypothesis import given, settings
from hypothesis import strategies as st

from service.console.drawing.hours import HEIGHT, chart
from service.console.drawing.map import LARGEST, LETTER, LINE, Spot, drawn
from service.programme.places import reference_gazetteer

PLACES = reference_gazetteer()
KNOWN = [place for place in PLACES._places.values() if place.lat is not None]
spots = st.lists(
    st.builds(
        lambda place, size: Spot(place.pcode, place.lat or 0, place.lon or 0, size, place.name),
        st.sampled_from(KNOWN),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(spots)
def test_all_that_is_drawn_is_on_the_map(found: list[Spot]) -> None:
    made = drawn(found, PLACES)
    assert len(made.circles) == len(found)
    for one in made.circles:
        assert one.radius <= one.x <= made.width - one.radius
        assert one.radius <= one.y <= made.height - one.radius
    for name in made.names:
        half = len(name.text) * LETTER / 2
        assert half <= name.x <= made.width - half
        assert LINE / 2 <= name.y <= made.height
    assert len({name.text for name in made.names}) == len(made.names)


@settings(max_examples=60, deadline=None)
@given(spots)
def test_no_name_covers_another(found: list[Spot]) -> None:
    names = drawn(found, PLACES).names
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            apart = abs(one.x - other.x) >= (len(one.text) + len(other.text)) * LETTER / 2 - 0.2
            assert apart or abs(one.y - other.y) >= LINE - 0.2


def test_north_is_above_and_east_is_right() -> None:
    made = drawn([Spot("a", 16.0, -3.0, 2, "north"), Spot("b", 14.0, -1.0, 1, "east")], PLACES)
    north, east = made.circles
    assert north.y < east.y
    assert north.x < east.x


def test_the_area_of_a_circle_says_how_many() -> None:
    made = drawn([Spot("a", 16.0, -3.0, 400, "many"), Spot("b", 14.0, -1.0, 100, "few")], PLACES)
    assert [one.radius for one in made.circles] == [LARGEST, LARGEST / 2]


def test_the_largest_is_drawn_first_and_the_cercles_are_named() -> None:
    konna, bourem = (PLACES.get(code) for code in ("ML050605", "ML070202"))
    both = [Spot(one.pcode, one.lat or 0, one.lon or 0, n, one.name) for n, one in enumerate((konna, bourem))]
    made = drawn(both, PLACES)
    assert [one.said for one in made.circles] == [bourem.name, konna.name]
    assert {name.text for name in made.names} == {"Mopti", "Bourem"}


def test_a_map_of_nothing_is_empty() -> None:
    assert drawn([], PLACES).circles == ()


def test_a_bar_stands_on_the_ground_and_is_as_high_as_its_number() -> None:
    made = chart([0, 5, 10, 1])
    assert made.most == 10
    assert [bar.height for bar in made.bars] == [HEIGHT / 2, HEIGHT, HEIGHT / 10]
    assert all(isclose(bar.y + bar.height, HEIGHT) for bar in made.bars)
    rooms = zip(made.bars, made.places[1:], strict=True)
    assert all(bar.x < place < bar.x + bar.width for bar, place in rooms)


def test_hours_without_anything_have_no_bar() -> None:
    assert chart([0] * 24).bars == []
    assert chart([]).bars == []
