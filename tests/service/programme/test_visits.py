"""Follow-up visits: noted, settled with what was due, told to the returnee, confirmed or denied by them."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Business, Visit, VisitItem
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme import tables as t
from service.programme import visits
from service.programme.labels import VISIT_PROBLEMS
from service.programme.phones import link
from tests.service.programme.world import AGENT, AMINATA, FOCAL, NOW, OUMAR, World, visit

TODAY = NOW.date()


def log(world: World, staff: UUID, person: UUID, **more: object) -> None:
    assert visits.log_visit(world.call(AGENT, staff=staff), visit(person, **more)) == {}


def test_everything_that_an_agent_notes(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    business = world.business(person)
    _, (goat,) = world.kit("goat 5")
    log(
        world,
        staff,
        person,
        business_status="partly",
        reasons="theft season",
        items={str(goat): "lost"},
        takings="under_25000",
        money_decision="both",
        new_debt="no",
        problems="Le puits est loin",
        next_visit="2026-12-30",
        wants_call="yes",
        born=2.0,
        died=1.0,
        alive=4.0,
    )
    done, due = world.rows(Visit)
    assert (done.state, done.visited_on, done.staff_id, done.business_id, done.presence) == (
        "done",
        TODAY,
        staff,
        business,
        "code",
    )
    assert (done.business_status, done.reasons, done.takings, done.money_decision, done.new_debt) == (
        "partly",
        "theft season",
        "under_25000",
        "both",
        "no",
    )
    assert (done.born, done.died, done.alive, done.wants_call, done.next_visit_on) == (
        2,
        1,
        4,
        True,
        date(2026, 12, 30),
    )
    assert world.vault.open(VISIT_PROBLEMS, done.id, done.problems) == "Le puits est loin"
    assert (due.state, due.due_on, due.person_id) == ("due", date(2026, 12, 30), person)
    assert [(i.kit_item_id, i.outcome) for i in world.rows(VisitItem)] == [(goat, "lost")]
    assert world.one(Business).state == "partly"


def test_a_short_visit(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person)
    row = world.one(Visit)
    assert (row.business_id, row.problems, row.next_visit_on, row.born, row.wants_call) == (
        None,
        None,
        None,
        None,
        False,
    )


def test_a_visit_settles_the_one_that_was_due(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    for day in (date(2026, 11, 20), date(2026, 12, 20)):
        world.add(Visit, person_id=person, due_on=day, state="due")
    log(world, staff, person)
    assert {(row.state, row.due_on) for row in world.rows(Visit)} == {
        ("done", date(2026, 11, 20)),
        ("due", date(2026, 12, 20)),
    }


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2026-12-30", date(2026, 12, 30)), ("2027-02", date(2027, 2, 1)), ("2026-11", TODAY), ("2027", date(2027, 1, 1))],
)
def test_the_next_visit_as_far_as_it_was_said(world: World, typed: str, day: date) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person, next_visit=typed)
    assert world.one(Visit, state="due").due_on == day
    assert visits.next_visit(world.call(person=person)) == day


def test_the_next_visit_is_the_nearest_to_come(world: World) -> None:
    person, _ = world.register()
    for day, state in ((date(2026, 11, 20), "due"), (date(2026, 12, 5), "missed"), (date(2026, 12, 9), "due")):
        world.add(Visit, person_id=person, due_on=day, state=state)
    assert visits.next_visit(world.call(person=person)) == date(2026, 12, 9)
    assert visits.next_visit(world.call()) is None


def test_the_returnee_is_told_on_their_own_phone(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person, problems="Le puits est loin", next_visit="2026-12-30")
    number, kind, body = world.texts()[-1]
    assert (number, kind) == (AMINATA, "visit")
    assert "24/11/2026" in body
    assert world.settings.ussd_code in body
    assert not {"Aminata", "puits", "30/12/2026"} & set(body.replace(".", " ").split())


def test_who_was_not_met_is_told_so(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person, presence="absent")
    assert "ne vous a pas vu" in world.texts()[-1][2]
    assert world.one(Visit).presence == "absent"


def test_nobody_else_s_phone_is_told(world: World) -> None:
    """Not the agent's, not another member of staff's, not one that is only shared."""
    staff = world.staff()
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    person, _ = world.register(OUMAR, behalf="relative")
    for number in (AGENT, FOCAL):
        link(world.db, person, world.call(number).phone_id, PhoneRelation.OWN, "agent", NOW)
    log(world, staff, person)
    assert [kind for _, kind, _ in world.texts()] == ["card"]


def test_ten_visits_in_five_minutes_are_an_alert(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    for _ in range(12):
        log(world, staff, person)
        world.passes(seconds=20)
    (alert,) = world.rows(AuditEvent, action="alert: many visits in a few minutes")
    assert (alert.subject, alert.subject_id, alert.detail) == ("staff", str(staff), "10")


def test_ten_visits_in_a_day_are_none(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    for _ in range(12):
        log(world, staff, person)
        world.passes(minutes=20)
    assert world.rows(AuditEvent, action="alert: many visits in a few minutes") == []


def test_a_visit_without_an_agent_is_refused(world: World) -> None:
    person, _ = world.register()
    with pytest.raises(visits.NoAgent):
        visits.log_visit(world.call(), visit(person))


def test_the_latest_visit_is_asked_about_for_thirty_days(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person)
    found = visits.to_confirm(world.call(person=person))
    assert found == visits.ToConfirm(world.one(Visit).id, TODAY)
    assert visits.to_confirm(world.call()) is None
    world.passes(days=30)
    assert visits.to_confirm(world.call(person=person)) is not None
    world.passes(days=1)
    assert visits.to_confirm(world.call(person=person)) is None


@pytest.mark.parametrize(("answer", "alerts"), [("yes", 0), ("no", 1)])
def test_the_returnee_s_word(world: World, answer: str, alerts: int) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person)
    row = world.one(Visit)
    for said in (answer, "no" if answer == "yes" else "yes"):
        visits.confirm_visit(world.call(person=person), e.ConfirmVisit(str(row.id), said))
    assert (world.one(Visit).confirmed, world.one(Visit).confirmed_at) == (answer, NOW)
    assert len(world.rows(AuditEvent, action="alert: visit denied")) == alerts
    assert visits.to_confirm(world.call(person=person)) is None


def test_only_the_one_who_was_visited_has_a_word(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    other, _ = world.register(OUMAR)
    log(world, staff, person)
    row = world.one(Visit)
    visits.confirm_visit(world.call(OUMAR, person=other), e.ConfirmVisit(str(row.id), "no"))
    assert world.one(Visit).confirmed == ""
    world.db.execute(update(t.visit).values(state="missed"))
    assert visits.to_confirm(world.call(person=person)) is None
