"""Which visits are to be made by whom, noted at a desk, put on another day."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows.library import Library
from flows.places import Gazetteer, Place
from service.models import AuditEvent, Business, Case, PersonPhone, Visit, VisitItem
from service.models import Place as PlaceRow
from service.models.staff import Role
from service.models.visit import Interview, Presence
from service.programme import tables as t
from service.programme import visits
from service.programme.followup import desk, due, noting, words
from service.programme.followup.due import Agent, Wanted
from service.programme.followup.noting import VisitNoted, note
from service.programme.followup.sector import covers
from tests.service.programme.world import AGENT, AMINATA, NOW, OUMAR, PLACES, World, visit

TODAY = NOW.date()


def owed(world: World, person: UUID, days: int = 3, **more: Any) -> UUID:
    return UUID(str(world.add(Visit, person_id=person, due_on=TODAY + timedelta(days=days), state="due", **more)))


def listed(world: World, **wanted: Any) -> list[UUID]:
    made = Wanted(**{"until": TODAY + timedelta(days=30), **wanted})
    return [one.id for one in due.visits(world.call(AGENT), made)]


def test_a_visit_is_of_whoever_agreed_on_it_else_of_those_who_work_there(world: World) -> None:
    (here, _), (there, _) = world.register(), world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    one, other = world.staff(), world.staff(number="+22350001109")
    konna, elsewhere, own = owed(world, here), owed(world, there, 4), owed(world, there, 5, staff_id=one)
    assert listed(world, agent=Agent(one, "ML050605")) == [konna, own]
    assert listed(world, agent=Agent(other, "ML050604")) == [elsewhere]
    assert listed(world, agent=Agent(other, "")) == [konna, elsewhere]
    assert listed(world) == [konna, elsewhere, own]
    world.db.execute(update(t.staff).where(t.staff.c.id == one).values(active=False))
    assert listed(world, agent=Agent(other, "ML050604")) == [elsewhere, own], "whoever left visits nobody"


def test_overdue_ahead_and_by_place(world: World) -> None:
    (here, _), (there, _) = world.register(), world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    late, now, later = owed(world, here, -4), owed(world, here, 0), owed(world, there, 31)
    assert listed(world) == [late, now]
    assert listed(world, until=TODAY - timedelta(days=1)) == [late]
    assert listed(world, since=TODAY) == [now]
    assert listed(world, until=TODAY + timedelta(days=31), place="ML050604") == [later]
    world.db.execute(update(t.visit).values(state="missed"))
    assert listed(world) == []


def test_a_line_says_who_where_and_which_kit(world: World) -> None:
    person, code = world.register()
    kit, _ = world.kit("nets")
    delivery = world.delivery(kit, person_id=person)
    owed(world, person, delivery_id=delivery, after_days=30)
    (line,) = due.visits(world.call(AGENT), Wanted(TODAY + timedelta(days=9)))
    assert (line.name, line.code, line.place, line.kit, line.after_days) == (
        "Aminata T.",
        code,
        "ML050605",
        "Pêche",
        30,
    )


def test_an_agent_s_phone_lists_the_nearest(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    for days in range(25):
        owed(world, person, days - 3)
    found = due.choices(world.call(AGENT, staff=staff), Agent(staff, ""))
    assert (len(found), found[0].label) == (due.ON_THE_PHONE, "Aminata T., Konna, 21/11")


@pytest.mark.parametrize(
    ("places", "pcode", "is_theirs"),
    [
        ("", "ML050605", True),
        ("ML050605", "ML050605", True),
        ("ML050605", "ML050605-01", True),
        ("ML050604 ML0506", "ML050605", True),
        ("ML050604", "ML050605", False),
        ("ML050605-01", "ML050605", False),
        ("ML050604", "", True),
    ],
)
def test_a_sector(places: str, pcode: str, is_theirs: bool) -> None:
    assert covers(Gazetteer(PLACES), places, pcode) is is_theirs


def test_a_village_with_a_code_of_its_own_is_below_its_commune(world: World) -> None:
    """The programme's list may name it as it likes: it is the parent that counts, on the phone and in lists."""
    world.add(PlaceRow, pcode="XV12", level="village", name="Kontza", parent="ML050605")
    world.places = Gazetteer((*PLACES, Place("XV12", "village", "Kontza", "ML050605", None, None)))
    staff, (person, card) = world.staff(), world.register(place="XV12")
    owed(world, person)
    for places, is_theirs in (("ML050605", True), ("ML05", True), ("XV12", True), ("ML050604", False), ("XV1", False)):
        assert bool(listed(world, agent=Agent(staff, places))) is is_theirs, places
        assert covers(world.places, places, "XV12") is is_theirs, places
    assert desk.person_of(world.call(OUMAR), card, Agent(staff, "ML0506"))[0] == person


