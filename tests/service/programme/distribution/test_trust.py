"""Whose word a receipt is: an agent who confirms for others gains nothing, whichever way round."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import AuditEvent, Case, Delivery, Receipt
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme import kits, phones
from service.programme import tables as t
from service.programme.access.members import end_work
from service.programme.distribution.recording import Delivered, record
from service.programme.phones import phone_for
from service.programme.staff import COMMAND_LINE
from tests.service.programme.world import AGENT, AMINATA, OUMAR, World, receipt

PRIVATE = "+22350001199"
BY_STAFF, MANY = "alert: a phone of staff confirms", "alert: one phone confirms for many"


def confirms(world: World, number: str, person: UUID, delivery: UUID, overall: str = "all") -> bool:
    """Whether what is said from that phone counts."""
    kits.confirm_receipt(world.call(number, person=person), receipt(delivery, overall))
    return bool(world.rows(Receipt)[-1].counted)


def linked(world: World, person: UUID, number: str, origin: str = "card") -> None:
    phone = phone_for(world.db, world.vault, number, world.now)
    phones.link(world.db, person, phone.id, PhoneRelation.SHARED, origin, world.now)


def alerts(world: World, action: str) -> int:
    return len(world.rows(AuditEvent, action=action))


def test_an_agent_who_joins_a_card_to_their_phone_and_confirms(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    linked(world, person, AGENT)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person, recorded_by=staff)
    assert not confirms(world, AGENT, person, delivery)
    assert (world.one(Delivery).state, world.one(AuditEvent, action=BY_STAFF).subject_id) == ("delivered", str(staff))
    assert confirms(world, AMINATA, person, delivery), "the returnee's own phone is not silenced by that"
    assert world.one(Delivery).state == "confirmed"


def test_an_agent_after_a_word_of_the_returnee_changes_nothing(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    linked(world, person, AGENT)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person, recorded_by=staff)
    assert confirms(world, AMINATA, person, delivery, "none")
    assert not confirms(world, AGENT, person, delivery, "all")
    assert (world.one(Delivery).state, len(world.rows(Case))) == ("not_received", 1)


def test_an_agent_who_has_left_still_does_not_confirm_what_they_recorded(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    linked(world, person, AGENT)
    kit, _ = world.kit("canoe")
    theirs = world.delivery(kit, person_id=person, recorded_by=staff)
    later = world.delivery(kit, person_id=person)
    end_work(world.db, staff, COMMAND_LINE, world.now)
    assert not confirms(world, AGENT, person, theirs)
    assert confirms(world, AGENT, person, later), "of others' deliveries it is any phone again"


@pytest.mark.parametrize("origin", ["self", "card"])
def test_the_private_number_of_an_agent_who_is_a_person_too(world: World, origin: str) -> None:
    """They registered themselves from the number they work from; or under their own name, from another."""
    agent, _ = world.register(AGENT if origin == "self" else PRIVATE, name="Boubacar  MAÏGA")
    linked(world, agent, PRIVATE if origin == "self" else AGENT)
    world.staff()
    person, _ = world.register()
    linked(world, person, PRIVATE)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    assert not confirms(world, PRIVATE, person, delivery)
    assert alerts(world, BY_STAFF) == 1


@pytest.mark.parametrize("role", list(Role))
def test_no_member_of_staff_confirms(world: World, role: Role) -> None:
    world.staff(role)
    person, _ = world.register(AGENT)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    assert not confirms(world, AGENT, person, delivery)


def test_what_staff_complain_of_is_a_case_all_the_same(world: World) -> None:
    world.staff()
    person, _ = world.register(AGENT)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    assert not confirms(world, AGENT, person, delivery, "none")
    assert (world.one(Delivery).state, world.one(Case).delivery_id) == ("delivered", delivery)


def test_a_word_from_an_own_phone_stands_again_when_the_lent_one_is_not_believed_any_more(world: World) -> None:
    kit, _ = world.kit("canoe")
    people = [world.register(f"+223500030{n:02}", name=f"Awa {chr(65 + n)}oumba")[0] for n in range(4)]
    deliveries = [world.delivery(kit, person_id=person) for person in people]
    assert confirms(world, "+22350003000", people[0], deliveries[0], "none")
    world.passes(minutes=1)
    for person, delivery in zip(people, deliveries, strict=True):
        confirms(world, OUMAR, person, delivery)
    assert [row.state for row in world.rows(Delivery)] == ["not_received", "delivered", "delivered", "delivered"]
    assert [row.counted for row in world.rows(Receipt)] == [True, False, False, False, False]
    assert alerts(world, MANY) == 1


def test_three_each_day_are_many_in_a_month(world: World) -> None:
    kit, _ = world.kit("canoe")
    counted = []
    people = [world.register(f"+223500030{n:02}", name=f"Awa {chr(65 + n)}oumba")[0] for n in range(11)]
    for person in people:
        counted.append(confirms(world, OUMAR, person, world.delivery(kit, person_id=person)))
        world.passes(hours=10)
    assert counted == [True] * 9 + [False] * 2
    assert alerts(world, MANY) >= 1
    world.passes(days=31)
    assert confirms(world, OUMAR, people[0], world.delivery(kit, person_id=people[0], delivered_on=date(2026, 12, 1)))


def test_several_receipts_for_one_household_are_fine(world: World) -> None:
    kit, _ = world.kit("canoe")
    people = [world.register(name=f"Awa {chr(65 + n)}oumba", behalf="relative")[0] for n in range(6)]
    world.db.execute(update(t.person).values(household_id=world.people()[0].household_id))
    counted = [confirms(world, AMINATA, person, world.delivery(kit, person_id=person)) for person in people]
    assert counted == [True] * 6
    assert alerts(world, MANY) == 0


@pytest.mark.parametrize(("name", "is_told"), [("Boubacar Maïga", True), ("Aminata Traoré", False)])
def test_an_agent_who_brings_themselves_a_kit(world: World, name: str, is_told: bool) -> None:
    """As a person, or as a member of a business. A returnee whose card was joined to their phone is somebody else."""
    staff = world.staff()
    person, _ = world.register(name=name)
    linked(world, person, AGENT)
    kit, _ = world.kit("canoe")
    rest = {"state": "planned", "delivered_on": None}
    for delivery in (
        world.delivery(kit, person_id=person, **rest),  # type: ignore[arg-type]
        world.delivery(kit, business_id=world.business(person), **rest),  # type: ignore[arg-type]
    ):
        record(world.call(AGENT, staff=staff), Delivered(kit, world.now.date(), delivery))
        assert alerts(world, "alert: a delivery to oneself") == is_told


def test_what_was_cancelled_stays_so_whatever_is_said_of_it(world: World) -> None:
    person, _ = world.register()
    delivery = world.delivery(world.kit("canoe")[0], "cancelled", person_id=person)
    assert confirms(world, AMINATA, person, delivery)
    assert world.one(Delivery).state == "cancelled"
