"""A file set right by staff: a name is found as it is now, and the audit says what was changed and not what it was."""

import pytest
from sqlalchemy import update

from service.models import AuditEvent, Household, Person
from service.models.person import Sex
from service.programme import tables as t
from service.programme.labels import NAME
from service.programme.people.correcting import Said, correct
from service.programme.people.holder import PeopleError
from service.programme.people.search import find
from tests.service.programme.people.office import officer
from tests.service.programme.world import OUMAR, World


def test_a_name_is_found_as_it_is_now(world: World) -> None:
    staff = officer(world)
    person, card = world.register()
    correct(world.db, world.vault, card, Said(name="  Kadidia  Ouologuem "), staff, world.now)
    assert world.vault.open(NAME, person, world.one(Person).name) == "Kadidia Ouologuem"
    assert [one.name for one in find(world.db, world.vault, "wologuem")] == ["Kadidia O."]
    assert find(world.db, world.vault, "traore") == []
    told = world.one(AuditEvent, action="person corrected")
    assert (told.actor, told.subject_id, told.detail) == (str(staff), str(person), "name")


def test_all_that_stands_in_the_file(world: World) -> None:
    staff = officer(world)
    _, card = world.register()
    said = Said("", Sex.MALE, 1979, "ML050604", "en", "pregnant, disability")
    correct(world.db, world.vault, card, said, staff, world.now)
    row = world.one(Person)
    assert (row.sex, row.birth_year, row.place, row.language) == ("male", 1979, "ML050604", "en")
    assert row.vulnerability == "pregnant disability", "no woman heads it any more"
    assert world.one(Household).head_sex == "male", "their household is headed by what they are"
    correct(world.db, world.vault, card, Said(sex=Sex.FEMALE, vulnerability="none"), staff, world.now)
    assert world.one(Person).vulnerability == "woman_head"
    correct(world.db, world.vault, card, Said(vulnerability="none"), staff, world.now)
    assert world.one(Person).vulnerability == "woman_head"


def test_the_sex_of_one_who_heads_nothing_says_nothing_of_the_household(world: World) -> None:
    staff = officer(world)
    (head, _), (member, card) = world.register(), world.register(OUMAR, name="Oumar Cissé", role="man")
    home = world.one(Person, id=head).household_id
    world.db.execute(update(t.person).where(t.person.c.id == member).values(household_id=home))
    correct(world.db, world.vault, card, Said(sex=Sex.MALE), staff, world.now)
    assert world.one(Household, id=home).head_sex == "female"
    assert "woman_head" in world.one(Person, id=head).vulnerability


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(), "Say what"),
        (Said(name=" "), "Say what"),
        (Said(born=1899), "between 1900 and 2026"),
        (Said(born=2027), "between 1900 and 2026"),
        (Said(vulnerability="poor"), "some of pregnant"),
        (Said(vulnerability="none,pregnant"), "some of pregnant"),
    ],
)
def test_what_is_refused(world: World, said: Said, why: str) -> None:
    staff = officer(world)
    _, card = world.register()
    before = world.one(Person)
    with pytest.raises(PeopleError, match=why):
        correct(world.db, world.vault, card, said, staff, world.now)
    assert world.one(Person) == before
