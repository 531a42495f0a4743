"""Households as staff correct them: what does not add up is refused, and the audit says who did it."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from service.models import AuditEvent, Household, Person
from service.models.person import Sex
from service.programme import tables as t
from service.programme.people.bands import BANDS, checked_size, read_bands
from service.programme.people.holder import PeopleError
from service.programme.people.households import Correction, correct
from tests.service.programme.people.office import officer
from tests.service.programme.world import OUMAR, World


def home_of(world: World, person_id: UUID) -> Household:
    found: Household = world.one(Household, id=world.one(Person, id=person_id).household_id)
    return found


def bands(household: Household) -> list[int | None]:
    return [getattr(household, band) for band in BANDS]


def test_size_and_ages(world: World) -> None:
    staff = officer(world)
    person, card = world.register()
    correct(world.db, world.vault, card, Correction(bands="2,3,2,1"), staff, world.now)
    assert (home_of(world, person).size, bands(home_of(world, person))) == (8, [2, 3, 2, 1])
    correct(world.db, world.vault, card, Correction(size=7, bands="1,3,2,1"), staff, world.now)
    assert (home_of(world, person).size, bands(home_of(world, person))) == (7, [1, 3, 2, 1])
    told = world.rows(AuditEvent, action="household corrected")
    assert [(row.actor, row.detail) for row in told] == [(str(staff), "band_0_5 band_18_59 band_60 band_6_17 size")] * 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Correction(size=8, bands="1,1,1,1"), "add up to 4"),
        (Correction(size=0), "1 to 60"),
        (Correction(size=61), "1 to 60"),
        (Correction(bands="0,0,0,0"), "1 to 60"),
        (Correction(bands="1,2"), "four numbers"),
        (Correction(bands="1,2,x,1"), "four numbers"),
        (Correction(bands="1,2,-1,1"), "four numbers"),
        (Correction(), "Say what"),
        (Correction(head_sex=Sex.MALE), "by their own file"),
        (Correction(head="123456786"), "Nobody has a card"),
    ],
)
def test_what_does_not_fit_is_refused(world: World, said: Correction, why: str) -> None:
    staff = officer(world)
    person, card = world.register()
    before = home_of(world, person)
    with pytest.raises(PeopleError, match=why):
        correct(world.db, world.vault, card, said, staff, world.now)
    assert home_of(world, person) == before


def test_a_size_that_the_known_ages_do_not_make(world: World) -> None:
    staff = officer(world)
    person, card = world.register()
    correct(world.db, world.vault, card, Correction(bands="2,2,2,0"), staff, world.now)
    with pytest.raises(PeopleError, match="add up to 6"):
        correct(world.db, world.vault, card, Correction(size=9), staff, world.now)
    assert home_of(world, person).size == 6


def test_another_head(world: World) -> None:
    """Who heads it, and whether that is a woman, stands in every member's file."""
    staff = officer(world)
    woman, card = world.register()
    man, his = world.register(OUMAR, name="Oumar Cissé", role="man")
    with pytest.raises(PeopleError, match="of the household"):
        correct(world.db, world.vault, card, Correction(head=his), staff, world.now)
    correct(world.db, world.vault, his, Correction(into=card), staff, world.now)
    assert home_of(world, man) == home_of(world, woman)
    assert world.one(Person, id=man).vulnerability == "woman_head"
    correct(world.db, world.vault, card, Correction(head=his), staff, world.now)
    household = home_of(world, woman)
    assert (household.head_person_id, household.head_sex) == (man, "male")
    files = {row.id: (row.head, row.vulnerability) for row in world.people()}
    assert files == {woman: (False, ""), man: (True, "")}
    with pytest.raises(PeopleError, match="male by their own file"):
        correct(world.db, world.vault, card, Correction(head=his, head_sex=Sex.FEMALE), staff, world.now)


def test_a_head_who_is_not_registered(world: World) -> None:
    staff = officer(world)
    woman, card = world.register(role="woman")
    correct(world.db, world.vault, card, Correction(head_sex=Sex.MALE), staff, world.now)
    household = home_of(world, woman)
    assert (household.head_person_id, household.head_sex) == (None, "male")
    assert world.one(Person).head is False


def test_who_leaves_a_household_heads_it_no_more(world: World) -> None:
    staff = officer(world)
    woman, card = world.register()
    _, his = world.register(OUMAR, name="Oumar Cissé", role="man_head")
    left = home_of(world, woman)
    correct(world.db, world.vault, card, Correction(into=his), staff, world.now)
    assert world.one(Household, id=left.id).head_person_id is None
    assert world.one(Person, id=woman).head is False
    assert world.one(AuditEvent, action="household changed").subject_id == str(woman)
    for again in (his, card):
        with pytest.raises(PeopleError):
            correct(world.db, world.vault, card, Correction(into=again), staff, world.now)


def test_who_has_no_household_gets_one(world: World) -> None:
    staff = officer(world)
    person, card = world.register()
    world.db.execute(update(t.person).values(household_id=None))
    correct(world.db, world.vault, card, Correction(size=4), staff, world.now)
    household = home_of(world, person)
    assert (household.size, household.place) == (4, "ML050605")


counts = st.one_of(st.none(), st.integers(0, 70))


@given(counts, st.fixed_dictionaries(dict.fromkeys(BANDS, counts)))
def test_what_is_written_always_adds_up(size: int | None, ages: dict[str, int | None]) -> None:
    known = [count for count in ages.values() if count is not None]
    try:
        found = checked_size(size, ages)
    except PeopleError:
        whole = len(known) == len(BANDS)
        told = sum(known) if size is None and whole else size
        assert told is not None
        assert not 1 <= told <= 60 or sum(known) > told or (whole and sum(known) != told)
        return
    if found is not None:
        assert 1 <= found <= 60
        assert sum(known) == found if len(known) == len(BANDS) else sum(known) <= found


@given(st.lists(st.integers(0, 999), min_size=4, max_size=4))
def test_bands_are_read_as_they_are_written(numbers: list[int]) -> None:
    assert list(read_bands(" , ".join(map(str, numbers))).values()) == numbers
