"""What stands of people whose cards a list names: their households, and by which numbers they are reached."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from service.many import among
from service.programme import tables as t


def homes_of(db: Connection, ids: Sequence[UUID | None]) -> dict[UUID, Any]:
    """Id → the row of the household."""
    wanted = [one for one in dict.fromkeys(ids) if one is not None]
    if not wanted:
        return {}
    return {row.id: row for row in db.execute(select(t.household).where(among(db, t.household.c.id, wanted)))}


def reached(db: Connection, people: Sequence[UUID]) -> dict[tuple[UUID, bytes], bool]:
    """(person, hash of a number) of their links → whether it stands still."""
    if not people:
        return {}
    link = t.person_phone.c
    wanted = select(link.person_id, t.phone.c.number_mac, link.until).join_from(
        t.person_phone, t.phone, t.phone.c.id == link.phone_id
    )
    rows = db.execute(wanted.where(among(db, link.person_id, people)))
    return {(row.person_id, bytes(row.number_mac)): row.until is None for row in rows}
