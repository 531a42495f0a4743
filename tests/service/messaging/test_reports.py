"""Delivery reports: in every order, early, late and repeated, the same end; nothing is adopted in doubt."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from service.database import make_engine, writing
from service.gateways.port import OutgoingSms, Progressed, SmsReport, SmsResult
from service.keys import new_keys
from service.messaging.dispatcher import LEASE, claim
from service.messaging.outbox import message
from service.messaging.reports import Settled, apply_overlooked, report, take_report
from service.messaging.settling import outcome, settle
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import NOW, Gateway, accept, add_phone, add_text, attempts, number, row_of

NAME = "recording"
MEANS: dict[str, Progressed] = {
    "Sent": "on the way",
    "Success": "delivered",
    "Failed": "undelivered",
    "Borked": "",
}
LATER = NOW + timedelta(minutes=1)


def told(engine: Engine, vault: Vault, status: str, carrier_id: str = "", place: int = 1, **more: Any) -> Settled:
    known = carrier_id or f"id-{number(place)}"
    one = SmsReport(more.get("gateway", NAME), known, more.get("phone", number(place)), status, MEANS[status], "Why")
    with writing(engine) as db:
        return take_report(db, vault, one, more.get("at", LATER))


def reports(engine: Engine) -> list[Any]:
    with engine.connect() as db:
        return list(db.execute(select(report).order_by(report.c.id)))


def lost(texts: Sequence[OutgoingSms]) -> list[SmsResult]:
    return [SmsResult(one.message_id, "uncertain", reason="Timeout") for one in texts]


def test_a_report_moves_a_text_forward_and_never_back(engine: Engine, vault: Vault) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    Worker(engine, vault, Gateway()).run_once(NOW)
    for status, state in (
        ("Sent", "sent"),
        ("Failed", "undelivered"),
        ("Sent", "undelivered"),
        ("Success", "delivered"),
    ):
        assert told(engine, vault, status) == Settled(text)
        assert row_of(engine, text).state == state
    told(engine, vault, "Failed")
    assert (row_of(engine, text).state, row_of(engine, text).reason) == ("delivered", "")
    assert [row.status for row in reports(engine)] == ["Sent", "Failed", "Success"], "a repeated report is kept once"


def test_an_unknown_word_is_kept_and_moves_nothing(engine: Engine, vault: Vault) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    Worker(engine, vault, Gateway()).run_once(NOW)
    told(engine, vault, "Borked")
    assert row_of(engine, text).state == "sent"
    assert [(row.status, row.means, row.message_id) for row in reports(engine)] == [("Borked", "", text)]


def test_a_report_settles_what_was_uncertain(engine: Engine, vault: Vault) -> None:
    """The carrier had it, and its answer was lost: the only text to that phone of which nobody knows."""
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    Worker(engine, vault, Gateway(lost)).run_once(NOW)
    assert row_of(engine, text).state == "uncertain"
    assert told(engine, vault, "Success", "ATXid_1") == Settled(text, adopted=True)
    row = row_of(engine, text)
    assert (row.state, row.carrier_id) == ("delivered", "ATXid_1")
    assert [state for state, _ in attempts(engine)] == ["accepted"]
    assert told(engine, vault, "Failed", "ATXid_1") == Settled(text)


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("another phone", {"phone": number(2)}),
        ("a phone that nobody knows", {"phone": "+22350009999"}),
        ("no phone", {"phone": ""}),
        ("another carrier", {"gateway": "orange"}),
        ("a day later", {"at": NOW + timedelta(hours=24, seconds=1)}),
    ],
)
def test_what_is_not_sure_is_not_adopted(engine: Engine, vault: Vault, case: str, more: dict[str, Any]) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    add_phone(engine, vault, 2)
    Worker(engine, vault, Gateway(lost)).run_once(NOW)
    assert told(engine, vault, "Success", "ATXid_1", **more) == Settled(None), case
    assert row_of(engine, text).state == "uncertain"
    assert len(reports(engine)) == 1, "it is kept all the same"


def test_of_two_uncertain_texts_to_one_phone_none_is_adopted(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    texts = []
    for hour in (0, 1):
        texts.append(add_text(engine, vault, here, now=NOW))
        Worker(engine, vault, Gateway(lost)).run_once(NOW + timedelta(hours=hour))
    assert told(engine, vault, "Success", "ATXid_1", at=NOW + timedelta(hours=2)) == Settled(None)
    assert {row_of(engine, text).state for text in texts} == {"uncertain"}


def test_a_report_that_is_faster_than_our_own_record(engine: Engine, vault: Vault) -> None:
    """It comes while the worker still waits for the answer to its call."""
    text = add_text(engine, vault, add_phone(engine, vault, 1))

    def reply(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        assert told(engine, vault, "Success") == Settled(text, adopted=True)
        return accept(texts)

    Worker(engine, vault, Gateway(reply)).run_once(NOW)
    assert row_of(engine, text).state == "delivered"
    assert [state for state, _ in attempts(engine)] == ["accepted"]


def test_a_report_without_a_phone_waits_for_our_own_record(engine: Engine, vault: Vault) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1))

    def reply(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        assert told(engine, vault, "Failed", phone="") == Settled(None)
        return accept(texts)

    Worker(engine, vault, Gateway(reply)).run_once(NOW)
    assert (row_of(engine, text).state, row_of(engine, text).reason) == ("undelivered", "Why")
    assert reports(engine)[0].message_id == text


def test_a_lease_that_ran_out_is_settled_by_its_report(engine: Engine, vault: Vault) -> None:
    """The worker died after the call; another one declares the text uncertain before or after the report."""
    text = add_text(engine, vault, add_phone(engine, vault, 1))

    class Dies(BaseException):
        pass

    def die(_texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        raise Dies

    with pytest.raises(Dies):
        Worker(engine, vault, Gateway(die)).run_once(NOW)
    assert told(engine, vault, "Sent") == Settled(text, adopted=True)
    Worker(engine, vault, Gateway()).run_once(NOW + LEASE + timedelta(seconds=1))
    assert row_of(engine, text).state == "sent"
    told(engine, vault, "Success")
    assert row_of(engine, text).state == "delivered"


# --- every order


def _ends(engine: Engine, vault: Vault, order: Sequence[str], place: int) -> tuple[str, str | None]:
    """The state of a text after these reports, of which those before « | » come while the carrier is called."""
    text = add_text(engine, vault, add_phone(engine, vault, place))
    early, late = list(order[: order.index("|")]), list(order[order.index("|") + 1 :])

    def reply(texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        for status in early:
            told(engine, vault, status, place=place)
        return accept(texts)

    Worker(engine, vault, Gateway(reply)).run_once(NOW)
    for status in late:
        told(engine, vault, status, place=place)
    row = row_of(engine, text)
    return row.state, row.carrier_id


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("Sent", "Success"), "delivered"),
        (("Sent", "Failed"), "undelivered"),
        (("Failed", "Success"), "delivered"),
        (("Borked", "Sent"), "sent"),
    ],
    ids="-".join,
)
def test_every_order_of_two_reports_and_our_record(
    engine: Engine, vault: Vault, words: tuple[str, str], state: str
) -> None:
    for place, order in enumerate(sorted(set(permutations((*words, "|", words[0])))), 1):
        assert _ends(engine, vault, order, place) == (state, f"id-{number(place)}"), order


@contextmanager
def _own_database(template: Path) -> Iterator[tuple[Engine, Vault]]:
    """Each example its own: Hypothesis runs many in one test."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{shutil.copy(template, folder)}")
        yield engine, Vault(new_keys())
        engine.dispose()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_any_number_of_reports_in_any_order_ends_where_the_best_of_them_leads(
    sqlite_template: Path, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from(sorted(MEANS)), max_size=6))
    order = data.draw(st.permutations([*words, "|"]))
    best = max((("", "on the way", "undelivered", "delivered").index(MEANS[word]) for word in words), default=0)
    with _own_database(sqlite_template) as (engine, vault):
        state, _ = _ends(engine, vault, order, 1)
    assert state == ("sent", "sent", "undelivered", "delivered")[best]


