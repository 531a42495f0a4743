"""The drill: a campaign goes out while workers, and the carrier itself, are killed at any moment; then everything is
counted, as the carrier saw it. Nobody may get a text twice, and nobody may be forgotten."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from service.app import build
from service.database import writing
from service.messaging.dispatcher import LEASE
from service.messaging.outbox import NUMBER, message, phone
from service.messaging.settling import expire
from service.migrating import migrate
from service.settings import Settings
from service.vault import Vault
from tests.support.at_running import AtServer, at_server
from tests.support.crowd import add_crowd
from tests.support.servers import HOOK_KEY, Kept, free_port, installation, kept

TEXT = "Bonjour {first_name}, comment va votre travail ? Composez {ussd_code}."
"""To the first few, one by one; the others get one that is the same for all."""
SAME = "Bonjour, comment va votre travail ? Composez {ussd_code}."
REPORTS_WITHIN_S = 120.0


@dataclass(frozen=True)
class Drill:
    """`personal` of the people get a text of their own. `rate`: texts a second, of all workers together."""

    people: int
    personal: int
    workers: int
    kills: int
    carrier_kills: int
    rate: int
    seed: int = 7


@dataclass(frozen=True)
class Tally:
    """What was found at the end. `twice`: numbers that the carrier has more than one text for. `lost`: texts that it
    does not have, and of which we do not say that they are uncertain. `false`: texts that are said to be sent, and
    that it does not have."""

    sent: int
    twice: int
    lost: int
    false: int
    uncertain: int
    kills: int
    seconds: float


def run(drill: Drill, folder: Path, database_url: str = "") -> Tally:
    """On PostgreSQL with `retour worker` processes beside the web process; on SQLite (no URL) inside of it."""
    environment = _environment(drill, folder, database_url)
    engine, vault = _furnished(environment, drill)
    for text, where in ((TEXT, "vulnerability=few"), (SAME, "vulnerability=many")):
        command = [sys.executable, "-m", "tests.support.planning", text, where]
        subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    with ExitStack() as stack:
        port = free_port()
        reports = f"http://127.0.0.1:{port}/hooks/{HOOK_KEY}/africastalking/delivery"
        carrier = stack.enter_context(at_server(folder / "carrier", reports=reports, balance=1_000_000))
        told = {**environment, "RETOUR_PORT": str(port), "RETOUR_AFRICASTALKING_BASE_URL": carrier.url}
        web = stack.enter_context(kept([sys.executable, "-m", "service.cli", "serve"], told, folder, port))
        workers = (
            [web] if not database_url else [stack.enter_context(_worker(told, folder)) for _ in range(drill.workers)]
        )
        kills = _killing(drill, engine, workers, carrier)
        _wait(lambda: _settled(engine) >= len(set(_numbers(carrier))), REPORTS_WITHIN_S)
    seconds = time.monotonic() - began
    with writing(engine) as db:
        expire(db, datetime.now(UTC) + LEASE + timedelta(seconds=1))
    tally = _counted(engine, vault, carrier, kills, seconds)
    engine.dispose()
    return tally


def _environment(drill: Drill, folder: Path, database_url: str) -> Mapping[str, str]:
    return installation(
        folder,
        **({"RETOUR_DATABASE_URL": database_url} if database_url else {}),
        RETOUR_SIMULATOR="0",
        RETOUR_SMS_GATEWAY="africastalking",
        RETOUR_AFRICASTALKING_USERNAME="retour",
        RETOUR_AFRICASTALKING_API_KEY="a-key",
        RETOUR_SMS_RATE_PER_SECOND=str(drill.rate),
        RETOUR_SMS_BULK_FROM="00:00",
        RETOUR_SMS_BULK_UNTIL="23:59:59",
        RETOUR_CAMPAIGN_APPROVE_ABOVE=str(drill.people + 1),
    )


def _furnished(environment: Mapping[str, str], drill: Drill) -> tuple[Engine, Vault]:
    var_dir = Path(environment["RETOUR_VAR_DIR"])
    url = environment.get("RETOUR_DATABASE_URL", f"sqlite:///{var_dir / 'retour.db'}")
    migrate(url)
    parts = build(Settings(var_dir=var_dir, database_url=url))
    add_crowd(parts.engine, parts.vault, drill.people, few=drill.personal)
    return parts.engine, parts.vault


@contextmanager
def _worker(environment: Mapping[str, str], folder: Path) -> Iterator[Kept]:
    with kept([sys.executable, "-m", "service.cli", "worker"], environment, folder) as worker:
        yield worker


def _killing(drill: Drill, engine: Engine, workers: list[Kept], carrier: AtServer) -> int:
    """Kill one after the other at random moments while texts go out, until all have gone; how often."""
    chance, planned = random.Random(drill.seed), ["worker"] * drill.kills + ["carrier"] * drill.carrier_kills
    chance.shuffle(planned)
    total, done = _waiting(engine), 0
    while left := _waiting(engine):
        # Spread over the whole of it, whatever the machine's pace.
        if planned and total - left >= (done + chance.random()) * total / (len(planned) + done + 1):
            time.sleep(chance.random())  # what was just seen to move is not the moment: any is
            if planned.pop() == "carrier":
                carrier.kill()
                time.sleep(chance.random())
                carrier.start()
            else:
                chance.choice(workers).kill_and_restart()
            done += 1
        time.sleep(0.02)
    return done


def _waiting(engine: Engine) -> int:
    with engine.connect() as db:
        return db.scalar(select(func.count()).where(message.c.state == "queued")) or 0


def _settled(engine: Engine) -> int:
    with engine.connect() as db:
        return db.scalar(select(func.count()).where(message.c.state.in_(["delivered", "undelivered"]))) or 0


def _numbers(carrier: AtServer) -> list[str]:
    return [entry.to for entry in carrier.entries()]


def _wait(happened: Callable[[], bool], seconds: float) -> None:
    """Until it has happened, or that time is over: what is missing then is counted."""
    until = time.monotonic() + seconds
    while not happened() and time.monotonic() < until:
        time.sleep(0.1)


def _counted(engine: Engine, vault: Vault, carrier: AtServer, kills: int, seconds: float) -> Tally:
    arrived = Counter(_numbers(carrier))
    with engine.connect() as db:
        rows = db.execute(
            select(message.c.state, phone.c.id, phone.c.number).join(phone, phone.c.id == message.c.phone_id)
        ).all()
    state_of = {vault.open(NUMBER, row.id, row.number): row.state for row in rows}
    said = {number for number, state in state_of.items() if state in ("sent", "delivered", "undelivered")}
    uncertain = {number for number, state in state_of.items() if state == "uncertain"}
    missing = set(state_of) - set(arrived)
    return Tally(
        sent=len(arrived),
        twice=sum(times > 1 for times in arrived.values()),
        lost=len(missing - uncertain),
        false=len(missing & said),
        uncertain=len(uncertain),
        kills=kills,
        seconds=seconds,
    )
