"""What is changed about a member of staff, and by whom. What they may do changes at once: their sessions end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from service.models.staff import Role
from service.programme import audit
from service.programme import tables as t
from service.programme.access import sessions
from service.programme.identity import AGENTS
from service.programme.labels import STAFF_NAME
from service.programme.staff import StaffError, check_needs, own_name, own_phone, own_pin
from service.vault import Vault

SUBJECT = "staff"
_s = t.staff


def set_name(db: Connection, vault: Vault, staff_id: UUID, name: str, by: str, now: datetime) -> None:
    """What callers of their phone, and the office, see. Raises StaffError."""
    _change(db, staff_id, name=vault.seal(STAFF_NAME, staff_id, own_name(name)))
    audit.add(db, now, by, "staff name set", SUBJECT, staff_id)


def set_role(db: Connection, staff_id: UUID, role: Role, by: str, now: datetime) -> None:
    """What they may do. Raises StaffError."""
    row = _working(db, staff_id)
    if row.role == role:
        return
    check_needs(role, has_phone=row.phone_mac is not None, has_pin=row.pin_mac is not None)
    _check_last(db, row)
    _change(db, staff_id, role=role.value, places=row.places if role in AGENTS else "")
    sessions.end_all(db, staff_id, now)
    audit.add(db, now, by, "staff role set", SUBJECT, staff_id, f"{row.role} → {role.value}")


def set_places(db: Connection, staff_id: UUID, places: Sequence[str], by: str, now: datetime) -> None:
    """Where an agent or a programme officer has to do with people (P-codes; none: everywhere): they are told of nobody
    else. Raises StaffError."""
    row, told = _working(db, staff_id), " ".join(dict.fromkeys(places))
    if row.role not in AGENTS:
        raise StaffError(f"A {row.role} may not do this: it takes a {' or a '.join(role.value for role in AGENTS)}.")
    _change(db, staff_id, places=told)
    audit.add(db, now, by, "staff places set", SUBJECT, staff_id, told)


def set_phone(db: Connection, vault: Vault, staff_id: UUID, phone: str, by: str, now: datetime) -> None:
    """The number that they work from, "" for none. Raises StaffError."""
    row = _working(db, staff_id)
    check_needs(Role(row.role), has_phone=bool(phone), has_pin=row.pin_mac is not None)
    columns: dict[str, Any] = {"phone_mac": None, "phone": None}
    _change(db, staff_id, **(own_phone(db, vault, staff_id, phone) if phone else columns))
    audit.add(db, now, by, "staff phone set", SUBJECT, staff_id)


def set_pin(db: Connection, vault: Vault, staff_id: UUID, pin: str, by: str, now: datetime) -> None:
    """A new PIN; one that was locked is open again. Raises StaffError."""
    _change(db, staff_id, pin_mac=own_pin(vault, staff_id, pin), pin_failures=0, pin_locked_until=None)
    audit.add(db, now, by, "staff pin set", SUBJECT, staff_id)


def end_work(db: Connection, staff_id: UUID, by: str, now: datetime) -> None:
    """They are staff no more: their phone is any phone again, they cannot sign in, and what they did stays.
    Raises StaffError."""
    _check_last(db, _working(db, staff_id))
    nothing = dict.fromkeys(("login_mac", "login", "password", "password_until", "totp"))
    _change(db, staff_id, active=False, totp_step=0, **nothing)
    db.execute(delete(t.recovery_code).where(t.recovery_code.c.staff_id == staff_id))
    sessions.end_all(db, staff_id, now)
    audit.add(db, now, by, "staff ended", SUBJECT, staff_id)


def _working(db: Connection, staff_id: UUID) -> Any:
    """Their row, held so that two changes take turns."""
    row = db.execute(select(_s).where(_s.c.id == staff_id, _s.c.active).with_for_update()).first()
    if row is None:
        raise StaffError("They are no member of staff any more.")
    return row


def _change(db: Connection, staff_id: UUID, **columns: Any) -> None:
    if db.execute(update(_s).where(_s.c.id == staff_id, _s.c.active).values(**columns)).rowcount != 1:
        raise StaffError("They are no member of staff any more.")


def _check_last(db: Connection, row: Any) -> None:
    """The last administrator who can sign in stays one: nobody else could name another in the console. All of them are
    held, so that of two who let go of each other at once the second is refused."""
    if row.role != Role.ADMINISTRATOR or row.login_mac is None:
        return
    able = select(_s.c.id).where(_s.c.role == Role.ADMINISTRATOR.value, _s.c.active, _s.c.login_mac.is_not(None))
    if len(db.execute(able.order_by(_s.c.id).with_for_update()).all()) == 1:
        raise StaffError("This is the last administrator who can sign in: make somebody else one first.")
