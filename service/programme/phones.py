"""Phones: found by the hash of their number, made when they first call, linked to the people they reach."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, literal, select, update

from flows.phones import operator
from service.ids import uuid7
from service.models.phone import PhoneRelation, PhoneState
from service.prepared import Adding, Prepared
from service.programme import tables as t
from service.programme.labels import NUMBER, PHONE
from service.vault import Vault

CONFIRMED = "phone confirmed"
"""The audit event of a number that was in doubt, and is not any more."""
SEEN_EVERY = timedelta(days=1)
"""How precisely it is known when a phone last called: not every call writes."""

OWN = (
    select(t.phone.c.id, t.phone.c.language)
    .join_from(t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.person_id == bindparam("person"),
        t.person_phone.c.until.is_(None),
        t.person_phone.c.relation == PhoneRelation.OWN.value,
        t.phone.c.number_mac.not_in(
            select(t.staff.c.phone_mac).where(t.staff.c.active, t.staff.c.phone_mac.is_not(None))
        ),
    )
)
"""The phones that are a person's own (bound as `person`) and none of the staff's, to whom nothing of them is told: id
and language, in no order."""


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A phone as a call needs it."""

    id: UUID
    number_mac: bytes
    language: str
    new: bool = field(default=False, compare=False)
    """Whether it was just heard of for the first time: nothing else can be known of it."""


_FIND = Prepared(
    select(t.phone.c.id, t.phone.c.number_mac, t.phone.c.language, t.phone.c.last_seen, t.phone.c.state).where(
        t.phone.c.number_mac == bindparam("mac")
    )
)
_ADD = Adding(t.phone, "number_mac")
_SEEN = Prepared(update(t.phone).where(t.phone.c.id == bindparam("row_id")).values(last_seen=bindparam("now")))
_THERE = Prepared(
    update(t.phone).where(t.phone.c.id == bindparam("row_id")).values(state=PhoneState.UNVERIFIED.value, undelivered=0)
)
_LINK = Adding(t.person_phone, "person_id", "phone_id")
_LINK_AGAIN = (
    update(t.person_phone)
    .where(
        t.person_phone.c.person_id == bindparam("who"),
        t.person_phone.c.phone_id == bindparam("which"),
        t.person_phone.c.until.is_not(None),
    )
    .values(until=None)
)
_DOUBTED = Prepared(
    select(t.phone.c.id).where(
        t.phone.c.id == bindparam("row_id"), t.phone.c.state == literal(PhoneState.UNVERIFIED.value)
    )
)
_VERIFY = update(t.phone).where(t.phone.c.id == bindparam("row_id"))
_UNLINK_OTHERS = update(t.person_phone).where(
    t.person_phone.c.phone_id == bindparam("which"),
    t.person_phone.c.person_id != bindparam("who"),
    t.person_phone.c.until.is_(None),
)
_NUMBER = select(t.phone.c.number).where(t.phone.c.id == bindparam("row_id"))


def phone_for(db: Connection, vault: Vault, number: str, now: datetime) -> PhoneRow:
    """The row of a phone (E.164) that is calling, made where it calls for the first time."""
    mac = vault.index(PHONE, number)
    row = _FIND.first(db, mac=mac)
    if row is None:
        return _added(db, vault, number, mac, now)
    if now - row.last_seen >= SEEN_EVERY:
        _SEEN.write(db, row_id=row.id, now=now)
    if row.state == PhoneState.WRONG.value:  # the carrier knew no such number; somebody has it, and nobody knows who
        _THERE.write(db, row_id=row.id)
    return PhoneRow(row.id, row.number_mac, row.language)


def phone_known(db: Connection, vault: Vault, number: str) -> UUID | None:
    """The phone with that number (E.164); None where nobody has called from it, or told of it."""
    row = _FIND.first(db, mac=vault.index(PHONE, number))
    return None if row is None else UUID(str(row.id))


def phone_named(
    db: Connection, vault: Vault, number: str, now: datetime, *, language: str = "", made_up: bool = False
) -> PhoneRow:
    """The row of a phone that was only told of (typed by an agent, given by staff): it was not seen."""
    mac = vault.index(PHONE, number)
    row = _FIND.first(db, mac=mac)
    if row is None:
        return _added(db, vault, number, mac, now, language, made_up)
    return PhoneRow(row.id, row.number_mac, row.language)


def _added(
    db: Connection, vault: Vault, number: str, mac: bytes, now: datetime, language: str = "", made_up: bool = False
) -> PhoneRow:
    row_id = uuid7()
    row = {
        "id": row_id,
        "number_mac": mac,
        "number": vault.seal(NUMBER, row_id, number),
        "language": language,
        "operator": operator(number),
        "state": PhoneState.NEW,
        "made_up": made_up,
        "first_seen": now,
        "last_seen": now,
    }
    if _ADD.once(db, row):
        return PhoneRow(row_id, mac, language, new=True)
    other = _FIND.first(db, mac=mac)  # another process was first
    return PhoneRow(other.id, other.number_mac, other.language)


def number_of(db: Connection, vault: Vault, phone_id: UUID) -> str:
    """The number of a phone, E.164. NoResultFound where there is no such row."""
    sealed = db.execute(_NUMBER, {"row_id": phone_id}).scalar_one()
    return vault.open(NUMBER, phone_id, sealed)


def is_unverified(db: Connection, phone_id: UUID) -> bool:
    """Whether nobody knows who has this number now (service/messaging/trust.py): it is an unknown phone."""
    return _DOUBTED.first(db, row_id=phone_id) is not None


def confirm(db: Connection, phone_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Somebody has shown that an unverified number is theirs now. Whoever had it before is off it: the card was
    perhaps sold on, and who still shares the phone joins with their own card. False for any other phone."""
    if not is_unverified(db, phone_id):
        return False
    db.execute(_UNLINK_OTHERS, {"which": phone_id, "who": person_id, "until": now})
    db.execute(_VERIFY, {"row_id": phone_id, "state": PhoneState.VERIFIED.value, "undelivered": 0})
    return True


def link_new(
    db: Connection, person_id: UUID, phone_id: UUID, relation: PhoneRelation, origin: str, now: datetime
) -> None:
    """Link a person who has just been registered: there is no link yet."""
    _LINK.row(db, _link(person_id, phone_id, relation, origin, now))


def link(db: Connection, person_id: UUID, phone_id: UUID, relation: PhoneRelation, origin: str, now: datetime) -> bool:
    """Link a person to a phone, or take up a link that had ended; False where it stands already."""
    if _LINK.once(db, _link(person_id, phone_id, relation, origin, now)):
        return True
    return db.execute(_LINK_AGAIN, {"who": person_id, "which": phone_id}).rowcount == 1


def _link(person_id: UUID, phone_id: UUID, relation: PhoneRelation, origin: str, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "person_id": person_id,
        "phone_id": phone_id,
        "relation": relation,
        "origin": origin,
        "since": now,
    }
