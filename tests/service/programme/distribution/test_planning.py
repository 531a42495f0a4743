"""Distributions: planned for a village or a list, moved, cancelled, and whom they go to."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

import pytest
from sqlalchemy import update

from flows.codes import with_check
from flows.places import Gazetteer, Place
from service.models import Business, BusinessMember, BusinessType, Delivery, Distribution
from service.models import Place as PlaceRow
from service.models.staff import Role
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import planning, views
from service.programme.distribution.by_card import Typed, record_typed
from service.programme.distribution.errors import AlreadyRecorded, DistributionError
from service.programme.distribution.planning import Plan, plan_distribution
from tests.service.programme.world import AGENT, NOW, OUMAR, PLACES, World

T = TypeVar("T")
DAY = date(2026, 12, 1)
VILLAGE = Place("ML050605-01", "village", "Sobé", "ML050605", None, None)


@pytest.fixture
def office(world: World) -> Context:
    """A programme officer, in a place with a village."""
    world.places = Gazetteer((*PLACES, VILLAGE))
    world.add(PlaceRow, pcode=VILLAGE.pcode, level="village", name="Sobé", parent="ML050605")
    for code in ("fishing", "sewing"):
        world.add(BusinessType, code=code, names={"fr": code})
    return world.call(OUMAR, staff=world.staff(Role.PROGRAMME_OFFICER, OUMAR))


def business(world: World, *members: UUID, place: str = VILLAGE.pcode, **values: object) -> UUID:
    made = world.add(Business, **{"type": "fishing", "place": place, **values})
    for member in members:
        world.add(BusinessMember, business_id=made, person_id=member, since=world.now)
    return UUID(str(made))


def test_a_village_gets_a_kit_for_each_business_that_it_is_for(world: World, office: Context) -> None:
    fishing, _ = world.kit("canoe")
    sewing, _ = world.kit("machine", code="sewing")
    of_type, given = business(world), business(world, type="sewing", kit_id=fishing)
    business(world, kit_id=sewing)  # of the type, but was given another kit
    business(world, place="ML050604")
    business(world, type="sewing")
    has_one = business(world)
    world.delivery(fishing, business_id=has_one, state="partly")
    cancelled = business(world)
    world.delivery(fishing, business_id=cancelled, state="cancelled")
    made = plan_distribution(office, Plan("fishing", "Sobe", DAY))
    assert (made.place, made.deliveries, made.left_out) == (VILLAGE.pcode, 3, 1)
    planned = world.rows(Delivery, distribution_id=made.distribution_id)
    assert {row.business_id for row in planned} == {of_type, given, cancelled}
    assert {(row.state, row.planned_on, row.place, row.delivered_on) for row in planned} == {
        ("planned", DAY, VILLAGE.pcode, None)
    }
    assert world.one(Distribution).created_by == office.staff_id


def test_a_commune_takes_in_its_villages(world: World, office: Context) -> None:
    world.kit("canoe")
    business(world)
    business(world, place="ML050605")
    assert plan_distribution(office, Plan("fishing", "Konna", DAY)).deliveries == 2


def test_who_has_one_gets_another_only_where_it_is_meant(world: World, office: Context) -> None:
    world.kit("canoe")
    business(world)
    plan_distribution(office, Plan("fishing", "Sobé", DAY))
    with pytest.raises(DistributionError, match="say « again »"):
        plan_distribution(office, Plan("fishing", "Sobé", DAY))
    assert plan_distribution(office, Plan("fishing", "Sobé", DAY, again=True)).deliveries == 1


def test_two_officers_who_plan_at_the_same_time_plan_once(world: World, office: Context) -> None:
    """One looks while the other has not written yet: whoever is second is left with those who have none."""
    world.kit("canoe")
    business(world)
    _, code = world.register()
    plans = Plan("fishing", "Sobé", DAY), Plan("fishing", "Sobé", DAY, [code])
    looks = [planning.look_up(office, plan) for plan in (*plans, *plans)]
    for found in looks[:2]:
        assert planning.write(office, found).deliveries == 1
    for found in looks[2:]:
        with pytest.raises(DistributionError, match="say « again »"):
            planning.write(office, found)


def test_a_list_of_cards(world: World, office: Context) -> None:
    """A business gets its kit once, whoever of its members stands on the list; others get theirs by name."""
    world.kit("canoe")
    people = [world.register(f"+223500030{n:02}", name=f"Awa {chr(65 + n)}oumba") for n in range(3)]
    theirs = business(world, people[0][0], people[1][0])
    rows = ["carte;nom", *(f"{code[:3]} {code[3:6]} {code[6:]};x" for _, code in people), people[2][1], ""]
    made = plan_distribution(office, Plan("fishing", "Sobé", DAY, rows))
    assert made.deliveries == 2
    assert {(row.person_id, row.business_id) for row in world.rows(Delivery)} == {
        (people[0][0], theirs),
        (people[2][0], None),
    }
    with pytest.raises(DistributionError, match="say « again »"):
        plan_distribution(office, Plan("fishing", "Sobé", DAY, [people[1][1], people[2][1]]))


def test_a_wrong_list_is_told_row_by_row_and_nothing_is_planned(world: World, office: Context) -> None:
    world.kit("canoe")
    _, code = world.register()
    rows = [code, "123456789", with_check("12345678"), "Aminata Traoré"]
    with pytest.raises(DistributionError) as told:
        plan_distribution(office, Plan("fishing", "Sobé", DAY, rows))
    assert str(told.value).splitlines() == [
        "Row 2: this is nobody's card code (…89).",
        f"Row 3: this is nobody's card code (…{with_check('12345678')[-2:]}).",
        "Row 4: this is nobody's card code (…).",
    ]
    assert world.rows(Delivery) == world.rows(Distribution) == []
    with pytest.raises(DistributionError, match="The list is empty"):
        plan_distribution(office, Plan("fishing", "Sobé", DAY, ["code", ""]))


@pytest.mark.parametrize(
    ("kit", "village", "reason"),
    [
        ("fish", "Sobé", "There is no kit 'fish'"),
        ("fishing", "Paris", "There is no village and no commune 'Paris'"),
        ("fishing", "Fatoma", "Nobody in Fatoma, Mopti is to get a kit fishing"),
        ("sewing", "Sobé", "retired"),
    ],
)
def test_what_cannot_be_planned(world: World, office: Context, kit: str, village: str, reason: str) -> None:
    world.kit("canoe")
    retired, _ = world.kit("machine", code="sewing")
    world.db.execute(update(t.kit).where(t.kit.c.id == retired).values(active=False))
    with pytest.raises(DistributionError, match=reason):
        plan_distribution(office, Plan(kit, village, DAY))


def test_it_moves_with_what_has_not_come(world: World, office: Context) -> None:
    fishing, _ = world.kit("canoe")
    business(world)
    made = plan_distribution(office, Plan("fishing", "Sobé", DAY)).distribution_id
    came = world.delivery(fishing, distribution_id=made, planned_on=DAY)
    planning.move(office, made, date(2026, 12, 5))
    assert {row.id == came: row.planned_on for row in world.rows(Delivery)} == {True: DAY, False: date(2026, 12, 5)}
    assert world.one(Distribution).planned_on == date(2026, 12, 5)


@pytest.mark.parametrize(("has_come", "state"), [(False, "cancelled"), (True, "done")])
def test_what_has_come_stays_when_the_rest_is_cancelled(
    world: World, office: Context, has_come: bool, state: str
) -> None:
    fishing, _ = world.kit("canoe")
    business(world)
    made = plan_distribution(office, Plan("fishing", "Sobé", DAY)).distribution_id
    if has_come:
        world.delivery(fishing, "confirmed", distribution_id=made)
    assert planning.cancel(office, made) == 1
    assert world.one(Distribution).state == state
    assert {row.state for row in world.rows(Delivery)} == ({"cancelled", "confirmed"} if has_come else {"cancelled"})
    for act in (lambda: planning.cancel(office, made), lambda: planning.move(office, made, DAY)):
        with pytest.raises(DistributionError, match="cannot be changed"):
            act()


def test_a_list_counts_what_came_of_each(world: World, office: Context) -> None:
    fishing, _ = world.kit("canoe")
    business(world)
    made = plan_distribution(office, Plan("fishing", "Sobé", DAY)).distribution_id
    for state in ("delivered", "confirmed", "partly", "not_received", "cancelled"):
        world.delivery(fishing, state, distribution_id=made, differs=state == "partly")
    (row,) = views.distributions(world.db)
    assert (row.kit, row.deliveries, row.to_come, row.delivered, row.confirmed, row.amiss, row.differs) == (
        "fishing",
        6,
        1,
        4,
        1,
        2,
        1,
    )
    assert views.distributions(world.db, ["ML050604"]) == []


def test_its_deliveries_and_both_words_say_who_with_an_initial(world: World, office: Context) -> None:
    world.kit("canoe")
    _, code = world.register()
    made = plan_distribution(office, Plan("fishing", "Sobé", DAY, [code])).distribution_id
    (line,) = views.of_distribution(office, made)
    assert (line.who, line.card.replace(" ", ""), line.state) == ("Aminata T.", code, "planned")
    assert line.village == "Konna, Mopti"
    (word,) = views.both_words(office, line.id, "fr")
    assert (word.item, word.promised, word.agent, word.person, word.counts) == ("canoe", 1, 1, None, False)
    assert list(views.differing(office)) == []
    with pytest.raises(DistributionError, match="no such delivery"):
        views.both_words(office, made, "fr")


# --- a word noted in the office


def test_an_officer_records_what_was_planned(world: World, office: Context) -> None:
    fishing, _ = world.kit("canoe", "net 4")
    person, code = world.register()
    planned = world.delivery(fishing, "planned", person_id=person, delivered_on=None, planned_on=DAY)
    assert record_typed(office, Typed(code, "fishing", NOW.date(), {"canoe": 1, "net": 3})) == planned
    assert world.one(Delivery).recorded_by == office.staff_id
    with pytest.raises(AlreadyRecorded, match="stands as delivered on 24/11/2026: say « correct »"):
        record_typed(office, Typed(code, "fishing", NOW.date()))
    assert record_typed(office, Typed(code, "fishing", NOW.date(), corrects=True)) == planned
    assert record_typed(office, Typed(code, "fishing", NOW.date(), again=True)) != planned


def test_a_kit_that_nobody_planned_goes_to_the_business_of_the_person(world: World, office: Context) -> None:
    world.kit("canoe")
    person, code = world.register()
    theirs = business(world, person)
    delivery = record_typed(office, Typed(code, "fishing", NOW.date()))
    row = world.one(Delivery, id=delivery)
    assert (row.person_id, row.business_id, row.place) == (person, theirs, VILLAGE.pcode)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"card": "123456789"}, "Nobody has a card"),
        ({"items": {"net": 3}}, "Say of each item how many came, 0 for none: canoe"),
        ({"items": {"net": 3, "canoe": 1, "goat": 1}}, "has no goat: it has canoe, net"),
        ({"items": {"net": 0, "canoe": 0}}, "Nothing came of it"),
        ({"corrects": True}, "nothing to correct"),
        ({"on": date(2026, 11, 25)}, "still to come"),
    ],
)
def test_what_is_typed_wrong_is_told(world: World, office: Context, change: dict[str, object], reason: str) -> None:
    world.kit("canoe", "net 4")
    _, code = world.register()
    typed = Typed(**{"card": code, "kit": "fishing", "on": NOW.date(), **change})  # type: ignore[arg-type]
    with pytest.raises(DistributionError, match=reason):
        record_typed(office, typed)
    assert world.rows(Delivery) == []


def test_an_agent_speaks_for_their_own_places_only(world: World, office: Context) -> None:
    agent = world.staff(number=AGENT)
    world.db.execute(update(t.staff).where(t.staff.c.id == agent).values(places="ML050604"))
    world.kit("canoe")
    _, code = world.register()
    with pytest.raises(DistributionError, match="another area"):
        record_typed(world.call(AGENT, staff=agent), Typed(code, "fishing", NOW.date()))


def test_a_long_list_is_planned_in_steps_as_one_distribution(world: World, office: Context) -> None:
    world.kit("canoe")
    made = [business(world) for _ in range(7)]
    found = planning.look_up(office, Plan("fishing", "Sobé", DAY))
    steps: list[int] = []

    def do(act: Callable[[Context], T]) -> T:
        done = act(office)
        steps.append(len(world.rows(Delivery)))
        return done

    planned = planning.write_in_steps(do, found, at_once=3)
    assert steps == [3, 6, 7]
    assert (planned.deliveries, planned.left_out) == (7, 0)
    rows = world.rows(Delivery, distribution_id=planned.distribution_id)
    assert {row.business_id for row in rows} == set(made)


def test_a_long_list_that_is_cut_short_can_be_planned_again_for_the_rest(world: World, office: Context) -> None:
    world.kit("canoe")
    made = [business(world) for _ in range(5)]

    def once(act: Callable[[Context], T]) -> T:
        if world.rows(Delivery):
            raise KeyboardInterrupt
        return act(office)

    with pytest.raises(KeyboardInterrupt):
        planning.write_in_steps(once, planning.look_up(office, Plan("fishing", "Sobé", DAY)), at_once=2)
    found = planning.look_up(office, Plan("fishing", "Sobé", DAY))
    planned = planning.write_in_steps(lambda act: act(office), found, at_once=2)
    assert (planned.deliveries, planned.left_out) == (3, 2)
    assert sorted(row.business_id for row in world.rows(Delivery)) == sorted(made)


def test_a_kit_whose_code_was_mistyped_is_not_recorded_as_one_that_nobody_planned(
    world: World, office: Context
) -> None:
    fishing, _ = world.kit("canoe")
    world.kit("machine", code="sewing")
    person, code = world.register()
    world.delivery(fishing, state="planned", delivered_on=None, planned_on=DAY, person_id=person)
    with pytest.raises(DistributionError, match="No kit sewing is planned for this person, who waits for: fishing"):
        record_typed(office, Typed(code, "sewing", NOW.date()))
    assert [row.state for row in world.rows(Delivery)] == ["planned"]
    record_typed(office, Typed(code, "sewing", NOW.date(), again=True))
    assert sorted(row.state for row in world.rows(Delivery)) == ["delivered", "planned"]
