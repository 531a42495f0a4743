"""Staff: added with a role, a phone and a PIN, and let go; their names, numbers and PINs are sealed or hashed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from flows.phones import masked, read_phone
from service.ids import uuid7
from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.identity import AGENTS
from service.programme.labels import PHONE, STAFF_NAME, STAFF_PHONE
from service.vault import Vault

PIN_DIGITS = 4
_E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)
SENDERS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
"""Who may write to many."""
COMMAND_LINE = "command line"
_ADD = insert(t.staff)


class StaffError(ValueError):
    """Why a member of staff cannot be added or changed. str() is plain words without the name, number or PIN."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Whom to add. `phone` as it is typed; `pin` "" for none."""

    role: Role
    name: str
    phone: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as a list shows them: the number masked. `places`: P-codes separated by spaces,
    "" for everywhere."""

    id: UUID
    name: str
    role: str
    phone: str
    has_pin: bool
    active: bool
    places: str


def add_staff(db: Connection, vault: Vault, new: NewStaff, now: datetime) -> UUID:
    """Add a member of staff; their id. Raises StaffError."""
    row_id, name = uuid7(), " ".join(new.name.split())
    if not name:
        raise StaffError("A member of staff needs a name.")
    row = {
        "id": row_id,
        "name": vault.seal(STAFF_NAME, row_id, name),
        "role": new.role.value,
        "pin_mac": _pin_mac(vault, new, row_id),
        **_phone(db, vault, new, row_id),
    }
    db.execute(_ADD, row)
    audit.add(db, now, COMMAND_LINE, "staff added", "staff", row_id, new.role.value)
    return row_id


def set_pin(db: Connection, vault: Vault, phone: str, pin: str, now: datetime) -> None:
    """A new PIN for whoever works from that phone; one that was locked is open again. Raises StaffError."""
    row_id = working_from(db, vault, phone)
    opened = {"pin_mac": _checked_pin(vault, row_id, pin), "pin_failures": 0, "pin_locked_until": None}
    db.execute(update(t.staff).where(t.staff.c.id == row_id).values(**opened))
    audit.add(db, now, COMMAND_LINE, "staff pin set", "staff", row_id)


def set_places(db: Connection, vault: Vault, phone: str, places: Sequence[str], now: datetime) -> None:
    """Where whoever works from that phone has to do with people (P-codes; none: everywhere): they are told of nobody
    else. Raises StaffError."""
    row_id = working_from(db, vault, phone, *AGENTS)
    told = " ".join(dict.fromkeys(places))
    db.execute(update(t.staff).where(t.staff.c.id == row_id).values(places=told))
    audit.add(db, now, COMMAND_LINE, "staff places set", "staff", row_id, told)


def end_work(db: Connection, vault: Vault, phone: str, now: datetime) -> None:
    """Whoever works from that phone is staff no more: it is any phone again, and what they did stays.
    Raises StaffError."""
    row_id = working_from(db, vault, phone)
    db.execute(update(t.staff).where(t.staff.c.id == row_id).values(active=False))
    audit.add(db, now, COMMAND_LINE, "staff ended", "staff", row_id)


def working_from(db: Connection, vault: Vault, phone: str, *roles: Role) -> UUID:
    """Who works from that phone, in one of these roles where any are said. Raises StaffError."""
    number = phone.strip() if _E164.fullmatch(phone.strip()) else _number(phone)  # the demo's numbers fit no plan
    mac = vault.index(PHONE, number)
    row = db.execute(select(t.staff.c.id, t.staff.c.role).where(t.staff.c.phone_mac == mac, t.staff.c.active)).first()
    if row is None:
        raise StaffError(f"Nobody works from the phone {masked(number)}.")
    if roles and row.role not in roles:
        raise StaffError(f"A {row.role} may not do this: it takes a {' or a '.join(role.value for role in roles)}.")
    return UUID(str(row.id))


def _pin_mac(vault: Vault, new: NewStaff, row_id: UUID) -> bytes | None:
    if new.role in AGENTS and not new.pin:
        raise StaffError(f"A {new.role.value} needs a PIN: it is asked for each visit.")
    return _checked_pin(vault, row_id, new.pin) if new.pin else None


def _checked_pin(vault: Vault, row_id: UUID, pin: str) -> bytes:
    if not (len(pin) == PIN_DIGITS and pin.isascii() and pin.isdigit()):
        raise StaffError(f"A PIN is {PIN_DIGITS} digits.")
    return vault.pin(row_id, pin)


def _number(phone: str) -> str:
    number = read_phone(phone)
    if number is None:
        raise StaffError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    return number


def _phone(db: Connection, vault: Vault, new: NewStaff, row_id: UUID) -> dict[str, bytes]:
    if not new.phone:
        if new.role in (*AGENTS, Role.FOCAL_POINT):
            raise StaffError(f"A {new.role.value} needs a phone: the line knows them, and reaches them, by it.")
        return {}
    number = _number(new.phone)
    mac = vault.index(PHONE, number)
    taken = select(t.staff.c.id).where(t.staff.c.phone_mac == mac, t.staff.c.active)
    if db.execute(taken).first() is not None:
        raise StaffError(f"The phone {masked(number)} belongs to another member of staff.")
    return {"phone_mac": mac, "phone": vault.seal(STAFF_PHONE, row_id, number)}


def everybody(db: Connection, vault: Vault) -> Iterator[Member]:
    """All staff, in the order in which they were added."""
    for row in db.execute(select(t.staff).order_by(t.staff.c.id)):
        number = vault.open(STAFF_PHONE, row.id, row.phone) if row.phone else ""
        yield Member(
            row.id,
            vault.open(STAFF_NAME, row.id, row.name),
            row.role,
            masked(number) if number else "",
            row.pin_mac is not None,
            row.active,
            row.places,
        )
