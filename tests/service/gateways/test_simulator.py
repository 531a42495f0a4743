"""The simulator on demand: delays, refuses, gives no clear answer, reports late, twice, in the wrong order; seeded."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from service.gateways.chosen import sms_pace
from service.gateways.later import Later
from service.gateways.port import OutgoingSms, SmsReport
from service.gateways.simulator import DELIVERED, ON_THE_WAY, UNDELIVERED, Faults, SimulatorSms
from service.settings import Settings

TEXTS = [OutgoingSms(UUID(int=place), f"+2235000{place:04}", "Bonjour") for place in range(400)]


class Calendar:
    """Keeps what is to be done later, and does it all at once, each at its time."""

    def __init__(self) -> None:
        self.jobs: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, job: Callable[[], None]) -> None:
        self.jobs.append((seconds, job))

    def passes(self) -> None:
        for _, job in sorted(self.jobs, key=lambda entry: entry[0]):
            job()


def reported(**faults: Any) -> tuple[list[SmsReport], Calendar]:
    """The reports on 400 texts, as they come."""
    calendar, told = Calendar(), list[SmsReport]()
    SimulatorSms(Faults(reported=1, **faults), told.append, calendar).send(TEXTS)
    calendar.passes()
    return told, calendar


def by_text(told: list[SmsReport]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for report in told:
        found.setdefault(report.carrier_id, []).append(report.status)
    return found


def test_by_default_it_takes_everything_and_says_nothing_more() -> None:
    calendar = Calendar()
    results = SimulatorSms(reports=lambda _: pytest.fail("reported"), later=calendar).send(TEXTS)
    assert {one.state for one in results} == {"accepted"}
    assert calendar.jobs == []


def test_shares_are_kept_and_the_same_seed_gives_the_same_faults() -> None:
    faults = Faults(refused=0.2, retry=0.1, uncertain=0.3, seed=7)
    results = [SimulatorSms(faults).send(TEXTS) for _ in range(2)]
    assert results[0] == results[1]
    counts = Counter[str](one.state for one in results[0])
    expected = {"failed": 80, "retry": 40, "uncertain": 120, "accepted": 160}
    assert all(abs(counts[state] - count) < 35 for state, count in expected.items()), counts
    assert all((one.carrier_id != "") == (one.state == "accepted") for one in results[0])
    assert SimulatorSms(Faults(refused=0.2, seed=8)).send(TEXTS) != SimulatorSms(Faults(refused=0.2)).send(TEXTS)


def test_it_takes_its_time() -> None:
    began = time.monotonic()
    SimulatorSms(Faults(delay_s=0.05)).send(TEXTS)
    assert time.monotonic() - began >= 0.05


def test_a_text_is_on_the_way_then_delivered() -> None:
    told, calendar = reported(report_s=9)
    assert set(map(tuple, by_text(told).values())) == {(ON_THE_WAY, DELIVERED)}
    assert len(by_text(told)) == 400
    assert 8 < max(seconds for seconds, _ in calendar.jobs) <= 9
    assert {report.phone for report in told} == {text.to for text in TEXTS}
    assert {(report.status, report.means) for report in told} == {(ON_THE_WAY, "on the way"), (DELIVERED, "delivered")}


def test_some_are_never_delivered() -> None:
    told, _ = reported(undelivered=0.5)
    ends = Counter(statuses[-1] for statuses in by_text(told).values())
    assert abs(ends[UNDELIVERED] - 200) < 50
    assert {report.reason for report in told if report.means == "undelivered"} == {"Simulated"}


def test_reports_come_twice_and_in_the_wrong_order() -> None:
    told, _ = reported(repeated=1)
    assert all(Counter(statuses) == {ON_THE_WAY: 2, DELIVERED: 2} for statuses in by_text(told).values())
    told, _ = reported(shuffled=1)
    assert set(map(tuple, by_text(told).values())) == {(DELIVERED, ON_THE_WAY)}


def test_only_what_arrived_is_reported_and_the_uncertain_may_have() -> None:
    told, _ = reported(refused=0.3, retry=0.3, uncertain=0.2)
    assert 100 < len(by_text(told)) < 220
    assert reported(refused=1)[0] == []
    assert len(by_text(reported(uncertain=1)[0])) == 400


def test_what_is_due_later_is_done_in_its_order_on_another_thread() -> None:
    done, ended = list[str](), Event()
    later = Later()
    later(0.06, lambda: (done.append("third"), ended.set()))  # type: ignore[func-returns-value, arg-type]
    later(0.02, lambda: done.append("first"))
    later(0.04, lambda: done.append("second"))
    assert done == []
    assert ended.wait(5)
    assert done == ["first", "second", "third"]


def chosen(tmp_path: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, var_dir=tmp_path, **more)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("gateway", "wanted", "pace"), [("orange", 10, 5), ("orange", 2, 2), ("simulator", 10, 10), ("simulator", 0.1, 0.1)]
)
def test_a_carrier_is_given_no_more_than_it_takes(tmp_path: Path, gateway: str, wanted: float, pace: float) -> None:
    settings = chosen(
        tmp_path,
        sms_gateway=gateway,
        simulator=gateway == "simulator",
        orange_client_id="client",
        orange_client_secret="s3cr3t",
        sms_rate_per_second=wanted,
    )
    assert sms_pace(settings) == pace


def test_no_limit_is_the_carriers_limit(tmp_path: Path) -> None:
    orange = {"sms_gateway": "orange", "simulator": False, "orange_client_id": "c", "orange_client_secret": "s"}
    assert sms_pace(chosen(tmp_path, sms_rate_per_second=0, **orange)) == 5
    assert sms_pace(chosen(tmp_path, sms_rate_per_second=0)) == 0