@pytest.mark.postgres
def test_a_report_that_comes_while_its_name_is_written_is_not_overlooked(postgres_url: str, vault: Vault) -> None:
    """Seen in the drill: neither transaction saw the other, and the text stayed « sent » for good."""
    engine = make_engine(postgres_url)
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    with writing(engine) as db:
        [group] = claim(db, vault, "w", (NAME, "simulator"), NOW, real=1).groups
    results = accept([one.text for one in group.leased])
    coming = Thread(target=told, args=(engine, vault, "Success"))
    with writing(engine) as db:
        settle(db, [outcome(one, result, NOW) for one, result in zip(group.leased, results, strict=True)], NOW)
        coming.start()
        coming.join(0.5)
        assert coming.is_alive(), "it waits for the row that the worker is writing"
    coming.join()
    assert row_of(engine, text).state == "delivered"
    engine.dispose()


def test_a_report_that_was_overlooked_is_found_later(engine: Engine, vault: Vault) -> None:
    text = add_text(engine, vault, add_phone(engine, vault, 1))
    told(engine, vault, "Success", phone="")
    Worker(engine, vault, Gateway()).run_once(NOW)
    with writing(engine) as db:  # as if it had been kept while the worker wrote
        db.execute(update(report).values(message_id=None))
        db.execute(update(message).values(state="sent"))
    with writing(engine) as db:
        assert [apply_overlooked(db), apply_overlooked(db)] == [1, 0]
    assert row_of(engine, text).state == "delivered"
