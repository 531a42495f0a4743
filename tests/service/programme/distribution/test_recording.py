"""An agent's word: what it writes, whom it tells, what it is compared with, and that it stays to be seen."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Case, CaseEvent, Delivery, DeliveryItem, Distribution, Visit
from service.models.staff import Role
from service.programme import kits
from service.programme import tables as t
from service.programme.casework import KIT
from service.programme.distribution.errors import AlreadyRecorded, DistributionError
from service.programme.distribution.recording import Delivered, record
from service.programme.labels import EVENT_WORDS
from service.programme.visit_log import NoAgent
from tests.service.programme.world import AGENT, AMINATA, NOW, OUMAR, World, receipt

TODAY = NOW.date()


def planned(world: World, kit: UUID, **values: Any) -> UUID:
    return world.delivery(kit, state="planned", delivered_on=None, planned_on=TODAY, **values)


def says(world: World, staff: UUID, kit: UUID, on: date = TODAY, **more: Any) -> UUID:
    return record(world.call(AGENT, staff=staff), Delivered(kit, on, **more))


def brought(world: World, delivery: UUID) -> dict[UUID, int]:
    return {row.kit_item_id: row.quantity for row in world.rows(DeliveryItem, delivery_id=delivery)}


def test_an_agent_says_by_phone_that_all_came(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    effect = e.RecordDelivery(str(person), str(delivery), "all", {str(canoe): "0"})  # typed before, then « all »
    assert kits.record_delivery(world.call(AGENT, staff=staff), effect) == {}
    row = world.one(Delivery)
    assert (row.state, row.delivered_on, row.recorded_by, row.recorded_at, row.recorded_how, row.differs) == (
        "delivered",
        TODAY,
        staff,
        NOW,
        "ussd",
        False,
    )
    assert brought(world, delivery) == {canoe: 1, net: 4}
    said = world.one(AuditEvent, action="delivery recorded")
    assert (said.actor, said.subject_id, said.detail) == (str(staff), str(delivery), "canoe 1, net 4")
    assert [(row.person_id, row.after_days) for row in world.rows(Visit)] == [(person, days) for days in (30, 90, 180)]


def test_the_person_is_told_that_something_waits_and_not_what(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, _ = world.kit("canoe")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery)
    (text,) = [body for number, kind, body in world.texts() if (number, kind) == (AMINATA, "delivery")]
    assert text == f"Retour : un message vous attend. Composez {world.settings.ussd_code}."
    assert [choice.id for choice in kits.deliveries_waiting(world.call(person=person))] == [str(delivery)]


def test_a_phone_of_staff_is_told_nothing(world: World) -> None:
    person, _ = world.register(AGENT)
    staff = world.staff()
    kit, _ = world.kit("canoe")
    says(world, staff, kit, delivery_id=planned(world, kit, person_id=person))
    assert "delivery" not in world.sent_to(AGENT)


def test_of_a_business_its_leader_is_told(world: World) -> None:
    staff = world.staff()
    one, _ = world.register()
    two, _ = world.register(OUMAR)
    business = world.business(one, two)
    world.db.execute(update(t.business_member).where(t.business_member.c.person_id == two).values(role="leader"))
    kit, _ = world.kit("canoe")
    says(world, staff, kit, delivery_id=planned(world, kit, business_id=business))
    assert ("delivery" in world.sent_to(OUMAR), "delivery" in world.sent_to(AMINATA)) == (True, False)


def test_a_delivery_that_nobody_planned(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = says(world, staff, kit, date(2026, 11, 20), person_id=person, items={canoe: 1, net: 3}, how="console")
    row = world.one(Delivery, id=delivery)
    assert (row.state, row.delivered_on, row.place, row.recorded_how) == (
        "delivered",
        date(2026, 11, 20),
        "ML050605",
        "console",
    )
    assert brought(world, delivery) == {canoe: 1, net: 3}


def test_the_last_delivery_of_a_distribution_ends_it(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, _ = world.kit("canoe")
    made = world.add(Distribution, kit_id=kit, planned_on=TODAY, state="planned", created_at=NOW)
    two = [planned(world, kit, person_id=person, distribution_id=made) for _ in range(2)]
    states = []
    for delivery in two:
        says(world, staff, kit, delivery_id=delivery)
        states.append(world.one(Distribution).state)
    assert states == ["planned", "done"]


def test_what_is_wrong_is_said_and_nothing_is_written(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe,) = world.kit("canoe")
    _, (goat,) = world.kit("goat", code="livestock")
    delivery = planned(world, kit, person_id=person)
    for more, reason in (
        ({"on": date(2026, 11, 25)}, "still to come"),
        ({"items": {goat: 1}}, "not of this kit"),
        ({"items": {canoe: 0}}, "Nothing came of it"),
        ({"items": {canoe: -1}}, "0 to 999"),
        ({"items": {canoe: 1000}}, "0 to 999"),
    ):
        with pytest.raises(DistributionError, match=reason):
            says(world, staff, kit, delivery_id=delivery, **more)
    with pytest.raises(NoAgent):
        record(world.call(), Delivered(kit, TODAY, delivery))
    assert (world.one(Delivery).state, world.rows(DeliveryItem)) == ("planned", [])


def test_what_was_cancelled_cannot_come(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, _ = world.kit("canoe")
    with pytest.raises(DistributionError, match="cancelled"):
        says(world, staff, kit, delivery_id=world.delivery(kit, "cancelled", person_id=person, delivered_on=None))


def test_a_word_stands_until_it_is_corrected_and_both_stay_to_be_seen(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery)
    with pytest.raises(AlreadyRecorded):
        says(world, staff, kit, delivery_id=delivery, items={canoe: 1, net: 3})
    says(world, staff, kit, date(2026, 11, 23), delivery_id=delivery, items={canoe: 1, net: 3}, corrects=True)
    assert brought(world, delivery) == {canoe: 1, net: 3}
    assert world.one(Delivery).delivered_on == date(2026, 11, 23)
    officer = world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    record(world.call(OUMAR, staff=officer), Delivered(kit, TODAY, delivery, items={canoe: 1, net: 3}, corrects=True))
    assert world.one(Delivery).recorded_by == staff, "it stays the word of whoever brought it"
    told = [(row.action, row.detail) for row in world.rows(AuditEvent, subject="delivery")]
    assert told == [("delivery recorded", "canoe 1, net 4"), *[("delivery corrected", "canoe 1, net 3")] * 2]
    assert world.sent_to(AMINATA).count("delivery") == 1


def test_by_phone_a_delivery_that_was_just_recorded_stays_and_it_is_seen(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe,) = world.kit("canoe")
    delivery = planned(world, kit, person_id=person)
    effect = e.RecordDelivery(str(person), str(delivery), "all")
    for _ in range(2):
        kits.record_delivery(world.call(AGENT, staff=staff), effect)
    assert world.one(AuditEvent, action="delivery recorded twice").detail == "canoe 1"
    assert brought(world, delivery) == {canoe: 1}
    other, _ = world.register(OUMAR)
    with pytest.raises(LookupError):
        kits.record_delivery(world.call(AGENT, staff=staff), e.RecordDelivery(str(other), str(delivery), "all"))


def test_by_phone_what_was_cancelled_in_this_very_call_has_come_all_the_same(world: World) -> None:
    """The agent stands beside the kit; the office took it off the list while they were typing."""
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe,) = world.kit("canoe")
    made = world.add(Distribution, kit_id=kit, planned_on=TODAY, state="cancelled", created_at=NOW)
    gone = {"state": "cancelled", "delivered_on": None, "distribution_id": made}
    delivery = world.delivery(kit, person_id=person, **gone)
    kits.record_delivery(world.call(AGENT, staff=staff), e.RecordDelivery(str(person), str(delivery), "all"))
    assert (world.one(Delivery).state, brought(world, delivery)) == ("delivered", {canoe: 1})
    assert world.one(Distribution).state == "done"


def test_a_missing_net_is_a_case_in_which_both_words_stand(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery)
    said = {str(canoe): "received", str(net): "partly"}
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "part", items=said, counts={str(net): "3"}))
    row, case = world.one(Delivery), world.one(Case)
    assert (row.state, row.differs, case.topic, case.delivery_id) == ("partly", True, KIT, delivery)
    (event,) = [one for one in world.rows(CaseEvent) if one.kind == "both words"]
    assert world.vault.open(EVENT_WORDS, event.id, event.words) == "net : agent 4, personne 3."
    assert brought(world, delivery) == {canoe: 1, net: 4}


def test_all_came_says_the_returnee_and_the_agent_says_less(world: World) -> None:
    """Nobody complained, so nobody is told of a case; the team looks into it."""
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery, items={canoe: 1, net: 3})
    assert kits.confirm_receipt(world.call(person=person), receipt(delivery)) == {}
    assert (world.one(Delivery).state, world.one(Delivery).differs) == ("confirmed", True)
    assert (world.one(Case).person_id, "case" in world.sent_to(AMINATA)) == (person, False)


def test_an_agent_who_agrees_that_a_net_is_missing_does_not_differ(world: World) -> None:
    """What was promised did not come whole: that is a case all the same."""
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery, items={canoe: 1, net: 3})
    said = {str(canoe): "received", str(net): "partly"}
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "part", items=said, counts={str(net): "3"}))
    assert (world.one(Delivery).differs, len(world.rows(Case))) == (False, 1)


def test_an_agent_who_corrects_after_the_returnee_spoke(world: World) -> None:
    staff = world.staff()
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = planned(world, kit, person_id=person)
    says(world, staff, kit, delivery_id=delivery)
    kits.confirm_receipt(world.call(person=person), receipt(delivery))
    assert (world.one(Delivery).state, world.rows(Case)) == ("confirmed", [])
    says(world, staff, kit, delivery_id=delivery, items={canoe: 1, net: 2}, corrects=True)
    row, case = world.one(Delivery), world.one(Case)
    assert (row.state, row.differs) == ("confirmed", True), "an agent's word takes no confirmation back"
    assert (case.person_id, case.delivery_id) == (person, delivery)
