"""Visits that cannot be as they were noted are alerts, each once a day; what can be is none."""

from uuid import UUID

import pytest
from sqlalchemy import update

from flows.places import Gazetteer, Place
from service.models import AuditEvent
from service.models.phone import PhoneRelation
from service.programme import alerts, visits
from service.programme import tables as t
from service.programme.followup import suspicion
from service.programme.phones import link
from tests.service.programme.world import AGENT, NOW, OUMAR, World, visit

FAR = Place("ML050118", "commune", "Ségué Iré", "ML0501", 14.0, -3.6)
PLACES = (
    Place("ML05", "region", "Mopti", "", 14.5, -4.2),
    Place("ML0506", "cercle", "Mopti", "ML05", None, None),
    Place("ML050605", "commune", "Konna", "ML0506", 14.95, -3.89),
    Place("ML0501", "cercle", "Bandiagara", "ML05", None, None),
    FAR,
    Place("ML050118-01", "village", "Ségué Iré", "ML050118", None, None),
)


@pytest.fixture
def away(world: World) -> World:
    """The world with points, a village, and Oumar who lives there."""
    from service.models import Place as PlaceRow

    world.places = Gazetteer(PLACES)
    for place in PLACES[3:]:
        world.add(PlaceRow, pcode=place.pcode, level=place.level, name=place.name, parent=place.parent)
    return world


def log(world: World, staff: UUID, person: UUID, **more: object) -> None:
    visits.log_visit(world.call(AGENT, staff=staff), visit(person, **more))


def raised(world: World) -> list[str]:
    actions = (row.action for row in world.rows(AuditEvent))
    return [action.removeprefix("alert: ") for action in actions if action.startswith("alert: ")]


def two(world: World) -> tuple[UUID, UUID]:
    return world.register()[0], world.register(OUMAR, name="Oumar Cissé", place="ML050118-01")[0]


@pytest.mark.parametrize(
    ("minutes", "presence", "found"),
    [
        (20, "code", [suspicion.FAR_APART]),
        (300, "code", []),
        (20, "absent", []),  # noted in the evening, from home
    ],
)
def test_nobody_is_in_two_far_villages_at_once(away: World, minutes: int, presence: str, found: list[str]) -> None:
    staff, (here, there) = away.staff(), two(away)
    log(away, staff, here, presence=presence)
    away.passes(minutes=minutes)
    log(away, staff, there, presence=presence)
    assert raised(away) == found


def test_two_agents_may_be_in_two_villages(away: World) -> None:
    (here, there), one, other = two(away), away.staff(), away.staff(number="+22350001109")
    log(away, one, here)
    log(away, other, there)
    assert raised(away) == []


def test_an_alert_is_said_once_a_day(away: World) -> None:
    staff, (here, there) = away.staff(), two(away)
    for hours in (0, 2, 4, 20):
        away.now = NOW
        away.passes(hours=hours)
        log(away, staff, here)
        away.passes(minutes=3)
        log(away, staff, there)
    assert raised(away).count(suspicion.FAR_APART) == 2, "and again the next day"
    (first, _) = [row for row in away.rows(AuditEvent) if row.action.endswith(suspicion.FAR_APART)]
    assert (first.subject, first.subject_id, first.detail) == ("staff", str(staff), "ML050605 > ML050118-01")


def test_a_village_has_the_point_of_its_commune_and_none_of_its_region() -> None:
    places = Gazetteer(PLACES)
    assert suspicion.point(places, "ML050118-01") == (FAR.lat, FAR.lon)
    assert [suspicion.point(places, pcode) for pcode in ("ML0506", "nowhere", "")] == [None, None, None]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((14.4958, -4.1986), (16.7735, -3.0074), 282.6),  # Mopti to Timbuktu
        ((0.0, 0.0), (0.0, 180.0), 20015.1),  # half round
        ((14.5, -4.2), (14.5, -4.2), 0.0),
    ],
)
def test_kilometres(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert suspicion.kilometres(one, other) == pytest.approx(km, rel=0.005)
    assert suspicion.kilometres(other, one) == pytest.approx(suspicion.kilometres(one, other))


@pytest.mark.parametrize(("minutes", "found"), [(50, [suspicion.TWICE]), (61, [])])
def test_one_person_twice_within_an_hour(world: World, minutes: int, found: list[str]) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person)
    world.passes(minutes=minutes)
    log(world, staff, person)
    assert raised(world) == found


