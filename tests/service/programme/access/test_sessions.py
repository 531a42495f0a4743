"""Sessions: begun, found by their token, idle, ended; nothing of the token is kept."""

from datetime import timedelta
from typing import Any

import pytest

from service.models import StaffSession
from service.models.staff import Role
from service.programme.access import members, sessions
from service.programme.access.sessions import Session
from tests.service.programme.access.house import BY, House
from tests.service.programme.world import World


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def found(house: House, token: str) -> Session | None:
    world = house.world
    return sessions.find(world.db, world.vault, world.settings, token, world.now)


def test_whoever_shows_the_token_is_who_signed_in(house: House) -> None:
    staff_id = house.hire()
    session = found(house, house.token())
    assert session
    assert (session.staff_id, session.name, session.role) == (staff_id, "Amina Cissé", "administrator")
    assert (session.seen, session.must_change_password) == (True, False)
    assert (session.has_second_factor, session.must_have_second_factor) == (False, True)


def test_a_reader_need_not_have_codes(house: House) -> None:
    house.hire(Role.READER)
    session = found(house, house.token())
    assert session
    assert not session.must_have_second_factor


@pytest.mark.parametrize("shown", ["", "nonsense", "x" * 5_000])
def test_another_token_opens_nothing(house: House, shown: str) -> None:
    house.hire()
    house.token()
    assert found(house, shown) is None


def test_the_database_holds_no_token(house: House) -> None:
    house.hire()
    token = house.token()
    row = house.world.one(StaffSession)
    assert all(token.encode() not in bytes(value) for value in row if isinstance(value, bytes))
    assert len(row.token_mac) == 16


def test_it_ends_when_nobody_comes_for_long(house: House) -> None:
    house.hire()
    token = house.token()
    house.world.passes(minutes=29)
    session = found(house, token)
    assert session
    assert not session.seen
    sessions.note_seen(house.world.db, session.session_id, house.world.now)
    house.world.passes(minutes=29)
    assert found(house, token)
    house.world.passes(minutes=1)
    assert found(house, token) is None


def test_it_ends_after_its_hours_however_busy(house: House) -> None:
    house.hire()
    token = house.token()
    for _ in range(36):
        house.world.passes(minutes=20)
        if session := found(house, token):
            sessions.note_seen(house.world.db, session.session_id, house.world.now)
    assert house.world.now - house.world.one(StaffSession).created_at == timedelta(hours=12)
    assert found(house, token) is None


def test_one_that_was_ended_opens_nothing_and_the_others_do(house: House) -> None:
    house.hire()
    one, other = house.token(), house.token()
    session = found(house, one)
    assert session
    assert sessions.end(house.world.db, session.session_id, house.world.now)
    assert not sessions.end(house.world.db, session.session_id, house.world.now)
    assert (found(house, one), bool(found(house, other))) == (None, True)


def test_all_others_are_ended(house: House) -> None:
    staff_id = house.hire()
    here, other = house.token(), house.token()
    session = found(house, here)
    assert session
    assert sessions.end_all(house.world.db, staff_id, house.world.now, but=session.session_id) == 1
    assert (bool(found(house, here)), found(house, other)) == (True, None)


@pytest.mark.parametrize("what", ["end", "role", "password"])
def test_what_ends_every_session(house: House, what: str) -> None:
    staff_id, world = house.hire(), house.world
    house.hire(login="second")
    token = house.token()
    acts: dict[str, Any] = {
        "end": lambda: members.end_work(world.db, staff_id, BY, world.now),
        "role": lambda: members.set_role(world.db, staff_id, Role.READER, BY, world.now),
        "password": lambda: house.give(staff_id, "quatre moutons noirs"),
    }
    acts[what]()
    assert found(house, token) is None


def test_a_list_shows_where_they_are_signed_in(house: House) -> None:
    staff_id, world = house.hire(), house.world
    house.token()
    world.passes(minutes=20)
    house.token()
    listed = list(sessions.devices(world.db, world.settings, staff_id, world.now))
    assert [one.device for one in listed] == ["Firefox, Android"] * 2
    assert listed[0].created_at > listed[1].created_at
    world.passes(minutes=15)
    assert len(list(sessions.devices(world.db, world.settings, staff_id, world.now))) == 1


def test_old_ones_are_forgotten_by_the_next(house: House) -> None:
    house.hire()
    house.token()
    house.world.passes(days=91)
    house.token()
    assert len(house.world.rows(StaffSession)) == 1
