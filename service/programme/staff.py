"""Staff: added with a role, a phone and a PIN, and let go; their names, numbers and PINs are sealed or hashed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

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
    """Whom to add. `phone` as it is typed; `pin` "" for none; `places`: P-codes, none for everywhere."""

    role: Role
    name: str
    phone: str = ""
    pin: str = ""
    places: Sequence[str] = ()


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


def add_staff(db: Connection, vault: Vault, new: NewStaff, now: datetime, by: str = COMMAND_LINE) -> UUID:
    """Add a member of staff; their id. `by`: who does, for the audit. Raises StaffError."""
    row_id = uuid7()
    check_needs(new.role, has_phone=bool(new.phone), has_pin=bool(new.pin))
    row = {
        "id": row_id,
        "name": vault.seal(STAFF_NAME, row_id, own_name(new.name)),
        "role": new.role.value,
        "pin_mac": own_pin(vault, row_id, new.pin) if new.pin else None,
        "places": " ".join(dict.fromkeys(new.places)),
        **(own_phone(db, vault, row_id, new.phone) if new.phone else {}),
    }
    db.execute(_ADD, row)
    audit.add(db, now, by, "staff added", "staff", row_id, new.role.value)
    return row_id


def check_needs(role: Role, *, has_phone: bool, has_pin: bool) -> None:
    """Whether somebody in this role has what it takes. Raises StaffError."""
    if role in (*AGENTS, Role.FOCAL_POINT) and not has_phone:
        raise StaffError(f"A {role.value} needs a phone: the line knows them, and reaches them, by it.")
    if role in AGENTS and not has_pin:
        raise StaffError(f"A {role.value} needs a PIN: it is asked for each visit.")


def own_name(typed: str) -> str:
    """A name as it is kept. Raises StaffError."""
    name = " ".join(typed.split())
    if not name:
        raise StaffError("A member of staff needs a name.")
    return name


def own_pin(vault: Vault, row_id: UUID, pin: str) -> bytes:
    """A PIN as it is kept. Raises StaffError."""
    if not (len(pin) == PIN_DIGITS and pin.isascii() and pin.isdigit()):
        raise StaffError(f"A PIN is {PIN_DIGITS} digits.")
    return vault.pin(row_id, pin)


def own_phone(db: Connection, vault: Vault, row_id: UUID, typed: str) -> dict[str, bytes]:
    """The columns of a number that nobody else of the staff works from. Raises StaffError."""
    number = _number(typed)
    mac = vault.index(PHONE, number)
    taken = select(t.staff.c.id).where(t.staff.c.phone_mac == mac, t.staff.c.active, t.staff.c.id != row_id)
    if db.execute(taken).first() is not None:
        raise StaffError(f"The phone {masked(number)} belongs to another member of staff.")
    return {"phone_mac": mac, "phone": vault.seal(STAFF_PHONE, row_id, number)}


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


def _number(phone: str) -> str:
    number = read_phone(phone)
    if number is None:
        raise StaffError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    return number


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
