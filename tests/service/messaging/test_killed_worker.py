"""kill -9 between intent and result: what is in hand is uncertain, nothing is sent twice, nothing is lost."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine

from service.gateways.africastalking_sms import AfricasTalkingSms
from service.keys import new_keys, read_keys, write_keys
from service.messaging.dispatcher import LEASE, MOST_CALLS
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import add_phone, add_text, attempts, number, row_of, states
from tests.support.stand_in import Answer, Received, StandIn, accept

HOUSE = Path(__file__).parents[3]
WAIT_S = 30.0


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    write_keys(path, new_keys())
    return path


@pytest.fixture
def shared_vault(keys_file: Path) -> Vault:
    """The vault that the other process opens too."""
    return Vault(read_keys(keys_file))


@contextmanager
def lone_worker(database_url: str, keys_file: Path, carrier: StandIn) -> Iterator[None]:
    """A worker that runs until the block ends, and is then killed without a word."""
    command = [sys.executable, "-m", "tests.service.messaging.lone_worker"]
    process = subprocess.Popen([*command, database_url, str(keys_file), carrier.url], cwd=HOUSE)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not happened():
        assert time.monotonic() < deadline, "the other worker did nothing"
        time.sleep(0.002)


def afterwards() -> datetime:
    """When every lease of the dead is over."""
    return datetime.now(UTC) + LEASE + timedelta(seconds=1)


def test_a_text_in_hand_is_uncertain_and_never_sent_again(
    engine: Engine, database_url: str, keys_file: Path, shared_vault: Vault
) -> None:
    text = add_text(engine, shared_vault, add_phone(engine, shared_vault, 1), now=datetime.now(UTC))
    with StandIn(lambda _: Answer(wait_s=WAIT_S)) as carrier:
        with lone_worker(database_url, keys_file, carrier):
            wait_for(lambda: bool(carrier.received))
        assert (row_of(engine, text).state, attempts(engine)) == ("leased", [("open", "")])
        carrier.answer = accept
        worker = Worker(engine, shared_vault, AfricasTalkingSms("retour", "a-key", base_url=carrier.url))
        assert worker.run_once(datetime.now(UTC)) == 0
        for days in range(3):
            worker.run_once(afterwards() + timedelta(days=days))
        assert carrier.texts() == {(number(1), "Bonjour"): 1}
    assert (row_of(engine, text).state, attempts(engine)) == ("uncertain", [("uncertain", "no_result")])


@pytest.mark.slow
def test_workers_killed_at_any_moment_double_nothing_and_lose_nothing(
    engine: Engine, database_url: str, keys_file: Path, shared_vault: Vault
) -> None:
    texts = _hundred_texts(engine, shared_vault)
    kills, chance = 3, random.Random(5)

    def soon(request: Received) -> Answer:
        time.sleep(0.005)
        return accept(request)

    with StandIn(soon) as carrier:
        for _ in range(kills):
            goal = len(carrier.received) + chance.randint(3, 25)
            with lone_worker(database_url, keys_file, carrier):
                wait_for(lambda goal=goal: len(carrier.received) >= goal)  # type: ignore[misc]
        worker = Worker(engine, shared_vault, AfricasTalkingSms("retour", "a-key", base_url=carrier.url))
        while worker.run_once(afterwards()):
            pass
        arrived = Counter({body: times for (_, body), times in carrier.texts().items()})
    assert max(arrived.values()) == 1
    assert set(states(engine)) <= {"sent", "uncertain"}
    assert states(engine)["uncertain"] <= kills * MOST_CALLS
    for text, body in texts.items():
        # What did not arrive is flagged: sent is said only of what did.
        assert arrived[body] == 1 or row_of(engine, text).state == "uncertain"


def _hundred_texts(engine: Engine, vault: Vault) -> dict[UUID, str]:
    now = datetime.now(UTC)
    bodies = [f"Carte {place}" for place in range(100)]
    return {
        add_text(engine, vault, add_phone(engine, vault, place), body, now=now): body
        for place, body in enumerate(bodies)
    }
