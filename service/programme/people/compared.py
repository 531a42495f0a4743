"""Two files beside each other: what both say alike, and in what they differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from service.programme.people import doings, records, ties
from service.programme.people.holder import PeopleError
from service.programme.people.records import Reading
from service.vault import Vault

ALIKE, DIFFERENT, ONE_SIDED = "alike", "different", "one_sided"
"""Both say the same; they say different things; only one says anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact in both files, as words or codes of the programme. `what`: which fact; `how`: ALIKE, DIFFERENT or
    ONE_SIDED."""

    what: str
    first: str
    second: str
    how: str


@dataclass(frozen=True, slots=True)
class Both:
    """Two files, the older one first, and what they say. `shared`: masked numbers of phones that reach, or reached,
    both."""

    first: records.File
    second: records.File
    rows: Sequence[Row]
    shared: Sequence[str]


def both(db: Connection, vault: Vault, first_id: UUID, second_id: UUID) -> Both:
    """The two files, compared. Raises PeopleError where one is not there."""
    readings = Reading(db, vault, first_id), Reading(db, vault, second_id)
    first, second = (records.file_of(one) for one in readings)
    if first is None or second is None:
        raise PeopleError("There is no such person.")
    phones = [{one.phone_id: one.masked for one in ties.numbers(reading)} for reading in readings]
    shared = [number for phone_id, number in phones[0].items() if phone_id in phones[1]]
    facts = [dict(_facts(reading, file)) for reading, file in zip(readings, (first, second), strict=True)]
    rows = [Row(what, said, facts[1][what], _how(said, facts[1][what])) for what, said in facts[0].items()]
    return Both(first, second, [row for row in rows if row.first or row.second], shared)


def _facts(reading: Reading, file: records.File) -> Iterator[tuple[str, str]]:
    yield "name", file.name
    yield "sex", file.sex
    yield "born", "" if file.born is None else str(file.born)
    yield "place", file.place
    yield "language", file.language
    yield "status", file.status
    yield "returned", file.returned_on
    yield "household", next((str(one.size) for one in records.households(reading) if one.size), "")
    yield "phones", ", ".join(one.masked for one in ties.numbers(reading))
    yield "kits", ", ".join(f"{one.kit}" for one in doings.deliveries(reading))
    yield "registered", file.registered_at.isoformat()


def _how(first: str, second: str) -> str:
    if not first or not second:
        return ONE_SIDED
    return ALIKE if first.casefold() == second.casefold() else DIFFERENT
