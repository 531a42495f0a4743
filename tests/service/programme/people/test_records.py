"""A person's records, typed: their history, the changes to their file, two files compared, lists of people."""

from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent, BusinessMember, Duplicate
from service.models.person import Same
from service.programme import tables as t
from service.programme.kits import confirm_receipt
from service.programme.people import compared, duplicates, registering
from service.programme.people.bands import band_of
from service.programme.people.changes import changes
from service.programme.people.correcting import Said, correct
from service.programme.people.enterprises import Wanted
from service.programme.people.enterprises import page as enterprises
from service.programme.people.history import history
from service.programme.people.holder import PeopleError
from service.programme.people.lists import NO_KIT, lines
from service.programme.people.page import opened
from service.programme.people.proposed import beyond, waiting
from service.programme.people.registering import NewPerson, register
from service.programme.people.search import search
from service.programme.people.whereabouts import offered, place_named
from tests.service.programme.people.office import officer, twice, within
from tests.service.programme.world import AMINATA, OUMAR, World, receipt


def test_a_history_holds_every_record_and_cases_for_those_who_may(world: World) -> None:
    staff = officer(world)
    person, _ = world.register()
    delivery = world.delivery(world.kit("filet 2")[0], person_id=person)
    confirm_receipt(world.call(person=person), receipt(delivery, "none"))
    reading, file = opened(world.db, world.vault, person, staff)
    found = history(reading, file, with_cases=True)
    assert (file.name, file.short, file.vulnerability) == ("Aminata Traoré", "Aminata T.", ("woman_head",))
    (kit,) = found.kits
    assert (kit.brought.kit, kit.brought.state, [one.overall for one in kit.said]) == (
        "fishing",
        "not_received",
        ["none"],
    )
    assert [(item.names["fr"], item.outcome, item.count) for item in kit.said[0].items] == [("filet", "missing", 0)]
    assert [one.masked for one in found.reached] == ["+223…01"]
    assert len(found.cases or ()) == 1
    assert history(reading, file, with_cases=False).cases is None


def test_nobody_with_such_an_id(world: World) -> None:
    with pytest.raises(PeopleError, match="no such person"):
        opened(world.db, world.vault, UUID(int=1), officer(world))


def test_changes_tell_who_did_what_and_not_who_looked(world: World) -> None:
    staff = officer(world)
    person, card = world.register()
    correct(world.db, world.vault, card, Said(born=1981), staff, world.now)
    world.add(
        AuditEvent, at=world.now, actor=str(staff), action="person opened", subject="person", subject_id=str(person)
    )
    found = list(changes(world.db, world.vault, person))
    assert {(one.action, one.who) for one in found} == {("registered", ""), ("person corrected", "Boubacar M.")}


def test_what_two_files_say_alike_and_what_not(world: World) -> None:
    (first, _), (again, _) = twice(world)
    both = compared.both(world.db, world.vault, first, again)
    how = {row.what: row.how for row in both.rows}
    assert (how["sex"], how["born"], how["place"]) == (compared.ALIKE, compared.DIFFERENT, compared.ALIKE)
    assert "status" not in how, "what neither says is no line"
    assert both.shared == []


def test_whoever_decides_says_which_file_stays(world: World) -> None:
    staff = officer(world)
    (first, one), (again, other) = twice(world)
    third = world.register("+22350002009", name="Sira Ba")[1]
    with pytest.raises(PeopleError, match="one of the two"):
        duplicates.same(world.db, world.vault, (one, other), staff, world.now, third)
    assert duplicates.same(world.db, world.vault, (one, other), staff, world.now, other) == again
    row = world.db.execute(t.person.select().where(t.person.c.id == first)).one()
    assert (row.state, row.merged_into) == ("merged", again)
    assert world.one(Duplicate).decision == Same.SAME


