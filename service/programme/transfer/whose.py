"""The business that a row means: by its id, or as that of the person whose card the row names."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.many import among
from service.programme import tables as t
from service.programme.transfer.cells import NO, YES
from service.programme.transfer.kits import Kit
from service.programme.transfer.reading import Record


class Businesses:
    """The businesses that some rows may mean. « yes » in the column means the one of the person."""

    def __init__(self, db: Connection, records: Iterable[Record], people: Mapping[str, Any]) -> None:
        ids = [found for record in records if (found := _id(record.values.get("business", "")))]
        rows = db.execute(select(t.business).where(among(db, t.business.c.id, ids))).all() if ids else []
        self._by_id = {row.id: row for row in rows}
        self._of_person = _of_people(db, [row.id for row in people.values()])

    def of(self, record: Record, person: Any | None) -> Any | None:
        """The business; None where the row means none, or where it is not known, which the row is told."""
        told = str(record.values.get("business", "")).casefold()
        if not told or told in NO:
            return None
        if told in YES:
            return self._theirs(record, person)
        found = self._by_id.get(_id(told) or UUID(int=0))
        if found is None:
            record.wrong(
                "business", "there is no such business: its id as the programme lists it, or « yes » beside a card"
            )
        return found

    def for_kit(self, person: Any, kit: Kit) -> Any | None:
        """The business of a person that a kit is for: it was given that kit, or none, and is of the kit's type."""
        mine = self._of_person.get(person.id, [])
        return next((b for b in mine if b.kit_id == kit.id or (b.kit_id is None and b.type == kit.code)), None)

    def _theirs(self, record: Record, person: Any | None) -> Any | None:
        if person is None:
            record.wrong("business", "whose business it is, a card code would say")
            return None
        mine = self._of_person.get(person.id, [])
        if len(mine) != 1:
            record.wrong(
                "business",
                "the person is in several businesses: write its id" if mine else "the person is in no business",
            )
            return None
        return mine[0]


def _id(told: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(told)
    return None


def _of_people(db: Connection, ids: list[UUID]) -> dict[UUID, list[Any]]:
    """Person → their businesses."""
    if not ids:
        return {}
    member = t.business_member.c
    wanted = select(member.person_id, t.business).join_from(
        t.business_member, t.business, t.business.c.id == member.business_id
    )
    found: dict[UUID, list[Any]] = {}
    joined = wanted.where(among(db, member.person_id, ids)).order_by(member.since, member.business_id)
    for row in db.execute(joined):
        found.setdefault(row.person_id, []).append(row)
    return found


class Theirs:
    """Which kits came to some people, or to a business of theirs."""

    def __init__(self, db: Connection, people: list[UUID]) -> None:
        self._kits: dict[UUID, set[UUID]] = {}
        if not people:
            return
        delivery, member = t.delivery.c, t.business_member.c
        own = select(delivery.person_id, delivery.kit_id).where(among(db, delivery.person_id, people))
        shared = (
            select(member.person_id, delivery.kit_id)
            .join_from(t.business_member, t.delivery, delivery.business_id == member.business_id)
            .where(among(db, member.person_id, people))
        )
        for query in (own, shared):
            for row in db.execute(query):
                self._kits.setdefault(row.person_id, set()).add(row.kit_id)

    def kits_of(self, person_id: UUID) -> set[UUID]:
        return self._kits.get(person_id, set())
