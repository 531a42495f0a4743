"""Texts that hook and inbox both tell of: in whatever order, each genuine one is new exactly once."""

from collections.abc import Sequence
from itertools import permutations
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, delete, insert

from service.database import make_engine, writing
from service.gateways.port import FROM_INBOX
from service.ids import uuid7
from service.programme import tables as t
from service.programme.known import REPEATED, told_before
from service.vault import Vault
from tests.service.messaging.post import NOW, add_phone

HOOK = ("hook-1", "hook-2")
INBOX = (FROM_INBOX + "1", FROM_INBOX + "2")


def is_new(
    db: Connection, carrier_id: str, digest: bytes = b"1", gateway: str = "africastalking", phone: UUID | None = None
) -> bool:
    """One way tells of a text; whether it is new."""
    row: dict[str, Any] = {
        "id": uuid7(),
        "gateway": gateway,
        "carrier_id": carrier_id,
        "digest": digest,
        "sender": b"sealed",
        "addressee": "21512",
        "words": b"sealed",
        "kind": "words",
        "phone_id": phone,
        "at": NOW,
    }
    db.execute(insert(t.incoming_sms), row)
    return not told_before(db, row)


def new_of(db: Connection, told: Sequence[str]) -> int:
    """How many of these are new, told one after the other to an empty table."""
    db.execute(delete(t.incoming_sms))
    return sum(is_new(db, carrier_id) for carrier_id in told)


@pytest.mark.parametrize(
    ("told", "genuine"),
    [
        ((HOOK[0], INBOX[0]), 1),
        ((*HOOK, *INBOX), 2),
        ((HOOK[0], *INBOX), 2),
        ((*HOOK, INBOX[0]), 2),
        (HOOK, 2),
        (INBOX, 2),
        ((*HOOK, "hook-3", *INBOX), 3),
    ],
)
def test_in_every_order_as_many_are_new_as_the_more_knowing_way_told(
    engine: Engine, told: Sequence[str], genuine: int
) -> None:
    with writing(engine) as db:
        assert {new_of(db, order) for order in permutations(told)} == {genuine}


def test_a_known_text_is_kept_and_marked(engine: Engine) -> None:
    with writing(engine) as db:
        for carrier_id in (HOOK[0], INBOX[0]):
            is_new(db, carrier_id)
        kinds = db.execute(t.incoming_sms.select().order_by(t.incoming_sms.c.id)).all()
    assert [row.kind for row in kinds] == ["words", REPEATED]


def test_other_words_and_other_carriers_are_no_matter(engine: Engine) -> None:
    with writing(engine) as db:
        assert is_new(db, HOOK[0])
        assert is_new(db, INBOX[0], digest=b"2")
        assert is_new(db, INBOX[1], gateway="orange")
        assert not is_new(db, INBOX[1])


@pytest.mark.postgres
def test_told_by_both_at_the_same_moment_one_is_new(postgres_url: str, vault: Vault) -> None:
    """Neither sees the row that the other has not committed: the phone's row makes them take turns."""
    engine = make_engine(postgres_url)
    phone, new = add_phone(engine, vault, 1), list[bool]()
    both = Barrier(2)

    def tell(carrier_id: str, digest: bytes) -> None:
        with writing(engine) as db:
            db.execute(t.phone.select().where(t.phone.c.id == phone))
            both.wait(10)
            new.append(is_new(db, carrier_id, digest, phone=phone))

    for turn in range(10):
        threads = [Thread(target=tell, args=(f"{way}{turn}", bytes([turn]))) for way in ("hook-", FROM_INBOX)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(new) == [False] * 10 + [True] * 10
    engine.dispose()
