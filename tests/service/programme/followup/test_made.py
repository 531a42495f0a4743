"""Visits as the office reads them: due and made, page by page, each member of staff theirs; and village by village."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from service.models import Visit, VisitItem
from service.models.person import PersonState
from service.programme import tables as t
from service.programme.followup import by_village, due, made
from service.programme.followup.by_village import VillageVisits
from service.programme.followup.due import Agent
from service.programme.labels import VISIT_PROBLEMS
from tests.service.programme.world import OUMAR, World

TODAY = date(2026, 11, 24)


def visit(world: World, person: UUID, state: str = "done", **values: object) -> UUID:
    day = {"visited_on": TODAY} if state == "done" else {"due_on": TODAY}
    return UUID(str(world.add(Visit, **{"person_id": person, "state": state, **day, **values})))


def test_what_is_due_page_by_page_the_most_overdue_first(world: World) -> None:
    aminata, code = world.register()
    days = [TODAY - timedelta(days=n % 7) for n in range(due.MOST + 5)]
    ids = [visit(world, aminata, "due", due_on=day) for day in days]
    first = due.page(world.call(), due.Wanted(TODAY))
    second = due.page(world.call(), due.Wanted(TODAY), first.after)
    assert [one.due_on for one in (*first.lines, *second.lines)] == sorted(days)
    assert {one.id for one in (*first.lines, *second.lines)} == set(ids)
    assert (second.after, first.lines[0].name, first.lines[0].code) == ("", "Aminata T.", code)
    assert list(due.visits(world.call(), due.Wanted(TODAY))) == [*first.lines, *second.lines]


def test_what_is_due_is_narrowed_by_kit_agent_and_village(world: World) -> None:
    kit, _ = world.kit("net")
    agent, (aminata, _) = world.staff(), world.register()
    (oumar, _) = world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    of_kit = visit(world, aminata, "due", delivery_id=world.delivery(kit, person_id=aminata))
    agreed = visit(world, oumar, "due", staff_id=agent)
    for wanted, expected in (
        (due.Wanted(TODAY, kit="fishing"), [of_kit]),
        (due.Wanted(TODAY, place="ML050604"), [agreed]),
        (due.Wanted(TODAY, sector="ML050605"), [of_kit]),
        (due.Wanted(TODAY, agent=Agent(agent, "ML050605")), [of_kit, agreed]),
        (due.Wanted(TODAY, agent=Agent(agent, "ML050605"), sector="ML050605"), [of_kit]),
        (due.Wanted(TODAY - timedelta(days=1)), []),
    ):
        assert {one.id for one in due.page(world.call(), wanted).lines} == set(expected), wanted
    (one,) = due.page(world.call(), due.Wanted(TODAY, kit="fishing")).lines
    assert one.kits == {"fr": "Pêche", "en": "PÊCHE"}
    assert due.one(world.call(), agreed, "ML050605") is None
    found = due.one(world.call(), agreed, "ML050604")
    assert found is not None
    assert found.agent == agent


def test_made_ones_the_latest_first_and_none_twice(world: World) -> None:
    aminata, _ = world.register()
    days = [TODAY - timedelta(days=n % 5) for n in range(made.MOST + 3)]
    for day in days:
        visit(world, aminata, visited_on=day)
    visit(world, aminata, "due")
    first = made.page(world.call(), made.Wanted())
    second = made.page(world.call(), made.Wanted(), first.after)
    found = [*first.lines, *second.lines]
    assert [one.visited_on for one in found] == sorted(days, reverse=True)
    assert (len({one.id for one in found}), second.after) == (len(days), "")


def test_made_ones_are_narrowed(world: World) -> None:
    kit, _ = world.kit("net")
    agent, (aminata, _) = world.staff(), world.register()
    (oumar, _) = world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    shown = visit(world, aminata, presence="code", confirmed="yes", staff_id=agent)
    flagged = visit(world, oumar, presence="absent", delivery_id=world.delivery(kit, person_id=oumar))
    for wanted, expected in (
        (made.Wanted(presence="code"), [shown]),
        (made.Wanted(said="yes"), [shown]),
        (made.Wanted(said=made.UNSAID), [flagged]),
        (made.Wanted(said="no"), []),
        (made.Wanted(agent=agent), [shown]),
        (made.Wanted(kit="fishing"), [flagged]),
        (made.Wanted(place="ML050604"), [flagged]),
        (made.Wanted(sector="ML050605"), [shown]),
    ):
        assert [one.id for one in made.page(world.call(), wanted).lines] == expected, wanted
    (one,) = made.page(world.call(), made.Wanted(agent=agent)).lines
    assert (one.name, one.agent, one.confirmed, one.place) == ("Aminata T.", "Boubacar M.", "yes", "ML050605")


def test_all_that_was_noted_of_one(world: World) -> None:
    kit, (net,) = world.kit("net 4")
    aminata, _ = world.register()
    noted: dict[str, Any] = {
        "business_status": "partly",
        "reasons": "theft flood",
        "takings": "nothing",
        "alive": 0,
        "born": 2,
    }
    which = visit(world, aminata, delivery_id=world.delivery(kit), **noted)
    words = world.vault.seal(VISIT_PROBLEMS, which, "Le filet est parti.")
    world.db.execute(update(t.visit).values(problems=words))
    world.add(VisitItem, visit_id=which, kit_item_id=net, outcome="lost")
    found = made.one(world.call(), which, "ML05")
    assert found is not None
    assert (found.reasons, found.about, found.goats) == (
        ["theft", "flood"],
        {"takings": "nothing"},
        {"alive": 0, "born": 2},
    )
    assert (found.problems, [(one.names["fr"], one.outcome) for one in found.items]) == (
        "Le filet est parti.",
        [("net", "lost")],
    )
    assert made.one(world.call(), which, "ML050604") is None


def test_village_by_village(world: World) -> None:
    aminata, _ = world.register()
    oumar, _ = world.register(OUMAR, name="Oumar Cissé", place="ML050604")
    gone, _ = world.register("+22350001188", name="Moussa Diallo")
    world.db.execute(update(t.person).where(t.person.c.id == gone).values(state=PersonState.WITHDRAWN.value))
    for person, state, ago in (
        (aminata, "due", 1), (aminata, "due", 0), (aminata, "due", -30), (aminata, "due", -31), (aminata, "done", 89),
        (aminata, "done", 90), (aminata, "missed", 5), (oumar, "due", 300), (oumar, "done", 0), (gone, "due", 5),
    ):  # fmt: skip
        day = TODAY - timedelta(days=ago)
        visit(world, person, state, **({"visited_on": day} if state == "done" else {"due_on": day}))
    found = by_village.by_village(world.db, TODAY)
    fatoma, konna = VillageVisits("ML050604", 1, 0, 1), VillageVisits("ML050605", 1, 2, 1)
    assert by_village.of_sector(found, world.places, "") == [konna, fatoma]
    assert by_village.of_sector(found, world.places, "ML050604") == [fatoma]
    assert by_village.totals(found) == by_village.Totals(2, 2, 2)
    assert by_village.where(world.places, konna) is None, "no place of this world has a point"
