"""The counts of passages, laid on the arrows of a journey."""

from datetime import timedelta
from uuid import UUID

import pytest

from flows.library import Library
from flows.loader import load
from service.ids import uuid7
from service.models import Conversation, JourneyPassage, JourneyVersion
from service.programme.journeys.editions import editions, how_many
from service.programme.journeys.ways import Traffic, Use, traffic, uses
from tests.service.programme.world import NOW, World

SOURCE = """
journey: little
title: Petit
screens:
  first:
    say: "Oui ?"
    ask: choice
    options:
      yes: Oui
      no: {say: Non, go: menu}
    go: maybe
  maybe:
    say: "Passé ?"
    ask: text
    if: "${first} = 'no'"
    go: last
  last:
    say: "Et encore ?"
    ask: text
    go: done
  done:
    say: Merci.
    end: yes
"""
LITTLE = load("little.yaml", SOURCE, {})
DAY = NOW.date()


def passed(world: World, screen: str, to: str, taken: int, ago: int = 0, journey: str = "little") -> None:
    world.add(
        JourneyPassage,
        day=DAY - timedelta(days=ago),
        journey=journey,
        version="v1",
        screen=screen,
        next=to,
        taken=taken,
    )


def found(world: World, days: int = 30) -> Traffic:
    return traffic(world.db, LITTLE, DAY - timedelta(days=days))


def test_a_screen_that_was_passed_over_lies_on_the_way(world: World) -> None:
    passed(world, "", "first", 10)
    passed(world, "first", "last", 6)
    passed(world, "first", ">menu", 1)
    passed(world, "first", "", 3)
    passed(world, "last", "done", 5)
    passed(world, "last", "<", 1)
    here = found(world)
    assert here.taken == {("first", "maybe"): 6, ("maybe", "last"): 6, ("first", ">menu"): 1, ("last", "done"): 5}
    assert (here.left, here.back) == ({"first": 3}, {"last": 1})
    assert (here.seen("first"), here.seen("maybe"), here.seen("last"), here.seen("done")) == (10, 6, 6, 0)
    assert here.use == Use(begun=10, finished=6)
    assert here.use.share == 0.6


def test_days_are_added_up_and_old_ones_are_not(world: World) -> None:
    passed(world, "last", "done", 2, ago=1)
    passed(world, "last", "done", 3, ago=20)
    passed(world, "last", "done", 50, ago=31)
    assert found(world).taken == {("last", "done"): 5}


def test_what_todays_drawing_has_no_way_for_is_left_out(world: World) -> None:
    passed(world, "gone", "first", 4)
    passed(world, "done", "first", 4)
    assert found(world).taken == {}


def test_a_first_screen_that_is_passed_over_begins_the_way(world: World, library: Library) -> None:
    passed(world, "", "home", 3, journey="main_menu")
    here = traffic(world.db, library.journeys["main_menu"], DAY)
    assert here.use.begun == 3
    assert here.taken["agent", "home"] == 3
    assert here.seen("home") == 0


def test_a_sensitive_journey_shows_nothing_even_if_counts_stood_there(world: World, library: Library) -> None:
    passed(world, "", "words", 9, journey="concern")
    assert traffic(world.db, library.journeys["concern"], DAY).use == Use()
    assert uses(world.db, library.journeys, DAY) == {}


def test_uses_of_all_journeys(world: World, library: Library) -> None:
    passed(world, "", "consent", 4, journey="registration")
    passed(world, "confirm", "done", 3, journey="registration")
    passed(world, "", "first", 4)  # a journey that is gone
    assert uses(world.db, library.journeys, DAY) == {"registration": Use(4, 3)}
    assert Use().share is None


@pytest.fixture
def versions(world: World) -> World:
    for digest, ago in (("old", 40), ("new", 3)):
        at = NOW - timedelta(days=ago)
        world.add(JourneyVersion, digest=digest, journey="little", source="", texts={}, at=at)
    return world


def conversation(world: World, version: str, state: str, draft: bool = False, ago: int = 1) -> UUID:
    began = NOW - timedelta(days=ago)
    told = {"gateway": "test", "session_id": str(uuid7()), "channel": "ussd", "phone_mac": b"1"}
    where = {"journey": "little", "version": version, "state": state, "draft": draft}
    return UUID(str(world.add(Conversation, **told, **where, started_at=began, touched_at=began)))


def test_versions_and_who_is_still_on_them(versions: World) -> None:
    conversation(versions, "old", "dropped", draft=True)
    conversation(versions, "new", "open")
    conversation(versions, "new", "open")
    for state, draft, ago in (("ended", False, 1), ("dropped", False, 1), ("resumed", False, 1), ("open", False, 30)):
        conversation(versions, "new", state, draft, ago)
    new, old = editions(versions.db, "little", "new", NOW - timedelta(days=14))
    assert (new.digest, new.is_today, new.open, new.waiting) == ("new", True, 2, 0)
    assert (old.digest, old.is_today, old.open, old.waiting) == ("old", False, 0, 1)
    assert how_many(versions.db)["little"] == 2
