"""Distributions as the office sees them: how far each is, what came of it, page by page, and for each their own."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.models import Distribution
from service.programme.distribution import households, overview, planning
from service.programme.distribution.overview import Phase, Wanted
from service.programme.receipts import confirm_receipt
from tests.service.programme.world import AMINATA, OUMAR, World, receipt

DAY = date(2026, 11, 20)


def distribution(world: World, kit: UUID, *, on: date = DAY, place: str = "ML050605", state: str = "planned") -> UUID:
    made = {"kit_id": kit, "place": place, "planned_on": on, "state": state, "created_at": world.now}
    return UUID(str(world.add(Distribution, **made)))


def test_a_distribution_counts_its_deliveries_and_the_households_behind_them(world: World) -> None:
    """A business is for the households of all its members; somebody of the same household adds none."""
    kit, (net,) = world.kit("net 4")
    (aminata, _), (oumar, _) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    business = world.business(aminata, oumar)
    which = distribution(world, kit)
    about: dict[str, Any] = {"distribution_id": which, "place": "ML050605"}
    shared = world.delivery(kit, business_id=business, **about)
    world.brought(shared, net, 4)
    world.delivery(kit, "planned", person_id=aminata, delivered_on=None, **about)
    world.delivery(kit, "cancelled", person_id=oumar, delivered_on=None, **about)
    confirm_receipt(
        world.call(AMINATA, aminata), receipt(shared, "part", items={str(net): "partly"}, counts={str(net): 3})
    )
    (line,) = overview.page(world.db, Wanted()).lines
    assert (line.phase, line.households, line.deliveries, line.to_come, line.delivered) == ("under_way", 2, 2, 1, 1)
    assert (line.confirmed, line.partly, line.not_received, line.amiss, line.differs) == (0, 1, 0, 1, 1)
    assert (line.place, line.on, line.kit["fr"]) == ("ML050605", DAY, "Pêche")


def test_planned_under_way_done_and_cancelled(world: World) -> None:
    kit, _ = world.kit("net")
    planned, under_way = distribution(world, kit), distribution(world, kit)
    done, cancelled = distribution(world, kit, state="done"), distribution(world, kit, state="cancelled")
    for which, state in ((planned, "planned"), (under_way, "planned"), (under_way, "delivered"), (done, "confirmed")):
        world.delivery(kit, state, distribution_id=which)
    wanted = {Phase.PLANNED: planned, Phase.UNDER_WAY: under_way, Phase.DONE: done, Phase.CANCELLED: cancelled}
    for phase, which in wanted.items():
        assert [(one.id, one.phase) for one in overview.page(world.db, Wanted(phase)).lines] == [(which, phase)]


def test_page_by_page_the_latest_first_none_twice_and_none_left_out(world: World) -> None:
    kit, _ = world.kit("net")
    made = [distribution(world, kit, on=DAY + timedelta(days=n % 3)) for n in range(overview.MOST * 2 + 1)]
    found: list[overview.DistributionLine] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = overview.page(world.db, Wanted(), after)
        found, after, pages = [*found, *page.lines], page.after, pages + 1
    assert (pages, {one.id for one in found}, len(found)) == (3, set(made), len(made))
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)


def test_an_agent_sees_those_of_their_villages(world: World) -> None:
    kit, _ = world.kit("net")
    here, elsewhere = distribution(world, kit), distribution(world, kit, place="ML050604")
    assert [one.id for one in overview.page(world.db, Wanted(sector="ML050605")).lines] == [here]
    assert [one.id for one in overview.page(world.db, Wanted(place="ML050604")).lines] == [elsewhere]
    assert overview.page(world.db, Wanted(place="ML050604", sector="ML050605")).lines == []
    assert overview.one(world.db, elsewhere, "ML050605") is None
    assert overview.one(world.db, elsewhere, "ML0506") is not None
    assert [one.id for one in overview.page(world.db, Wanted(kit="sewing")).lines] == []


def test_what_differs_stands_first_and_the_rest_behind_it_once(world: World) -> None:
    kit, _ = world.kit("net")
    which = distribution(world, kit)
    plain = [world.delivery(kit, "confirmed", distribution_id=which) for _ in range(overview.MOST_DELIVERIES)]
    differing = [world.delivery(kit, "partly", distribution_id=which, differs=True) for _ in range(3)]
    first = overview.deliveries(world.call(), which)
    second = overview.deliveries(world.call(), which, first.after)
    assert [one.id for one in first.lines[:3]] == sorted(differing)
    assert [one.id for one in (*first.lines[3:], *second.lines)] == sorted(plain)
    assert second.after == ""
    many = [world.delivery(kit, "partly", distribution_id=which, differs=True) for _ in range(overview.MOST_DELIVERIES)]
    first = overview.deliveries(world.call(), which)
    second = overview.deliveries(world.call(), which, first.after)
    assert {one.id for one in (*first.lines, *second.lines[:3])} == {*differing, *many}


def test_a_delivery_names_whom_it_goes_to(world: World) -> None:
    kit, _ = world.kit("net")
    aminata, code = world.register()
    business = world.business(aminata)
    which = distribution(world, kit)
    world.delivery(kit, "planned", distribution_id=which, business_id=business, delivered_on=None)
    world.delivery(kit, "planned", distribution_id=which, delivered_on=None)
    known, nobody = overview.deliveries(world.call(), which).lines
    assert (known.who, known.card.replace(" ", "")) == ("Aminata T.", code)
    assert (nobody.who, nobody.card) == ("", "")


def test_a_day_that_is_moved_moves_it_in_the_list(world: World) -> None:
    kit, _ = world.kit("net")
    which = distribution(world, kit)
    planning.move(world.call(), which, DAY + timedelta(days=2))
    found = overview.one(world.db, which, "")
    assert found is not None
    assert (found.on, found.phase) == (DAY + timedelta(days=2), Phase.PLANNED)


def test_households_that_are_kept_are_counted_anew_after_a_while(world: World) -> None:
    kit, _ = world.kit("net")
    which, (aminata, _) = distribution(world, kit), world.register()
    kept = households.Kept(lambda: world.now)
    assert kept(world.db, [which]) == {which: 0}
    world.delivery(kit, "planned", distribution_id=which, person_id=aminata, delivered_on=None)
    assert (kept(world.db, [which]), households.count(world.db, [which])) == ({which: 0}, {which: 1})
    world.passes(minutes=11)
    assert kept(world.db, [which]) == {which: 1}
    assert overview.page(world.db, Wanted(), households=kept).lines[0].households == 1
