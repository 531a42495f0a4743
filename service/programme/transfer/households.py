"""Households of a list: people who say the same household, in the same place, belong together."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.ids import uuid7
from service.many import among
from service.prepared import Adding, Prepared
from service.programme import tables as t
from service.programme.transfer.changes import Changes
from service.programme.transfer.people_values import BANDS, household_values
from service.programme.transfer.reading import Record

_BLANK: Mapping[str, Any] = {"head_sex": "", "size": None, **dict.fromkeys(BANDS.values())}
_ADD = Adding(t.household)
_HEAD = Prepared(
    update(t.household)
    .where(t.household.c.id == bindparam("which"), t.household.c.head_person_id.is_(None))
    .values(head_person_id=bindparam("head"))
)


def key_of(values: Mapping[str, Any]) -> str:
    """What stands for a household in one file; "" where the row says none. Villages count from 1, each for itself."""
    return f"{values.get('pcode', '')}\0{values['household']}" if values.get("household") else ""


class Households:
    """The households that the rows of one file name. Ids are given outside of the transactions that write them."""

    def __init__(self) -> None:
        self._ids: dict[str, UUID] = {}
        self._met: dict[str, UUID] = {}

    def met_again(self, values: Mapping[str, Any], person_id: UUID) -> None:
        """A row whose person is there already: whoever says the same household joins them."""
        if (key := key_of(values)) and key not in self._ids:
            self._met[key] = person_id

    def remember(self, db: Connection) -> None:
        """Look up where the people who were met live."""
        if not self._met:
            return
        wanted = select(t.person.c.id, t.person.c.household_id)
        rows = db.execute(wanted.where(among(db, t.person.c.id, list(self._met.values()))))
        homes = {row.id: row.household_id for row in rows}
        for key, person_id in self._met.items():
            self.join(key, homes.get(person_id))
        self._met.clear()

    def join(self, key: str, household_id: UUID | None) -> None:
        """Whoever says this household lives there, unless others were met before who live elsewhere."""
        if key and household_id is not None:
            self._ids.setdefault(key, household_id)

    def of(self, values: Mapping[str, Any]) -> UUID | None:
        """The household of a row: the one that it names, else one of its own where it says anything of one."""
        if key := key_of(values):
            return self._ids.setdefault(key, uuid7())
        return uuid7() if household_values(values) or values.get("head") is not None else None


def add_households(db: Connection, homes: Iterable[tuple[Record, UUID | None]], changes: Changes) -> None:
    """Write the households of new people that are not there yet, each as its rows together say."""
    rows: dict[UUID, dict[str, Any]] = {}
    first: dict[UUID, Record] = {}
    for record, home in homes:
        if home is None:
            continue
        row = rows.setdefault(home, {"id": home, **_BLANK, "place": None})
        first.setdefault(home, record)
        said = {**household_values(record.values), "place": record.values.get("pcode")}
        row.update({name: value for name, value in said.items() if row[name] in (None, "") and value is not None})
    there = _there(db, rows)
    new = [row for home, row in rows.items() if home not in there]
    _ADD.many(db, new)
    for row in new:
        changes.beside(first[row["id"]], "household", row["id"])


def head(db: Connection, household_id: UUID, person_id: UUID) -> None:
    """The person heads the household, unless somebody does already."""
    _HEAD.write(db, which=household_id, head=person_id)


def _there(db: Connection, homes: Collection[UUID]) -> set[UUID]:
    if not homes:
        return set()
    return set(db.scalars(select(t.household.c.id).where(among(db, t.household.c.id, list(homes)))))
