"""PINs: right, wrong, locked for a while, and counted only by their effect."""

from typing import Any

from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Staff
from service.programme import pins
from service.programme import tables as t
from tests.service.programme.world import AGENT, World


def check(world: World, staff: Any, digits: str) -> str:
    return pins.check(world.call(AGENT, staff=staff), digits).state


def fail(world: World, staff: Any) -> None:
    assert pins.pin_failed(world.call(AGENT, staff=staff), e.PinFailed()) == {}


def test_the_pin_is_kept_as_a_hash(world: World) -> None:
    staff = world.staff(pin="2468")
    assert world.one(Staff).pin_mac == world.vault.pin(staff, "2468")


def test_right_and_wrong(world: World) -> None:
    staff = world.staff(pin="2468")
    assert [check(world, staff, digits) for digits in ("2468", "2469", "24680", "")] == [
        "ok",
        "wrong",
        "wrong",
        "wrong",
    ]
    assert world.one(Staff).pin_failures == 0, "a check alone counts nothing"


def test_the_third_failure_locks_for_the_minutes_of_the_settings(world: World) -> None:
    staff = world.staff(pin="2468")
    for tries in (1, 2):
        fail(world, staff)
        assert (world.one(Staff).pin_failures, check(world, staff, "0000")) == (tries, "wrong")
    fail(world, staff)
    assert check(world, staff, "2468") == "locked"
    world.passes(minutes=world.settings.pin_lock_minutes - 1)
    assert check(world, staff, "2468") == "locked"
    world.passes(minutes=1)
    assert check(world, staff, "2468") == "ok"
    assert [row.action for row in world.rows(AuditEvent)] == ["staff added", "pin locked"]


def test_a_success_forgets_the_failures(world: World) -> None:
    staff = world.staff(pin="2468")
    fail(world, staff)
    fail(world, staff)
    assert check(world, staff, "2468") == "ok"
    fail(world, staff)
    assert check(world, staff, "2468") == "ok"


def test_no_staff_and_no_pin_are_wrong(world: World) -> None:
    staff = world.staff(pin="2468")
    assert check(world, None, "2468") == "wrong"
    assert pins.pin_failed(world.call(AGENT), e.PinFailed()) == {}
    world.db.execute(update(t.staff).values(pin_mac=None))
    assert check(world, staff, "2468") == "wrong"
