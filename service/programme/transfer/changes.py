"""What an import did to each row of a table: kept with it, so that the same row changes nothing again, and so that all
of it can be taken back."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Date, Table, Uuid, select, update

from service.database import UtcDateTime
from service.ids import uuid7
from service.many import among
from service.prepared import Adding
from service.programme import names
from service.programme import tables as t
from service.programme.labels import COLLECTOR, GUARDIAN, IMPORT_BEFORE, NAME, STAYED, VISIT_PROBLEMS
from service.programme.transfer.reading import Record
from service.vault import Vault

Values = Mapping[str, Any]
"""Column → value; what is sealed in the table is plain here."""

SUBJECTS: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            t.visit,
            t.delivery,
            t.distribution,
            t.business,
            t.person,
            t.person_phone,
            t.household,
            t.phone,
            t.facility,
            t.place,
        )
    }
)
"""What imports write, in the order in which it is taken back: what refers to others first."""
SEALED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "person": {"name": NAME, "stayed": STAYED, "collector": COLLECTOR, "guardian": GUARDIAN},
        "visit": {"problems": VISIT_PROBLEMS},
    }
)
"""Table → its sealed columns and their labels."""
_ADD = Adding(t.import_change)


@dataclass(frozen=True, slots=True)
class Difference:
    """What stood there, and what stands there now, of the columns that are not the same."""

    before: Values
    after: Values

    def with_(self, other: "Difference") -> "Difference":
        """Both."""
        return Difference({**self.before, **other.before}, {**self.after, **other.after})

    def told(self) -> str:
        """As it is kept, before it is sealed."""
        return json.dumps({"before": self.before, "after": self.after}, default=_text, ensure_ascii=False)


NOTHING = Difference({}, {})


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


@dataclass
class Changes:
    """The changes of one step, written at its end."""

    vault: Vault
    job_id: UUID
    _rows: list[dict[str, Any]] = field(default_factory=list)

    def of_row(self, record: Record, subject: str, subject_id: object, what: Difference | None = None) -> None:
        """What the row of the file is about; `what` None: it is new. Each row that is taken in has one, and is known
        again by it."""
        self._add(record.marker, record.line, subject, subject_id, what)

    def beside(self, record: Record, subject: str, subject_id: object, what: Difference | None = None) -> None:
        """Something else that came of the row."""
        self._add(uuid7(), record.line, subject, subject_id, what)

    def _add(self, row_id: UUID, line: int, subject: str, subject_id: object, what: Difference | None) -> None:
        before = None if what is None else self.vault.seal(IMPORT_BEFORE, row_id, what.told())
        row = {"id": row_id, "job_id": self.job_id, "line": line, "subject": subject, "subject_id": str(subject_id)}
        self._rows.append({**row, "before": before})

    def write(self, db: Connection) -> None:
        _ADD.many(db, self._rows)


def taken_in(db: Connection, records: Collection[Record]) -> dict[UUID, str]:
    """Of these rows, those that were taken in before, in whatever file: marker → what they are about."""
    which = among(db, t.import_change.c.id, [record.marker for record in records])
    found = db.execute(select(t.import_change.c.id, t.import_change.c.subject_id).where(which))
    return {row.id: row.subject_id for row in found}


def difference(vault: Vault, subject: str, row: Any, wanted: Values) -> Difference:
    """What of `wanted` is not so in the row."""
    stood = opened(vault, subject, row, wanted)
    other = [name for name, value in wanted.items() if stood[name] != value]
    return Difference({name: stood[name] for name in other}, {name: wanted[name] for name in other})


def opened(vault: Vault, subject: str, row: Any, columns: Collection[str]) -> dict[str, Any]:
    """These columns of a row, unsealed."""
    labels = SEALED.get(subject, {})
    stood = {name: getattr(row, name) for name in columns}
    return {
        name: vault.open(labels[name], row.id, value) if name in labels and value is not None else value
        for name, value in stood.items()
    }


def sealed(vault: Vault, subject: str, row_id: UUID, values: Values) -> dict[str, Any]:
    """The same as it is written."""
    labels = SEALED.get(subject, {})
    return {
        name: vault.seal(labels[name], row_id, value) if name in labels and value is not None else value
        for name, value in values.items()
    }


def key_of(subject: str) -> Column[Any]:
    """The one column by which rows of that table are known."""
    (column,) = SUBJECTS[subject].primary_key.columns
    return column


def alter(db: Connection, vault: Vault, subject: str, subject_id: Any, values: Values) -> None:
    """Write these values into a row; a name is found by its new words from then on."""
    table, key = SUBJECTS[subject], key_of(subject)
    written = sealed(vault, subject, subject_id, values) if subject in SEALED else dict(values)
    if written:
        db.execute(update(table).where(key == subject_id).values(**written))
    if subject == "person" and "name" in values:
        names.renew_tokens(db, vault, subject_id, values["name"])


def read_back(subject: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Values that were kept as JSON, as their columns have them."""
    columns = SUBJECTS[subject].c
    return {name: _typed(columns[name], value) for name, value in told.items() if name in columns}


def _typed(column: Column[Any], value: Any) -> Any:
    if value is None or column.name in SEALED.get(column.table.name, {}):
        return value
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return UUID(value) if isinstance(column.type, Uuid) else value
