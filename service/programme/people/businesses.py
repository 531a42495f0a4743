"""Small businesses: made for their members, who may belong to several; joined, left, and how they run.

A member who leaves is taken off; the audit trail keeps that they belonged, since when, and who took them off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.ids import uuid7
from service.models.business import BusinessState
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.followup.schedule import replan
from service.programme.labels import BUSINESS_NAME
from service.programme.people.holder import PeopleError, check_theirs, person_for
from service.vault import Vault

ADDED, JOINED, LEFT, STATE = "business added", "business joined", "business left", "business state"
CORRECTED = "business corrected"
NOTHING = "-"
"""What is written in place of a name or a kit that is to be taken out."""
LEADER, MEMBER = "leader", ""
"""What a member is in their business."""

_TYPE = select(t.business_type.c.code).order_by(t.business_type.c.position, t.business_type.c.code)
_KIT = select(t.kit.c.id).where(t.kit.c.code == bindparam("a_code"), t.kit.c.active)
_KITS = select(t.kit.c.code).where(t.kit.c.active).order_by(t.kit.c.code)
_READ = select(t.business).where(t.business.c.id == bindparam("which"))
_SET = update(t.business).where(t.business.c.id == bindparam("which"))
_ADD = insert(t.business)
_ADD_MEMBER = Adding(t.business_member, "business_id", "person_id")
_MADE_UP = select(t.person.c.made_up).where(t.person.c.id == bindparam("who"))
_of = (t.business_member.c.business_id == bindparam("which"), t.business_member.c.person_id == bindparam("who"))
_MEMBER = select(t.business_member.c.since, t.business_member.c.role).where(*_of)
_LEAVE = delete(t.business_member).where(*_of)
_SET_ROLE = update(t.business_member).where(*_of)
_NO_LEADER = (
    update(t.business_member)
    .where(t.business_member.c.business_id == bindparam("which"), t.business_member.c.role == LEADER)
    .values(role=MEMBER)
)


@dataclass(frozen=True, slots=True)
class NewBusiness:
    """A business to be. `place`: a P-code; `kit`: a kit's code, or ""; `members`: card codes; `leader`: one of
    them, or ""; `name`: what its members call it, or ""."""

    type: str
    place: str
    members: Sequence[str]
    kit: str = ""
    name: str = ""
    leader: str = ""


def add(db: Connection, vault: Vault, new: NewBusiness, staff_id: UUID, now: datetime) -> UUID:
    """A business with its members, planned; its id. Raises PeopleError, and then nothing is written."""
    _check_type(db, new.type)
    kit_id = _kit(db, new.kit) if new.kit else None
    members = list(dict.fromkeys(person_for(db, vault, card, staff_id) for card in new.members))
    leader = person_for(db, vault, new.leader, staff_id) if new.leader else None
    if leader is not None and leader not in members:
        raise PeopleError("The leader has to be one of the members: add their card to them.")
    if not members:
        raise PeopleError("A business needs a member: give the code of a card.")
    made_up = {bool(db.execute(_MADE_UP, {"who": one}).scalar_one()) for one in members}
    if len(made_up) > 1:
        raise PeopleError("People of the demo and real people cannot be in one business.")
    row_id, name = uuid7(), " ".join(new.name.split())
    row = {"id": row_id, "type": new.type, "place": new.place or None, "kit_id": kit_id, "made_up": made_up.pop()}
    db.execute(_ADD, {**row, "name": vault.seal(BUSINESS_NAME, row_id, name) if name else None})
    audit.add(db, now, str(staff_id), ADDED, "business", row_id, new.type)
    for member in members:
        _join(db, row_id, member, LEADER if member == leader else MEMBER, staff_id, now)
    return row_id


def join(
    db: Connection, vault: Vault, business_id: UUID, card: str, *, leads: bool, staff_id: UUID, now: datetime
) -> None:
    """Whoever has the card is a member from now on, or leads where they were one. Raises PeopleError."""
    business = _business(db, business_id, staff_id)
    person_id = person_for(db, vault, card, staff_id)
    if bool(db.execute(_MADE_UP, {"who": person_id}).scalar_one()) != bool(business.made_up):
        raise PeopleError("People of the demo and real people cannot be in one business.")
    member = db.execute(_MEMBER, {"which": business_id, "who": person_id}).first()
    if member is not None and (member.role == LEADER or not leads):
        raise PeopleError("They are a member already.")
    if leads:
        db.execute(_NO_LEADER, {"which": business_id})
    if member is None:
        _join(db, business_id, person_id, LEADER if leads else MEMBER, staff_id, now)
    else:
        db.execute(_SET_ROLE, {"which": business_id, "who": person_id, "role": LEADER})
        audit.add(db, now, str(staff_id), JOINED, "business", business_id, f"{person_id} {LEADER}")
    replan(db, business_id)


def leave(db: Connection, vault: Vault, business_id: UUID, card: str, staff_id: UUID, now: datetime) -> None:
    """Whoever has the card is no member any more. Raises PeopleError."""
    _business(db, business_id, staff_id)
    person_id = person_for(db, vault, card, staff_id)
    about = {"which": business_id, "who": person_id}
    member = db.execute(_MEMBER, about).first()
    if member is None:
        raise PeopleError("They are no member of this business.")
    db.execute(_LEAVE, about)
    told = f"{person_id} {member.role or 'member'} since {member.since:%Y-%m-%d}"
    audit.add(db, now, str(staff_id), LEFT, "business", business_id, told)
    replan(db, business_id)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to stand; a blank changes nothing. `name`, `kit`: NOTHING takes it out; `place`: a P-code."""

    name: str = ""
    type: str = ""
    place: str = ""
    kit: str = ""


