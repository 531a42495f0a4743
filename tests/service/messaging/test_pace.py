"""One pace for all workers: what leaves in any stretch of time is no more than the contract says."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from service.database import make_engine, writing
from service.messaging.pace import NO_LIMIT, allowance, spend
from service.messaging.terms import Terms
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, states


def take(engine: Engine, per_second: float, after_s: float, wanted: int) -> int:
    """What a worker that wants so many gets at that time."""
    now = NOW + timedelta(seconds=after_s)
    with writing(engine) as db:
        got = min(wanted, allowance(db, "carrier", per_second, now))
        spend(db, "carrier", per_second, got, now)
    return got


def test_a_second_s_worth_at_once_and_then_by_the_clock(engine: Engine) -> None:
    assert take(engine, 10, 0, 50) == 10
    assert take(engine, 10, 0, 50) == 0
    assert take(engine, 10, 0.35, 50) == 3
    assert take(engine, 10, 60, 50) == 10, "a long rest saves nothing up"


def test_a_slow_carrier_takes_one_now_and_then(engine: Engine) -> None:
    assert [take(engine, 0.2, second, 5) for second in range(11)] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


def test_no_limit(engine: Engine) -> None:
    assert take(engine, 0, 0, 5000) == 5000
    with writing(engine) as db:
        assert allowance(db, "carrier", 0, NOW) == NO_LIMIT


def test_each_gateway_has_its_own(engine: Engine) -> None:
    take(engine, 10, 0, 10)
    with writing(engine) as db:
        assert allowance(db, "another", 10, NOW) == 10


def test_two_workers_share_it_and_what_waits_goes_later(engine: Engine, vault: Vault) -> None:
    for place in range(30):
        add_text(engine, vault, add_phone(engine, vault, place))
    gateways = Gateway(), Gateway()
    workers = [Worker(engine, vault, gateway, terms=Terms(per_second=10)) for gateway in gateways]
    for worker in workers:
        worker.run_once(NOW)
    assert states(engine) == {"sent": 10, "queued": 20}
    for second in (1, 2):
        for worker in workers:
            worker.run_once(NOW + timedelta(seconds=second))
    assert states(engine) == {"sent": 30}


def test_made_up_people_do_not_count(engine: Engine, vault: Vault) -> None:
    for place in range(15):
        add_text(engine, vault, add_phone(engine, vault, place, made_up=True))
    Worker(engine, vault, Gateway(), terms=Terms(per_second=1)).run_once(NOW)
    assert states(engine) == {"sent": 15}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 3), st.integers(1, 40)), min_size=1, max_size=12),
    st.sampled_from([0.5, 3.0, 10.0]),
)
def test_no_stretch_of_time_holds_more(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[float, int]], rate: float
) -> None:
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("pace"))
    engine, clock = make_engine(f"sqlite:///{path}"), 0.0
    left: list[tuple[float, int]] = []
    for rest, wanted in asked:
        clock += rest
        left.append((clock, take(engine, rate, clock, wanted)))
    engine.dispose()
    burst = max(1.0, 1 / rate)
    for i, (start, _) in enumerate(left):
        for j in range(i, len(left)):
            total = sum(count for _, count in left[i : j + 1])
            assert total <= (left[j][0] - start + burst) * rate + 1
