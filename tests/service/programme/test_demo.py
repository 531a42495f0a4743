"""The demo programme: the programme's own figures come out of its rows, and nobody in it can be reached."""

import csv
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import phonenumbers
import pytest
from sqlalchemy import Connection, Engine, delete, func, select, text

from flows.codes import is_valid
from flows.library import Library
from flows.phones import operator, read_phone
from flows.spelling import spelling
from service import models as m
from service.commands.banner import banner
from service.database import make_engine
from service.models import Row, table_of
from service.models.staff import Role
from service.programme import cases, identity, kits, labels, pins
from service.programme.access import accounts
from service.programme.access.passwords import Passwords
from service.programme.demo import (
    AGENT_PIN,
    DEMO_ACCOUNTS,
    DEMO_PHONES,
    PASSWORD_FILE,
    DemoRefused,
    demo_password,
    load_demo,
    wants_demo,
)
from service.programme.demo.phones import AGENT, ANSWERED, PREFIX, SHARED, UNKNOWN, WAITING
from service.programme.demo.villages import villages
from service.programme.distribution.comparing import compare_many
from service.programme.figures import Scope, as_json, report
from service.programme.places import reference_gazetteer
from service.settings import Settings
from service.vault import open_vault
from tests.conftest import BOTH
from tests.service.programme.world import World
from tests.support.postgres import Server, database

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CODES = Path(labels.__file__).parent / "reference" / "feedback_codes.csv"
DELIVERED = "SELECT business_id FROM delivery WHERE state IN ('delivered', 'confirmed', 'partly')"

MEMBERS = f"""
    SELECT count(DISTINCT p.id) FROM person p JOIN business_member b ON b.person_id = p.id
    WHERE b.business_id IN ({DELIVERED}) AND p.sex LIKE :sex
"""  # noqa: S608 the test's own words


@dataclass
class Demo:
    """A database with the demo in it, loaded once for all tests of this file."""

    settings: Settings
    engine: Engine
    said: str
    seconds: float
    worked: float
    wanted_before: bool


def _settings(folder: Path, url: str, **more: Any) -> Settings:
    return Settings(_env_file=None, var_dir=folder / "var", database_url=url, **more)  # type: ignore[call-arg]


@pytest.fixture(scope="module", params=BOTH)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with ExitStack() as stack:
        if request.param == "sqlite":
            shutil.copyfile(request.getfixturevalue("sqlite_template"), folder / "retour.db")
            url = f"sqlite:///{folder / 'retour.db'}"
        else:
            server: Server = request.getfixturevalue("postgres")
            template: str = request.getfixturevalue("postgres_template")
            url = stack.enter_context(database(server.url, f"retour_demo_{uuid4().hex[:8]}", template))
        settings, engine = _settings(folder, url, demo=True), make_engine(url)
        stack.callback(engine.dispose)
        wanted = wants_demo(settings, engine)
        begun, worked = time.perf_counter(), time.process_time()
        said = load_demo(settings, engine, TODAY)
        yield Demo(settings, engine, said, time.perf_counter() - begun, time.process_time() - worked, wanted)


@pytest.fixture
def db(demo: Demo) -> Iterator[Connection]:
    """A connection whose writes are undone."""
    with demo.engine.connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def office(demo: Demo, db: Connection, library: Library) -> World:
    return World(db, open_vault(demo.settings, demo.engine), demo.settings, library, now=NOON)


def number(db: Connection, sql: str) -> int:
    return int(db.execute(text(sql)).scalar_one())


