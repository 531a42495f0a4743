"""Into the outbox: what waits, what STOP keeps back, what the phone shows."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound

from service.database import writing
from service.gateways.simulator import SimulatorSms
from service.ids import uuid7
from service.messaging.outbox import BODY, KEEPS, OPTED_OUT, STOP_CONFIRMED, inbox_of, queue
from service.models.message import Priority
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, number, row_of, stop


def test_a_text_waits_sealed(engine: Engine, vault: Vault) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1), "Votre carte : 123 456 789", kind="card")
    row = row_of(engine, text)
    assert (row.state, row.kind, row.attempts, row.made_up, row.parts) == ("queued", "card", 0, False, 1)
    assert row.best_before == NOW + KEEPS
    assert b"carte" not in row.body
    assert vault.open(BODY, text, row.body) == "Votre carte : 123 456 789"


@pytest.mark.parametrize(("body", "parts"), [("e" * 160, 1), ("e" * 161, 2), ("ɛ" * 71, 2)], ids=["160", "161", "ucs2"])
def test_parts_are_counted_as_they_are_billed(engine: Engine, vault: Vault, body: str, parts: int) -> None:
    assert row_of(engine, add_text(engine, vault, add_phone(engine, vault, 1), body)).parts == parts


def test_a_text_is_written_with_what_causes_it_or_not_at_all(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    with engine.connect() as db, db.begin() as transaction:
        text = queue(db, vault, phone_id=here, body="Bonjour", language="fr", kind="reply", priority=0, now=NOW)
        transaction.rollback()
    with pytest.raises(NoResultFound):
        row_of(engine, text)


def test_a_text_to_no_phone_is_an_error(engine: Engine, vault: Vault) -> None:
    with pytest.raises(NoResultFound):
        add_text(engine, vault, uuid7())


@pytest.mark.parametrize("kind", ["card", "case", "reply", "check_in"])
def test_stop_keeps_back_every_text(engine: Engine, vault: Vault, kind: str) -> None:
    here = add_phone(engine, vault, 1)
    stop(engine, here)
    row = row_of(engine, add_text(engine, vault, here, kind=kind))
    assert (row.state, row.reason) == ("failed", OPTED_OUT)


def test_the_confirmation_of_stop_goes_out(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    stop(engine, here)
    text = add_text(engine, vault, here, kind=STOP_CONFIRMED)
    assert Worker(engine, vault, Gateway()).run_once(NOW) == 1
    assert row_of(engine, text).state == "sent"


def test_a_stop_taken_back_or_about_one_thing_stops_nothing(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    stop(engine, here, resumed_at=NOW)
    stop(engine, here, scope="campaign")
    assert row_of(engine, add_text(engine, vault, here)).state == "queued"


def test_a_stop_after_queueing_still_counts(engine: Engine, vault: Vault) -> None:
    here, carrier = add_phone(engine, vault, 1), Gateway()
    text = add_text(engine, vault, here)
    stop(engine, here)
    Worker(engine, vault, carrier).run_once(NOW)
    row = row_of(engine, text)
    assert (row.state, row.reason, carrier.calls) == ("failed", OPTED_OUT, [])


def test_the_phone_shows_what_was_sent_to_it(engine: Engine, vault: Vault) -> None:
    here, other = add_phone(engine, vault, 1), add_phone(engine, vault, 2)
    worker = Worker(engine, vault, SimulatorSms())
    for place, body in enumerate(["un", "deux", "trois"]):
        add_text(engine, vault, here, body)
        add_text(engine, vault, other, "pas pour vous")
        worker.run_once(NOW + timedelta(minutes=place))
    add_text(engine, vault, here, "pas encore parti", now=NOW + timedelta(days=1))
    with engine.connect() as db:
        shown = inbox_of(db, vault, vault.index("phone", number(1)))
        assert [text.body for text in shown] == ["trois", "deux", "un"]
        assert [text.at for text in shown][::2] == [NOW + timedelta(minutes=2), NOW]
        assert [text.body for text in inbox_of(db, vault, vault.index("phone", number(1)), most=1)] == ["trois"]
        assert inbox_of(db, vault, vault.index("phone", number(3))) == []


def test_priorities_go_first(engine: Engine, vault: Vault) -> None:
    carrier = Gateway()
    for place, priority in enumerate([Priority.BULK, Priority.REPLY, Priority.SMALL]):
        add_text(engine, vault, add_phone(engine, vault, place), f"{priority.name}", priority=priority)
    Worker(engine, vault, carrier).run_once(NOW)
    assert [call[0].body for call in carrier.calls] == ["REPLY", "SMALL", "BULK"]


def test_queueing_is_part_of_the_callers_transaction(engine: Engine, vault: Vault) -> None:
    """Two texts of one transaction, in the order of their writing."""
    first, second = add_phone(engine, vault, 1), add_phone(engine, vault, 2)
    with writing(engine) as db:
        ids = [
            queue(db, vault, phone_id=one, body="x", language="fr", kind="reply", priority=0, now=NOW)
            for one in (first, second)
        ]
    assert ids == sorted(ids)