def correct(db: Connection, vault: Vault, business_id: UUID, said: Correction, staff_id: UUID, now: datetime) -> None:
    """What a business is called, what it does, where it is and which kit it is to get. Raises PeopleError."""
    business = _business(db, business_id, staff_id)
    values: dict[str, object] = {}
    if name := " ".join(said.name.split()):
        values["name"] = None if name == NOTHING else vault.seal(BUSINESS_NAME, business_id, name)
    if said.type and said.type != business.type:
        _check_type(db, said.type)
        values["type"] = said.type
    if said.place and said.place != business.place:
        check_theirs(db, staff_id, said.place)
        values["place"] = said.place
    if said.kit:
        values["kit_id"] = None if said.kit == NOTHING else _kit(db, said.kit)
    if not values:
        raise PeopleError("Say what is to be corrected.")
    db.execute(_SET, {"which": business_id, **values})
    audit.add(db, now, str(staff_id), CORRECTED, "business", business_id, " ".join(sorted(values)))


def set_state(
    db: Connection, business_id: UUID, state: BusinessState, started_on: date | None, staff_id: UUID, now: datetime
) -> None:
    """How it runs. The day on which it began is kept from the first time that it is said. Raises PeopleError."""
    business = _business(db, business_id, staff_id)
    if started_on is not None and started_on > now.date():
        raise PeopleError("A business cannot have begun in the future.")
    if business.state == state and started_on in (None, business.started_on):
        raise PeopleError(f"It is {state.value} already.")
    began = started_on or business.started_on
    if began is None and state in (BusinessState.RUNNING, BusinessState.PARTLY):
        began = now.date()
    db.execute(_SET, {"which": business_id, "state": state.value, "started_on": began})
    audit.add(db, now, str(staff_id), STATE, "business", business_id, f"{business.state} > {state.value}")


def _business(db: Connection, business_id: UUID, staff_id: UUID) -> t.AnyRow:
    """A business that is theirs to change."""
    found = db.execute(_READ, {"which": business_id}).first()
    if found is None:
        raise PeopleError(f"There is no business {business_id}.")
    check_theirs(db, staff_id, found.place)
    return found


def _check_type(db: Connection, code: str) -> None:
    known = list(db.execute(_TYPE).scalars())
    if code not in known:
        raise PeopleError(f"There is no type {code!r}: there are {', '.join(known) or 'none yet'}.")


def _kit(db: Connection, code: str) -> UUID:
    found = db.execute(_KIT, {"a_code": code}).scalar()
    if found is None:
        raise PeopleError(
            f"There is no kit {code!r}: there are {', '.join(db.execute(_KITS).scalars()) or 'none yet'}."
        )
    return UUID(str(found))


def _join(db: Connection, business_id: UUID, person_id: UUID, role: str, staff_id: UUID, now: datetime) -> None:
    row = {"business_id": business_id, "person_id": person_id, "role": role, "since": now}
    if _ADD_MEMBER.once(db, row):
        audit.add(db, now, str(staff_id), JOINED, "business", business_id, f"{person_id} {role or 'member'}")
