"""A machine that answers a machine: after twenty equal texts to one number in five minutes it is stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from service.messaging.waiting import LOOP_WITHIN, MOST_EQUAL
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.bulk import add_campaign, bulk_text
from tests.service.messaging.post import NOW, Gateway, add_phone, add_text, number, row_of, states

TOLD = "sms in a loop: equal texts to one phone were stopped"


def answered(engine: Engine, vault: Vault, bodies: list[str], each: timedelta) -> Gateway:
    """So many answers to one phone, one after another, each sent before the next."""
    here, carrier, now = add_phone(engine, vault, 1), Gateway(), NOW
    worker = Worker(engine, vault, carrier)
    for body in bodies:
        add_text(engine, vault, here, body, now=now)
        worker.run_once(now)
        now += each
    return carrier


def test_the_twenty_first_equal_text_fails_and_is_told(engine: Engine, vault: Vault) -> None:
    with capture_logs() as said:
        carrier = answered(engine, vault, ["Merci de votre message."] * 22, timedelta(seconds=5))
    assert states(engine) == {"sent": MOST_EQUAL, "failed": 2}
    assert len(carrier.calls) == MOST_EQUAL
    errors = [entry for entry in said if entry["event"] == TOLD]
    assert [(entry["log_level"], entry["count"]) for entry in errors] == [("error", 1)] * 2
    assert number(1) not in str(said)
    assert "Merci" not in str(said)


def test_it_says_so_in_the_row(engine: Engine, vault: Vault) -> None:
    here, worker = add_phone(engine, vault, 1), Worker(engine, vault, Gateway())
    texts = [add_text(engine, vault, here) for _ in range(21)]
    for second in range(21):
        worker.run_once(NOW + timedelta(seconds=second))
    assert [row_of(engine, text).reason for text in texts] == [""] * 20 + ["loop"]


@pytest.mark.parametrize(
    ("bodies", "each"),
    [
        ([f"Réponse {n}" for n in range(25)], timedelta(seconds=2)),
        (["Merci", "Bonjour"] * 15, timedelta(seconds=2)),
        (["Merci"] * 25, LOOP_WITHIN / 20),
        (["Merci"] * 20, timedelta(seconds=1)),
    ],
    ids=["different ones", "two by turns", "slowly enough", "twenty"],
)
def test_what_is_no_loop_goes(engine: Engine, vault: Vault, bodies: list[str], each: timedelta) -> None:
    carrier = answered(engine, vault, bodies, each)
    assert [text.body for call in carrier.calls for text in call] == bodies


def test_one_phone_s_loop_does_not_touch_another(engine: Engine, vault: Vault) -> None:
    answered(engine, vault, ["Merci"] * 21, timedelta(seconds=1))
    other = add_text(engine, vault, add_phone(engine, vault, 2), "Merci", now=NOW + timedelta(seconds=30))
    Worker(engine, vault, Gateway()).run_once(NOW + timedelta(seconds=30))
    assert row_of(engine, other).state == "sent"


def test_campaigns_are_no_loop(engine: Engine, vault: Vault) -> None:
    """They are counted by the day, and refused before they are made."""
    answered(engine, vault, ["Venez"] * 20, timedelta(seconds=1))
    here = add_phone(engine, vault, 2)
    text = bulk_text(engine, vault, here, add_campaign(engine), "Venez")
    Worker(engine, vault, Gateway()).run_once(NOW + timedelta(seconds=30))
    assert row_of(engine, text).state == "sent"
