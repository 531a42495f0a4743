"""The outbox on PostgreSQL: planning a campaign to many, and one worker sending it to a stand-in of the carrier.

The rate limit is off, the commits are durable, the carrier answers over HTTP on this machine.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Engine, func, select

from bench.figures import Figure, at_least, at_most, plain
from bench.peer import rate
from service.app import build
from service.messaging.outbox import IS_QUEUED, message
from service.messaging.waiting import IS_OPEN, attempt
from service.settings import Settings
from tests.support.at_running import at_server
from tests.support.crowd import add_crowd
from tests.support.postgres import database, postgres_server
from tests.support.servers import Kept, installation, kept

EQUAL, PERSONAL = (
    "Bonjour, comment va votre travail ? Composez {ussd_code}.",
    "Bonjour {first_name}, composez {ussd_code}.",
)
MOST_PERSONAL, JOBS = 5_000, 20_000
SECONDS, MEGABYTES = 90, 300
"""To plan 500,000 texts; fewer are given their share of the seconds."""


def measured(people: int) -> Iterator[Figure]:
    """Everything, on a server of its own."""
    with postgres_server(durable=True) as found:
        with database(found.url, "retour_peer") as url:
            peer = rate(url, JOBS)
        with (
            database(found.url, "retour_outbox") as url,
            tempfile.TemporaryDirectory(prefix="retour-bench-") as name,
        ):
            folder = Path(name)
            environment = installation(
                folder,
                RETOUR_DATABASE_URL=url,
                RETOUR_SIMULATOR="0",
                RETOUR_SMS_RATE_PER_SECOND="0",
                RETOUR_SMS_BULK_FROM="00:00",
                RETOUR_SMS_BULK_UNTIL="23:59:59",
                RETOUR_CAMPAIGN_APPROVE_ABOVE=str(people + 1),
            )
            yield from _with_people(environment, folder, people, peer)


def _with_people(environment: Mapping[str, str], folder: Path, people: int, peer: float) -> Iterator[Figure]:
    engine = _furnished(environment, people)
    planned = _planned(environment, EQUAL)
    share = people / 500_000
    yield plain(f"outbox, preview of {people:,} texts", planned["preview_s"], "s")
    yield at_most(f"outbox, planning {people:,} texts", planned["plan_s"], "s", SECONDS * share)
    yield at_most(f"outbox, planning {people:,} texts, memory", planned["megabytes"], "MB", MEGABYTES)
    equal = _drained(environment, folder, engine)
    yield at_least("outbox, equal texts, one worker", equal, "texts/s", 3_000)
    yield plain("procrastinate, jobs that do nothing, one worker", peer, "jobs/s")
    yield at_least("outbox, equal texts, of procrastinate's rate", equal / peer, "ratio", 1)
    _planned(environment, PERSONAL, "vulnerability=few")
    yield at_least("outbox, personal texts, one worker", _drained(environment, folder, engine), "texts/s", 300)
    engine.dispose()


def _furnished(environment: Mapping[str, str], people: int) -> Engine:
    """The tables, and so many people; the first MOST_PERSONAL of them can be told apart."""
    subprocess.run(
        [sys.executable, "-m", "service.cli", "migrate"], env=dict(environment), check=True, stdout=subprocess.DEVNULL
    )
    settings = Settings(database_url=environment["RETOUR_DATABASE_URL"], var_dir=Path(environment["RETOUR_VAR_DIR"]))
    parts = build(settings)
    add_crowd(parts.engine, parts.vault, people, few=MOST_PERSONAL)
    return parts.engine


def _planned(environment: Mapping[str, str], text: str, where: str = "all=yes") -> dict[str, float]:
    command = [sys.executable, "-m", "tests.support.planning", text, where]
    done = subprocess.run(command, env=dict(environment), check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _drained(environment: Mapping[str, str], folder: Path, engine: Engine) -> float:
    """Texts a second of one worker, from its first to its last."""
    with at_server(folder / "carrier", balance=10_000_000) as carrier, _worker(environment, carrier.url, folder):
        before, began, at = _waiting(engine), 0.0, time.perf_counter()
        left = before
        while left:
            time.sleep(min(max(left / 20_000, 0.05), 2))  # to count half a million takes as long as sending hundreds
            now, left = time.perf_counter(), _waiting(engine)
            if not began and left < before:
                began, before = now, left  # its start is not its pace
            at = now
        return before / (at - began)


def _worker(environment: Mapping[str, str], carrier: str, folder: Path) -> AbstractContextManager[Kept]:
    settings = {
        "RETOUR_SMS_GATEWAY": "africastalking",
        "RETOUR_AFRICASTALKING_USERNAME": "retour",
        "RETOUR_AFRICASTALKING_API_KEY": "a-key",
        "RETOUR_AFRICASTALKING_BASE_URL": carrier,
    }
    return kept([sys.executable, "-m", "service.cli", "worker"], {**environment, **settings}, folder)


def _waiting(engine: Engine) -> int:
    with engine.connect() as db:
        queued = db.scalar(select(func.count()).select_from(message).where(IS_QUEUED)) or 0
        return queued + (db.scalar(select(func.count()).select_from(attempt).where(IS_OPEN)) or 0)