def test_pairs_page_by_page(world: World) -> None:
    staff = officer(world)
    for n in range(3):
        world.register(f"+2235000400{n}", name="Aminata Traoré", birth_year=1980.0 + n / 2)
    duplicates.propose(world.db, within(world), world.vault, world.now)
    found, after = [], ""
    for _ in range(5):
        some = waiting(world.db, world.vault, staff, world.now, 1, after)
        if not some:
            break
        found.append(some[0].id)
        after = beyond(some[0])
    assert len(found) == len(set(found)) == 3


def test_a_line_shows_the_kit_that_came_last_and_a_masked_number(world: World) -> None:
    person, _ = world.register()
    world.register(OUMAR, name="Aminata Cissé")
    kit_id, _ = world.kit("filet")
    world.delivery(kit_id, person_id=person, state="confirmed")
    world.delivery(kit_id, state="planned", delivered_on=None, business_id=world.business(person))
    found = {
        one.name: one for one in lines(world.db, world.vault, search(world.db, world.vault, "aminata").found, 2026)
    }
    first = found["Aminata T."]
    assert (first.kit, first.phone, first.band) == ("confirmed", "+223…01", "band_18_59")
    assert found["Aminata C."].kit == NO_KIT


@pytest.mark.parametrize(("born", "band"), [(2021, "band_0_5"), (2009, "band_6_17"), (1930, "band_60"), (None, "")])
def test_ages_by_band(born: int | None, band: str) -> None:
    assert band_of(born, 2026) == band


def test_businesses_page_by_page_with_their_members_counted(world: World) -> None:
    person, _ = world.register()
    ids = {world.business(person, type=kind) for kind in ("fishing", "sewing", "pottery")}
    closed = world.register(OUMAR, name="Oumar Cissé", role="man_head")[0]
    world.add(BusinessMember, business_id=min(ids), person_id=closed, since=world.now)
    world.db.execute(update(t.person).where(t.person.c.id == closed).values(state="withdrawn"))
    first = enterprises(world.db, world.vault, Wanted(), most=2)
    second = enterprises(world.db, world.vault, Wanted(), first.after, most=2)
    assert [one.type for one in (*first.found, *second.found)] == ["fishing", "pottery", "sewing"]
    assert {(one.members, one.women) for one in (*first.found, *second.found)} == {(1, 1)}
    assert second.after == ""


NEW = NewPerson("yes", "Sira Ba", "woman", "1990", "3", "ML050605")


def test_registered_twice_in_a_moment_is_one_person(world: World) -> None:
    ctx = world.call(staff=officer(world))
    assert register(ctx, NEW) == register(ctx, NEW)
    assert len(world.people()) == 1


def test_an_agent_registers_in_their_villages_alone(world: World) -> None:
    agent = world.staff()
    world.db.execute(update(t.staff).values(places="ML050604"))
    with pytest.raises(PeopleError, match="your villages"):
        register(world.call(staff=agent), NEW)
    assert world.people() == []
    assert registering.ADULT == 18


@pytest.mark.parametrize("typed", ["ML050605", "konna", "Kona", "Konna, Mopti", " KONNA "])
def test_a_village_by_its_code_its_label_or_its_name(world: World, typed: str) -> None:
    assert place_named(world.places, typed) == "ML050605"


def test_a_place_that_is_none(world: World) -> None:
    assert place_named(world.places, "") == ""
    with pytest.raises(PeopleError, match="no place"):
        place_named(world.places, "Zzyzx")
    with pytest.raises(PeopleError, match="no place"):
        place_named(world.places, "ML05")
    assert place_named(world.places, "Mopti", ("region",)) == "ML05"
    assert offered(world.places) == []
    assert sorted(offered(world.places, "commune")) == ["Fatoma, Mopti", "Konna, Mopti"]


def test_numbers_are_whole_only_where_they_are_asked_for(world: World) -> None:
    person, _ = world.register()
    reading, file = opened(world.db, world.vault, person, officer(world))
    (number,) = history(reading, file, with_cases=False).numbers
    assert (number.number, number.masked) == (AMINATA, "+223…01")
