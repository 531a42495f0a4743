"""Texts of campaigns that never leave: after STOP, too old, or to a number that came into doubt since."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from service.database import writing
from service.messaging.outbox import phone
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.bulk import add_campaign, bulk_text, change_campaign
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, row_of, stop

MINUTE = timedelta(minutes=1)


def test_stop_between_planning_and_sending_keeps_the_text_back(engine: Engine, vault: Vault) -> None:
    campaign, phones = add_campaign(engine), [add_phone(engine, vault, place) for place in (1, 2)]
    texts = [bulk_text(engine, vault, here, campaign) for here in phones]
    stop(engine, phones[0])
    carrier = Gateway()
    Worker(engine, vault, carrier).run_once(NOW)
    rows = [row_of(engine, text) for text in texts]
    assert [(row.state, row.reason) for row in rows] == [("failed", "opted_out"), ("sent", "")]
    assert carrier.sent() == Counter({texts[1]: 1})


def test_what_is_too_old_expires_and_is_not_flushed(engine: Engine, vault: Vault) -> None:
    """A campaign that was paused over its best-before."""
    campaign = add_campaign(engine, state="paused")
    text = bulk_text(engine, vault, add_phone(engine, vault, 1), campaign, best_before=NOW + timedelta(hours=2))
    change_campaign(engine, campaign, state="running")
    carrier = Gateway()
    Worker(engine, vault, carrier).run_once(NOW + timedelta(hours=2))
    row = row_of(engine, text)
    assert (row.state, row.reason, carrier.calls) == ("expired", "too_old", [])


@pytest.mark.parametrize(
    ("state", "kind", "ends", "reason"),
    [
        ("unverified", "campaign", "failed", "unverified"),
        ("unverified", "neutral", "sent", ""),
        ("wrong", "campaign", "failed", "wrong_number"),
        ("wrong", "neutral", "failed", "wrong_number"),
        ("verified", "neutral", "sent", ""),
    ],
)
def test_a_number_that_came_into_doubt_meanwhile_is_told_nothing_of_anybody(
    engine: Engine, vault: Vault, state: str, kind: str, ends: str, reason: str
) -> None:
    here = add_phone(engine, vault, 1)
    text = bulk_text(engine, vault, here, add_campaign(engine), "Bonjour Aminata", kind=kind)
    with writing(engine) as db:
        db.execute(update(phone).where(phone.c.id == here).values(state=state))
    asked = add_text(engine, vault, here, "la réponse")
    worker = Worker(engine, vault, Gateway())
    for minute in range(2):
        worker.run_once(NOW + minute * MINUTE)
    assert (row_of(engine, text).state, row_of(engine, text).reason) == (ends, reason)
    assert row_of(engine, asked).state == "sent", "who asks is answered"
