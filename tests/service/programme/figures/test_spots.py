"""How many there are where: on a map, and no number on it that the table hides."""

import pytest

from flows.places import Gazetteer, Place
from service import models as m
from service.programme.figures import Scope
from service.programme.figures.spots import MOST, Spot, spots
from tests.service.programme.figures.field import BOUREM, DAY, FATOMA, GAO, KONNA, PLACES, TODAY, Field
from tests.service.programme.world import PLACES as MOPTI

NEAR, FAR = "ML05060501", "ML05060502"
"""Two villages of Konna, the second without a point."""
VILLAGES = (
    Place(NEAR, "village", "Guimbé", "ML050605", 14.9, -3.9),
    Place(FAR, "village", "Diré", "ML050605", None, None),
)


def with_points(place: Place) -> Place:
    return Place(place.pcode, place.level, place.name, place.parent, 15.0, -4.0) if place.level != "region" else place


KNOWN = Gazetteer([*(with_points(place) for place in (*MOPTI, *PLACES)), *VILLAGES])


@pytest.fixture
def field(here: Field) -> Field:
    for place in VILLAGES:
        here.world.add(m.Place, pcode=place.pcode, level="village", name=place.name, parent=place.parent)
    return here


def found(field: Field, *hidden: str, places: Gazetteer = KNOWN, small: int = 5, **scope: object) -> dict[str, Spot]:
    asked = Scope(today=TODAY, small=small, **scope)  # type: ignore[arg-type]
    return {spot.code: spot for spot in spots(field.world.db, asked, places, hidden)}


def test_a_village_is_drawn_where_it_is_and_one_without_a_point_at_its_commune(field: Field) -> None:
    field.business(*field.people(7, place=NEAR), place=NEAR)
    field.business(*field.people(8, place=FAR), place=FAR)
    field.business(*field.people(9, place=KONNA), place=NEAR)
    assert found(field) == {NEAR: Spot(NEAR, 2, 7), KONNA: Spot(KONNA, 1, 17)}


def test_a_place_that_nobody_knows_counts_for_its_cercle(field: Field) -> None:
    field.business(*field.people(7), place=KONNA)
    assert found(field, places=Gazetteer(())) == {"ML0506": Spot("ML0506", 1, 7)}


def test_only_what_is_asked_for_is_on_the_map(field: Field) -> None:
    field.business(*field.people(7, place=NEAR), place=NEAR)
    field.business(*field.people(8, "male", GAO), place=GAO, on=DAY.replace(day=20))
    assert set(found(field, place="ML07")) == {GAO}
    assert set(found(field, since=DAY.replace(day=10))) == {GAO}
    assert found(field, sex="female") == {NEAR: Spot(NEAR, 1, None)}, "of one sex, people are not counted by village"


def test_households_count_where_they_live(field: Field) -> None:
    home = field.world.add(m.Household, size=6, place=NEAR, head_sex="female")
    field.business(field.person(place=KONNA, household_id=home), place=KONNA)
    assert found(field, households=True) == {NEAR: Spot(NEAR, 0, 6), KONNA: Spot(KONNA, 1, 0)}


def test_the_only_small_village_of_a_cercle_takes_the_next_one_with_it(field: Field) -> None:
    """The cercle less the others would tell it."""
    for count, place in ((3, NEAR), (20, KONNA), (30, FATOMA)):
        field.business(*field.people(count, place=place), place=place)
    assert {code: spot.people for code, spot in found(field).items()} == {NEAR: None, KONNA: None, FATOMA: 30}


def test_villages_that_are_all_small_are_one_spot(field: Field) -> None:
    """Three hidden ones that are three together are one each."""
    for place in (NEAR, KONNA, FATOMA):
        field.business(*field.people(1, place=place), place=place)
    field.business(*field.people(9, place=BOUREM), place=BOUREM)
    assert found(field, small=2) == {"ML0506": Spot("ML0506", 3, 3), BOUREM: Spot(BOUREM, 1, 9)}


def test_a_cercle_that_the_table_hides_is_hidden_on_the_map_too(field: Field) -> None:
    field.business(*field.people(9, place=NEAR), place=NEAR)
    field.business(place=FATOMA)
    assert found(field, "ML0506") == {NEAR: Spot(NEAR, 1, None), FATOMA: Spot(FATOMA, 1, 0)}


def test_more_villages_than_a_map_can_show_are_drawn_as_communes(field: Field) -> None:
    codes = [f"ML050605{n}" for n in range(100, 100 + MOST)]
    for code in codes:
        field.world.add(m.Place, pcode=code, level="village", name=code, parent=KONNA)
        field.business(place=code)
    field.business(*field.people(7, place=GAO), place=GAO)
    villages = [Place(code, "village", code, KONNA, 14.9, -3.9) for code in codes]
    known = Gazetteer([*(with_points(place) for place in (*MOPTI, *PLACES)), *villages])
    assert found(field, places=known) == {KONNA: Spot(KONNA, MOST, 0), GAO: Spot(GAO, 1, 7)}
    assert len(found(field, places=known, place="ML05")) == MOST
