"""Somebody is found: by card, by phone, by a name in whatever spelling; the nearest first."""

import pytest
from sqlalchemy import update

from service.models import Place as PlaceRow
from service.programme import tables as t
from service.programme.people.holder import PeopleError
from service.programme.people.search import find
from service.programme.people.within import below
from tests.service.programme.world import AMINATA, OUMAR, World


def found(world: World, typed: str, within: list[str] | None = None) -> list[str]:
    return [one.name for one in find(world.db, world.vault, typed, within)]


def test_by_card_and_by_phone(world: World) -> None:
    _, code = world.register()
    world.register(OUMAR, name="Oumar Cissé", role="man_head")
    spaced = f"{code[:3]} {code[3:6]} {code[6:]}"
    assert found(world, spaced) == ["Aminata T."]
    assert found(world, AMINATA) == ["Aminata T."]
    assert found(world, OUMAR) == ["Oumar C."]
    (one,) = find(world.db, world.vault, code)
    assert (one.code, one.sex, one.born, one.place, one.state) == (spaced, "female", 1980, "ML050605", "active")


def test_a_number_and_a_card_of_nobody(world: World) -> None:
    world.register()
    assert found(world, "+22350009999") == []
    assert found(world, "123456786") == []


@pytest.mark.parametrize(
    "typed",
    [
        "Aminata Traoré",
        "aminata",
        "TRAORE",
        "traor",
        "ami",
        "Aminatta Traoure",
        "Traoré Aminata",
        "Aminata Traoré Diop",
    ],
)
def test_by_name_in_many_spellings(world: World, typed: str) -> None:
    world.register()
    world.register(OUMAR, name="Oumar Cissé", role="man_head")
    assert found(world, typed) == ["Aminata T."]


def test_the_word_itself_comes_before_its_beginning_and_that_before_its_sound(world: World) -> None:
    for number, name in enumerate(("Fatimata Ba", "Fatoumatabintou Ba", "Fatoumata Ba", "Awa Ba")):
        world.register(f"+2235000200{number}", name=name)
    people = find(world.db, world.vault, "fatoumata")
    assert [one.rank for one in people] == [3, 2, 1]
    assert [one.born for one in people] == [1980] * 3
    assert [one.name for one in people] == ["Fatoumata B.", "Fatoumatabintou B.", "Fatimata B."]


def test_every_word_counts_and_where_none_fits_all_the_nearest_are_shown(world: World) -> None:
    world.register(name="Awa Diallo")
    world.register(OUMAR, name="Awa Sidibé")
    assert found(world, "awa jallo") == ["Awa D."]
    assert sorted(found(world, "awa zzz")) == ["Awa D.", "Awa S."]


def test_only_who_lives_there(world: World) -> None:
    world.add(PlaceRow, pcode="V1", level="village", name="Diengo", parent="ML050605")
    world.register()
    other, _ = world.register(OUMAR, name="Aminata Cissé")
    world.db.execute(update(t.person).where(t.person.c.id == other).values(place="V1"))
    assert sorted(found(world, "aminata", below(world.db, "ML050605"))) == ["Aminata C.", "Aminata T."]
    assert found(world, "aminata", below(world.db, "V1")) == ["Aminata C."]
    assert found(world, "aminata", below(world.db, "ML050604")) == []


def test_as_many_as_were_asked_for(world: World) -> None:
    for number in range(4):
        world.register(f"+2235000200{number}", name=f"Awa {'Diallo Cissé Touré Barry'.split()[number]}")
    assert len(find(world.db, world.vault, "awa", most=3)) == 3


@pytest.mark.parametrize("typed", ["", " ", "a", "…"])
def test_too_little_to_look_for(world: World, typed: str) -> None:
    with pytest.raises(PeopleError):
        find(world.db, world.vault, typed)
