"""Signing in: by password and by code; failures are counted, and lock out nobody but those who fail."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from service.models import AuditEvent, Staff
from service.models.staff import Role
from service.programme.access import accounts, members, second_factor
from service.programme.access.passwords import Passwords
from service.programme.access.second_factor import SecondFactorError
from service.programme.access.signing_in import AsksCode, Expired, Locked, Outcome, Refused, SignedIn
from tests.service.programme.access.house import BY, ELSEWHERE, HERE, PASSWORD, House
from tests.service.programme.world import World

WRONG = "not the password"


@pytest.fixture
def house(world: World) -> House:
    return House(world)


@pytest.mark.parametrize("login", ["amina", "AMINA", " Ámina ", "a.mina"])
def test_the_name_and_the_password_let_in_however_the_name_is_spelt(house: House, login: str) -> None:
    staff_id = house.hire()
    outcome = house.enter(login=login)
    assert isinstance(outcome, SignedIn)
    assert outcome.staff_id == staff_id
    assert house.audited()[-1] == "signed in"
    assert house.world.one(Staff).signed_in_at == house.world.now


@pytest.mark.parametrize(
    ("login", "password"),
    [("amina", WRONG), ("nobody", PASSWORD), ("amina", ""), ("", ""), ("x" * 1000, "y" * 100_000)],
)
def test_what_is_wrong_is_not_said(house: House, login: str, password: str) -> None:
    house.hire()
    assert house.enter(login=login, password=password) == Refused()


def test_neither_name_nor_password_stand_in_the_database(house: House) -> None:
    house.hire()
    row = house.world.one(Staff)
    assert all(word not in bytes(row.password + row.login) for word in (b"amina", b"argon2", PASSWORD.encode()))


def test_who_has_left_cannot_sign_in_and_the_name_is_free(house: House) -> None:
    staff_id = house.hire()
    house.hire(login="second")
    members.end_work(house.world.db, staff_id, BY, house.world.now)
    assert house.enter() == Refused()
    assert house.hire() != staff_id


def test_a_password_that_was_handed_over_counts_for_three_days(house: House) -> None:
    staff_id = house.hire()
    house.give(staff_id, PASSWORD, until=house.world.now + accounts.HANDED_OVER)
    assert isinstance(house.enter(), SignedIn)
    house.world.passes(days=3)
    assert house.enter() == Refused()


def test_two_cannot_have_one_name(house: House) -> None:
    house.hire()
    with pytest.raises(ValueError, match="already"):
        house.hire(login="Amina")


# --- failing too often ---


def fail(house: House, times: int, login: str = "amina", source: object = ELSEWHERE) -> Outcome:
    outcome: Outcome = Refused()
    for _ in range(times):
        outcome = house.enter(WRONG, source, login)  # type: ignore[arg-type]
    return outcome


def test_five_failures_from_an_address_are_enough_and_a_quarter_of_an_hour_mends_it(house: House) -> None:
    house.hire()
    assert fail(house, 4) == Refused()
    assert isinstance(fail(house, 1), Locked)
    assert isinstance(house.enter(source=ELSEWHERE), Locked), "the right password does not help"
    assert house.audited().count("sign-in locked") == 1
    house.world.passes(minutes=15)
    assert isinstance(house.enter(source=ELSEWHERE), SignedIn)


def test_nobody_is_locked_out_by_others(house: House) -> None:
    """Neither by failures from elsewhere, nor from their own address: their device is known."""
    house.hire()
    house.token()
    fail(house, 20)
    fail(house, 20, source=replace(HERE, browser=""))
    assert isinstance(house.enter(), SignedIn)


def test_a_device_that_is_known_has_its_own_count(house: House) -> None:
    house.hire()
    house.token()
    assert fail(house, 9, source=HERE) == Refused()
    assert isinstance(fail(house, 1, source=HERE), Locked)
    assert isinstance(house.enter(source=ELSEWHERE), SignedIn)


def test_a_device_is_known_to_whoever_signed_in_from_it_alone(house: House) -> None:
    house.hire()
    house.hire(Role.READER, login="issa")
    house.token()
    assert isinstance(fail(house, 5, login="issa", source=HERE), Locked)
    assert isinstance(house.enter(), SignedIn)


def test_a_name_that_is_nobodys_is_locked_as_any_other(house: House) -> None:
    assert isinstance(fail(house, 5, login="nobody"), Locked)


def test_many_names_from_one_address(house: House) -> None:
    house.hire()
    for n in range(50):
        fail(house, 1, login=f"name{n}")
    assert isinstance(house.enter(source=ELSEWHERE), Locked)
    assert isinstance(house.enter(source=replace(ELSEWHERE, address="41.73.9.10")), SignedIn)


def test_one_network_of_ipv6_is_one_address(house: House) -> None:
    house.hire()
    for n in range(5):
        fail(house, 1, source=replace(ELSEWHERE, address=f"2001:db8::{n}"))
    assert isinstance(house.enter(source=replace(ELSEWHERE, address="2001:db8::77")), Locked)
    assert isinstance(house.enter(source=replace(ELSEWHERE, address="2001:db8:0:1::77")), SignedIn)


def test_a_success_forgets_what_was_mistyped(house: House) -> None:
    house.hire()
    for _ in range(4):
        assert fail(house, 4) == Refused()
        assert isinstance(house.enter(source=ELSEWHERE), SignedIn)


def test_the_audit_holds_nothing_that_was_typed(house: House) -> None:
    fail(house, 5, login="my very secret password")
    assert all("secret" not in str(tuple(row)) for row in house.world.rows(AuditEvent))


# --- codes ---


def test_a_code_is_asked_for_where_they_are_on(house: House) -> None:
    secret, _ = house.with_codes(house.hire())
    asked = house.enter()
    assert isinstance(asked, AsksCode)
    wrong = "000000" if house.code(secret) != "000000" else "111111"
    assert house.door.by_code(asked.ticket, wrong, HERE, house.world.now) == Refused()
    entered = house.door.by_code(asked.ticket, house.code(secret), HERE, house.world.now)
    assert isinstance(entered, SignedIn)


@pytest.mark.parametrize(("off", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_the_phones_clock_may_be_off_by_a_step(house: House, off: float, is_right: bool) -> None:
    staff_id = house.hire()
    secret, _ = house.with_codes(staff_id)
    house.world.passes(minutes=5)
    taken = second_factor.take(house.world.db, house.world.vault, staff_id, house.code(secret, off), house.world.now)
    assert taken is is_right


def test_a_code_counts_once_and_none_before_it(house: House) -> None:
    staff_id, world = house.hire(), house.world
    secret, _ = house.with_codes(staff_id)
    code, before = house.code(secret), house.code(secret, -30)
    assert second_factor.take(world.db, world.vault, staff_id, code, world.now)
    assert not second_factor.take(world.db, world.vault, staff_id, code, world.now)
    assert not second_factor.take(world.db, world.vault, staff_id, before, world.now)


def test_a_recovery_code_counts_once_however_it_is_typed(house: House) -> None:
    staff_id, world = house.hire(), house.world
    _, codes = house.with_codes(staff_id)
    assert len(set(codes)) == 10
    assert second_factor.take(world.db, world.vault, staff_id, codes[0].upper().replace("-", " "), world.now)
    assert not second_factor.take(world.db, world.vault, staff_id, codes[0], world.now)
    assert second_factor.codes_left(world.db, staff_id) == 9
    assert house.audited()[-1] == "recovery code used"


def test_recovery_codes_of_before_open_nothing(house: House) -> None:
    staff_id, world = house.hire(), house.world
    _, codes = house.with_codes(staff_id)
    second_factor.new_codes(world.db, world.vault, staff_id)
    assert not second_factor.take(world.db, world.vault, staff_id, codes[0], world.now)


def test_too_many_wrong_codes_wait_wherever_they_come_from(house: House) -> None:
    secret, _ = house.with_codes(house.hire())
    asked = house.enter()
    assert isinstance(asked, AsksCode)
    for n in range(10):
        house.door.by_code(asked.ticket, "abc", replace(ELSEWHERE, address=f"10.0.0.{n}"), house.world.now)
    assert isinstance(house.door.by_code(asked.ticket, house.code(secret), HERE, house.world.now), Locked)


@pytest.mark.parametrize("ticket", ["", "nonsense", "é", "A" * 80])
def test_a_ticket_that_is_none(house: House, ticket: str) -> None:
    assert house.door.by_code(ticket, "123456", HERE, house.world.now) == Expired()


def test_a_ticket_lasts_ten_minutes_and_ends_with_the_password(house: House) -> None:
    staff_id = house.hire()
    secret, _ = house.with_codes(staff_id)
    asked, again = house.enter(), house.enter()
    assert isinstance(asked, AsksCode)
    assert isinstance(again, AsksCode)
    house.give(staff_id, "quatre moutons noirs")
    assert house.door.by_code(asked.ticket, house.code(secret), HERE, house.world.now) == Expired()
    house.give(staff_id, PASSWORD)
    fresh = house.enter()
    assert isinstance(fresh, AsksCode)
    house.world.passes(minutes=10)
    assert house.door.by_code(fresh.ticket, house.code(secret), HERE, house.world.now) == Expired()


def test_codes_are_turned_on_by_the_first_of_them(house: House) -> None:
    staff_id, world = house.hire(), house.world
    house.token()
    with pytest.raises(SecondFactorError):
        second_factor.turn_on(world.db, world.vault, staff_id, second_factor.new_secret(), "12 34", world.now)
    assert isinstance(house.enter(), SignedIn)
    house.with_codes(staff_id)
    assert isinstance(house.enter(), AsksCode)


def test_a_lost_phone(house: House) -> None:
    staff_id, world = house.hire(), house.world
    _, codes = house.with_codes(staff_id)
    second_factor.turn_off(world.db, staff_id, BY, world.now)
    assert isinstance(house.enter(), SignedIn)
    assert not second_factor.take(world.db, world.vault, staff_id, codes[0], world.now)
    with pytest.raises(SecondFactorError):
        second_factor.turn_off(world.db, staff_id, BY, world.now)


def test_a_hash_of_yesterdays_parameters_is_made_anew(house: House) -> None:
    staff_id, world = house.hire(), house.world
    stronger = House(world, Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)))
    house.with_codes(staff_id)
    asked = stronger.enter()
    assert isinstance(asked, AsksCode)
    assert stronger.door.by_code(asked.ticket, "12", HERE, world.now) == Refused(), "the ticket is of the new hash"
    account = accounts.of_staff(world.db, world.vault, staff_id)
    assert account
    assert "t=2" in account.encoded
    assert isinstance(stronger.enter(), AsksCode)


@pytest.mark.parametrize("what", ["password", "failures", "end"])
def test_what_happens_while_the_password_is_compared_counts(house: House, what: str) -> None:
    """The comparison stands in no transaction: others go on."""
    staff_id = house.hire(Role.READER)

    class Slow(Passwords):
        def is_right(self, encoded: str, password: str) -> bool:
            found = house.passwords.is_right(encoded, password)
            if what == "password":
                house.give(staff_id, "quatre moutons noirs")
            elif what == "end":
                members.end_work(house.world.db, staff_id, BY, house.world.now)
            else:
                fail(house, 5)
            return found

    slow = House(house.world, Slow(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    outcome = slow.enter(source=ELSEWHERE)
    assert isinstance(outcome, Locked if what == "failures" else Refused)


def test_a_password_that_is_asked_for_again_has_a_count_of_its_own(house: House) -> None:
    staff_id = house.hire()
    assert house.door.again(staff_id, PASSWORD, house.world.now) is None
    for _ in range(9):
        assert house.door.again(staff_id, WRONG, house.world.now) == Refused()
    assert isinstance(house.door.again(staff_id, WRONG, house.world.now), Locked)
    assert isinstance(house.door.again(staff_id, PASSWORD, house.world.now), Locked)
    assert isinstance(house.enter(), SignedIn)
