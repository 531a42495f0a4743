"""A gateway that cannot be used: all workers know, one of them says so, and a success ends it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from service.database import writing
from service.gateways.port import GatewayError
from service.messaging import pauses
from service.messaging.pauses import FIRST_PAUSE, LONGEST_PAUSE, PERMANENT_PAUSE, Pause
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import NOW, Gateway, accept, add_phone, add_text, states

SECOND = timedelta(seconds=1)


def begin(engine: Engine, after: timedelta = timedelta(), *, permanent: bool = False, gateway: str = "orange") -> bool:
    with writing(engine) as db:
        return pauses.begin(db, gateway, NOW + after, "no", permanent=permanent)


def pause(engine: Engine, gateway: str = "orange") -> Pause:
    with writing(engine) as db:
        return pauses.pause_of(db, gateway)


def end(engine: Engine) -> bool:
    with writing(engine) as db:
        return pauses.end(db, "orange")


def test_a_gateway_that_nobody_paused_may_be_called(engine: Engine) -> None:
    assert pause(engine) == Pause()
    assert not pause(engine).holds(NOW)
    assert not end(engine), "nothing to tell"


def test_two_workers_that_meet_the_same_outage_make_one_pause(engine: Engine) -> None:
    assert [begin(engine), begin(engine, SECOND)] == [True, False]
    found = pause(engine)
    assert (found.until, found.times, found.permanent, found.reason) == (NOW + FIRST_PAUSE, 1, False, "no")
    assert (found.holds(NOW + FIRST_PAUSE - SECOND), found.holds(NOW + FIRST_PAUSE)) == (True, False)


def test_it_grows_up_to_its_longest_and_is_told_once(engine: Engine) -> None:
    clock, told, lengths = timedelta(), [], []
    for _ in range(14):
        told.append(begin(engine, clock))
        until = pause(engine).until
        assert until is not None
        lengths.append(until - NOW - clock)
        clock = until - NOW
    assert told == [True] + [False] * 13
    assert lengths[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert lengths == sorted(lengths)
    assert lengths[-1] == LONGEST_PAUSE


def test_a_success_ends_it_and_the_next_one_is_news(engine: Engine) -> None:
    begin(engine)
    assert [end(engine), end(engine)] == [True, False]
    assert pause(engine) == Pause()
    assert begin(engine, 10 * SECOND)
    assert pause(engine).until == NOW + 10 * SECOND + FIRST_PAUSE


def test_out_of_credit_outweighs_a_busy_carrier_and_not_the_other_way_round(engine: Engine) -> None:
    assert begin(engine)
    assert begin(engine, SECOND, permanent=True), "this is news: somebody has to act"
    assert pause(engine).until == NOW + SECOND + PERMANENT_PAUSE
    assert not begin(engine, 2 * SECOND)
    assert (pause(engine).permanent, pause(engine).until) == (True, NOW + SECOND + PERMANENT_PAUSE)


def test_each_gateway_has_its_own(engine: Engine) -> None:
    begin(engine, gateway="africastalking")
    assert not pause(engine, "orange").holds(NOW)


@pytest.mark.parametrize("permanent", [True, False])
def test_one_pause_holds_for_all_workers_and_one_of_them_tells(engine: Engine, vault: Vault, permanent: bool) -> None:
    def refuse(_: object) -> list[object]:
        raise GatewayError("no credit", permanent)

    carriers = [Gateway(refuse), Gateway(accept)]  # type: ignore[arg-type]
    workers = [Worker(engine, vault, carrier) for carrier in carriers]
    add_text(engine, vault, add_phone(engine, vault, 1))
    with capture_logs() as said:
        workers[0].run_once(NOW)
        assert workers[1].run_once(NOW + SECOND) == 0, "the second knows what the first met"
        assert carriers[1].calls == []
        workers[1].run_once(NOW + PERMANENT_PAUSE)
    assert states(engine) == {"sent": 1}
    paused = [entry for entry in said if entry["event"] == "the sms gateway is paused"]
    assert [(entry["log_level"], entry["reason"]) for entry in paused] == [
        ("error" if permanent else "warning", "no credit")
    ]
    assert [entry["event"] for entry in said].count("the sms gateway works again") == 1
