"""Deliveries and visits from a list: what they settle, what they leave alone, and how they are taken back."""

from datetime import date

from sqlalchemy import update

from service.models import Business, Delivery, DeliveryItem, Receipt, Visit, VisitItem
from service.programme import tables as t
from service.programme.labels import VISIT_PROBLEMS
from tests.service.programme.transfer.lists import Desk, outcomes
from tests.service.programme.world import AGENT


def test_a_delivery_item_by_item(desk: Desk) -> None:
    who, code = desk.world.register()
    kit, (canoe, net) = desk.world.kit("canoe", "net 4")
    agent = desk.world.staff(number=AGENT)
    row = {"Carte": code, "Kit": "Pêche", "Date de livraison": date(2026, 11, 3), "canoe": 1, "net": 3, "Agent": AGENT}
    job = desk.take([row], "deliveries")
    one = desk.world.one(Delivery)
    assert (one.person_id, one.kit_id, one.state, one.recorded_how) == (who, kit, "delivered", "import")
    assert (one.delivered_on, one.place, one.recorded_by) == (date(2026, 11, 3), "ML050605", agent)
    items = {item.kit_item_id: item.quantity for item in desk.world.rows(DeliveryItem)}
    assert items == {canoe: 1, net: 3}
    assert [visit.after_days for visit in desk.world.rows(Visit, delivery_id=one.id)] == [30, 90, 180]
    assert desk.take([row], "deliveries") is None
    assert desk.undo(job) == []
    assert (desk.world.rows(Delivery), desk.world.rows(Visit), desk.world.rows(DeliveryItem)) == ([], [], [])


