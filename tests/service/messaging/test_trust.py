"""Whether a number still belongs to whom it was told of: what reports and silence say of it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import Engine, select, update

from service.database import writing
from service.gateways.port import OutgoingSms, Progressed, SmsReport, SmsResult
from service.messaging.outbox import message, phone
from service.messaging.reports import take_report
from service.messaging.trust import MOST_UNDELIVERED, WRONG_NUMBER, doubt_silent
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, number

_TEXTS = count(1)


def told(engine: Engine, phone_id: UUID) -> tuple[str, int]:
    with engine.connect() as db:
        row = db.execute(select(phone.c.state, phone.c.undelivered).where(phone.c.id == phone_id)).one()
    return row.state, row.undelivered


def set_phone(engine: Engine, phone_id: UUID, **values: object) -> None:
    with writing(engine) as db:
        db.execute(update(phone).where(phone.c.id == phone_id).values(**values))


def report(
    engine: Engine,
    vault: Vault,
    means: Progressed,
    reason: str = "",
    text: str = "",
    place: int = 1,
    status: str = "",
) -> None:
    """A report on a text to that phone: each on another text unless it is said which."""
    said = status or ("Success" if means == "delivered" else "Failed")
    told = SmsReport("recording", text or f"text-{next(_TEXTS)}", number(place), said, means, reason)
    with writing(engine) as db:
        take_report(db, vault, told, NOW)


@pytest.mark.parametrize("state", ["new", "verified"])
def test_three_in_a_row_that_do_not_arrive_put_it_in_doubt(engine: Engine, vault: Vault, state: str) -> None:
    here, other = add_phone(engine, vault, 1), add_phone(engine, vault, 2)
    set_phone(engine, here, state=state)
    seen = []
    for _ in range(MOST_UNDELIVERED):
        report(engine, vault, "undelivered", "DeliveryFailure")
        seen.append(told(engine, here))
    assert seen == [(state, 1), (state, 2), ("unverified", 3)]
    assert told(engine, other) == ("new", 0)


def test_one_that_arrives_begins_the_count_anew(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    for means in ("undelivered", "undelivered", "delivered", "undelivered", "undelivered", "on the way"):
        report(engine, vault, means)
    assert told(engine, here) == ("new", 2)


def test_one_that_arrives_confirms_nobody(engine: Engine, vault: Vault) -> None:
    """The card may have been sold on: whoever has it now reads it too."""
    here = add_phone(engine, vault, 1)
    set_phone(engine, here, state="unverified", undelivered=3)
    report(engine, vault, "delivered")
    assert told(engine, here) == ("unverified", 0)


@pytest.mark.parametrize("reason", ["InsufficientCredit", "InvalidLinkId", "UserInBlackList", "DoNotDisturbRejection"])
def test_what_says_nothing_of_the_number_is_not_counted(engine: Engine, vault: Vault, reason: str) -> None:
    here = add_phone(engine, vault, 1)
    for _ in range(MOST_UNDELIVERED):
        report(engine, vault, "undelivered", reason)
    assert told(engine, here) == ("new", 0)


@pytest.mark.parametrize("reason", sorted(WRONG_NUMBER))
def test_a_carrier_may_say_that_there_is_no_such_number(engine: Engine, vault: Vault, reason: str) -> None:
    here = add_phone(engine, vault, 1)
    report(engine, vault, "undelivered", reason)
    assert told(engine, here)[0] == "wrong"
    for _ in range(MOST_UNDELIVERED):
        report(engine, vault, "undelivered")
    assert told(engine, here)[0] == "wrong", "wrong is more than in doubt"


def test_it_may_say_so_at_once(engine: Engine, vault: Vault) -> None:
    here, other = add_phone(engine, vault, 1), add_phone(engine, vault, 2)
    for phone_id in (here, other):
        add_text(engine, vault, phone_id)
    reasons = {number(1): "InvalidPhoneNumber", number(2): "UserInBlacklist"}
    carrier = Gateway(lambda texts: [SmsResult(one.message_id, "failed", reason=reasons[one.to]) for one in texts])
    Worker(engine, vault, carrier).run_once(NOW)
    assert [told(engine, one)[0] for one in (here, other)] == ["wrong", "new"]


def test_a_report_that_comes_twice_counts_once(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    for _ in range(5):
        report(engine, vault, "undelivered", text="the same")
    assert told(engine, here) == ("new", 1)


def test_two_words_for_one_failure_count_once(engine: Engine, vault: Vault) -> None:
    """A carrier says « Rejected » and then « Failed » of the same text; another text counts anew."""
    here = add_phone(engine, vault, 1)
    for status in ("Rejected", "Failed", "Rejected"):
        report(engine, vault, "undelivered", "DeliveryFailure", text="the same", status=status)
    assert told(engine, here) == ("new", 1)
    report(engine, vault, "undelivered", "DeliveryFailure")
    assert told(engine, here) == ("new", 2)


def _accepted(texts: Sequence[OutgoingSms], name: str) -> list[SmsResult]:
    return [SmsResult(one.message_id, "accepted", name) for one in texts]


def test_two_failures_of_one_text_under_two_names_count_once(engine: Engine, vault: Vault) -> None:
    """It was sent again by somebody's decision: the carrier has two names for it, and it is one text."""
    here = add_phone(engine, vault, 1)
    text = add_text(engine, vault, here)
    for place in (0, 1):
        Worker(engine, vault, Gateway(partial(_accepted, name=f"id-{place}"))).run_once(NOW + timedelta(hours=place))
        report(engine, vault, "undelivered", text=f"id-{place}")
        with writing(engine) as db:
            db.execute(update(message).where(message.c.id == text).values(state="queued"))
    assert told(engine, here) == ("new", 1)


