"""The silences as they are kept: what a look found stands until the next; whose hands a line is in is as it is now."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, update

from service.models import Handed, SilenceLine
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup import handing, kept
from service.programme.followup.due import Agent
from service.programme.followup.handing import Outcome
from service.programme.followup.silence import Filter
from service.programme.followup.silences import Silence
from service.programme.phones import link
from tests.service.programme.people.office import within
from tests.service.programme.world import AMINATA, OUMAR, World

T = TypeVar("T")


def office(world: World) -> Context:
    return world.call("+22350001199")


def silent(world: World, *numbers: str) -> list[UUID]:
    """People whom no phone reaches any more."""
    ids = [world.register(number, name=f"Awa {number}")[0] for number in numbers]
    world.db.execute(update(t.person_phone).values(until=world.now))
    return ids


def look(world: World) -> int:
    return kept.refresh(office(world), within(world))["lines"]


def shown(world: World, kind: Silence = Silence.NO_PHONE, **wanted: Any) -> list[UUID | None]:
    return [one.person_id for one in kept.page(office(world), kind, Filter(**wanted)).lines]


def test_a_look_keeps_what_it_found_and_takes_out_what_has_ended(world: World) -> None:
    first, second = silent(world, AMINATA, OUMAR)
    assert shown(world) == []
    assert look(world) == 2
    assert set(shown(world)) == {first, second}
    link(world.db, first, world.call(AMINATA).phone_id, "own", "card", world.now)  # type: ignore[arg-type]
    assert set(shown(world)) == {first, second}, "what a page says is as it was counted"
    assert look(world) == 1
    assert shown(world) == [second]


def test_what_has_changed_of_a_line_is_written_and_nothing_else(world: World) -> None:
    (person,) = silent(world, AMINATA)
    look(world)
    writes: list[int] = []

    def counted(unit: Callable[[Connection], T]) -> T:
        writes.append(1)
        return unit(world.db)

    kept.refresh(office(world), counted)
    assert writes == []
    world.db.execute(update(t.person).where(t.person.c.id == person).values(place="ML050604"))
    kept.refresh(office(world), counted)
    assert writes == [1]
    assert world.one(SilenceLine).place == "ML050604"


def test_counted_by_kind_place_sex_and_kit_within_a_sector(world: World) -> None:
    silent(world, AMINATA, OUMAR)
    look(world)
    (one,) = kept.counts(world.db, Filter())
    assert (one.kind, one.place, one.sex, one.kit, one.count) == (Silence.NO_PHONE, "ML050605", "female", "", 2)
    assert list(kept.counts(world.db, Filter(sector="ML050604"))) == []
    assert list(kept.counts(world.db, Filter(sex="male"))) == []
    assert shown(world, place="ML0506") != []
    assert shown(world, sector="ML050604") == []


def test_page_by_page_the_longest_first_and_nobody_twice(world: World) -> None:
    silent(world, *(f"+2235000300{n}" for n in range(7)))
    world.passes(days=3)
    look(world)
    found: list[UUID] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = kept.page(office(world), Silence.NO_PHONE, Filter(), after, most=3)
        found += [one.subject_id for one in page.lines]
        assert all(one.days == 3 for one in page.lines)
        after, pages = page.after, pages + 1
    assert (pages, len(found), len(set(found))) == (3, 7, 7)


def test_whose_hands_a_line_is_in_is_as_it_stands_now(world: World) -> None:
    first, _ = silent(world, AMINATA, OUMAR)
    look(world)
    agent = Agent(world.staff(), "")
    some = handing.to_hand(office(world), agent, Filter((Silence.NO_PHONE,)), most=1)
    handing.hand(office(world), agent, some, agent.id)
    assert [one.person_id for one in kept.in_hand(office(world), agent.id)] == [first]
    handing.done(world.db, world.one(Handed).id, Outcome.MOVED, agent.id, world.now)
    assert kept.in_hand(office(world), agent.id) == []
    (line,) = [one for one in kept.page(office(world), Silence.NO_PHONE, Filter()).lines if one.person_id == first]
    assert line.outcome == "moved"
    assert [one.name for one in handing.searchers(world.db, world.vault)] == ["Boubacar M."]
