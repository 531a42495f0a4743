"""Made-up people in numbers: a person, a phone and the link between them, as fast as the database takes them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from service.database import writing
from service.ids import uuid7
from service.messaging.outbox import NUMBER
from service.models import Person, PersonPhone, Phone, table_of
from service.prepared import Adding
from service.programme.labels import CARD, CODE, NAME, PHONE
from service.vault import Vault

STEP = 5_000
_PERSON, _PHONE, _LINK = Adding(table_of(Person)), Adding(table_of(Phone)), Adding(table_of(PersonPhone))


def number(place: int) -> str:
    """A number of Mali that its numbering plan has no place for: nobody can have it."""
    return f"+2230{place:07}"


def add_crowd(engine: Engine, vault: Vault, count: int, few: int = 0, places: Sequence[str] = ()) -> None:
    """So many people, each with a phone of their own. The first `few` have « few » for a vulnerability,
    the others « many ». `places`: the P-codes that they came back to, in turn."""
    for start in range(0, count, STEP):
        rows = [
            _one(vault, place, "few" if place < few else "many") for place in range(start, min(start + STEP, count))
        ]
        with writing(engine) as db:
            for n, (_, person, _) in enumerate(rows, start):
                person["place"] = places[n % len(places)] if places else None
            for adding, position in ((_PHONE, 0), (_PERSON, 1), (_LINK, 2)):
                adding.many(db, [row[position] for row in rows])


def _one(vault: Vault, place: int, mark: str) -> tuple[dict[str, Any], ...]:
    phone_id, person_id, now = uuid7(), uuid7(), datetime.now(UTC)
    code = f"{place:09}"
    phone = {
        "id": phone_id,
        "number_mac": vault.index(PHONE, number(place)),
        "number": vault.seal(NUMBER, phone_id, number(place)),
        "language": "fr",
        "operator": ("orange", "malitel", "telecel")[place % 3],
        "state": "verified",
        "made_up": False,
        "first_seen": now,
        "last_seen": now,
        "second_fact_failures": 0,
        "undelivered": 0,
    }
    person = {
        "id": person_id,
        "code_mac": vault.index(CARD, code),
        "code": vault.seal(CODE, person_id, code),
        "name": vault.seal(NAME, person_id, f"Personne {_word(place)}"),
        "sex": ("female", "male")[place % 2],
        "language": "fr",
        "status": "",
        "vulnerability": mark,
        "wish": "",
        "left_on": "",
        "returned_on": "",
        "state": "active",
        "origin": "demo",
        "file_complete": False,
        "made_up": False,
        "registered_at": now,
    }
    link = {
        "id": uuid7(),
        "person_id": person_id,
        "phone_id": phone_id,
        "relation": "own",
        "origin": "import",
        "since": now,
    }
    return phone, person, link


def _word(place: int) -> str:
    return "".join(_letters(place)) or "a"


def _letters(place: int) -> Iterator[str]:
    while place:
        yield "abcdefghij"[place % 10]
        place //= 10
