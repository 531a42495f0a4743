"""What staff do for a person who wants no more SMS, or wants them again: by number or by card, and the audit says who.

STOP is the person's own. Staff may say it for them at any time; only the person can take it back, so whoever does
that for them says that they asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from flows.codes import is_valid, tidy
from flows.phones import masked, read_phone
from service.programme import audit, messages, phones
from service.programme import tables as t
from service.programme.labels import CARD, PHONE
from service.programme.people.holder import ACTIVE, BY_CARD
from service.programme.staff import StaffError
from service.vault import Vault

BY_STAFF = "staff"
"""The origin of a STOP that a member of staff put on a phone."""
STOPPED, RESUMED = "messages stopped for a person", "messages resumed for a person"


@dataclass(frozen=True, slots=True)
class Whose:
    """The phones that are meant: one by its number, or all of a person's by the code of their card."""

    phone: str = ""
    card: str = ""


def stop(db: Connection, vault: Vault, whose: Whose, staff_id: UUID, now: datetime) -> int:
    """No more SMS to these phones; how many got some until now. A number that never called can be stopped too.
    Raises StaffError: plain words, the number masked."""
    if whose.phone and not whose.card:
        phones.phone_named(db, vault, _number(whose.phone), now)
    changed = [one for one in _phones(db, vault, whose) if messages.put_stop(db, one, BY_STAFF, now)]
    _note(db, changed, STOPPED, staff_id, now)
    return len(changed)


def start(db: Connection, vault: Vault, whose: Whose, staff_id: UUID, now: datetime) -> int:
    """SMS again to these phones, as their person asked; how many got none until now. Raises StaffError."""
    changed = [one for one in _phones(db, vault, whose) if messages.lift_stop(db, one, now)]
    _note(db, changed, RESUMED, staff_id, now)
    return len(changed)


def _note(db: Connection, changed: Sequence[UUID], action: str, staff_id: UUID, now: datetime) -> None:
    for phone_id in changed:
        audit.add(db, now, str(staff_id), action, "phone", phone_id)


def _phones(db: Connection, vault: Vault, whose: Whose) -> Sequence[UUID]:
    if bool(whose.phone) == bool(whose.card):
        raise StaffError("Say either a phone (--phone) or a card (--card).")
    return _of_number(db, vault, _number(whose.phone)) if whose.phone else _of_card(db, vault, whose.card)


def _number(typed: str) -> str:
    number = read_phone(typed)
    if number is None:
        raise StaffError("That is no phone number: 8 digits of Mali, or + and the country's code.")
    return number


def _of_number(db: Connection, vault: Vault, number: str) -> Sequence[UUID]:
    found = db.execute(select(t.phone.c.id).where(t.phone.c.number_mac == vault.index(PHONE, number))).scalars().all()
    if not found:
        raise StaffError(f"The phone {masked(number)} is not known.")
    return [UUID(str(one)) for one in found]


def _of_card(db: Connection, vault: Vault, typed: str) -> Sequence[UUID]:
    """All phones that reach the person. On one that others share, they get no more SMS either: it is said by the
    command, and is the smaller harm."""
    code = tidy(typed)
    if not is_valid(code):
        raise StaffError("That is no card code: nine digits, of which the last one checks the others.")
    found = db.execute(BY_CARD, {"mac": vault.index(CARD, code)}).first()
    if found is None or found.state != ACTIVE:
        raise StaffError("Nobody has a card with this code.")
    links = (t.person_phone.c.person_id == found.id, t.person_phone.c.until.is_(None))
    found_phones = db.execute(select(t.person_phone.c.phone_id).where(*links)).scalars().all()
    if not found_phones:
        raise StaffError("No phone of this person is known.")
    return [UUID(str(one)) for one in found_phones]