@pytest.mark.parametrize(
    ("hour", "presence", "found"),
    [
        (21, "code", []),
        (22, "code", [suspicion.AT_NIGHT]),
        (4, "code", [suspicion.AT_NIGHT]),
        (5, "code", []),
        (23, "absent", []),
    ],
)
def test_visits_at_night(world: World, hour: int, presence: str, found: list[str]) -> None:
    staff, (person, _) = world.staff(), world.register()
    world.now = NOW.replace(hour=hour)
    log(world, staff, person, presence=presence)
    assert raised(world) == found


@pytest.mark.parametrize(("count", "found"), [(20, []), (21, [suspicion.MANY_A_DAY])])
def test_more_than_twenty_visits_a_day(world: World, count: int, found: list[str]) -> None:
    staff, (person, _) = world.staff(), world.register()
    world.now = NOW.replace(hour=6)
    for _ in range(count):
        log(world, staff, person, presence="absent")
        world.passes(minutes=30)
    assert raised(world) == found


def test_nobody_visits_themselves(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    link(world.db, person, world.call(AGENT).phone_id, PhoneRelation.OWN, "card", NOW)
    log(world, staff, person)
    assert raised(world) == [suspicion.OWN_PHONE]


def test_who_types_many_cards_that_nobody_has(world: World) -> None:
    staff = world.staff()
    for _ in range(4):
        suspicion.unknown_card(world.call(AGENT, staff=staff), staff)
    assert raised(world) == []
    world.passes(hours=25)
    suspicion.unknown_card(world.call(AGENT, staff=staff), staff)
    assert raised(world) == [], "five in a day, not five in a life"
    for _ in range(4):
        suspicion.unknown_card(world.call(AGENT, staff=staff), staff)
    assert raised(world) == [suspicion.UNKNOWN_CARDS]


def test_alerts_are_listed_with_who_it_is_about_and_settled_once(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    ctx = world.call(AGENT, staff=staff)
    log(world, staff, person)
    (row,) = world.db.execute(t.visit.select()).all()
    for kind, subject, which in (
        ("one", "staff", staff),
        ("two", "person", person),
        ("three", "phone", ctx.phone_id),
        ("four", "visit", row.id),
        ("five", "thing", None),
    ):
        assert alerts.raise_alert(ctx, kind, subject, which, "detail")
    found = list(alerts.everything(world.db, world.vault))
    assert [(one.kind, one.who) for one in found] == [
        ("five", "–"),
        ("four", "Aminata T."),
        ("three", "+223…03"),
        ("two", "Aminata T."),
        ("one", "Boubacar M."),
    ]
    alerts.settle(world.db, found[0].id, alerts.Finding.MISTAKE, staff, NOW)
    with pytest.raises(alerts.AlertError, match="settled already"):
        alerts.settle(world.db, found[0].id, alerts.Finding.MISTAKE, staff, NOW)
    left = list(alerts.everything(world.db, world.vault, only_open=True))
    assert [one.kind for one in left] == ["four", "three", "two", "one"]
    latest = next(iter(alerts.everything(world.db, world.vault)))
    assert (latest.finding, latest.settled_at) == ("mistake", NOW)


def test_what_is_no_alert_cannot_be_settled(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    log(world, staff, person)
    logged = world.one(AuditEvent, action="visit logged")
    with pytest.raises(alerts.AlertError, match="no such alert"):
        alerts.settle(world.db, logged.id, alerts.Finding.EXPLAINED, staff, NOW)


def test_an_alert_of_before_midnight_does_not_keep_the_next_day_s_back(world: World) -> None:
    staff = world.staff()
    world.now = NOW.replace(hour=23, minute=59)
    assert alerts.raise_alert(world.call(AGENT, staff=staff), "x", "staff", staff)
    assert not alerts.raise_alert(world.call(AGENT, staff=staff), "alert: x", "staff", staff)
    world.passes(minutes=2)
    assert alerts.raise_alert(world.call(AGENT, staff=staff), "x", "staff", staff)
    assert len(world.rows(AuditEvent, action="alert: x")) == 2


def test_a_closed_link_is_nobody_s_phone(world: World) -> None:
    staff, (person, _) = world.staff(), world.register()
    link(world.db, person, world.call(AGENT).phone_id, PhoneRelation.OWN, "card", NOW)
    world.db.execute(update(t.person_phone).values(until=NOW))
    log(world, staff, person)
    assert raised(world) == []
