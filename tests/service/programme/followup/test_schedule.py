"""The due visits of a delivery: planned by its kit, moved and put away with it, missed when the next one comes due."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from service.models import BusinessMember, Visit
from service.models.staff import Role
from service.programme import tables as t
from service.programme import visits
from service.programme.followup import desk, schedule
from service.programme.followup.noting import VisitNoted, note
from service.programme.people import businesses
from tests.service.programme.world import AGENT, FOCAL, NOW, OUMAR, World, visit

TODAY = NOW.date()
CAME = date(2026, 11, 3)


def planned(world: World) -> list[tuple[int | None, date, str]]:
    return [(row.after_days, row.due_on, row.state) for row in world.rows(Visit)]


def delivered(world: World, **values: Any) -> UUID:
    kit, _ = world.kit("nets")
    return world.delivery(kit, delivered_on=CAME, **values)


def test_the_days_of_the_kit_after_the_day_on_which_it_came(world: World) -> None:
    person, _ = world.register()
    delivery = delivered(world, person_id=person)
    assert schedule.plan(world.db, [delivery]) == 3
    assert planned(world) == [(days, CAME + timedelta(days=days), "due") for days in (30, 90, 180)]
    assert {(row.person_id, row.delivery_id) for row in world.rows(Visit)} == {(person, delivery)}


def test_planning_again_adds_what_is_not_there_yet(world: World) -> None:
    person, _ = world.register()
    delivery = delivered(world, person_id=person)
    assert [schedule.plan(world.db, [delivery]) for _ in range(2)] == [3, 0]
    world.db.execute(update(t.kit).values(visit_days="30 60 90 180"))
    assert schedule.plan(world.db, [delivery]) == 1
    assert sorted(days for days, _, _ in planned(world) if days) == [30, 60, 90, 180]


def test_a_day_that_the_kit_has_no_more_goes_unless_it_was_made(world: World) -> None:
    person, _ = world.register()
    delivery = delivered(world, person_id=person)
    schedule.plan(world.db, [delivery])
    first = world.rows(Visit)[0].id
    world.db.execute(update(t.visit).where(t.visit.c.id == first).values(state="done"))
    world.db.execute(update(t.kit).values(visit_days="45 180"))
    assert schedule.plan(world.db, [delivery]) == 1
    assert sorted((days or 0, state) for days, _, state in planned(world)) == [(30, "done"), (45, "due"), (180, "due")]


def test_whoever_leads_the_business_now_is_visited(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, FOCAL)
    (first, her_card), (second, his_card) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    business = world.business(first)
    schedule.plan(world.db, [delivered(world, business_id=business)])
    done = world.rows(Visit)[0].id
    world.db.execute(update(t.visit).where(t.visit.c.id == done).values(state="done"))
    told: dict[str, Any] = {"leads": True, "staff_id": officer, "now": NOW}
    businesses.join(world.db, world.vault, business, his_card, **told)
    assert [row.person_id for row in world.rows(Visit)] == [first, second, second]
    businesses.leave(world.db, world.vault, business, his_card, officer, NOW)
    assert [row.person_id for row in world.rows(Visit)] == [first, first, first]
    businesses.join(world.db, world.vault, business, his_card, **{**told, "leads": False})
    assert [row.person_id for row in world.rows(Visit)] == [first, first, first]
    assert her_card


@pytest.mark.parametrize("state", ["planned", "cancelled", "not_received"])
def test_what_did_not_come_is_not_followed(world: World, state: str) -> None:
    person, _ = world.register()
    assert schedule.plan(world.db, [delivered(world, person_id=person, state=state)]) == 0


def test_of_a_business_its_leader_is_visited_else_its_first_member(world: World) -> None:
    (first, _), (leader, _) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    business = world.business(first, leader)
    delivery = delivered(world, business_id=business)
    schedule.plan(world.db, [delivery])
    earliest = min(world.rows(BusinessMember), key=lambda row: (row.since, row.person_id)).person_id
    assert {row.person_id for row in world.rows(Visit)} == {earliest}
    schedule.unplan(world.db, [delivery])
    assert planned(world) == []
    members = t.business_member
    world.db.execute(update(members).where(members.c.person_id == leader).values(role="leader"))
    schedule.plan(world.db, [delivery])
    assert {(row.person_id, row.business_id) for row in world.rows(Visit)} == {(leader, business)}


def test_a_business_without_members_waits_for_one(world: World) -> None:
    business = world.business()
    delivery = delivered(world, business_id=business)
    assert schedule.plan(world.db, [delivery]) == 0
    person, _ = world.register()
    world.add(BusinessMember, business_id=business, person_id=person, since=NOW)
    assert schedule.plan(world.db, [delivery]) == 3


def test_the_schedule_moves_with_the_delivery_and_what_was_done_stays(world: World) -> None:
    person, _ = world.register()
    delivery = delivered(world, person_id=person)
    schedule.plan(world.db, [delivery])
    first = world.rows(Visit)[0].id
    world.db.execute(update(t.visit).where(t.visit.c.id == first).values(state="done"))
    world.db.execute(update(t.delivery).values(delivered_on=CAME + timedelta(days=10)))
    assert schedule.plan(world.db, [delivery]) == 0
    assert [due - CAME for _, due, _ in planned(world)] == [timedelta(days=n) for n in (30, 100, 190)]


def test_a_visit_that_somebody_put_on_another_day_stays_there(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    delivery = delivered(world, person_id=person)
    schedule.plan(world.db, [delivery])
    desk.move(world.call(AGENT), world.rows(Visit)[0].id, date(2026, 12, 24), staff)
    schedule.plan(world.db, [delivery])
    assert planned(world)[0] == (30, date(2026, 12, 24), "due")


def test_a_delivery_that_is_cancelled_takes_its_due_visits_along(world: World) -> None:
    person, _ = world.register()
    delivery = delivered(world, person_id=person)
    schedule.plan(world.db, [delivery])
    first = world.rows(Visit)[0].id
    world.db.execute(update(t.visit).where(t.visit.c.id == first).values(state="done"))
    world.db.execute(update(t.delivery).values(state="cancelled"))
    assert schedule.plan(world.db, [delivery]) == 0
    assert planned(world) == [(30, date(2026, 12, 3), "done")]


def test_many_deliveries_at_once(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("nets")
    deliveries = [world.delivery(kit, delivered_on=CAME, person_id=person) for _ in range(520)]
    assert schedule.plan(world.db, deliveries) == 1560
    assert schedule.plan(world.db, deliveries) == 0


def test_one_is_missed_when_the_next_one_has_come_due(world: World) -> None:
    person, _ = world.register()
    schedule.plan(world.db, [delivered(world, person_id=person)])
    seen = []
    for day in (29, 60, 89, 90, 200):
        world.now = NOW.replace(year=2026, month=11, day=3) + timedelta(days=day)
        seen.append((schedule.look(world.call()), [state for _, _, state in planned(world)]))
    due, missed = "due", "missed"
    assert seen == [
        (0, [due, due, due]),
        (0, [due, due, due]),
        (0, [due, due, due]),
        (1, [missed, due, due]),
        (1, [missed, missed, due]),
    ], "the last one stays due: somebody has to go"


def test_another_delivery_s_visits_are_apart(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("nets")
    for day in (CAME, CAME + timedelta(days=20)):
        schedule.plan(world.db, [world.delivery(kit, delivered_on=day, person_id=person)])
    world.now = NOW + timedelta(days=40)
    assert schedule.look(world.call()) == 0


@pytest.mark.parametrize(
    ("day", "settled", "missed"),
    [
        (date(2026, 12, 1), 30, []),  # two days early
        (date(2026, 12, 20), 30, []),  # late
        (date(2027, 1, 10), 30, []),  # very late, and the next one is not due yet
        (date(2027, 1, 27), 90, [30]),  # in the week of the next one
        (date(2027, 2, 20), 90, [30]),
        (date(2026, 11, 10), None, []),  # long before: a visit of its own
    ],
)
def test_a_visit_settles_the_one_that_it_was_made_for(
    world: World, day: date, settled: int | None, missed: list[int]
) -> None:
    staff, (person, _) = world.staff(), world.register()
    schedule.plan(world.db, [delivered(world, person_id=person)])
    world.now = NOW.replace(year=day.year, month=day.month, day=day.day)
    visits.log_visit(world.call(AGENT, staff=staff), visit(person))
    (done,) = world.rows(Visit, state="done")
    assert (done.after_days, done.visited_on, done.channel) == (settled, day, "ussd")
    assert [row.after_days for row in world.rows(Visit, state="missed")] == missed


def test_what_was_agreed_for_the_same_week_was_this_visit(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    schedule.plan(world.db, [delivered(world, person_id=person)])
    world.add(Visit, person_id=person, staff_id=staff, due_on=date(2026, 12, 1), state="due")
    world.now = NOW.replace(month=12, day=2)
    visits.log_visit(world.call(AGENT, staff=staff), visit(person))
    assert planned(world) == [
        (30, date(2026, 12, 3), "done"),
        (90, date(2027, 2, 1), "due"),
        (180, date(2027, 5, 2), "due"),
    ]


def test_a_visit_misses_nothing_of_another_delivery(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    kit, _ = world.kit("nets")
    for day in (CAME, CAME + timedelta(days=20)):
        schedule.plan(world.db, [world.delivery(kit, delivered_on=day, person_id=person)])
    world.now = NOW.replace(month=12, day=23)
    visits.log_visit(world.call(AGENT, staff=staff), visit(person))
    assert [row.due_on for row in world.rows(Visit, state="done")] == [date(2026, 12, 23)]
    assert world.rows(Visit, state="missed") == []


def test_what_is_agreed_last_counts(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    schedule.plan(world.db, [delivered(world, person_id=person)])
    for day in ("2026-12-20", "2026-12-28"):
        visits.log_visit(world.call(AGENT, staff=staff), visit(person, next_visit=day))
    agreed = [row.due_on for row in world.rows(Visit, state="due") if row.after_days is None]
    assert agreed == [date(2026, 12, 28)]
    assert len(world.rows(Visit, state="due")) == 4, "the schedule stays as it is"


@pytest.mark.parametrize(("late", "settled"), [(5, 30), (29, 30), (31, None)])
def test_a_visit_that_is_noted_late_settles_what_seemed_to_be_missed(
    world: World, late: int, settled: int | None
) -> None:
    staff, (person, _) = world.staff(), world.register()
    schedule.plan(world.db, [delivered(world, person_id=person)])
    world.now = NOW.replace(year=2027, month=2, day=2)
    visits.log_visit(world.call(AGENT, staff=staff), visit(person))
    assert [row.after_days for row in world.rows(Visit, state="missed")] == [30]
    made_on = CAME + timedelta(days=30 + late)
    visit_id = note(world.db, world.vault, VisitNoted(person, made_on, "running", "import"))
    assert world.one(Visit, id=visit_id).after_days == settled


@given(st.lists(st.integers(1, 3650)))
def test_days_are_each_once_and_in_order(days: list[int]) -> None:
    assert schedule.days_of(" ".join(map(str, days))) == sorted(set(days))


@pytest.mark.parametrize("words", ["30 ninety", "-1", "0", "3.5", "99999", "³0"])
def test_days_that_are_none(words: str) -> None:
    with pytest.raises(ValueError, match="whole numbers of days"):
        schedule.days_of(words)
