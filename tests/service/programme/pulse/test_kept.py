"""Numbers that take long to count: shown as they were counted last, and counted anew behind the page."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, select

from service.database import writing
from service.models import Counted, table_of
from service.programme.pulse.kept import KEPT, Count, Keeper, find, keep
from service.units import transacting
from tests.service.programme.world import NOW, World

FRESH = timedelta(minutes=10)
_TABLE = table_of(Counted)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(common: Engine, clock: Clock) -> Iterator[Keeper]:
    """What it keeps is committed: it goes at the end."""

    def read(unit: Any) -> Any:
        with common.connect() as db:
            return unit(db)

    made = Keeper(read, transacting(common), clock)
    yield made
    assert made.wait(10)
    with writing(common) as db:
        db.execute(delete(_TABLE))


def slowly(begun: Event, go_on: Event, found: int, _db: Connection) -> Mapping[str, int]:
    begun.set()
    assert go_on.wait(10)
    return {"number": found}


def quickly(found: int) -> Count:
    return lambda _db: {"number": found}


def test_what_is_quickly_counted_is_shown_at_once(keeper: Keeper) -> None:
    kept = keeper.look("people", quickly(5), FRESH)
    assert kept is not None
    assert (kept.found, kept.at, kept.counting) == ({"number": 5}, NOW, False)


def test_what_takes_long_is_not_waited_for(keeper: Keeper) -> None:
    begun, go_on = Event(), Event()
    count = partial(slowly, begun, go_on, 5)
    assert keeper.look("people", count, FRESH) is None
    assert begun.wait(10)
    assert keeper.look("people", count, FRESH) is None, "it is under way, not begun once more"
    go_on.set()
    assert keeper.wait(10)
    kept = keeper.look("people", quickly(6), FRESH)
    assert kept is not None
    assert kept.found == {"number": 5}


def test_the_old_number_is_shown_while_a_new_one_is_counted(keeper: Keeper, clock: Clock) -> None:
    begun, go_on = Event(), Event()
    keeper.look("people", quickly(5), FRESH)
    clock.now += FRESH
    kept = keeper.look("people", partial(slowly, begun, go_on, 6), FRESH)
    assert kept is not None
    assert (kept.found, kept.at, kept.counting) == ({"number": 5}, NOW, True)
    go_on.set()
    assert keeper.wait(10)
    kept = keeper.look("people", quickly(7), FRESH)
    assert kept is not None
    assert (kept.found, kept.at) == ({"number": 6}, NOW + FRESH)


def test_whoever_wants_it_counted_again_has_it_counted_again(keeper: Keeper) -> None:
    keeper.look("people", quickly(5), FRESH)
    keeper.again("people", quickly(6))
    assert keeper.wait(10)
    kept = keeper.look("people", quickly(7), FRESH)
    assert kept is not None
    assert kept.found == {"number": 6}


def test_a_count_that_fails_is_begun_again_by_the_next_look(keeper: Keeper) -> None:
    def fail(_db: Connection) -> Mapping[str, Any]:
        raise ZeroDivisionError

    assert keeper.look("people", fail, FRESH) is None
    assert keeper.look("people", quickly(5), FRESH) is not None


def test_others_wait_their_turn(keeper: Keeper) -> None:
    begun, go_on = Event(), Event()
    keeper.look("people", partial(slowly, begun, go_on, 5), FRESH)
    assert keeper.look("businesses", quickly(3), FRESH) is None
    go_on.set()
    assert keeper.wait(10)
    kept = keeper.look("businesses", quickly(4), FRESH)
    assert kept is not None
    assert kept.found == {"number": 3}


def test_one_number_stands_for_each_thing_and_goes_after_two_days(world: World) -> None:
    for found, at in ((1, NOW - KEPT - timedelta(seconds=1)), (2, NOW), (3, NOW)):
        keep(world.db, "people" if found > 1 else "old", {"number": found}, at)
    kept = find(world.db, "people")
    assert kept is not None
    assert kept.found == {"number": 3}
    assert world.db.scalars(select(_TABLE.c.what)).all() == ["people"]