def test_what_was_planned_is_what_came_and_stands_again_when_it_is_taken_back(desk: Desk) -> None:
    who, code = desk.world.register()
    kit, _ = desk.world.kit("canoe", "net 4")
    planned = desk.world.delivery(kit, "planned", person_id=who, delivered_on=None, planned_on=date(2026, 11, 3))
    job = desk.take([{"card": code, "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    one = desk.world.one(Delivery)
    assert (one.id, one.state, one.delivered_on) == (planned, "delivered", date(2026, 11, 3))
    assert sorted(item.quantity for item in desk.world.rows(DeliveryItem)) == [1, 4], "the whole kit"
    assert desk.undo(job) == []
    one = desk.world.one(Delivery)
    assert (one.state, one.delivered_on, one.recorded_how) == ("planned", None, "")
    assert (desk.world.rows(DeliveryItem), desk.world.rows(Visit)) == ([], [])


def test_a_delivery_that_somebody_has_spoken_of_is_kept_and_told(desk: Desk) -> None:
    who, code = desk.world.register()
    desk.world.kit("canoe")
    job = desk.take([{"card": code, "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    one = desk.world.one(Delivery)
    desk.world.add(Receipt, delivery_id=one.id, person_id=who, overall="all", at=desk.world.now)
    assert [(kept.line, kept.subject) for kept in desk.undo(job)] == [(2, "delivery")]
    assert len(desk.world.rows(Delivery)) == 1


def test_a_business_is_meant_by_the_card_of_a_member(desk: Desk) -> None:
    who, code = desk.world.register()
    business = desk.world.business(who)
    desk.world.kit("canoe")
    desk.take([{"card": code, "business": "oui", "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    one = desk.world.one(Delivery)
    assert (one.business_id, one.person_id) == (business, None)


def test_what_is_wrong_with_deliveries(desk: Desk) -> None:
    _, code = desk.world.register()
    desk.world.kit("canoe")
    desk.world.kit("pot", code="pottery", name="Poterie")
    good = {"card": code, "kit": "fishing", "date": "03/11/2026"}
    rows: list[dict[str, object]] = [
        {**good, "card": "100000009"},
        {**good, "kit": "x"},
        {**good, "date": "03/11/2027"},
        {**good, "pot": 2},
        {**good, "agent": "+22350009999"},
        {**good, "business": "oui"},
        {**good, "canoe": 0},
    ]
    assert outcomes(desk.look(rows, "deliveries")) == (0, 0, 0, 7)
    assert [one[1] for one in desk.told()] == ["card", "kit", "date", "pot", "agent", "business", "kit"]


def test_a_delivery_that_stands_already_changes_nothing(desk: Desk) -> None:
    who, code = desk.world.register()
    kit, _ = desk.world.kit("canoe")
    desk.world.delivery(kit, person_id=who)
    found = desk.look([{"card": code, "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    assert (outcomes(found), len(desk.warned())) == ((0, 0, 1, 0), 1)


def test_a_visit_settles_what_was_due_and_is_taken_back(desk: Desk) -> None:
    who, code = desk.world.register()
    business = desk.world.business(who)
    kit, (canoe,) = desk.world.kit("canoe")
    desk.world.delivery(kit, person_id=who)
    due = desk.world.add(Visit, person_id=who, business_id=business, due_on=date(2026, 11, 12), state="due")
    row = {
        "Carte": code,
        "Date de visite": "10/11/2026",
        "Statut": "À l'arrêt",
        "Raisons": "theft insecurity",
        "canoe": "Volé",
        "Problèmes": "La pirogue a été volée",
        "Prochaine visite": "10/12/2026",
    }
    job = desk.take([row], "visits")
    made = desk.world.one(Visit, id=due)
    assert (made.state, made.channel, made.visited_on) == ("done", "import", date(2026, 11, 10))
    assert (made.business_status, made.reasons) == ("stopped", "insecurity theft")
    assert desk.world.vault.open(VISIT_PROBLEMS, due, made.problems) == "La pirogue a été volée"
    assert [(item.kit_item_id, item.outcome) for item in desk.world.rows(VisitItem)] == [(canoe, "stolen")]
    assert desk.world.one(Business).state == "stopped"
    assert [one.due_on for one in desk.world.rows(Visit, state="due")] == [date(2026, 12, 10)]
    assert desk.undo(job) == []
    stands = desk.world.one(Visit)
    assert (stands.id, stands.state, stands.visited_on, stands.problems) == (due, "due", None, None)
    assert (desk.world.one(Business).state, desk.world.rows(VisitItem)) == ("planned", [])


def test_the_same_visit_again_changes_nothing_and_one_that_was_confirmed_is_kept(desk: Desk) -> None:
    _, code = desk.world.register()
    row = {"card": code, "date": "10/11/2026", "business_status": "running"}
    job = desk.take([row], "visits")
    assert outcomes(desk.look([{**row, "problems": "rien"}], "visits")) == (0, 0, 1, 0)
    desk.world.db.execute(update(t.visit).values(confirmed="yes"))
    assert [kept.subject for kept in desk.undo(job)] == ["visit"]


def test_what_is_wrong_with_visits(desk: Desk) -> None:
    _, code = desk.world.register()
    desk.world.kit("canoe")
    good = {"card": code, "date": "10/11/2026", "business_status": "running"}
    rows: list[dict[str, object]] = [
        {**good, "card": ""},
        {**good, "date": "10/11/2027"},
        {**good, "business_status": "?"},
        {**good, "reasons": "theft"},
        {**good, "canoe": "used"},
        {**good, "next_visit_on": "01/11/2026"},
        {**good, "alive": 501},
    ]
    assert outcomes(desk.look(rows, "visits")) == (0, 0, 0, 7)
    expected = ["card", "date", "business_status", "reasons", "canoe", "next_visit_on", "alive"]
    assert [one[1] for one in desk.told()] == expected


def test_a_card_stands_for_the_business_that_the_kit_was_planned_for(desk: Desk) -> None:
    """As on the phone: an agent knows the person in front of them, and their card."""
    who, code = desk.world.register()
    business = desk.world.business(who)
    kit, _ = desk.world.kit("canoe")
    planned = desk.world.delivery(kit, "planned", business_id=business, delivered_on=None, planned_on=date(2026, 11, 3))
    row = {"card": code, "kit": "fishing", "date": "03/11/2026"}
    assert outcomes(desk.look([row], "deliveries")) == (0, 1, 0, 0)
    job = desk.take([row], "deliveries")
    one = desk.world.one(Delivery)
    assert (one.id, one.business_id, one.state) == (planned, business, "delivered")
    assert desk.undo(job) == []
    assert desk.world.one(Delivery).state == "planned"


def test_what_came_to_a_business_is_not_recorded_again_for_its_member(desk: Desk) -> None:
    who, code = desk.world.register()
    business = desk.world.business(who)
    kit, _ = desk.world.kit("canoe")
    desk.world.delivery(kit, business_id=business, delivered_on=date(2026, 11, 3))
    found = desk.look([{"card": code, "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    assert (outcomes(found), len(desk.warned())) == ((0, 0, 1, 0), 1)


def test_a_kit_for_a_business_counts_for_it_though_the_row_names_a_card_alone(desk: Desk) -> None:
    who, code = desk.world.register()
    business = desk.world.business(who)
    desk.world.kit("canoe")
    desk.take([{"card": code, "kit": "fishing", "date": "03/11/2026"}], "deliveries")
    assert desk.world.one(Delivery).business_id == business
    desk.take([{"card": code, "kit": "fishing", "date": "04/11/2026", "business": "non"}], "deliveries")
    assert [row.business_id for row in desk.world.rows(Delivery)] == [business, None]