def form(person: UUID, **changes: Any) -> VisitNoted:
    return replace(VisitNoted(person, TODAY, "running", "command", interview=Interview.IN_PERSON), **changes)


def test_a_visit_noted_at_a_desk(world: World) -> None:
    staff, (person, card) = world.staff(), world.register()
    kit, (nets,) = world.kit("nets")
    world.delivery(kit, person_id=person)
    ctx = world.call(OUMAR)
    assert desk.person_of(ctx, card, Agent(staff, "ML050605")) == (person, "Aminata T.")
    items = desk.items_of(ctx, person, ["nets=lost"])
    visit_id = desk.add(ctx, form(person, staff_id=staff, items=items, next_visit_on=date(2026, 12, 20)), staff)
    done = world.one(Visit, state="done")
    assert (done.id, done.channel, done.interview, done.presence) == (visit_id, "command", "in_person", "absent")
    assert [(row.kit_item_id, row.outcome) for row in world.rows(VisitItem)] == [(nets, "lost")]
    assert world.one(Visit, state="due").due_on == date(2026, 12, 20)
    assert world.one(AuditEvent, action="visit noted").actor == str(staff)
    assert "a noté une visite" in world.texts()[-1][2], "they met, although no code shows it"
    with pytest.raises(desk.VisitError, match="noted already"):
        desk.add(ctx, form(person), staff)


@pytest.mark.parametrize(
    "changes", [{"interview": Interview.PHONE}, {"interview": Interview.OFFICE}, {"visited_on": TODAY - timedelta(8)}]
)
def test_nobody_is_asked_about_a_call_or_about_long_ago(world: World, changes: dict[str, Any]) -> None:
    staff, (person, _) = world.staff(), world.register()
    desk.add(world.call(OUMAR), form(person, staff_id=staff, **changes), staff)
    assert "visit" not in world.sent_to(AMINATA)
    asked = visits.to_confirm(world.call(person=person))
    assert (asked is None) == ("interview" in changes), "of a visit long ago they hear when they call"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"visited_on": TODAY + timedelta(1)}, "That day is still to come."),
        ({"business_status": "planned"}, "There is no 'planned': there are running, partly, stopped, never_started."),
        ({"business_status": "stopped", "reasons": "theft war"}, "There is no 'war'"),
        ({"reasons": "theft"}, "A business that runs has no reason why it does not."),
        ({"takings": "much"}, "There is no 'much'"),
        ({"money_decision": "child"}, "There is no 'child'"),
        ({"new_debt": "maybe"}, "There is no 'maybe'"),
        ({"items": {UUID(int=1): "eaten"}}, "There is no 'eaten'"),
        ({"alive": -1}, "A number of goats is 0 to 500."),
        ({"born": 501}, "A number of goats is 0 to 500."),
        ({"next_visit_on": TODAY}, "The next visit is after this one, and within a year."),
        ({"next_visit_on": TODAY + timedelta(367)}, "The next visit is after this one, and within a year."),
    ],
)
def test_a_form_that_is_wrong_writes_nothing(world: World, changes: dict[str, Any], told: str) -> None:
    staff, (person, _) = world.staff(), world.register()
    with pytest.raises(desk.VisitError) as error:
        desk.add(world.call(OUMAR), form(person, **changes), staff)
    assert str(error.value).startswith(told)
    assert world.rows(Visit) == []


def test_a_card_that_is_none_or_of_another_area(world: World) -> None:
    staff, (person, card) = world.staff(), world.register()
    ctx = world.call(OUMAR)
    for wrong in ("123456789", "", "12", "123456786"):
        with pytest.raises(desk.VisitError, match="Nobody has that card"):
            desk.person_of(ctx, wrong, Agent(staff, ""))
    with pytest.raises(desk.VisitError, match="another area"):
        desk.person_of(ctx, card, Agent(staff, "ML050604"))
    with pytest.raises(desk.VisitError, match="Items: none came"):
        desk.items_of(ctx, person, ["nets=lost"])