def batches(ids: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def members(db: Connection, sex: str = "%") -> int:
    """Distinct members of a business with at least one delivered kit."""
    return int(db.execute(text(MEMBERS), {"sex": sex}).scalar_one())


# --- the figures ---


def test_people_reached_and_the_share_of_women(db: Connection) -> None:
    assert members(db) == 5_358
    assert round(100 * members(db, "female") / 5_358) == 53
    assert members(db, "female") == 2_840


def test_businesses_their_types_and_their_villages(db: Connection) -> None:
    reached = f"FROM business WHERE id IN ({DELIVERED})"
    assert number(db, f"SELECT count(*) {reached}") == 812
    assert number(db, "SELECT count(*) FROM business") == 812
    assert number(db, f"SELECT count(DISTINCT type) {reached}") == 10
    assert number(db, f"SELECT count(DISTINCT place) {reached}") == 30
    assert number(db, f"SELECT count(DISTINCT substr(place, 1, 4)) {reached}") == 3


def test_people_in_care_and_where(db: Connection) -> None:
    at = "FROM care c JOIN facility f ON f.id = c.facility_id WHERE f.kind"
    assert number(db, "SELECT count(DISTINCT person_id) FROM care") == 9_600
    assert number(db, f"SELECT count(DISTINCT c.person_id) {at} = 'health_centre'") == 9_600
    assert number(db, f"SELECT count(DISTINCT f.id) {at} = 'health_centre'") == 30
    assert number(db, f"SELECT count(DISTINCT f.id) {at} = 'specialised' AND c.kind = 'mental_health'") == 1
    assert number(db, "SELECT count(*) FROM care WHERE kind = 'counselling'") > 1_000
    both = "SELECT count(DISTINCT c.person_id) FROM care c JOIN business_member b ON b.person_id = c.person_id"
    assert 0 < number(db, both) < 9_600


def key_figures(db: Connection) -> dict[str, Any]:
    """As `retour figures --format json` has them."""
    told = as_json(report(db, Scope(TODAY), reference_gazetteer()))
    assert told["figures"].keys() == told["definitions"].keys()
    figures: dict[str, Any] = told["figures"]
    return figures


def test_the_key_figures_are_the_programmes_own(db: Connection) -> None:
    found = key_figures(db)
    assert found["individuals_reached"] == members(db) == 5_358
    assert (found["businesses"], found["business_types"], found["villages"]) == (812, 10, 30)
    assert found["women_share"] == 0.53
    assert (found["health_care_people"], found["health_centres"], found["specialised_structures"]) == (9_600, 30, 1)
    assert sum(found[key] for key in found if key.startswith("businesses_type_")) == 812
    assert found["counselling_people"] == 1_184
    assert found["kits_delivered"] == found["kits_confirmed"] + found["kits_partly"] + found["kits_unconfirmed"] == 812
    assert found["kits_promised"] == 852
    assert found["visits_done"] > found["visits_verified"] > 1_000
    assert all(0.5 < found[f"businesses_running_{days}_share"] < 1 for days in (30, 90, 180))
    assert None not in found.values()


def test_a_business_that_goes_takes_its_people_out_of_the_figures(db: Connection) -> None:
    business = table_of(m.Business)
    gone = db.execute(select(business.c.id).limit(1)).scalar_one()
    member = table_of(m.BusinessMember)
    team = db.execute(select(func.count()).select_from(member).where(member.c.business_id == gone)).scalar_one()
    db.execute(delete(business).where(business.c.id == gone))
    assert members(db) == 5_358 - team
    found = key_figures(db)
    assert (found["individuals_reached"], found["businesses"]) == (5_358 - team, 811)


def test_the_figures_move_with_the_rows(db: Connection) -> None:
    """What changes in a row changes in a figure: a kit that never came, a place, care, a visit, a case."""
    before = key_figures(db)
    db.execute(text("UPDATE delivery SET state = 'not_received' WHERE place = 'ML050605-01'"))
    db.execute(text("UPDATE business SET place = 'ML070303-01' WHERE place = 'ML070304-01'"))
    db.execute(text("DELETE FROM care WHERE kind = 'care' AND person_id IN (SELECT id FROM person WHERE sex = 'male')"))
    db.execute(text("UPDATE visit SET confirmed = 'no' WHERE confirmed = 'yes'"))
    db.execute(text("UPDATE \"case\" SET type = 'complaint' WHERE type = 'thanks'"))
    db.execute(text("UPDATE facility SET kind = 'specialised' WHERE place = 'ML050605-01'"))
    after = key_figures(db)
    for key in ("individuals_reached", "businesses", "kits_delivered", "kits_confirmed", "health_care_people"):
        assert 0 < after[key] < before[key], key
    assert after["individuals_reached"] == members(db)
    assert after["villages"] == 28, "one moved, and one has no kit any more"
    assert (after["health_centres"], after["specialised_structures"]) == (29, 2)
    assert (after["visits_verified"], after["visits_denied"]) == (
        0,
        before["visits_verified"] + before["visits_denied"],
    )
    assert after["cases_complaint"] == before["cases_complaint"] + before["cases_thanks"]
    assert after["women_share"] != before["women_share"]


def test_the_regions_add_up(db: Connection) -> None:
    told = as_json(report(db, Scope(TODAY), reference_gazetteer(), ("region", "cercle", "month")))
    regions = {row["name"]: row["figures"] for row in told["by"]["region"]}
    assert set(regions) == {"Mopti", "Tombouctou", "Gao"}
    for key in ("individuals_reached", "businesses", "villages", "health_care_people", "kits_promised"):
        assert sum(one[key] for one in regions.values()) == told["figures"][key]
    assert {name: one["specialised_structures"] for name, one in regions.items()} == {
        "Mopti": 0, "Tombouctou": 0, "Gao": 1,
    }  # fmt: skip
    cercles = [row["figures"]["individuals_reached"] for row in told["by"]["cercle"]]
    assert sum(cercles) == 5_358
    assert sum(row["figures"]["kits_delivered"] for row in told["by"]["month"]) == 812


def test_the_summary_says_what_the_rows_say(demo: Demo) -> None:
    for figure in ("5,358", "53%", "812", "10 types", "30 villages", "9,600", "30 community", AGENT_PIN):
        assert figure in demo.said


def test_women_heads_of_household_came_first(db: Connection) -> None:
    days: dict[bool, list[int]] = {True: [], False: []}
    rows = db.execute(
        text(
            "SELECT p.sex = 'female' AND p.head AS first, d.delivered_on FROM business_member b "
            "JOIN person p ON p.id = b.person_id JOIN delivery d ON d.business_id = b.business_id "
            "WHERE b.role = 'leader' AND d.delivered_on IS NOT NULL"
        )
    )
    for is_first, day in rows:
        days[bool(is_first)].append((TODAY - date.fromisoformat(str(day))).days)
    first, others = (sum(days[key]) / len(days[key]) for key in (True, False))
    assert first > others + 60


def test_the_kits_are_where_the_programme_brought_them(db: Connection) -> None:
    of = "SELECT count(*) FROM business WHERE type"
    for kind in ("farming", "fishing", "sewing", "pottery"):
        assert number(db, f"{of} = '{kind}' AND place = 'ML050605-01'") > 0
    for kind in ("shop", "livestock"):
        assert number(db, f"{of} = '{kind}' AND place = 'ML050118-01'") > 0
        assert number(db, f"{of} = '{kind}' AND place = 'ML050605-01'") == 0
    potters = """SELECT count(*) FROM business b JOIN business_member o ON o.business_id = b.id
        JOIN person p ON p.id = o.person_id WHERE b.type = 'pottery' AND p.sex <> 'female'"""
    assert number(db, potters) == 0


# --- what there is to work on ---


def test_every_state_has_something_in_it(db: Connection) -> None:
    wanted: dict[type[Row], set[str]] = {
        m.Delivery: {"planned", "delivered", "confirmed", "partly"},
        m.Distribution: {"planned", "done"},
        m.Visit: {"due", "done", "missed"},
        m.Case: {"new", "assigned", "in_progress", "on_hold", "answered", "closed"},
        m.Referral: {"asked", "referred", "received", "closed"},
        m.SensitiveCase: {"new", "in_progress", "answered", "closed"},
    }
    for model, states in wanted.items():
        assert set(db.execute(select(table_of(model).c.state)).scalars()) == states, model
    types = set(db.execute(text('SELECT DISTINCT type FROM "case"')).scalars())
    assert types == {"question", "request", "complaint", "thanks", "report"}
    overdue = select(func.count()).where(table_of(m.Visit).c.state == "due", table_of(m.Visit).c.due_on < TODAY)
    assert db.execute(overdue).scalar_one() > 10


def test_nothing_has_happened_yet_that_happens_later(db: Connection) -> None:
    """Dates count back from the day; only plans and promises lie ahead."""
    ahead = {"planned_on", "due_on", "next_visit_on", "promised_at", "due_at"}
    for table in Row.metadata.sorted_tables:
        for column in table.c:
            is_day, is_moment = (str(column.type) == "DATE", type(column.type).__name__ == "UtcDateTime")
            if (is_day or is_moment) and column.name not in ahead:
                latest = db.execute(select(func.max(column))).scalar_one()
                assert latest is None or latest < (TODAY if is_day else NOON), column


def test_a_partial_receipt_says_what_is_missing_and_has_its_case(office: World) -> None:
    [net] = office.rows(m.KitItem, code="net")
    short = office.rows(m.ReceiptItem, kit_item_id=net.id, outcome="partly", count=3)
    receipts = [office.one(m.Receipt, id=row.receipt_id) for row in short]
    konna = [office.one(m.Delivery, id=row.delivery_id) for row in receipts]
    [one] = [row for row in konna if row.delivered_on == TODAY - timedelta(days=20)]
    assert (one.state, one.place) == ("partly", "ML050605-01")
    case = office.one(m.Case, delivery_id=one.id)
    assert (case.type, case.topic, case.state) == ("report", "kit", "assigned")
    assert office.vault.open(labels.CASE_WORDS, case.id, case.words) == "Filets de pêche : reçu en partie."


def test_every_delivery_belongs_to_a_distribution_of_its_kit_village_and_day(db: Connection) -> None:
    fitting = """SELECT count(*) FROM delivery d JOIN distribution b ON b.id = d.distribution_id
        WHERE b.kit_id = d.kit_id AND b.place = d.place AND b.planned_on = d.planned_on"""
    assert number(db, fitting) == number(db, "SELECT count(*) FROM delivery") == 852
    to_come = text("SELECT count(*) FROM delivery WHERE state = 'planned' AND planned_on = :day")
    assert db.execute(to_come, {"day": TODAY + timedelta(days=3)}).scalar_one() >= 8
    assert number(db, "SELECT count(*) FROM delivery WHERE state <> 'planned' AND recorded_at IS NULL") == 0
    assert number(db, "SELECT count(*) FROM delivery WHERE state = 'planned' AND recorded_at IS NOT NULL") == 0


def test_a_delivery_differs_where_fewer_came_than_the_agent_says(db: Connection) -> None:
    """Counted anew, item by item, from both words."""
    delivery = table_of(m.Delivery)
    kept = set(db.execute(select(delivery.c.id).where(delivery.c.differs)).scalars())
    assert len(kept) > 10
    every = [row.id for row in db.execute(select(delivery.c.id))]
    assert {one for some in batches(every, 500) for one in compare_many(db, some)} == kept


def test_visits_follow_the_delivery(db: Connection) -> None:
    visit = table_of(m.Visit)
    assert set(db.execute(select(visit.c.after_days)).scalars()) == {30, 90, 180}
    assert db.execute(select(func.count()).where(visit.c.delivery_id.is_(None))).scalar_one() == 0
    found = select(visit.c.state, visit.c.channel).distinct()
    assert {tuple(row) for row in db.execute(found)} == {("due", ""), ("missed", ""), ("done", "ussd")}


def test_cases_are_coded_and_say_what_was_made_of_them(db: Connection) -> None:
    known = {
        row["code"]: row["types"].split() for row in csv.DictReader(CODES.read_text(encoding="utf-8").splitlines())
    }
    case = table_of(m.Case)
    for row in db.execute(select(case.c.type, case.c.state, case.c.coding, case.c.outcome)):
        assert not row.coding or row.type in known[row.coding], row
        assert bool(row.coding) == (row.state != "new")
        assert bool(row.outcome) == (row.state in ("answered", "closed") and row.type != "thanks")


def test_what_happened_to_a_case_stands_in_its_order(db: Connection) -> None:
    """By the moment, and by the id: every list of events is read in that order."""
    order = ("opened", "assigned", "in_progress", "on_hold", "answered", "reopened", "closed")
    found: dict[Any, list[Any]] = {}
    for case, kind, at, row in db.execute(text("SELECT case_id, kind, at, id FROM case_event ORDER BY at, id")):
        found.setdefault(case, []).append((order.index(kind), at, str(row)))
    assert len(found) > 200
    for events in found.values():
        assert events == sorted(events)
        assert len({at for _, at, _ in events}) == len(events)


def test_a_case_comes_after_what_it_is_about(db: Connection) -> None:
    before = "SELECT count(*) FROM {} WHERE c.opened_at < {}"
    assert number(db, before.format('"case" c JOIN person p ON p.id = c.person_id', "p.registered_at")) == 0
    assert number(db, before.format('"case" c JOIN receipt r ON r.delivery_id = c.delivery_id', "r.at")) == 0
    told = "SELECT count(*) FROM \"case\" WHERE phone_id IS NULL AND closed_how IN ('line', 'call', 'message')"
    assert number(db, told) == 0, "nobody hears by a phone that they do not have"


def test_a_sensitive_report_has_its_reader_and_its_end(db: Connection) -> None:
    loose = "SELECT count(*) FROM sensitive_case WHERE (state <> 'new') <> (assigned_to IS NOT NULL)"
    assert number(db, loose + " OR (state = 'closed') <> (closed_at IS NOT NULL)") == 0
    assert number(db, "SELECT count(*) FROM sensitive_event WHERE kind = 'opened'") == 4
    assert (
        number(
            db, "SELECT count(*) FROM sensitive_event e JOIN staff s ON s.id = e.staff_id WHERE s.role <> 'focal_point'"
        )
        == 0
    )


def test_a_business_that_has_begun_has_not_never_started(db: Connection) -> None:
    later = (
        "SELECT count(*) FROM visit a JOIN visit b ON b.business_id = a.business_id AND b.after_days > a.after_days "
        "WHERE b.business_status = 'never_started' AND a.business_status IN ('running', 'partly', 'stopped')"
    )
    assert number(db, later) == 0
    assert number(db, "SELECT count(*) FROM business WHERE state = 'never_started' AND started_on IS NOT NULL") == 0


def test_who_is_vulnerable_can_be(db: Connection) -> None:
    odd = "SELECT count(*) FROM person WHERE vulnerability LIKE "
    assert number(db, odd + "'%pregnant%' AND (sex = 'male' OR birth_year < 1976)") == 0
    assert number(db, odd + "'%elderly_alone%' AND birth_year > 1966") == 0
    assert number(db, odd + "'%pregnant%'") > 0
    assert number(db, odd + "'%elderly_alone%'") > 0


def test_referrals_have_their_days_in_order(db: Connection) -> None:
    for row in db.execute(select(table_of(m.Referral))):
        assert (row.state == "asked") == (row.referred_on is None)
        assert bool(row.outcome) == (row.state == "closed") == (row.closed_at is not None)
        assert (row.received_on is not None) == (row.state in ("received", "closed") and row.outcome != "not_come")
        if row.received_on:
            assert row.at.date() <= row.referred_on <= row.received_on < TODAY


def test_a_dozen_people_registered_twice(db: Connection, office: World) -> None:
    """Who has a second file is in no business and in no care: the figures are as they were."""
    open_name = office.vault.open
    rows = list(db.execute(select(table_of(m.Person))))
    spelt: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        name = open_name(labels.NAME, row.id, row.name)
        spelt.setdefault((spelling(name).sound, row.place, row.sex), []).append(name)
    twice = [names for names in spelt.values() if len(set(names)) > 1]
    assert len(twice) >= 10
    assert len(rows) == 12_827


# --- the phones to try the line with ---


def people_of(office: World, phone: str) -> list[identity.PersonRow]:
    row = office.one(m.Phone, number_mac=office.vault.index(labels.PHONE, phone))
    return identity.people_on(office.db, row.id)


def test_one_person_with_a_kit_to_confirm(office: World) -> None:
    [person] = people_of(office, WAITING)
    [waiting] = kits.deliveries_waiting(office.call(WAITING, person.id))
    assert waiting.named("fr").startswith("Pêche")
    code = office.vault.open(labels.CODE, person.id, person.code)
    assert is_valid(code)
    assert len(code) == 9


def test_three_people_of_one_household_share_a_phone(office: World) -> None:
    found = people_of(office, SHARED)
    assert len({person.id for person in found}) == 3
    assert len({office.one(m.Person, id=person.id).household_id for person in found}) == 1


def test_an_agent_and_their_pin(office: World) -> None:
    staff = identity.staff_of(office.db, office.vault.index(labels.PHONE, AGENT))
    assert staff
    assert (staff.role, people_of(office, AGENT)) == ("field_agent", [])
    assert pins.check(office.call(AGENT, staff=staff.id), AGENT_PIN).state == "ok"
    assert pins.check(office.call(AGENT, staff=staff.id), "0000").state == "wrong"


def test_an_answer_waits(office: World) -> None:
    [person] = people_of(office, ANSWERED)
    waiting = cases.answer_waiting(office.call(ANSWERED, person.id))
    assert waiting
    assert "vétérinaire" in waiting.text
    assert is_valid(waiting.reference)


def test_a_number_that_nobody_has(office: World) -> None:
    assert people_of(office, UNKNOWN) == []
    assert [number for _, _, number in DEMO_PHONES] == [WAITING, SHARED, AGENT, ANSWERED, UNKNOWN]


@pytest.mark.parametrize("role", list(DEMO_ACCOUNTS))
def test_one_of_each_role_signs_in_with_the_password_of_the_banner(demo: Demo, office: World, role: Role) -> None:
    password, vault = demo_password(demo.settings), office.vault
    account = accounts.by_login(office.db, vault, DEMO_ACCOUNTS[role])
    assert account
    assert (account.role, account.made_up, account.until, account.has_codes) == (role, True, None, False)
    assert Passwords().is_right(account.encoded, password)
    assert password in str(banner(demo.settings, "key").renderable)
    assert (demo.settings.var_dir / PASSWORD_FILE).stat().st_mode & 0o777 == 0o600


def test_the_agent_of_the_console_is_the_one_of_the_phone(office: World) -> None:
    account = accounts.by_login(office.db, office.vault, "agent")
    staff = identity.staff_of(office.db, office.vault.index(labels.PHONE, AGENT))
    assert account
    assert staff
    assert account.staff_id == staff.id


# --- made up, and said so ---


def test_no_number_can_be_reached(office: World) -> None:
    """Not one is a number of Mali: neither the plan nor an operator knows it, and none can be typed."""
    for row in office.rows(m.Phone):
        told = office.vault.open(labels.NUMBER, row.id, row.number)
        assert row.made_up
        assert told.startswith(PREFIX)
        assert len(told) == len("+22350001234")
        assert not phonenumbers.is_valid_number(phonenumbers.parse(told))
        assert read_phone(told) is None
        assert (operator(told), row.operator) == ("", "")
    with_phone = [row for row in office.rows(m.Staff) if row.phone]
    assert len(with_phone) == 14
    for row in with_phone:
        assert office.vault.open(labels.STAFF_PHONE, row.id, row.phone).startswith(PREFIX)


def test_everything_says_that_it_is_made_up(db: Connection) -> None:
    for table in Row.metadata.sorted_tables:
        if "made_up" in table.c:
            real = select(func.count()).select_from(table).where(~table.c.made_up)
            if table.name == "place":
                real = real.where(table.c.level == "village")
            assert db.execute(real).scalar_one() == 0, table.name
    [(action, detail)] = db.execute(text("SELECT action, detail FROM audit_event"))
    assert (action, detail) == ("loaded", "made up by seed 2012 as of 2026-11-24")


def test_the_villages_lie_in_communes_of_the_reference() -> None:
    found = villages()
    assert len({village.pcode for village in found}) == 30
    assert {"ML050605-01", "ML050118-01"} <= {village.pcode for village in found}
    assert all(village.commune.lat and village.commune.level == "commune" for village in found)


# --- when it is loaded ---


def test_it_loads_while_somebody_waits(demo: Demo) -> None:
    """Others may be at work on this machine: what counts is the time of this process."""
    print(f"demo loaded in {demo.seconds:.1f} s ({demo.worked:.1f} s of work) on {demo.engine.dialect.name}")  # noqa: T201
    assert demo.worked < 20


def test_it_goes_into_an_empty_database_only(demo: Demo) -> None:
    assert demo.wanted_before
    assert not wants_demo(demo.settings, demo.engine)
    with pytest.raises(DemoRefused):
        load_demo(demo.settings, demo.engine, TODAY)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [({}, "sqlite"), ({"demo": False}, ""), ({"simulator": False}, ""), ({"demo": True, "simulator": False}, "both")],
)
def test_where_it_is_wanted(tmp_path: Path, engine: Engine, database_url: str, given: Any, wanted: str) -> None:
    settings = _settings(tmp_path, database_url, **given)
    assert wants_demo(settings, engine) == (wanted in (engine.dialect.name, "both"))
