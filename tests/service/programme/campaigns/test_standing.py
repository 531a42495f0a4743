"""Check-ins that stand: each comes once on its occasion, moves with its date, goes when the thing has happened."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from service.models import Receipt, Visit
from service.programme import tables as t
from service.programme.campaigns import standing
from service.programme.followup.desk import move
from service.programme.visits import log_visit
from tests.service.programme.campaigns.camp import TELECEL, Camp
from tests.service.programme.world import AGENT, NOW, visit

TODAY = NOW.date()


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def delivered(camp: Camp, days: int, state: str = "delivered", **more: Any) -> UUID:
    """A delivery to a person, so many days ago."""
    kit = camp.kit()
    return camp.world.delivery(kit, state=state, delivered_on=days_ago(days), **more)


def look(camp: Camp) -> int:
    return standing.look(camp.inside(camp.world.db))


def waiting(camp: Camp, campaign: UUID) -> list[UUID]:
    """The people whose text waits."""
    return [row.person_id for row in camp.texts(campaign) if row.state == "queued"]


def set_row(camp: Camp, table: Any, row_id: UUID, **values: Any) -> None:
    camp.world.db.execute(update(table).where(table.c.id == row_id).values(**values))


@pytest.mark.parametrize(
    ("days", "comes"), [(13, False), (14, True), (15, True), (20, True), (21, False), (200, False)]
)
def test_two_weeks_after_a_delivery_that_nobody_confirmed(camp: Camp, days: int, comes: bool) -> None:
    """One that begins to stand does not write to everybody who would have been due in the past."""
    one = camp.person()
    delivered(camp, days, person_id=one.id)
    campaign = camp.send("Bonjour {first_name}", occasion="delivery_unconfirmed", days=14)
    assert camp.texts(campaign) == [], "nothing is written in advance"
    assert look(camp) == comes
    assert camp.bodies(campaign) == ({one.id: "Bonjour Aminata"} if comes else {})
    assert camp.campaign(campaign).recipients == comes


def test_it_comes_once_however_often_one_looks(camp: Camp) -> None:
    one = camp.person()
    delivered(camp, 14, person_id=one.id)
    campaign = camp.send(occasion="delivery_unconfirmed", days=14)
    found = []
    for _ in range(6):
        found.append(look(camp))
        camp.world.passes(hours=12)
    assert (sum(found), found[0], waiting(camp, campaign)) == (1, 1, [one.id])


@pytest.mark.parametrize("state", ["confirmed", "partly", "not_received", "planned", "cancelled"])
def test_what_was_confirmed_or_never_brought_is_not_asked_for(camp: Camp, state: str) -> None:
    delivered(camp, 14, state, person_id=camp.person().id)
    camp.send(occasion="delivery_unconfirmed", days=14)
    assert look(camp) == 0


def test_who_confirms_meanwhile_is_not_asked_any_more(camp: Camp) -> None:
    one, two = camp.person(), camp.person()
    first, _ = delivered(camp, 14, person_id=one.id), delivered(camp, 14, person_id=two.id)
    campaign = camp.send(occasion="delivery_unconfirmed", days=14)
    assert look(camp) == 2
    camp.world.add(Receipt, delivery_id=first, person_id=one.id, overall="all", at=NOW)
    assert look(camp) == 0
    assert waiting(camp, campaign) == [two.id]
    (gone,) = [row for row in camp.texts(campaign) if row.person_id == one.id]
    assert (gone.state, gone.reason) == ("cancelled", "over")


def test_what_has_left_is_not_taken_back(camp: Camp) -> None:
    one = camp.person()
    first = delivered(camp, 14, person_id=one.id)
    campaign = camp.send(occasion="delivery_unconfirmed", days=14)
    look(camp)
    set_row(camp, t.message, camp.texts(campaign)[0].id, state="leased")
    set_row(camp, t.delivery, first, state="confirmed")
    look(camp)
    assert [row.state for row in camp.texts(campaign)] == ["leased"]


def test_after_the_kit_come_three(camp: Camp) -> None:
    one = camp.person()
    delivered(camp, 30, "confirmed", person_id=one.id)
    campaigns = [camp.send(occasion="kit", days=days) for days in (30, 90, 180)]
    seen = []
    for passed in (0, 60, 90):
        camp.world.passes(days=passed)
        look(camp)
        seen.append([len(camp.texts(campaign)) for campaign in campaigns])
    assert seen == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_of_a_business_its_first_member_is_asked(camp: Camp) -> None:
    one, two = camp.person(), camp.person()
    delivered(camp, 30, business_id=camp.world.business(one.id, two.id))
    campaign = camp.send(occasion="kit", days=30)
    look(camp)
    assert waiting(camp, campaign) == [min(one.id, two.id)]


@pytest.mark.parametrize(("ahead", "comes"), [(0, False), (1, True), (2, False), (-3, False)])
def test_the_day_before_a_visit(camp: Camp, ahead: int, comes: bool) -> None:
    one = camp.person()
    camp.world.add(Visit, person_id=one.id, due_on=TODAY + timedelta(days=ahead))
    camp.send(occasion="visit", days=1)
    assert look(camp) == comes


def test_it_moves_with_the_visit(camp: Camp) -> None:
    one = camp.person()
    visit = camp.world.add(Visit, person_id=one.id, due_on=TODAY + timedelta(days=1))
    campaign = camp.send(occasion="visit", days=1)
    assert look(camp) == 1
    set_row(camp, t.visit, visit, due_on=TODAY + timedelta(days=4))
    assert look(camp) == 0
    assert waiting(camp, campaign) == []
    camp.world.passes(days=3)
    assert (look(camp), waiting(camp, campaign)) == (1, [one.id])


def test_the_next_visit_that_is_agreed_moves_the_reminder(camp: Camp) -> None:
    """A visit was due tomorrow and came today: its reminder is taken back, and another one comes before the next."""
    world, staff = camp.world, camp.world.staff()
    person, _ = world.register()
    world.add(Visit, person_id=person, due_on=TODAY + timedelta(days=1), after_days=30)
    campaign = camp.send(occasion="visit", days=1)
    assert (look(camp), waiting(camp, campaign)) == (1, [person])
    log_visit(world.call(AGENT, staff=staff), visit(person, next_visit="2026-12-10"))
    assert (look(camp), waiting(camp, campaign)) == (0, [])
    world.passes(days=15)
    assert (look(camp), waiting(camp, campaign)) == (1, [person])
    move(world.call(AGENT), world.one(Visit, state="due").id, date(2026, 12, 20), staff)
    assert (look(camp), waiting(camp, campaign)) == (0, []), "the office has put it off"


@pytest.mark.parametrize("state", ["done", "missed"])
def test_it_goes_when_the_visit_was_made(camp: Camp, state: str) -> None:
    visit = camp.world.add(Visit, person_id=camp.person().id, due_on=TODAY + timedelta(days=1))
    campaign = camp.send(occasion="visit", days=1)
    look(camp)
    set_row(camp, t.visit, visit, state=state)
    look(camp)
    assert waiting(camp, campaign) == []


def test_a_reminder_that_did_not_leave_in_time_is_not_sent_on_the_day(camp: Camp) -> None:
    camp.world.add(Visit, person_id=camp.person().id, due_on=TODAY + timedelta(days=1))
    campaign = camp.send(occasion="visit", days=1)
    look(camp)
    camp.world.passes(days=1)
    look(camp)
    assert waiting(camp, campaign) == []


def test_the_day_is_the_programme_s(camp: Camp) -> None:
    """At ten in the evening, UTC, it is tomorrow in Nairobi."""
    camp.setting(timezone="Africa/Nairobi")
    delivered(camp, 29, person_id=camp.person().id)
    camp.send(occasion="kit", days=30)
    assert look(camp) == 0
    camp.world.now = NOW.replace(hour=22)
    assert look(camp) == 1


def test_it_says_what_is_true_when_it_leaves(camp: Camp) -> None:
    """It is written on the day: by the name, the language and the phone of that day."""
    one = camp.person(number="")
    delivered(camp, 29, person_id=one.id)
    campaign = camp.send({"fr": "Bonjour", "en": "Hello"}, occasion="kit", days=30)
    phone = camp.linked(one.id, TELECEL)
    set_row(camp, t.person, one.id, language="en")
    camp.world.passes(days=1)
    look(camp)
    (text,) = camp.texts(campaign)
    assert (text.phone_id, camp.bodies(campaign)) == (phone, {one.id: "Hello"})
    assert (text.not_before, text.best_before) == (camp.world.now, camp.world.now + timedelta(days=3))


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_one_that_does_not_run_asks_nobody(camp: Camp, state: str) -> None:
    delivered(camp, 30, person_id=camp.person().id)
    camp.change(camp.send(occasion="kit", days=30), state)
    assert look(camp) == 0


def test_a_household_on_one_phone_gets_one(camp: Camp) -> None:
    first, second = camp.person(number="+22350001234"), camp.person(number="+22350001234")
    for one in (first, second):
        delivered(camp, 14, person_id=one.id)
    campaign = camp.send(occasion="delivery_unconfirmed", days=14)
    assert (look(camp), len(waiting(camp, campaign))) == (1, 1)
    assert (look(camp), len(waiting(camp, campaign))) == (0, 1)
