"""What was used since an import made it: somebody else's rows refer to it, or it is not as the import left it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, select

from service.many import among
from service.models import Row
from service.models.kit import DeliveryState
from service.models.person import PersonOrigin, PersonState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.transfer.changes import SUBJECTS, key_of
from service.programme.transfer.people_writing import CHANNEL

_OWN: frozenset[Column[Any]] = frozenset(
    {
        t.name_token.c.person_id,
        t.household.c.head_person_id,
        t.duplicate.c.first_id,
        t.duplicate.c.second_id,
        t.visit_item.c.visit_id,
        t.delivery_item.c.delivery_id,
    }
)
"""References that go with what they refer to, and are nobody's word."""
_BUT: dict[Column[Any], ColumnElement[bool]] = {
    t.person_phone.c.person_id: t.person_phone.c.origin != PersonOrigin.IMPORT.value,
    t.consent.c.person_id: t.consent.c.channel != CHANNEL,
    t.visit.c.delivery_id: t.visit.c.state != VisitState.DUE.value,
}
"""References that count only where they did not come of an import themselves."""


def used_since(db: Connection, subject: str, rows: Sequence[Any]) -> set[Any]:
    """The keys of those rows that something else refers to now, or that were changed."""
    if not rows:
        return set()
    key = key_of(subject)
    found = {getattr(row, key.name) for row in rows if _is_changed(subject, row)}
    for reference in references(SUBJECTS[subject]):
        found.update(_referred(db, reference, [getattr(row, key.name) for row in rows]))
    return found


def references(table: Table) -> Iterator[Column[Any]]:
    """The columns of all tables that refer to rows of this one, but for those that go with them."""
    for other in Row.metadata.sorted_tables:
        for foreign in other.foreign_keys:
            if foreign.column.table is table and foreign.parent not in _OWN:
                yield foreign.parent


def _referred(db: Connection, column: Column[Any], keys: Collection[Any]) -> Iterable[Any]:
    counts = _BUT.get(column)
    which = among(db, column, list(keys))
    return db.scalars(select(column).where(which if counts is None else and_(which, counts)).distinct()).all()


def _is_changed(subject: str, row: Any) -> bool:
    match subject:
        case "person":
            return bool(row.updated_at is not None or row.state != PersonState.ACTIVE.value)
        case "visit":  # one that was planned and made since; one that the person spoke of
            return bool(row.confirmed) or (row.state != VisitState.DUE.value and row.channel != CHANNEL)
        case "delivery":
            return bool(row.state != DeliveryState.DELIVERED.value or row.recorded_how != CHANNEL)
        case _:
            return False
