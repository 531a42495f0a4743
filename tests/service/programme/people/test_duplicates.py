"""Pairs are proposed once, decided once, and remembered for good."""

import time
from random import Random

import pytest

from service.ids import uuid7
from service.models import AuditEvent, Duplicate
from service.programme.demo.names import POOLS
from service.programme.people.candidates import likely_pairs
from service.programme.people.duplicates import different, propose, read_files, same
from service.programme.people.holder import PeopleError
from service.programme.people.likeness import File, sounds_of
from service.programme.people.proposed import waiting
from tests.service.programme.people.office import officer, twice, within
from tests.service.programme.world import FOCAL, World


def look(world: World) -> int:
    return propose(world.db, within(world), world.vault, world.now)


def test_a_pair_is_proposed_once_and_shown_with_both_names(world: World) -> None:
    staff = officer(world)
    (first, one), (again, other) = twice(world)
    world.register(FOCAL, name="Oumar Cissé", role="man_head")
    assert look(world) == 1
    assert look(world) == 0
    row = world.one(Duplicate)
    assert (row.first_id, row.second_id, row.decision, row.why) == (first, again, "", "name year village")
    (pair,) = waiting(world.db, world.vault, staff, world.now)
    assert (pair.first.name, pair.second.name) == ("Aminata Traoré", "Aminata Traore")
    assert [side.code.replace(" ", "") for side in (pair.first, pair.second)] == [one, other]
    assert (pair.first.born, pair.second.born, pair.sure) == (1980, 1981, False)
    assert world.one(AuditEvent, action="duplicates listed").actor == str(staff)


def test_twins_and_father_and_son_are_not_proposed(world: World) -> None:
    world.register(name="Hassane Touré", role="man")
    world.register(name="Housseyni Touré", role="man", behalf="relative")
    world.register(name="Moussa Diallo", role="man", behalf="relative")
    world.register(name="Moussa Diallo", role="man", behalf="relative", birth_year=2004.0)
    assert look(world) == 0


def test_different_is_never_asked_again(world: World) -> None:
    staff = officer(world)
    (first, one), (_, other) = twice(world)
    look(world)
    different(world.db, world.vault, (other, one), staff, world.now)
    assert look(world) == 0
    assert waiting(world.db, world.vault, staff, world.now) == []
    row = world.one(Duplicate)
    assert (row.decision, row.decided_by, row.decided_at) == ("different", staff, world.now)
    assert world.one(AuditEvent, action="people are different").subject_id == str(first)
    for decide in (same, different):
        with pytest.raises(PeopleError, match="decided on 2026-11-25: they are different"):
            decide(world.db, world.vault, (one, other), staff, world.now)


def test_same_is_remembered_and_the_pair_is_one_file(world: World) -> None:
    staff = officer(world)
    (first, one), (_, other) = twice(world)
    look(world)
    assert same(world.db, world.vault, (other, one), staff, world.now) == first
    assert world.one(Duplicate).decision == "same"
    assert look(world) == 0
    with pytest.raises(PeopleError, match="already"):
        same(world.db, world.vault, (one, other), staff, world.now)


def test_two_whom_nobody_proposed_may_be_decided(world: World) -> None:
    staff = officer(world)
    (_, one), (_, other) = twice(world, name="Kadidia Ba", birth_year=1960.0)
    different(world.db, world.vault, (one, other), staff, world.now)
    row = world.one(Duplicate)
    assert (row.decision, row.score, row.why) == ("different", 0, "")


def test_whoever_is_different_from_one_is_different_from_both(world: World) -> None:
    """A is B, and B was not C: A is not C, and it is not asked again."""
    staff = officer(world)
    (a, card_a), (_, card_b) = twice(world)
    world.passes(days=1)
    c, card_c = world.register("+22350002001", name="Aminata Traore")
    look(world)
    assert len(world.rows(Duplicate)) == 3
    different(world.db, world.vault, (card_b, card_c), staff, world.now)
    same(world.db, world.vault, (card_a, card_b), staff, world.now)
    assert waiting(world.db, world.vault, staff, world.now) == []
    with pytest.raises(PeopleError, match="they are different"):
        same(world.db, world.vault, (card_a, card_c), staff, world.now)
    assert world.one(Duplicate, first_id=a, second_id=c).decision == "different"
    assert look(world) == 0


def test_a_third_file_is_proposed_to_the_one_that_stays(world: World) -> None:
    staff = officer(world)
    (a, card_a), (_, card_b) = twice(world)
    same(world.db, world.vault, (card_a, card_b), staff, world.now)
    c, _ = world.register("+22350002001", name="Aminata Traore")
    assert look(world) == 1
    assert world.one(Duplicate, decision="").first_id == a
    assert world.one(Duplicate, decision="").second_id == c


def test_cards_that_are_none(world: World) -> None:
    staff = officer(world)
    _, code = world.register()
    for cards in ((code, code), (code, "123456786"), ("12", code)):
        with pytest.raises(PeopleError):
            same(world.db, world.vault, cards, staff, world.now)
    assert world.rows(Duplicate) == []


def test_files_come_the_older_first_with_all_their_phones(world: World) -> None:
    (first, _), (again, _) = twice(world)
    files = read_files(world.db, world.vault)
    assert [one.id for one in files] == [first, again]
    assert [one.words for one in files] == [("aminata", "traore")] * 2
    assert all(len(one.phones) == 1 for one in files)


def test_a_hundred_thousand_people_are_looked_at_in_reasonable_time() -> None:
    chance, people = Random(7), []
    pools = list(POOLS.values())
    for _ in range(100_000):
        sex = chance.choice(("female", "male"))
        words = tuple(chance.choice(pools).name(sex, chance).lower().split())
        place = f"V{chance.randrange(300)}"
        people.append(File(uuid7(), words, sounds_of(words), sex, chance.randint(1940, 2008), place))
    began = time.process_time()
    found = likely_pairs(people)
    assert time.process_time() - began < 60
    assert found