def test_a_visit_is_put_on_another_day(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    which = owed(world, person)
    desk.move(world.call(OUMAR), which, TODAY + timedelta(days=9), staff)
    assert world.one(Visit).due_on == TODAY + timedelta(days=9)
    with pytest.raises(desk.VisitError, match="past"):
        desk.move(world.call(OUMAR), which, TODAY - timedelta(days=1), staff)
    world.db.execute(update(t.visit).values(state="done"))
    with pytest.raises(desk.VisitError, match="no such visit"):
        desk.move(world.call(OUMAR), which, TODAY + timedelta(days=9), staff)


def test_a_visit_that_is_noted_late_does_not_take_the_business_back(world: World) -> None:
    person, _ = world.register()
    world.business(person)
    for day, status in ((TODAY, "running"), (TODAY - timedelta(days=40), "stopped")):
        note(world.db, world.vault, form(person, visited_on=day, business_status=status))
    assert world.one(Business).state == "running"
    note(world.db, world.vault, form(person, business_status="partly"))
    assert world.one(Business).state == "partly"


def test_the_words_of_a_form_are_those_of_the_phone(library: Library) -> None:
    screens = library.journeys["follow_up_visit"].screens
    for name, known in (
        ("business_status", words.STATUSES),
        ("reasons", words.REASONS),
        ("items", words.ITEM_OUTCOMES),
        ("takings", words.TAKINGS),
        ("money_decision", words.DECIDES),
        ("new_debt", words.YES_NO),
        ("presence", tuple(one.value for one in Presence)),
    ):
        assert tuple(option.id for option in screens[name].options) == known


def test_all_deliveries_are_planned_anew(world: World) -> None:
    staff, (person, _) = world.staff(Role.PROGRAMME_OFFICER), world.register()
    kit, _ = world.kit("nets")
    world.delivery(kit, person_id=person)
    added = desk.plan(world.db, desk.deliveries(world.db))
    desk.planned(world.call(OUMAR), staff, added)
    assert (added, world.one(AuditEvent, action="visits planned").detail) == (3, "3")


@pytest.mark.parametrize(("behalf", "cases"), [("self", 1), ("agent", 0)])
def test_who_wants_a_call_gets_one(world: World, behalf: str, cases: int) -> None:
    """Where they can be called: who has no phone is on another list."""
    staff, (person, _) = world.staff(), world.register(behalf=behalf, phone="")
    for _ in range(2):
        visits.log_visit(world.call(AGENT, staff=staff), visit(person, wants_call="yes"))
    found = [(row.person_id, row.type, row.topic) for row in world.rows(Case)]
    assert found == [(person, "request", "call_back")] * cases
    own = {row.phone_id for row in world.rows(PersonPhone)}
    assert {row.phone_id for row in world.rows(Case)} == own


def test_what_was_said_in_a_call_need_not_be_answered_by_sms(world: World) -> None:
    from flows.effects import ConfirmVisit
    from service.models import Message

    staff, (person, _) = world.staff(), world.register()
    visits.log_visit(world.call(AGENT, staff=staff), visit(person))
    (text,) = world.rows(Message, asks="visit_true")
    visits.confirm_visit(world.call(person=person), ConfirmVisit(str(world.one(Visit).id), "yes"))
    assert world.one(Message, id=text.id).answered_at == NOW


def test_an_agent_moves_only_what_is_of_their_places(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    which = owed(world, person)
    world.db.execute(update(t.staff).values(places="ML050604"))
    with pytest.raises(desk.VisitError, match="of another area"):
        desk.move(world.call(OUMAR), which, TODAY + timedelta(days=9), staff)
    assert world.one(Visit).due_on == TODAY + timedelta(days=3)


def test_a_visit_that_is_noted_late_takes_back_nothing_that_was_agreed_since(world: World) -> None:
    person, _ = world.register()
    agreed, long_ago = TODAY + timedelta(days=20), TODAY - timedelta(days=90)
    note(world.db, world.vault, form(person, next_visit_on=agreed))
    note(world.db, world.vault, form(person, visited_on=long_ago, next_visit_on=long_ago + timedelta(days=30)))
    assert [row.due_on for row in world.rows(Visit, state="due")] == [agreed]
    assert len(world.rows(Visit, state="done")) == 2


def test_what_somebody_else_settles_at_the_same_moment_is_not_written_over(world: World) -> None:
    """Both found the same visit due: whoever comes second has made a visit of their own."""
    person, _ = world.register()
    owed(world, person)
    first, second = form(person, problems="Le puits"), form(person, business_status="stopped", problems="Vol")
    (due_row,) = noting._candidates(world.db, second)
    settled = note(world.db, world.vault, first)
    other = noting._written(world.db, world.vault, second, due_row, None)
    assert other != settled
    told = {row.business_status: world.vault.open("visit.problems", row.id, row.problems) for row in world.rows(Visit)}
    assert told == {"running": "Le puits", "stopped": "Vol"}
