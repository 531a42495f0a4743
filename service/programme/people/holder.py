"""Whose card it is. The card of a file that was merged opens the file that remained.

`merged_into` always names a file that lives: whoever merges takes along what was merged before (merging.py).
"""

from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from flows.codes import is_valid, spaced, tidy
from service.models.person import PersonState
from service.models.staff import Role
from service.programme import tables as t
from service.programme.followup.sector import within
from service.programme.labels import CARD, CODE, NAME
from service.programme.names import first_name_and_initial
from service.vault import Vault

CARD_DIGITS = 9
ACTIVE = PersonState.ACTIVE.value

_file = t.person.alias("file")
LIVING_ID = func.coalesce(_file.c.merged_into, _file.c.id)
BY_CARD = (
    select(t.person.c.id, t.person.c.name, t.person.c.place, t.person.c.state)
    .join_from(_file, t.person, t.person.c.id == LIVING_ID)
    .where(_file.c.code_mac == bindparam("mac"))
)
"""The file that the card with this hash (bound as `mac`) opens."""
_SECTOR = select(t.staff.c.places).where(t.staff.c.id == bindparam("who"), t.staff.c.role == Role.FIELD_AGENT.value)
_PLACE = select(t.person.c.place).where(t.person.c.id == bindparam("who"))
_SHORT = select(t.person.c.name, t.person.c.code).where(t.person.c.id == bindparam("who"))


class PeopleError(ValueError):
    """Why something cannot be done to a file, in plain words, without a name or a number."""


def holder_of(db: Connection, vault: Vault, digits: str) -> UUID | None:
    """Whom the card with these nine digits belongs to, in whatever state their file is; None: nobody has it."""
    found = db.execute(BY_CARD, {"mac": vault.index(CARD, digits)}).first()
    return None if found is None else UUID(str(found.id))


def person_with(db: Connection, vault: Vault, typed: str, *, closed: bool = False) -> UUID:
    """Who has the card of the code that was typed; `closed`: also where they have withdrawn. Raises PeopleError."""
    digits = tidy(typed)
    if len(digits) != CARD_DIGITS or not is_valid(digits):
        raise PeopleError("That is no card code: nine digits, of which the last one checks the others.")
    found = db.execute(BY_CARD, {"mac": vault.index(CARD, digits)}).first()
    if found is None:
        raise PeopleError("Nobody has a card with this code.")
    if found.state != ACTIVE and not closed:
        raise PeopleError("The person with this card has withdrawn: their file is closed.")
    return UUID(str(found.id))


def person_for(db: Connection, vault: Vault, typed: str, staff_id: UUID, *, closed: bool = False) -> UUID:
    """The same for a member of staff: agents have to do with those of their villages. Raises PeopleError."""
    person_id = person_with(db, vault, typed, closed=closed)
    check_theirs(db, staff_id, db.execute(_PLACE, {"who": person_id}).scalar())
    return person_id


def sector_of(db: Connection, staff_id: UUID) -> str:
    """Where an agent works, P-codes separated by spaces; "" for whoever works everywhere."""
    return db.execute(_SECTOR, {"who": staff_id}).scalar() or ""


def check_theirs(db: Connection, staff_id: UUID, place: str | None) -> None:
    """Whether what is at that place is a member of staff's to see and to change. Raises PeopleError."""
    sector = sector_of(db, staff_id)
    is_there = select(t.place.c.pcode).where(t.place.c.pcode == place, within(t.place.c.pcode, sector))
    if sector and place and db.execute(is_there).first() is None:
        raise PeopleError("This is of none of your villages: ask the office.")


def shown(db: Connection, vault: Vault, person_id: UUID) -> str:
    """« Aminata T. 123 456 786 »: a person on a screen that others may see."""
    row = db.execute(_SHORT, {"who": person_id}).one()
    name = first_name_and_initial(vault.open(NAME, person_id, row.name))
    return f"{name} {spaced(vault.open(CODE, person_id, row.code))}"
