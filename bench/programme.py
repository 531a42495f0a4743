"""The key figures of a large programme, on both databases: by the function, and by the command in a process of its own.

100,000 people in 15,000 businesses, 50,000 deliveries with a receipt each, 100,000 visits, and care and cases.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Table, select, text

from bench.figures import Figure, at_most, plain
from flows.codes import with_check
from service.app import build
from service.database import writing
from service.ids import uuid7
from service.programme import tables as t
from service.programme.demo.bulk import insert_all
from service.programme.figures import Scope, as_json, report
from service.programme.places import ensure_reference, reference_gazetteer, reference_places
from service.settings import Settings
from tests.support.crowd import add_crowd
from tests.support.postgres import NoPostgres, database, postgres_server
from tests.support.servers import installation

PEOPLE, BUSINESSES, RECEIPTS, VISITS, CARE, CASES = 100_000, 15_000, 50_000, 100_000, 60_000, 20_000
SECONDS = {"SQLite": 5, "PostgreSQL": 2}
_STEP = 20_000
_TODAY = date(2026, 11, 24)
_BY = ("region", "cercle", "sex", "month")


def measured() -> Iterator[Figure]:
    """Both databases, each with a programme of its own."""
    with tempfile.TemporaryDirectory(prefix="retour-bench-") as name:
        yield from _figures("SQLite", installation(Path(name)))
    try:
        with (
            postgres_server(durable=True) as found,
            database(found.url, "retour_programme") as url,
            tempfile.TemporaryDirectory(prefix="retour-bench-") as name,
        ):
            yield from _figures("PostgreSQL", installation(Path(name), RETOUR_DATABASE_URL=url, RETOUR_SIMULATOR="0"))
    except NoPostgres as error:
        print(f"PostgreSQL: not measured, {error}")


def _figures(name: str, environment: Mapping[str, str]) -> Iterator[Figure]:
    engine = furnished(environment)
    label = f"{name}, figures of {PEOPLE // 1000},000 people"
    seconds = _timed(lambda: _counted(engine, ()))
    yield at_most(f"{label}, counted", seconds, "s", SECONDS[name])
    yield plain(f"{label}, with all tables", _timed(lambda: _counted(engine, _BY)), "s")
    engine.dispose()
    yield at_most(f"{label}, retour figures", _timed(lambda: _commanded(environment)), "s", SECONDS[name])


def _timed(work: Callable[[], int]) -> float:
    begun = time.perf_counter()
    reached = work()
    if reached != PEOPLE:
        raise RuntimeError(f"{reached} people were counted")
    return time.perf_counter() - begun


def _counted(engine: Engine, by: tuple[str, ...]) -> int:
    with engine.connect() as db:
        told = as_json(report(db, Scope(_TODAY), reference_gazetteer(), by))
    return int(told["figures"]["individuals_reached"])


def _commanded(environment: Mapping[str, str]) -> int:
    command = [sys.executable, "-m", "service.cli", "figures", "--format", "json"]
    done = subprocess.run(command, env=dict(environment), check=True, capture_output=True, text=True)
    return int(json.loads(done.stdout)["figures"]["individuals_reached"])


def furnished(environment: Mapping[str, str]) -> Engine:
    """The tables and the programme; what autovacuum does within a minute is done at once."""
    migrating = [sys.executable, "-m", "service.cli", "migrate"]
    subprocess.run(migrating, env=dict(environment), check=True, stdout=subprocess.DEVNULL)
    folder, url = Path(environment["RETOUR_VAR_DIR"]), environment.get("RETOUR_DATABASE_URL")
    parts = build(Settings(var_dir=folder, **({"database_url": url} if url else {})))  # type: ignore[arg-type]
    with writing(parts.engine) as db:
        ensure_reference(db)
    places = [place.pcode for place in reference_places() if place.level == "commune"]
    add_crowd(parts.engine, parts.vault, PEOPLE, places=places)
    _Filling(parts.engine, places).everything()
    with writing(parts.engine) as db:
        db.execute(text("ANALYZE"))
    return parts.engine


class _Filling:
    """Writes what happened to the people, table by table."""

    def __init__(self, engine: Engine, places: list[str]) -> None:
        self._engine, self._places = engine, places
        self._chance = Random(2012)
        with engine.connect() as db:
            self._people = list(db.execute(select(t.person.c.id).order_by(t.person.c.id)).scalars())

    def everything(self) -> None:
        kit, centres = uuid7(), [uuid7() for _ in range(30)]
        kinds = ("farming", "fishing", "shop", "sewing", "livestock", "food", "bakery", "mill", "pottery", "carpentry")
        self._add(t.business_type, ({"code": code, "names": {"fr": code}, "position": 0} for code in kinds))
        row = {
            "id": kit,
            "code": "kit",
            "names": {"fr": "Kit"},
            "visit_days": "30 90 180",
            "active": True,
            "made_up": True,
        }
        self._add(t.kit, [row])
        businesses = [uuid7() for _ in range(BUSINESSES)]
        self._add(t.business, (self._business(one, kinds) for one in businesses))
        self._add(t.business_member, (self._member(n, businesses) for n in range(PEOPLE)))
        deliveries = [uuid7() for _ in range(RECEIPTS)]
        self._add(t.delivery, (self._delivery(n, one, kit, businesses) for n, one in enumerate(deliveries)))
        self._add(t.receipt, (self._receipt(n, one) for n, one in enumerate(deliveries)))
        self._add(t.visit, (self._visit(n, businesses, deliveries) for n in range(VISITS)))
        self._add(t.facility, (self._centre(n, one) for n, one in enumerate(centres)))
        self._add(t.care, (self._care(n, centres) for n in range(CARE)))
        self._add(t.case, (self._case(n) for n in range(CASES)))

    def _add(self, table: Table, rows: Any) -> None:
        """In steps, each in a transaction of its own."""
        every = list(rows)
        for start in range(0, len(every), _STEP):
            with writing(self._engine) as db:
                insert_all(db, table, every[start : start + _STEP])

    def _day(self) -> date:
        return _TODAY - timedelta(days=self._chance.randint(1, 700))

    def _business(self, one: UUID, kinds: tuple[str, ...]) -> dict[str, Any]:
        place, kind = self._chance.choice(self._places), self._chance.choice(kinds)
        return {"id": one, "type": kind, "place": place, "state": "running", "made_up": True}

    def _member(self, n: int, businesses: list[UUID]) -> dict[str, Any]:
        since = datetime(2026, 1, 1, tzinfo=UTC)
        return {"business_id": businesses[n % BUSINESSES], "person_id": self._people[n], "role": "", "since": since}

    def _delivery(self, n: int, one: UUID, kit: UUID, businesses: list[UUID]) -> dict[str, Any]:
        """The first of each business came, so that all its members are reached."""
        states = ("confirmed",) * 8 + ("partly", "delivered", "not_received")
        return {
            "id": one,
            "kit_id": kit,
            "business_id": businesses[n % BUSINESSES],
            "place": self._chance.choice(self._places),
            "state": "confirmed" if n < BUSINESSES else self._chance.choice(states),
            "delivered_on": self._day(),
            "recorded_how": "ussd",
            "differs": n % 20 == 0,
            "made_up": True,
        }

    def _receipt(self, n: int, delivery: UUID) -> dict[str, Any]:
        said = {"asked_to_pay": "no", "collected_by": "self", "waited": "", "knew_rights": "", "knew_complaint": ""}
        row = {"id": uuid7(), "delivery_id": delivery, "person_id": self._people[n], "overall": "all", "respect": ""}
        return {**row, **said, "at": datetime.now(UTC), "counted": True}

    def _visit(self, n: int, businesses: list[UUID], deliveries: list[UUID]) -> dict[str, Any]:
        day, is_done = self._day(), self._chance.random() < 0.85
        blank = dict.fromkeys(("presence", "interview", "reasons", "takings", "money_decision", "new_debt"), "")
        return {
            "id": uuid7(),
            "person_id": self._people[n % PEOPLE],
            "business_id": businesses[n % BUSINESSES],
            "delivery_id": deliveries[n % RECEIPTS],
            "after_days": (30, 90, 180)[n % 3],
            "due_on": day,
            "visited_on": day if is_done else None,
            "state": "done" if is_done else "due",
            "channel": "ussd" if is_done else "",
            "business_status": self._chance.choice(("running", "running", "partly", "stopped")) if is_done else "",
            "confirmed": self._chance.choice(("yes", "yes", "no", "")) if is_done else "",
            "wants_call": False,
            **blank,
        }

    def _centre(self, n: int, one: UUID) -> dict[str, Any]:
        kind = "health_centre" if n else "specialised"
        return {"id": one, "kind": kind, "name": f"Centre {n}", "place": self._places[n], "made_up": True}

    def _care(self, n: int, centres: list[UUID]) -> dict[str, Any]:
        kind = self._chance.choice(("care", "care", "mental_health", "counselling"))
        about = {"person_id": self._chance.choice(self._people), "facility_id": centres[n % len(centres)]}
        return {"id": uuid7(), "kind": kind, "on": self._day(), "made_up": True, **about}

    def _case(self, n: int) -> dict[str, Any]:
        opened = datetime.now(UTC) - timedelta(hours=self._chance.randint(1, 16_000))
        answered = opened + timedelta(hours=self._chance.randint(1, 300))
        blank = dict.fromkeys(("topic", "coding"), "")
        return {
            "id": uuid7(),
            "reference": with_check(str(10_000 + n)),
            "type": self._chance.choice(("question", "request", "complaint", "report", "thanks")),
            "criticality": "medium",
            "state": "closed",
            "person_id": self._people[n],
            "opened_at": opened,
            "promised_at": opened + timedelta(days=7),
            "answered_at": answered,
            "closed_at": answered,
            "closed_how": self._chance.choice(("line", "call", "not_told")),
            "outcome": self._chance.choice(("acted", "explained", "referred")),
            "satisfied": "yes",
            "reopened": 0,
            "calls_failed": 0,
            "made_up": True,
            **blank,
        }
