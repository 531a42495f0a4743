"""Phones of a list: found or made, and linked to the people whom they reach. A STOP stays as it is, whatever a list
says: nothing here reads or writes one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from flows.phones import operator
from service.ids import uuid7
from service.many import among
from service.models.person import PersonOrigin
from service.models.phone import PhoneRelation, PhoneState
from service.prepared import Adding
from service.programme import tables as t
from service.programme.labels import NUMBER, PHONE
from service.programme.transfer.changes import Changes
from service.programme.transfer.people_values import numbers_of
from service.programme.transfer.reading import Outcome, Record
from service.vault import Vault

_RELATIONS: Mapping[str, PhoneRelation] = MappingProxyType(
    {
        "self": PhoneRelation.OWN,
        "spouse": PhoneRelation.SHARED,
        "child": PhoneRelation.SHARED,
        "neighbour": PhoneRelation.CONTACT,
        "other": PhoneRelation.CONTACT,
    }
)
_ADD, _LINK = Adding(t.phone, "number_mac"), Adding(t.person_phone)


class Told(NamedTuple):
    """A number of a row, ready to be written: its hash, and it sealed under the id that it gets where it is new."""

    mac: bytes
    row_id: UUID
    sealed: bytes
    operator: str


class Numbers:
    """The phones of one file. `staff`: hashes of numbers that members of staff work from: they are nobody else's."""

    def __init__(self, db: Connection, vault: Vault) -> None:
        self._vault = vault
        wanted = select(t.staff.c.phone_mac).where(t.staff.c.active, t.staff.c.phone_mac.is_not(None))
        self.staff = {bytes(mac) for mac in db.scalars(wanted)}

    def told(self, values: Mapping[str, Any]) -> list[Told]:
        """The numbers of a row that can be linked, sealed."""
        macs = [(number, self._vault.index(PHONE, number)) for number in numbers_of(values)]
        return [self._told(number, mac, uuid7()) for number, mac in macs if mac not in self.staff]

    def _told(self, number: str, mac: bytes, row_id: UUID) -> Told:
        return Told(mac, row_id, self._vault.seal(NUMBER, row_id, number), operator(number))


def link_all(
    db: Connection, people: Sequence[tuple[Record, UUID, Sequence[Told]]], changes: Changes, now: datetime
) -> None:
    """Link people to the numbers of their rows. A link that stands, or that has ended, is left as it is."""
    told = {one.mac: (one, record) for record, _, numbers in people for one in numbers}
    if not told:
        return
    phones = _phones(db, told, changes, now)
    linked, taken = _links(db, set(phones.values()))
    rows = []
    for record, person_id, numbers in people:
        for phone_id in (phones[one.mac] for one in numbers):
            if (person_id, phone_id) in linked:
                continue
            rows.append(_link(record, person_id, phone_id, now, is_taken=phone_id in taken))
            linked.add((person_id, phone_id))
            taken.add(phone_id)
            if record.outcome is not Outcome.NEW:  # of somebody new it goes with them
                changes.beside(record, "person_phone", rows[-1]["id"])
    _LINK.many(db, rows)


def _link(record: Record, person_id: UUID, phone_id: UUID, now: datetime, *, is_taken: bool) -> dict[str, Any]:
    """As the row says who answers; else the first who has the number owns it, and the others share it."""
    told = _RELATIONS.get(record.values.get("answers_phone", ""))
    relation = told or (PhoneRelation.SHARED if is_taken else PhoneRelation.OWN)
    row = {"person_id": person_id, "phone_id": phone_id, "relation": relation.value}
    return {"id": uuid7(), **row, "origin": PersonOrigin.IMPORT.value, "since": now, "until": None}


def _phones(
    db: Connection, told: Mapping[bytes, tuple[Told, Record]], changes: Changes, now: datetime
) -> dict[bytes, UUID]:
    """Hash → the row of the phone, made where there was none."""
    found = _found(db, told)
    new = [one for mac, (one, _) in told.items() if mac not in found]
    if not new:
        return found
    rows = [_phone(one, now) for one in new]
    if db.dialect.name == "sqlite":  # nobody else writes meanwhile
        _ADD.many(db, rows)
    else:
        _ADD.rows(db, rows)  # one that a caller made meanwhile is left as it is
    made = _found(db, [one.mac for one in new])
    for one in new:
        if made[one.mac] == one.row_id:
            changes.beside(told[one.mac][1], "phone", one.row_id)
    return found | made


def _phone(one: Told, now: datetime) -> dict[str, Any]:
    return {
        "id": one.row_id,
        "number_mac": one.mac,
        "number": one.sealed,
        "language": "",
        "operator": one.operator,
        "state": PhoneState.NEW.value,
        "made_up": False,
        "first_seen": now,
        "last_seen": now,
        "second_fact_failures": 0,
        "undelivered": 0,
        "locked_until": None,
    }


def _found(db: Connection, macs: Collection[bytes]) -> dict[bytes, UUID]:
    rows = db.execute(select(t.phone.c.id, t.phone.c.number_mac).where(among(db, t.phone.c.number_mac, list(macs))))
    return {bytes(row.number_mac): row.id for row in rows}


def _links(db: Connection, phones: Iterable[UUID]) -> tuple[set[tuple[UUID, UUID]], set[UUID]]:
    """Of these phones: whom they are linked to (person, phone), now or before; and which reach anybody now."""
    link = t.person_phone.c
    wanted = select(link.person_id, link.phone_id, link.until).where(among(db, link.phone_id, list(phones)))
    rows = db.execute(wanted).all()
    return {(row.person_id, row.phone_id) for row in rows}, {row.phone_id for row in rows if row.until is None}
