"""Files that may be one person's: looked for, and decided once, by a person, for good (proposed.py lists them).

docs/decisions/0023 says how they are found and what « same » does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.spelling import worded
from service.ids import uuid7
from service.models.person import Same
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import NAME
from service.programme.people.candidates import likely_pairs
from service.programme.people.holder import ACTIVE, PeopleError, person_with
from service.programme.people.likeness import File, likeness, sounds_of
from service.programme.people.merging import merge
from service.units import Transact
from service.vault import Vault

PROPOSED, DECIDED_DIFFERENT = "duplicates proposed", "people are different"
STEP = 200
"""Pairs written at once: some 30 ms."""
MOST_PROPOSED = 5_000
"""Pairs of one look, the likeliest first; the next look finds the rest."""

_PEOPLE = (
    select(
        t.person.c.id,
        t.person.c.name,
        t.person.c.sex,
        t.person.c.birth_year,
        t.person.c.place,
        t.person.c.household_id,
        t.person.c.made_up,
    )
    .where(t.person.c.state == ACTIVE)
    .order_by(t.person.c.registered_at, t.person.c.id)
)
_PHONES = select(t.person_phone.c.person_id, t.person_phone.c.phone_id)
_KNOWN = select(t.duplicate.c.first_id, t.duplicate.c.second_id)
_ADD = Adding(t.duplicate, "first_id", "second_id")
_pair = (t.duplicate.c.first_id == bindparam("one"), t.duplicate.c.second_id == bindparam("other"))
_OF_PAIR = select(t.duplicate.c.id, t.duplicate.c.decision, t.duplicate.c.decided_at).where(*_pair)
_DECIDE = update(t.duplicate).where(*_pair)


def read_files(db: Connection, vault: Vault) -> list[File]:
    """Everybody whose file is in use, the older first, with all that is compared."""
    phones: dict[UUID, list[UUID]] = {}
    for link in db.execute(_PHONES):
        phones.setdefault(link.person_id, []).append(link.phone_id)
    return [_file(vault, row, frozenset(phones.get(row.id, ()))) for row in db.execute(_PEOPLE)]


def _file(vault: Vault, row: Any, phones: frozenset[UUID]) -> File:
    words = tuple(worded(vault.open(NAME, row.id, row.name)).split())
    about = row.sex, row.birth_year, row.place or "", row.household_id
    return File(row.id, words, sounds_of(words), *about, phones, bool(row.made_up))


def propose(reading: Connection, transact: Transact, vault: Vault, now: datetime) -> int:
    """Look at everybody, and keep the pairs that are not known yet; how many. Reading locks nothing, and what is
    written is written in small steps: callers do not wait."""
    files = read_files(reading, vault)
    known = {(row.first_id, row.second_id) for row in reading.execute(_KNOWN)}
    found = [
        _row(files[first].id, files[second].id, alike.score, " ".join(alike.why), now)
        for (first, second), alike in likely_pairs(files).items()
        if not {(files[first].id, files[second].id), (files[second].id, files[first].id)} & known
    ]
    found.sort(key=lambda row: -row["score"])
    return sum(_step(transact, found[at : at + STEP], now) for at in range(0, min(len(found), MOST_PROPOSED), STEP))


def _step(transact: Transact, rows: Sequence[dict[str, Any]], now: datetime) -> int:
    def keep(db: Connection) -> int:
        count = sum(_ADD.once(db, row) for row in rows)
        audit.add(db, now, "duplicates", PROPOSED, detail=str(count))
        return count

    return transact(keep)


def _row(first: UUID, second: UUID, score: int, why: str, now: datetime) -> dict[str, Any]:
    return {"id": uuid7(), "first_id": first, "second_id": second, "score": score, "why": why, "proposed_at": now}


def same(db: Connection, vault: Vault, cards: tuple[str, str], staff_id: UUID, now: datetime, stays: str = "") -> UUID:
    """The two cards are one person's: one file takes in the other. `stays`: the card of the file that stays, the older
    one where none is said. Its id. Raises PeopleError."""
    first, second = pair = _pair_of(db, vault, cards)
    kept = person_with(db, vault, stays) if stays else first
    if kept not in pair:
        raise PeopleError("The file that stays is one of the two.")
    _decide(db, vault, pair, Same.SAME, staff_id, now)
    merge(db, vault, kept, second if kept == first else first, staff_id, now)
    return kept


def different(db: Connection, vault: Vault, cards: tuple[str, str], staff_id: UUID, now: datetime) -> None:
    """The two cards are two people's: that is never asked again. Raises PeopleError."""
    pair = _pair_of(db, vault, cards)
    _decide(db, vault, pair, Same.DIFFERENT, staff_id, now)
    audit.add(db, now, str(staff_id), DECIDED_DIFFERENT, "person", pair[0], str(pair[1]))


def _pair_of(db: Connection, vault: Vault, cards: tuple[str, str]) -> tuple[UUID, UUID]:
    """The two living files, the older one first."""
    ids = [person_with(db, vault, card) for card in cards]
    if ids[0] == ids[1]:
        raise PeopleError("Both cards open one file already.")
    order = select(t.person.c.id).where(t.person.c.id.in_(ids)).order_by(t.person.c.registered_at, t.person.c.id)
    first, second = db.execute(order).scalars()
    return first, second


def _decide(
    db: Connection, vault: Vault, pair: tuple[UUID, UUID], decision: Same, staff_id: UUID, now: datetime
) -> None:
    """Remember it, also of two whom nobody had proposed. What was decided before stands."""
    about = {"one": pair[0], "other": pair[1]}
    earlier = db.execute(_OF_PAIR, about).first()
    if earlier is not None and earlier.decision:
        raise PeopleError(f"That was decided on {earlier.decided_at:%Y-%m-%d}: they are {earlier.decision}.")
    if earlier is None:
        _ADD.once(db, _row(*pair, *_scored(db, vault, pair), now))
    db.execute(_DECIDE, {**about, "decision": decision.value, "decided_by": staff_id, "decided_at": now})


def _scored(db: Connection, vault: Vault, pair: tuple[UUID, UUID]) -> tuple[int, str]:
    first, second = (
        _file(vault, row, frozenset(db.execute(_PHONES.where(t.person_phone.c.person_id == row.id)).scalars()))
        for row in db.execute(_PEOPLE.where(t.person.c.id.in_(pair))).all()
    )
    alike = likeness(first, second)
    return (alike.score, " ".join(alike.why)) if alike else (0, "")
