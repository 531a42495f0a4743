"""What is changed about a member of staff: by whom, and what it takes."""

from typing import Any
from uuid import uuid4

import pytest

from service.models import AuditEvent, RecoveryCode, Staff
from service.models.staff import Role
from service.programme.access import members
from service.programme.staff import NewStaff, StaffError, add_staff, working_from
from tests.service.programme.access.house import BY, House
from tests.service.programme.world import AGENT, OUMAR, World

ADMIN = "0192f0c1-0000-7000-8000-000000000001"


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def row(world: World, staff_id: object) -> Any:
    return world.one(Staff, id=staff_id)


def test_an_agent_is_changed_in_every_respect(world: World) -> None:
    agent = world.staff()
    members.set_name(world.db, world.vault, agent, "  Boubacar   Diallo ", ADMIN, world.now)
    members.set_places(world.db, agent, ["ML050605", "ML050604", "ML050605"], ADMIN, world.now)
    members.set_phone(world.db, world.vault, agent, OUMAR, ADMIN, world.now)
    members.set_pin(world.db, world.vault, agent, "1357", ADMIN, world.now)
    changed = row(world, agent)
    assert world.vault.open("staff.name", agent, changed.name) == "Boubacar Diallo"
    assert (changed.places, changed.pin_mac) == ("ML050605 ML050604", world.vault.pin(agent, "1357"))
    assert working_from(world.db, world.vault, OUMAR) == agent
    with pytest.raises(StaffError, match="Nobody"):
        working_from(world.db, world.vault, AGENT)
    told = [(one.action, one.actor) for one in world.rows(AuditEvent, subject="staff", actor=ADMIN)]
    assert told == [(f"staff {what} set", ADMIN) for what in ("name", "places", "phone", "pin")]


def test_a_phone_may_stay_as_it_is(world: World) -> None:
    agent = world.staff()
    members.set_phone(world.db, world.vault, agent, AGENT, ADMIN, world.now)
    assert working_from(world.db, world.vault, AGENT) == agent


def test_who_becomes_a_reader_has_no_places_and_may_do_without_a_phone(world: World) -> None:
    agent = world.staff()
    members.set_places(world.db, agent, ["ML050605"], ADMIN, world.now)
    members.set_role(world.db, agent, Role.READER, ADMIN, world.now)
    members.set_phone(world.db, world.vault, agent, "", ADMIN, world.now)
    changed = row(world, agent)
    assert (changed.role, changed.places, changed.phone, changed.phone_mac) == ("reader", "", None, None)
    (told,) = world.rows(AuditEvent, action="staff role set")
    assert told.detail == "field_agent → reader"


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.PROGRAMME_OFFICER, Role.FOCAL_POINT])
def test_what_a_role_takes_is_there_before(world: World, role: Role) -> None:
    reader = add_staff(world.db, world.vault, NewStaff(Role.READER, "Issa Ba"), world.now)
    with pytest.raises(StaffError, match="needs a phone"):
        members.set_role(world.db, reader, role, ADMIN, world.now)
    assert row(world, reader).role == "reader"


def test_what_a_role_needs_is_not_taken_away(world: World) -> None:
    agent, other = world.staff(), world.staff(number=OUMAR)
    with pytest.raises(StaffError, match="needs a phone"):
        members.set_phone(world.db, world.vault, agent, "", ADMIN, world.now)
    with pytest.raises(StaffError, match="another member of staff"):
        members.set_phone(world.db, world.vault, other, AGENT, ADMIN, world.now)
    with pytest.raises(StaffError, match="4 digits"):
        members.set_pin(world.db, world.vault, agent, "12345", ADMIN, world.now)


def test_places_are_for_those_who_go_there(world: World) -> None:
    reader = add_staff(world.db, world.vault, NewStaff(Role.READER, "Issa Ba"), world.now)
    with pytest.raises(StaffError, match="may not do this"):
        members.set_places(world.db, reader, ["ML050605"], ADMIN, world.now)


def test_the_last_administrator_stays(house: House) -> None:
    world, last = house.world, house.hire()
    add_staff(world.db, world.vault, NewStaff(Role.ADMINISTRATOR, "Without Account"), world.now)
    with pytest.raises(StaffError, match="last administrator"):
        members.end_work(world.db, last, ADMIN, world.now)
    with pytest.raises(StaffError, match="last administrator"):
        members.set_role(world.db, last, Role.READER, ADMIN, world.now)
    assert row(world, last).active
    house.hire(login="second")
    members.set_role(world.db, last, Role.READER, ADMIN, world.now)
    assert row(world, last).role == "reader"


def test_whoever_leaves_leaves_no_way_in(house: House) -> None:
    world, staff_id = house.world, house.hire(Role.READER)
    house.with_codes(staff_id)
    members.end_work(world.db, staff_id, ADMIN, world.now)
    left = row(world, staff_id)
    assert not left.active
    assert {left.login_mac, left.login, left.password, left.totp} == {None}
    assert world.rows(RecoveryCode) == []
    with pytest.raises(StaffError, match="no member of staff"):
        members.end_work(world.db, staff_id, ADMIN, world.now)


def test_somebody_who_is_not_there(world: World) -> None:
    with pytest.raises(StaffError, match="no member of staff"):
        members.set_role(world.db, uuid4(), Role.READER, BY, world.now)
    with pytest.raises(StaffError, match="no member of staff"):
        members.set_pin(world.db, world.vault, uuid4(), "1357", BY, world.now)