def test_a_failure_that_is_told_after_the_arrival_counts_for_nothing(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    report(engine, vault, "delivered", text="the same")
    report(engine, vault, "undelivered", "DeliveryFailure", text="the same")
    assert told(engine, here) == ("new", 0)


def test_the_second_word_may_say_more_than_the_first(engine: Engine, vault: Vault) -> None:
    """First our credit was short, which says nothing of the number; then it could not be reached, then it is none."""
    here = add_phone(engine, vault, 1)
    for status, reason in (("Rejected", "InsufficientCredit"), ("Failed", "DeliveryFailure")):
        report(engine, vault, "undelivered", reason, text="the same", status=status)
    assert told(engine, here) == ("new", 1)
    report(engine, vault, "undelivered", "UserDoesNotExist", text="the same", status="Gone")
    assert told(engine, here)[0] == "wrong"


def test_a_report_on_a_phone_that_nobody_knows_changes_none(engine: Engine, vault: Vault) -> None:
    here = add_phone(engine, vault, 1)
    report(engine, vault, "undelivered", "UserDoesNotExist", place=7)
    assert told(engine, here) == ("new", 0)


def test_numbers_that_are_silent_for_long_are_in_doubt(engine: Engine, vault: Vault) -> None:
    """New and verified ones; what is wrong stays wrong, and made-up people are left alone."""
    long_ago, since = NOW - timedelta(days=181), NOW - timedelta(days=180)
    states = ["new", "verified", "unverified", "wrong", "new"]
    phones = [add_phone(engine, vault, place, made_up=place == 4) for place in range(5)]
    for one, state in zip(phones, states, strict=True):
        set_phone(engine, one, state=state, last_seen=long_ago)
    heard = add_phone(engine, vault, 9)
    set_phone(engine, heard, last_seen=since)
    with writing(engine) as db:
        assert doubt_silent(db, since, 100) == 2
    assert [told(engine, one)[0] for one in phones] == ["unverified", "unverified", "unverified", "wrong", "new"]
    assert told(engine, heard)[0] == "new"


def test_they_are_looked_for_a_few_at_a_time(engine: Engine, vault: Vault) -> None:
    for place in range(5):
        add_phone(engine, vault, place)
    found = []
    for _ in range(4):
        with writing(engine) as db:
            found.append(doubt_silent(db, NOW + timedelta(days=1), 2))
    assert found == [2, 2, 1, 0]
