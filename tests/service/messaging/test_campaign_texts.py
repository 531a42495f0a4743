"""Texts of campaigns wait: for the replies, for the morning, for tomorrow, for an answer; some never leave."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert

from service.database import writing
from service.ids import uuid7
from service.messaging.hours import BulkRules
from service.messaging.outbox import BODY, message
from service.messaging.terms import ASKS_AGAIN, Terms
from service.models.message import Priority
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.bulk import (
    EVENING,
    MORNING,
    add_campaign,
    add_dialogue,
    bulk_text,
    change_campaign,
    change_text,
)
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, row_of, states

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def said(carrier: Gateway) -> list[str]:
    """The bodies in the order in which they were handed over."""
    return [text.body for call in carrier.calls for text in call]


def put(engine: Engine, vault: Vault, place: int, body: str, priority: Priority) -> UUID:
    return bulk_text(engine, vault, add_phone(engine, vault, place), add_campaign(engine, priority), body)


def test_replies_go_before_small_sends_and_those_before_bulk(engine: Engine, vault: Vault) -> None:
    """One text a second, handed in the wrong way round."""
    put(engine, vault, 1, "à tous", Priority.BULK)
    put(engine, vault, 2, "à quelques-uns", Priority.SMALL)
    add_text(engine, vault, add_phone(engine, vault, 3), "à vous", kind="staff", priority=Priority.SMALL)
    add_text(engine, vault, add_phone(engine, vault, 4), "la réponse")
    carrier = Gateway()
    worker = Worker(engine, vault, carrier, terms=Terms(per_second=1))
    for second in range(4):
        assert worker.run_once(NOW + second * SECOND) == 1
    assert said(carrier) == ["la réponse", "à vous", "à quelques-uns", "à tous"]


@pytest.mark.parametrize("priority", [Priority.SMALL, Priority.BULK])
def test_campaigns_wait_for_the_morning_and_replies_do_not(engine: Engine, vault: Vault, priority: Priority) -> None:
    text = put(engine, vault, 1, "à tous", priority)
    add_text(engine, vault, add_phone(engine, vault, 2), "la réponse", now=EVENING)
    carrier = Gateway()
    worker = Worker(engine, vault, carrier)
    worker.run_once(EVENING)
    assert said(carrier) == ["la réponse"]
    assert worker.run_once(MORNING - MINUTE) == 0
    worker.run_once(MORNING)
    assert (row_of(engine, text).state, said(carrier)[1:]) == ("sent", ["à tous"])


@pytest.mark.parametrize("state", ["planning", "waiting", "paused", "cancelled"])
def test_only_a_campaign_that_runs_sends(engine: Engine, vault: Vault, state: str) -> None:
    campaign = add_campaign(engine, state=state)
    bulk_text(engine, vault, add_phone(engine, vault, 1), campaign)
    worker = Worker(engine, vault, Gateway())
    assert worker.run_once(NOW) == 0
    change_campaign(engine, campaign, state="running")
    assert worker.run_once(NOW) == 1


def test_a_campaign_begins_when_it_is_meant_to(engine: Engine, vault: Vault) -> None:
    bulk_text(engine, vault, add_phone(engine, vault, 1), add_campaign(engine, starts_at=NOW + MINUTE))
    worker = Worker(engine, vault, Gateway())
    assert [worker.run_once(NOW), worker.run_once(NOW + MINUTE)] == [0, 1]


def test_what_is_paused_is_not_walked_through(engine: Engine, vault: Vault) -> None:
    """More texts than one claim looks at wait in front of the one that may go, and do not hold it up."""
    paused, here = add_campaign(engine, state="paused"), add_phone(engine, vault, 1)
    row = {
        "phone_id": here,
        "campaign_id": paused,
        "kind": "campaign",
        "priority": 0,
        "body": vault.seal(BODY, here, "x"),
    }
    times = {"not_before": NOW - MINUTE, "created_at": NOW - MINUTE}
    with writing(engine) as db:
        db.execute(insert(message), [{"id": uuid7(), **row, **times} for _ in range(300)])
    put(engine, vault, 2, "à tous", Priority.BULK)
    carrier = Gateway()
    assert Worker(engine, vault, carrier).run_once(NOW) == 1
    assert (said(carrier), states(engine)["queued"]) == (["à tous"], 300)


def test_one_text_too_many_today_waits_for_the_morning(engine: Engine, vault: Vault) -> None:
    here, other = add_phone(engine, vault, 1), add_phone(engine, vault, 2)
    texts = [bulk_text(engine, vault, here, add_campaign(engine), f"{n}") for n in range(3)]
    bulk_text(engine, vault, other, add_campaign(engine), "4")
    carrier = Gateway()
    worker = Worker(engine, vault, carrier)
    for minute in range(4):
        worker.run_once(NOW + minute * MINUTE)
    assert sorted(said(carrier)) == ["0", "1", "4"], "the cap is each phone's own"
    assert (row_of(engine, texts[2]).state, row_of(engine, texts[2]).not_before) == ("queued", MORNING)
    add_text(engine, vault, here, "la réponse")
    worker.run_once(NOW + 5 * MINUTE)
    assert said(carrier)[-1] == "la réponse", "replies are not counted and not capped"
    worker.run_once(MORNING)
    assert said(carrier)[-1] == "2"


@pytest.mark.parametrize(
    ("answered", "hours_ago", "waits"),
    [(False, 1, True), (False, 24 * 6, True), (False, 24 * 8, False), (True, 1, False)],
)
def test_a_question_waits_for_the_answer_to_another(
    engine: Engine, vault: Vault, answered: bool, hours_ago: int, waits: bool
) -> None:
    """Two open questions never mix; after a week nobody answers any more."""
    here, asked_at = add_phone(engine, vault, 1), NOW - timedelta(hours=hours_ago)
    first = bulk_text(
        engine, vault, here, add_campaign(engine), "A ?", asks="check_in", state="delivered", sent_at=asked_at
    )
    if answered:
        change_text(engine, first, answered_at=NOW)
    question = bulk_text(engine, vault, here, add_campaign(engine), "B ?", asks="check_in")
    plain = bulk_text(engine, vault, here, add_campaign(engine), "C.")
    worker = Worker(engine, vault, Gateway(), terms=Terms(bulk=BulkRules(daily=9)))
    worker.run_once(NOW)
    worker.run_once(NOW + MINUTE)
    assert (row_of(engine, question).state, row_of(engine, plain).state) == ("queued" if waits else "sent", "sent")
    if waits:
        assert row_of(engine, question).not_before in {NOW + ASKS_AGAIN, NOW + MINUTE + ASKS_AGAIN}
        change_text(engine, first, answered_at=NOW)
        worker.run_once(NOW + MINUTE + ASKS_AGAIN)
        assert row_of(engine, question).state == "sent"


def test_a_question_that_never_arrived_keeps_no_other_back(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    bulk_text(engine, vault, here, add_campaign(engine), "A ?", asks="check_in", state="undelivered", sent_at=NOW)
    question = bulk_text(engine, vault, here, add_campaign(engine), "B ?", asks="check_in")
    Worker(engine, vault, Gateway(), terms=Terms(bulk=BulkRules(daily=9))).run_once(NOW)
    assert row_of(engine, question).state == "sent"


@pytest.mark.parametrize(
    ("how", "hours_ago", "waits"),
    [({}, 1, True), ({}, 49, False), ({"state": "ended"}, 1, False), ({"channel": "ussd"}, 1, False)],
)
def test_a_question_does_not_break_into_a_dialogue(
    engine: Engine, vault: Vault, how: dict[str, str], hours_ago: int, waits: bool
) -> None:
    here = add_phone(engine, vault, 1)
    add_dialogue(engine, here, NOW - timedelta(hours=hours_ago), **how)
    question = bulk_text(engine, vault, here, add_campaign(engine), "A ?", asks="check_in")
    Worker(engine, vault, Gateway()).run_once(NOW)
    assert row_of(engine, question).state == ("queued" if waits else "sent")
