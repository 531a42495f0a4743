"""Receipts beside what the agent noted: what differs first, what waits for too long next, and why a word counts."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from service.models import Case, Delivery, Receipt
from service.models.staff import Role
from service.programme.distribution import one_delivery, side_by_side
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.one_delivery import Why
from service.programme.distribution.side_by_side import Standing, Wanted
from service.programme.distribution.taking_down import Told, take_down
from service.programme.receipts import confirm_receipt
from tests.service.programme.world import AGENT, AMINATA, OUMAR, World, receipt

DAY = date(2026, 11, 20)


def listed(world: World, **wanted: str) -> list[tuple[UUID, Standing]]:
    found: list[tuple[UUID, Standing]] = []
    after, first = "", True
    while first or after:
        page = side_by_side.page(world.call(), Wanted(**wanted), after)
        found += [(one.id, one.standing) for one in page.lines]
        after, first = page.after, False
    return found


def test_what_differs_stands_first_then_what_waits_too_long(world: World) -> None:
    kit, _ = world.kit("net")
    late = world.now.date() - timedelta(days=world.settings.receipt_days)
    fresh = world.delivery(kit, delivered_on=DAY)
    waits = world.delivery(kit, delivered_on=late)
    longer = world.delivery(kit, delivered_on=late - timedelta(days=9))
    settled = world.delivery(kit, "confirmed", delivered_on=late - timedelta(days=40))
    differs = world.delivery(kit, "partly", delivered_on=late - timedelta(days=90), differs=True)
    unnoted = world.delivery(kit, "confirmed", delivered_on=None)
    world.delivery(kit, "planned", delivered_on=None)
    world.delivery(kit, "cancelled", delivered_on=None)
    other = [(one, Standing.OTHER) for one in (fresh, settled, unnoted)]
    assert listed(world) == [(differs, "differs"), (longer, "waiting"), (waits, "waiting"), *other]
    assert listed(world, state="waiting") == [(longer, "waiting"), (waits, "waiting")]
    assert listed(world, state="differs") == [(differs, "differs")]
    assert listed(world, state="confirmed") == [(settled, "other"), (unnoted, "other")]


def test_page_by_page_across_the_standings(world: World) -> None:
    kit, _ = world.kit("net")
    old, count = date(2026, 9, 1), side_by_side.MOST
    for n in range(count):
        world.delivery(kit, "partly", delivered_on=DAY - timedelta(days=n), differs=True)
        world.delivery(kit, delivered_on=old + timedelta(days=n))
        world.delivery(kit, "confirmed", delivered_on=DAY)
    found = listed(world)
    assert [standing for _, standing in found] == [one for one in Standing for _ in range(count)]
    assert len({row_id for row_id, _ in found}) == 3 * count
    assert side_by_side.page(world.call(), Wanted(), "rubbish").lines[0].standing is Standing.DIFFERS


def test_both_words_item_by_item(world: World) -> None:
    kit, (net, _) = world.kit("net 4", "canoe")
    aminata, _ = world.register()
    which = world.delivery(kit, person_id=aminata, place="ML050605")
    confirm_receipt(
        world.call(AMINATA, aminata), receipt(which, "part", items={str(net): "partly"}, counts={str(net): "3"})
    )
    (line,) = side_by_side.page(world.call(), Wanted(place="ML05", kit="fishing")).lines
    assert [(one.names["fr"], one.agent, one.person, one.differs) for one in line.items] == [
        ("net", 4, 3, True),
        ("canoe", 1, None, False),
    ]
    assert (line.who, line.state, line.others) == ("Aminata T.", "partly", 0)
    assert line.said_at == world.now
    assert side_by_side.page(world.call(), Wanted(sector="ML050604")).lines == []
    assert side_by_side.page(world.call(), Wanted(kit="sewing")).lines == []


def test_why_a_word_counts_or_does_not(world: World) -> None:
    kit, (net,) = world.kit("net 4")
    agent = world.staff()
    aminata, _ = world.register()
    which = world.delivery(kit, person_id=aminata, recorded_by=agent, recorded_at=world.now, place="ML050605")
    for number, overall in ((AMINATA, "none"), (AGENT, "all"), (AMINATA, "all")):
        world.passes(minutes=5)
        confirm_receipt(world.call(number, aminata), receipt(which, overall))
    found = one_delivery.one(world.call(), which, "ML050605")
    assert found is not None
    assert [(one.why, one.counted, one.by_office) for one in found.voices] == [
        (Why.LATER, False, False),
        (Why.STAFF_PHONE, False, False),
        (Why.COUNTS, True, False),
    ]
    assert [one.counts[net] for one in found.voices] == [0, 4, 4]
    assert (found.agent, found.who, found.members) == ("Boubacar M.", "Aminata T.", {aminata: "Aminata T."})
    assert one_delivery.one(world.call(), which, "ML050604") is None


def test_a_phone_that_speaks_for_many_says_for_how_many(world: World) -> None:
    kit, _ = world.kit("net")
    people = [world.register(f"+2235000120{n}", name=f"Personne {chr(65 + n)}")[0] for n in range(4)]
    deliveries = [world.delivery(kit, person_id=one) for one in people]
    for one, which in zip(people, deliveries, strict=True):
        confirm_receipt(world.call(OUMAR, one), receipt(which))
    found = one_delivery.one(world.call(), deliveries[0], "")
    assert found is not None
    assert [(one.why, one.households) for one in found.voices] == [(Why.MANY_HOUSEHOLDS, 4)]


def test_the_cases_that_came_of_it_and_whose_they_are(world: World) -> None:
    kit, _ = world.kit("net")
    agent, (aminata, _) = world.staff(), world.register()
    which = world.delivery(kit, person_id=aminata)
    confirm_receipt(world.call(AMINATA, aminata), receipt(which, "none"))
    (case,) = one_delivery.cases_of(world.call(), which, None)
    assert (case.id, case.topic, case.state) == (world.one(Case).id, "kit", "new")
    assert one_delivery.cases_of(world.call(), which, agent) == []


class TestTakenDown:
    """What the returnee tells the office."""

    @pytest.fixture
    def told(self, world: World) -> tuple[UUID, UUID, UUID, UUID]:
        kit, (net,) = world.kit("net 4")
        agent, (aminata, _) = world.staff(), world.register()
        which = world.delivery(kit, person_id=aminata, recorded_by=agent)
        confirm_receipt(
            world.call(AMINATA, aminata), receipt(which, "part", items={str(net): "partly"}, counts={str(net): "3"})
        )
        return which, aminata, net, agent

    def test_it_takes_the_place_of_what_they_said_before(self, world: World, told: tuple[UUID, ...]) -> None:
        which, aminata, net, _ = told
        officer = world.staff(Role.PROGRAMME_OFFICER, OUMAR)
        world.passes(days=1)
        take_down(world.call(staff=officer), Told(which, aminata, {net: 4}))
        row = world.one(Delivery)
        assert (row.state, row.differs) == ("confirmed", False)
        before, now = world.rows(Receipt)
        assert (before.counted, now.counted, now.phone_id, now.overall) == (False, True, None, "all")
        found = one_delivery.one(world.call(), which, "")
        assert found is not None
        assert [one.by_office for one in found.voices] == [False, True]

    def test_a_difference_joins_the_case_that_is_open(self, world: World, told: tuple[UUID, ...]) -> None:
        which, aminata, net, _ = told
        officer = world.staff(Role.PROGRAMME_OFFICER, OUMAR)
        take_down(world.call(staff=officer), Told(which, aminata, {net: 0}))
        assert (world.one(Delivery).state, len(world.rows(Case))) == ("not_received", 1)

    def test_what_is_refused(self, world: World, told: tuple[UUID, ...]) -> None:
        which, aminata, net, agent = told
        officer, (oumar, _) = (
            world.staff(Role.PROGRAMME_OFFICER, OUMAR),
            world.register("+22350001109", name="Oumar Cissé"),
        )
        for staff, person, counts, why in (
            (agent, aminata, {net: 4}, "noted this delivery yourself"),
            (officer, oumar, {net: 4}, "not this person's"),
            (officer, aminata, {}, "of each item"),
            (officer, aminata, {net: 1000}, "0 to 999"),
        ):
            with pytest.raises(DistributionError, match=why):
                take_down(world.call(staff=staff), Told(which, person, counts))
        planned = world.delivery(world.one(Delivery).kit_id, "planned", person_id=aminata, delivered_on=None)
        with pytest.raises(DistributionError, match="Nothing has come yet"):
            take_down(world.call(staff=officer), Told(planned, aminata, {net: 4}))
        assert len(world.rows(Receipt)) == 1
