"""Out of the outbox: intent first, nothing twice, nothing lost in silence."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, update
from structlog.testing import capture_logs

from service.database import writing
from service.gateways.port import GatewayError, OutgoingSms, SmsResult, State
from service.messaging.dispatcher import LEASE, MOST_CALLS, MOST_TEXTS, claim
from service.messaging.outbox import BODY, message
from service.messaging.pauses import FIRST_PAUSE, PERMANENT_PAUSE
from service.messaging.settling import RETRY_AFTER, outcome, settle
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import (
    NOW,
    Gateway,
    accept,
    add_phone,
    add_text,
    attempts,
    number,
    row_of,
    states,
)

SECOND = timedelta(seconds=1)


def answering(state: State, reason: str = "") -> Gateway:
    """A gateway that says the same of every text."""
    return Gateway(lambda texts: [SmsResult(one.message_id, state, reason=reason) for one in texts])


def refusing(permanent: bool) -> Gateway:
    def refuse(_: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        raise GatewayError("no", permanent)

    return Gateway(refuse)


def text_to(engine: Engine, vault: Vault, place: int = 1) -> UUID:
    return add_text(engine, vault, add_phone(engine, vault, place))


def test_a_text_is_sent_once(engine: Engine, vault: Vault) -> None:
    text, carrier = text_to(engine, vault), Gateway()
    worker = Worker(engine, vault, carrier)
    assert [worker.run_once(NOW), worker.run_once(NOW + SECOND)] == [1, 0]
    row = row_of(engine, text)
    assert (row.state, row.carrier_id, row.gateway, row.attempts) == ("sent", "id-+22350000001", "recording", 1)
    assert row.sent_at == NOW
    assert [[one.to for one in call] for call in carrier.calls] == [["+22350000001"]]
    assert attempts(engine) == [("accepted", "")]


def test_the_intent_stands_before_the_carrier_is_called(engine: Engine, vault: Vault) -> None:
    """And no transaction is open: the gateway itself can write to the database."""
    seen: list[tuple[Counter[str], list[tuple[str, str]]]] = []

    def look(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        seen.append((states(engine), attempts(engine)))
        add_phone(engine, vault, 99)
        return accept(texts)

    text_to(engine, vault)
    Worker(engine, vault, Gateway(look)).run_once(NOW)
    assert seen == [(Counter({"leased": 1}), [("open", "")])]


def test_a_text_is_not_sent_before_its_time(engine: Engine, vault: Vault) -> None:
    add_text(engine, vault, add_phone(engine, vault, 1), now=NOW + SECOND)
    worker = Worker(engine, vault, Gateway())
    assert [worker.run_once(NOW), worker.run_once(NOW + SECOND)] == [0, 1]


def test_a_stale_text_expires_unsent(engine: Engine, vault: Vault) -> None:
    text, carrier = text_to(engine, vault), Gateway()
    Worker(engine, vault, carrier).run_once(NOW + timedelta(days=3))
    assert (row_of(engine, text).state, carrier.calls) == ("expired", [])


@pytest.mark.parametrize(
    ("state", "reason", "ends"),
    [("failed", "InvalidPhoneNumber", "failed"), ("uncertain", "Timeout", "uncertain")],
)
def test_what_may_not_be_retried_never_is(engine: Engine, vault: Vault, state: State, reason: str, ends: str) -> None:
    text, carrier = text_to(engine, vault), answering(state, reason)
    worker = Worker(engine, vault, carrier)
    for days in range(3):
        worker.run_once(NOW + timedelta(days=days))
    row = row_of(engine, text)
    assert (row.state, row.reason, len(carrier.calls)) == (ends, reason, 1)


def test_a_refusal_is_tried_again_ever_later_and_then_given_up(engine: Engine, vault: Vault) -> None:
    text, carrier = text_to(engine, vault), answering("retry", "GatewayError")
    worker, now = Worker(engine, vault, carrier), NOW
    for wait in RETRY_AFTER:
        assert worker.run_once(now) == 1
        assert row_of(engine, text).state == "queued"
        assert worker.run_once(now + wait - SECOND) == 0
        now += wait
    assert worker.run_once(now) == 1
    row = row_of(engine, text)
    assert (row.state, row.reason, row.attempts) == ("failed", "GatewayError", len(RETRY_AFTER) + 1)
    assert list(RETRY_AFTER) == sorted(RETRY_AFTER)


def test_a_text_that_the_gateway_leaves_out_is_uncertain(engine: Engine, vault: Vault) -> None:
    text = text_to(engine, vault)
    Worker(engine, vault, Gateway(lambda _: [])).run_once(NOW)
    assert (row_of(engine, text).state, attempts(engine)) == ("uncertain", [("uncertain", "no_result")])


def test_an_intent_that_outlives_its_lease_is_uncertain(engine: Engine, vault: Vault) -> None:
    """What a worker leaves that dies between intent and result."""
    text, carrier = text_to(engine, vault), Gateway()
    with writing(engine) as db:
        claim(db, vault, "dead", ("recording", "simulator"), NOW, real=True)
    worker = Worker(engine, vault, carrier)
    worker.run_once(NOW + LEASE - SECOND)
    assert row_of(engine, text).state == "leased"
    for days in range(3):
        worker.run_once(NOW + LEASE + timedelta(days=days))
    assert (row_of(engine, text).state, carrier.calls) == ("uncertain", [])
    assert attempts(engine) == [("uncertain", "no_result")]


@pytest.mark.parametrize(
    ("result", "ends"), [("accepted", "sent"), ("failed", "failed"), ("retry", "queued"), ("uncertain", "uncertain")]
)
def test_a_late_result_counts_by_its_attempt(engine: Engine, vault: Vault, result: State, ends: str) -> None:
    text = text_to(engine, vault)
    with writing(engine) as db:
        [group] = claim(db, vault, "slow", ("recording", "simulator"), NOW, real=True).groups
    Worker(engine, vault, Gateway()).run_once(NOW + LEASE)
    assert row_of(engine, text).state == "uncertain"
    late = NOW + LEASE + SECOND
    with writing(engine) as db:
        settle(db, [outcome(one, SmsResult(text, result), late) for one in group.leased], late)
    assert row_of(engine, text).state == ends
    assert attempts(engine) == [(result, "")]


@pytest.mark.parametrize("known", ["delivered", "undelivered", "expired", "queued"])
def test_a_late_result_undoes_nothing_that_is_known(engine: Engine, vault: Vault, known: str) -> None:
    """A report that came first, or what staff decided."""
    text = text_to(engine, vault)
    with writing(engine) as db:
        [group] = claim(db, vault, "slow", ("recording", "simulator"), NOW, real=True).groups
        db.execute(update(message).values(state=known))
    with writing(engine) as db:
        settle(db, [outcome(one, SmsResult(text, "failed"), NOW) for one in group.leased], NOW)
    assert row_of(engine, text).state == known


def test_a_late_result_does_not_speak_for_a_newer_attempt(engine: Engine, vault: Vault) -> None:
    text, names = text_to(engine, vault), ("recording", "simulator")
    with writing(engine) as db:
        [old] = claim(db, vault, "slow", names, NOW, real=True).groups
    with writing(engine) as db:  # staff look at the uncertain one and have it sent again
        db.execute(update(message).values(state="queued"))
    with writing(engine) as db:
        assert claim(db, vault, "new", names, NOW + LEASE, real=True).groups
    with writing(engine) as db:
        settle(db, [outcome(one, SmsResult(text, "retry"), NOW) for one in old.leased], NOW)
    assert row_of(engine, text).state == "leased"


def test_one_open_attempt_a_phone(engine: Engine, vault: Vault) -> None:
    here, carrier = add_phone(engine, vault, 1), Gateway()
    for body in ("un", "deux"):
        add_text(engine, vault, here, body)
    worker = Worker(engine, vault, carrier)
    with writing(engine) as db:
        assert len(claim(db, vault, "other", ("recording", "simulator"), NOW, real=True).groups) == 1
    assert worker.run_once(NOW) == 0
    assert worker.run_once(NOW + LEASE) == 1
    assert [call[0].body for call in carrier.calls] == ["deux"]


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_claim_in_the_making_guards_its_phone(engine: Engine, vault: Vault) -> None:
    """PostgreSQL: another worker passes over the phone, and nobody who writes to it waits."""
    here, names = add_phone(engine, vault, 1), ("recording", "simulator")
    add_text(engine, vault, here, "un")
    with writing(engine) as first:
        assert claim(first, vault, "first", names, NOW, real=True).groups
        add_text(engine, vault, here, "deux")
        with writing(engine) as second:
            assert claim(second, vault, "second", names, NOW, real=True).groups == []
    with writing(engine) as second:
        assert claim(second, vault, "second", names, NOW, real=True).groups == []


def test_equal_texts_share_a_call_of_at_most_200(engine: Engine, vault: Vault) -> None:
    carrier = Gateway()
    for place in range(MOST_TEXTS + 5):
        add_text(engine, vault, add_phone(engine, vault, place), "Bonjour à tous")
    worker = Worker(engine, vault, carrier)
    assert [worker.run_once(NOW) for _ in range(3)] == [200, 5, 0]
    assert [len(call) for call in carrier.calls] == [200, 5]


def test_a_claim_is_at_most_so_many_calls(engine: Engine, vault: Vault) -> None:
    """So that what a dying worker leaves uncertain stays a short list."""
    for place in range(MOST_CALLS + 1):
        add_text(engine, vault, add_phone(engine, vault, place), f"Carte {place}")
    worker = Worker(engine, vault, Gateway())
    assert [worker.run_once(NOW) for _ in range(3)] == [MOST_CALLS, 1, 0]


@pytest.mark.parametrize(("permanent", "pause"), [(True, PERMANENT_PAUSE), (False, FIRST_PAUSE)])
def test_a_gateway_that_refuses_is_paused_and_loses_nothing(
    engine: Engine, vault: Vault, permanent: bool, pause: timedelta
) -> None:
    texts = [add_text(engine, vault, add_phone(engine, vault, place), f"{place}") for place in range(3)]
    carrier = refusing(permanent)
    worker = Worker(engine, vault, carrier)
    worker.run_once(NOW)
    assert worker.run_once(NOW + pause - SECOND) == 0
    assert len(carrier.calls) == 1
    assert [(row_of(engine, text).state, row_of(engine, text).attempts) for text in texts] == [("queued", 0)] * 3
    carrier.reply = accept
    worker.run_once(NOW + pause)
    assert states(engine) == Counter({"sent": 3})


def test_a_pause_that_repeats_grows(engine: Engine, vault: Vault) -> None:
    text_to(engine, vault)
    carrier, now = refusing(permanent=False), NOW
    worker = Worker(engine, vault, carrier)
    for seconds in (5, 10, 20, 40, 80, 160, 300, 300):
        assert worker.run_once(now) == 1
        assert worker.run_once(now + (seconds - 1) * SECOND) == 0
        now += seconds * SECOND
    assert len(carrier.calls) == 8


@pytest.mark.parametrize("reason", ["InsufficientBalance", "InvalidSenderId"])
def test_out_of_credit_pauses_and_keeps_what_was_accepted(engine: Engine, vault: Vault, reason: str) -> None:
    def half(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        return [*accept(texts[:1]), *(SmsResult(one.message_id, "retry", reason=reason) for one in texts[1:])]

    for place in range(3):
        text_to(engine, vault, place)
    carrier = Gateway(half)
    worker = Worker(engine, vault, carrier)
    worker.run_once(NOW)
    assert states(engine) == Counter({"sent": 1, "queued": 2})
    assert worker.run_once(NOW + PERMANENT_PAUSE - SECOND) == 0
    assert len(carrier.calls) == 1


def test_an_outage_is_told_once(engine: Engine, vault: Vault) -> None:
    text_to(engine, vault)
    carrier = refusing(permanent=True)
    with capture_logs() as said:
        worker = Worker(engine, vault, carrier)
        for times in range(4):
            worker.run_once(NOW + times * PERMANENT_PAUSE)
        assert len(carrier.calls) == 4
        carrier.reply = accept
        worker.run_once(NOW + 4 * PERMANENT_PAUSE)
    events = [entry["event"] for entry in said]
    assert events.count("the sms gateway is paused") == 1
    assert events.count("the sms gateway works again") == 1
    assert number(1) not in str(said)


@pytest.mark.parametrize("phone_too", [True, False])
def test_made_up_people_never_reach_a_real_carrier(engine: Engine, vault: Vault, phone_too: bool) -> None:
    """By the phone or by the row; and they are served while the carrier is paused."""
    here, carrier = add_phone(engine, vault, 1, made_up=phone_too), refusing(permanent=True)
    text = add_text(engine, vault, here)
    if not phone_too:
        with writing(engine) as db:
            db.execute(update(message).values(made_up=True))
    real = text_to(engine, vault, 2)
    worker = Worker(engine, vault, carrier)
    worker.run_once(NOW)
    later = add_text(engine, vault, add_phone(engine, vault, 3, made_up=True), now=NOW)
    worker.run_once(NOW + SECOND)
    assert [row_of(engine, one).state for one in (text, later, real)] == ["sent", "sent", "queued"]
    assert row_of(engine, text).gateway == "simulator"
    assert {one.to for call in carrier.calls for one in call} == {number(2)}


def test_a_text_that_does_not_open_blocks_nobody(engine: Engine, vault: Vault) -> None:
    """A row that was changed by hand, or sealed with a key that is gone."""
    bad, good = text_to(engine, vault, 1), text_to(engine, vault, 2)
    with writing(engine) as db:
        blob = vault.seal(BODY, good, "not this row's")
        db.execute(update(message).where(message.c.id == bad).values(body=blob))
    Worker(engine, vault, Gateway()).run_once(NOW)
    assert (row_of(engine, bad).reason, row_of(engine, good).state) == ("unreadable", "sent")


def test_a_fault_in_a_gateway_loses_no_result(engine: Engine, vault: Vault) -> None:
    """What went before it is written; what was in hand is uncertain when the lease ends."""
    for place in range(2):
        add_text(engine, vault, add_phone(engine, vault, place), f"{place}")

    def break_on_second(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        return {"0": accept}[texts[0].body](texts)

    worker = Worker(engine, vault, Gateway(break_on_second))
    with pytest.raises(KeyError):
        worker.run_once(NOW)
    assert states(engine) == Counter({"sent": 1, "leased": 1})
    worker.run_once(NOW + LEASE)
    assert states(engine) == Counter({"sent": 1, "uncertain": 1})


def test_workers_side_by_side_send_nothing_twice(engine: Engine, vault: Vault) -> None:
    """Nor two texts to one phone at a time."""
    phones = [add_phone(engine, vault, place) for place in range(40)]
    for turn in range(3):
        for place, here in enumerate(phones):
            add_text(engine, vault, here, f"{turn} {place % 8}", now=datetime.now(UTC))
    lock, talking = threading.Lock(), Counter[str]()
    collisions: list[str] = []

    def slowly(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        numbers = [one.to for one in texts]
        with lock:
            collisions.extend(one for one in numbers if talking[one])
            talking.update(numbers)
        threading.Event().wait(0.002)
        with lock:
            talking.subtract(numbers)
        return accept(texts)

    carrier, done = Gateway(slowly), threading.Event()
    workers = [Worker(engine, vault, carrier, f"worker-{place}") for place in range(3)]
    threads = [threading.Thread(target=one.run_forever, args=(done, 0.01)) for one in workers]
    for thread in threads:
        thread.start()
    for _ in range(1000):
        if states(engine) == Counter({"sent": 120}):
            break
        done.wait(0.02)
    done.set()
    for thread in threads:
        thread.join()
    assert states(engine) == Counter({"sent": 120})
    assert set(carrier.sent().values()) == {1}
    assert len(carrier.sent()) == 120
    assert collisions == []
