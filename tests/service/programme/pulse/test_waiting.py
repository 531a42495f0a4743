"""What waits for whom: as many as stand in the list that the number leads to."""

from datetime import date, timedelta
from uuid import UUID

from flows import effects as e
from service.ids import uuid7
from service.models import Campaign, Case, Delivery, Duplicate, Staff, Visit
from service.models.staff import Role
from service.programme import alerts, cases
from service.programme import tables as t
from service.programme.pulse.waiting import Queue, Whose, waiting
from tests.service.programme.pulse.test_traffic import message_of
from tests.service.programme.world import AGENT, FOCAL, OUMAR, World

OFFICER = "+22350001105"
OFFICES = set(Queue)
AGENTS = {Queue.CASES_OVERDUE, Queue.CASES_TODAY, Queue.VISITS_OVERDUE, Queue.RECEIPTS_DIFFER}


def of(world: World, staff: UUID, places: str = "") -> dict[Queue, int]:
    row = world.one(Staff, id=staff)
    return dict(waiting(world.call(staff=staff), Whose(Role(row.role), places)))


def case(world: World, **values: object) -> UUID:
    """A question just asked, each by another phone."""
    known = {row.id for row in world.rows(Case)}
    cases.open_case(world.call(f"+223500020{len(known):02}"), e.OpenCase("question", "Quand ?"))
    (new,) = [row.id for row in world.rows(Case) if row.id not in known]
    if values:
        table = t.case
        world.db.execute(table.update().where(table.c.id == new).values(**values))
    return UUID(str(new))


def test_an_office_sees_every_list_and_an_agent_the_ones_of_the_field(world: World) -> None:
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(Role.FIELD_AGENT, AGENT)
    assert of(world, officer) == dict.fromkeys(OFFICES, 0)
    assert of(world, agent) == dict.fromkeys(AGENTS, 0)


def test_a_focal_point_and_a_reader_have_no_work_list_here(world: World) -> None:
    cases.open_sensitive(world.call(), e.OpenSensitiveCase("Un mot", "ML050605", "this", "leader"))
    focal = world.staff(Role.FOCAL_POINT, FOCAL, "")
    assert of(world, focal) == {}
    reader = world.staff(Role.READER, "", "")
    assert of(world, reader) == {}
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    assert not any(of(world, officer).values()), "a report of abuse is in no list"


def test_cases_wait_by_their_clock(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    for promised in (timedelta(hours=-1), timedelta(hours=2), timedelta(days=2)):
        case(world, promised_at=world.now + promised)
    case(world, promised_at=world.now - timedelta(days=1), state="closed")
    found = of(world, officer)
    assert (found[Queue.CASES_OVERDUE], found[Queue.CASES_TODAY], found[Queue.CASES_NEW]) == (1, 1, 3)


def test_an_agent_has_the_cases_that_were_given_to_them(world: World) -> None:
    agent = world.staff(Role.FIELD_AGENT, AGENT)
    late = {"promised_at": world.now - timedelta(hours=1)}
    case(world, **late)
    case(world, **late, assigned_to=agent, state="assigned")
    assert of(world, agent)[Queue.CASES_OVERDUE] == 1
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    found = of(world, officer)
    assert (found[Queue.CASES_OVERDUE], found[Queue.CASES_NEW]) == (2, 1)


def test_visits_are_overdue_from_the_day_after(world: World) -> None:
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(Role.FIELD_AGENT, AGENT)
    konna, _ = world.register()
    fatoma, _ = world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    today = world.now.date()
    for person, ago in ((konna, 1), (konna, 0), (fatoma, 5)):
        world.add(Visit, person_id=person, due_on=today - timedelta(days=ago))
    assert of(world, officer)[Queue.VISITS_OVERDUE] == 2
    assert of(world, agent, "ML050605")[Queue.VISITS_OVERDUE] == 1


def test_nobody_visits_whoever_took_their_data_back(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    people = [world.register(number, name=name)[0] for number, name in ((OUMAR, "Oumar Cissé"), (FOCAL, "Awa Diallo"))]
    for person in people:
        world.add(Visit, person_id=person, due_on=world.now.date() - timedelta(days=1))
    world.db.execute(t.person.update().where(t.person.c.id == people[0]).values(state="withdrawn"))
    assert of(world, officer)[Queue.VISITS_OVERDUE] == of(world, officer, "ML05")[Queue.VISITS_OVERDUE] == 1


def test_receipts_that_differ_are_of_what_came(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    kit, _ = world.kit("net 4")
    for state, differs, place in (
        ("partly", True, "ML050605"),
        ("partly", True, "ML050604"),
        ("confirmed", False, "ML050605"),
        ("cancelled", True, "ML050605"),
    ):
        world.add(Delivery, kit_id=kit, state=state, differs=differs, place=place, delivered_on=date(2026, 11, 3))
    assert of(world, officer)[Queue.RECEIPTS_DIFFER] == 2
    assert of(world, officer, "ML050605")[Queue.RECEIPTS_DIFFER] == 1


def test_alerts_wait_until_somebody_has_looked_into_them(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    ctx = world.call(staff=officer)
    for kind in ("visits at night", "many visits in a day"):
        alerts.raise_alert(ctx, kind, "staff", officer)
    assert of(world, officer)[Queue.ALERTS] == 2
    first = next(alerts.everything(world.db, world.vault))
    alerts.settle(world.db, first.id, alerts.Finding.TALKED, officer, world.now)
    assert of(world, officer)[Queue.ALERTS] == 1


def test_pairs_texts_and_campaigns_wait_for_a_decision(world: World) -> None:
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    first, _ = world.register()
    second, _ = world.register(OUMAR, name="Aminata Traore", birth_year=1981.0)
    for decision in ("", "different"):
        pair = (first, second) if not decision else (second, first)
        world.add(Duplicate, first_id=pair[0], second_id=pair[1], score=80, proposed_at=world.now, decision=decision)
    text = message_of(world)
    table = t.message
    world.db.execute(table.update().where(table.c.id == text).values(state="uncertain"))
    for state in ("waiting", "running"):
        about = {"name": b"1", "texts": b"1", "audience": b"1", "fingerprint": uuid7().bytes}
        world.add(Campaign, state=state, starts_at=world.now, created_at=world.now, **about)
    found = of(world, officer)
    assert (found[Queue.DUPLICATES], found[Queue.UNCERTAIN], found[Queue.APPROVALS]) == (1, 1, 1)
