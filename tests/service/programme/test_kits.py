"""Kits on the line: what waits, what is in it, and the receipt with all that follows from it."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Select, select, text, update

from flows import effects as e
from service.models import AuditEvent, Case, Delivery, Receipt, ReceiptItem, SensitiveCase
from service.models.staff import Role
from service.programme import cases, kits
from service.programme import tables as t
from service.programme.deliveries import IS_THEIRS
from service.programme.identity import NotIdentified
from service.programme.receipts import NotTheirs
from tests.service.programme.world import AGENT, AMINATA, OUMAR, World, receipt


def waiting(world: World, person: UUID) -> list[str]:
    return [choice.named("fr") for choice in kits.deliveries_waiting(world.call(person=person))]


def test_what_waits_for_a_person_and_their_businesses(world: World) -> None:
    person, _ = world.register()
    fishing, _ = world.kit("canoe")
    sewing, _ = world.kit("machine", code="sewing", name="Couture")
    world.delivery(fishing, person_id=person)
    world.delivery(sewing, business_id=world.business(person), delivered_on=date(2026, 11, 10))
    world.delivery(sewing, person_id=world.register(OUMAR)[0])
    assert waiting(world, person) == ["Pêche 03/11/2026", "Couture 10/11/2026"]
    assert kits.deliveries_waiting(world.call(person=person))[0].named("en") == "PÊCHE 03/11/2026"
    assert kits.deliveries_waiting(world.call()) == []


def plan_of(world: World, statement: Select[tuple[UUID]], person: UUID) -> str:
    """How the database goes about it, as if its tables were too large to be read whole."""
    is_postgres = world.db.dialect.name == "postgresql"
    if is_postgres:
        world.db.execute(text("SET LOCAL enable_seqscan = off"))
    asked = statement.params(person=person).compile(world.db, compile_kwargs={"literal_binds": True})
    told = f"{'EXPLAIN' if is_postgres else 'EXPLAIN QUERY PLAN'} {asked}"
    return "\n".join(str(row[-1]) for row in world.db.exec_driver_sql(told))


def test_nobody_waits_while_every_delivery_is_read(world: World) -> None:
    person, _ = world.register()
    told = plan_of(world, select(t.delivery.c.id).where(IS_THEIRS), person)
    assert "delivery" in told
    assert not [
        line for line in told.splitlines() if line.strip(" ->").startswith(("Seq Scan on delivery", "SCAN del"))
    ]


@pytest.mark.parametrize("state", ["planned", "confirmed", "partly", "not_received", "cancelled"])
def test_only_what_was_delivered_waits(world: World, state: str) -> None:
    person, _ = world.register()
    world.delivery(world.kit("canoe")[0], state=state, person_id=person)
    assert waiting(world, person) == []


def test_a_returnee_is_asked_after_what_was_promised_not_after_what_the_agent_noted(world: World) -> None:
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    whole, less = world.delivery(kit, person_id=person), world.delivery(kit, person_id=person)
    world.brought(less, net, 2)
    ctx = world.call(person=person)
    found = [(c.id, c.named("fr"), c.of) for c in kits.items_of(ctx, [str(whole)])]
    assert found == [(str(canoe), "canoe", str(whole)), (str(net), "net (4)", str(whole))]
    assert {(c.named("fr"), c.of) for c in kits.items_of(ctx, [str(whole), str(less)])} == {
        ("canoe", str(whole)),
        ("net (4)", str(whole)),
        ("canoe", str(less)),
        ("net (4)", str(less)),
    }
    assert kits.items_of(ctx, []) == []


def test_a_visitor_asks_after_each_item_once(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("canoe", "net 4")
    world.delivery(kit, person_id=person)
    world.delivery(kit, person_id=person, state="confirmed")
    world.delivery(world.kit("goat", code="goats")[0], person_id=person, state="planned")
    assert [c.named("fr") for c in kits.items_for_person(world.call(AGENT), str(person))] == ["canoe", "net (4)"]


@pytest.mark.parametrize(
    ("state", "fr", "en"),
    [
        ("planned", "Peche : prévu", "PECHE: planned"),
        ("delivered", "Peche : livré le 03/11/2026", "PECHE: delivered on 03/11/2026"),
        ("not_received", "Peche : pas recu le 03/11/2026", "PECHE: not received on 03/11/2026"),
    ],
)
def test_how_a_kit_stands(world: World, state: str, fr: str, en: str) -> None:
    person, _ = world.register()
    day = None if state == "planned" else date(2026, 11, 3)
    world.delivery(world.kit("canoe")[0], state=state, person_id=person, delivered_on=day)
    said = [kits.status_text(world.call(person=person, language=language)) for language in ("fr", "en", "bam")]
    assert said == [fr, en, fr]


def test_a_kit_that_was_confirmed_says_when(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("canoe")
    delivery = world.delivery(kit, person_id=person)
    world.delivery(kit, person_id=person, state="cancelled", delivered_on=date(2026, 11, 20))
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "part"))
    assert kits.status_text(world.call(person=person)) == "Peche : confirmé en partie le 24/11/2026"


def test_no_kit_says_nothing(world: World) -> None:
    person, _ = world.register()
    assert kits.status_text(world.call(person=person)) == ""
    assert kits.status_text(world.call()) == ""


def test_all_came(world: World) -> None:
    person, _ = world.register()
    kit, (canoe, net) = world.kit("canoe", "net 4")
    delivery = world.delivery(kit, person_id=person)
    told = kits.confirm_receipt(world.call(person=person), receipt(delivery, waited="to_3h", respect="yes"))
    row = world.one(Receipt)
    assert told == {}
    assert (row.overall, row.asked_to_pay, row.collected_by, row.waited, row.respect, row.counted) == (
        "all",
        "no",
        "self",
        "to_3h",
        "yes",
        True,
    )
    assert {(i.kit_item_id, i.outcome, i.count) for i in world.rows(ReceiptItem)} == {
        (canoe, "received", 1),
        (net, "received", 4),
    }
    assert world.one(Delivery).state == "confirmed"
    assert (world.rows(Case), waiting(world, person)) == ([], [])


def test_a_part_came_item_by_item(world: World) -> None:
    person, _ = world.register()
    kit, (canoe, net, rope) = world.kit("canoe", "net 4", "rope")
    delivery = world.delivery(kit, person_id=person)
    said = {str(canoe): "damaged", str(net): "partly", str(rope): "not"}
    told = kits.confirm_receipt(
        world.call(person=person), receipt(delivery, "part", items=said, counts={str(net): "3.0"})
    )
    case = world.one(Case)
    assert (told["reference"].replace(" ", ""), case.topic, case.delivery_id) == (case.reference, "kit", delivery)
    assert {(i.kit_item_id, i.outcome, i.count) for i in world.rows(ReceiptItem)} == {
        (canoe, "damaged", 1),
        (net, "partly", 3),
        (rope, "missing", 0),
    }
    assert world.one(Delivery).state == "partly"


@pytest.mark.parametrize(
    ("overall", "asked", "topic"),
    [
        ("none", "no", "kit"),
        ("all", "money", "payment"),
        ("part", "other", "payment"),
        ("none", "money", "payment"),
    ],
)
def test_something_amiss_opens_exactly_one_case(world: World, overall: str, asked: str, topic: str) -> None:
    """The journey raises OpenCase behind the receipt: it joins what the receipt has opened."""
    person, _ = world.register()
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    ctx = world.call(person=person)
    told = kits.confirm_receipt(ctx, receipt(delivery, overall, asked))
    case = world.one(Case)
    assert (case.type, case.topic, case.criticality, case.delivery_id) == ("report", topic, "high", delivery)
    assert told["promised"] == "27/11/2026"
    assert cases.open_case(ctx, e.OpenCase("report", topic="kit")) == told
    assert len(world.rows(Case)) == 1
    assert world.sent_to(AMINATA) == ["card", "case"]


def test_two_deliveries_that_did_not_come_are_two_cases(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("canoe")
    for delivery in (world.delivery(kit, person_id=person), world.delivery(kit, person_id=person)):
        kits.confirm_receipt(world.call(person=person), receipt(delivery, "none"))
    assert len(world.rows(Case)) == 2


def test_a_favour_asked_is_told_to_the_focal_points_alone(world: World) -> None:
    person, _ = world.register()
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    ctx = world.call(person=person)
    assert kits.confirm_receipt(ctx, receipt(delivery, "all", "favour")) == {}
    cases.open_sensitive(ctx, e.OpenSensitiveCase(words="Kit : un service demandé en échange."))
    assert len(world.rows(SensitiveCase)) == 1
    assert (world.rows(Case), world.sent_to(AMINATA)) == ([], ["card"])
    assert world.one(Receipt).asked_to_pay == "no"


def test_a_favour_and_nothing_received_is_a_case_about_the_kit(world: World) -> None:
    person, _ = world.register()
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "none", "favour"))
    assert (world.one(Case).topic, len(world.rows(SensitiveCase))) == ("kit", 1)


def test_the_latest_receipt_of_a_person_counts(world: World) -> None:
    person, _ = world.register()
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "none"))
    kits.confirm_receipt(world.call(person=person), receipt(delivery, "all"))
    assert [(row.overall, row.counted) for row in world.rows(Receipt)] == [("none", False), ("all", True)]
    assert world.one(Delivery).state == "confirmed"


def test_members_of_a_business_who_disagree(world: World) -> None:
    one, _ = world.register()
    two, _ = world.register(OUMAR)
    delivery = world.delivery(world.kit("canoe")[0], business_id=world.business(one, two))
    kits.confirm_receipt(world.call(person=one), receipt(delivery, "all"))
    kits.confirm_receipt(world.call(OUMAR, person=two), receipt(delivery, "none"))
    assert [row.counted for row in world.rows(Receipt)] == [True, True]
    assert world.one(Delivery).state == "partly"


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.FOCAL_POINT, Role.READER])
def test_a_receipt_from_a_staff_phone_does_not_count(world: World, role: Role) -> None:
    world.staff(role)
    person, _ = world.register(AGENT)
    delivery = world.delivery(world.kit("canoe")[0], person_id=person)
    kits.confirm_receipt(world.call(AGENT, person=person), receipt(delivery))
    assert (world.one(Receipt).counted, world.one(Delivery).state) == (False, "delivered")
    assert waiting(world, person) == ["Pêche 03/11/2026"]


def test_one_phone_that_confirms_for_many_households_has_confirmed_for_none(world: World) -> None:
    """Three a day are neighbours; with the fourth all of that day counts for nothing, and staff are told once."""
    kit, _ = world.kit("canoe")
    people = [world.register(name=f"Awa {chr(65 + n)}oumba", behalf="relative")[0] for n in range(5)]
    deliveries = [world.delivery(kit, person_id=person) for person in people]
    for person, delivery in zip(people[:3], deliveries[:3], strict=True):
        kits.confirm_receipt(world.call(person=person), receipt(delivery))
    assert {row.state for row in world.rows(Delivery)} == {"confirmed", "delivered"}
    for person, delivery in zip(people[3:], deliveries[3:], strict=True):
        kits.confirm_receipt(world.call(person=person), receipt(delivery))
    assert [row.counted for row in world.rows(Receipt)] == [False] * 5
    assert {row.state for row in world.rows(Delivery)} == {"delivered"}
    assert [row.detail for row in world.rows(AuditEvent, action="alert: one phone confirms for many")] == ["4"]
    world.passes(days=1)
    kits.confirm_receipt(world.call(person=people[4]), receipt(deliveries[4]))
    assert world.rows(Receipt)[-1].counted
    assert [row.state for row in world.rows(Delivery)] == ["delivered"] * 4 + ["confirmed"]


def test_people_of_one_household_are_one(world: World) -> None:
    kit, _ = world.kit("canoe")
    people = [world.register(name=f"Awa {chr(65 + n)}oumba", behalf="relative")[0] for n in range(5)]
    household = world.people()[0].household_id
    world.db.execute(update(t.person).values(household_id=household))
    for person in people:
        kits.confirm_receipt(world.call(person=person), receipt(world.delivery(kit, person_id=person)))
    assert all(row.counted for row in world.rows(Receipt))


def test_a_delivery_of_somebody_else_is_refused(world: World) -> None:
    one, _ = world.register()
    two, _ = world.register(OUMAR)
    delivery = world.delivery(world.kit("canoe")[0], person_id=two)
    with pytest.raises(NotTheirs):
        kits.confirm_receipt(world.call(person=one), receipt(delivery))
    with pytest.raises(NotIdentified):
        kits.confirm_receipt(world.call(), receipt(delivery))
