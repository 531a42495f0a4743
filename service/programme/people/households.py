"""A household as staff correct it: its head, its head's sex, its size by age; who belongs to it.

A person belongs to one household. The ages add up to its size, and its head is one of it, or it is not written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from service.ids import uuid7
from service.models.person import Sex
from service.programme import audit
from service.programme import tables as t
from service.programme.people.bands import BANDS, checked_size, read_bands
from service.programme.people.holder import ACTIVE, PeopleError, person_for, person_with
from service.programme.registration import WOMAN_HEAD
from service.vault import Vault

CORRECTED, MOVED = "household corrected", "household changed"

_OF = (
    select(t.household, t.person.c.place.label("home"))
    .select_from(t.person.outerjoin(t.household, t.household.c.id == t.person.c.household_id))
    .where(t.person.c.id == bindparam("who"))
)
_MEMBERS = select(t.person.c.id, t.person.c.sex, t.person.c.head, t.person.c.vulnerability).where(
    t.person.c.household_id == bindparam("which"), t.person.c.state == ACTIVE
)
_SET_PERSON = update(t.person).where(t.person.c.id == bindparam("who"))
_SET = update(t.household).where(t.household.c.id == bindparam("which"))
_ADD = insert(t.household)
_NO_HEAD = update(t.household).where(t.household.c.head_person_id == bindparam("who")).values(head_person_id=None)


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be set; a blank changes nothing. `bands`: « 2,3,2,0 »; `head`: the card of a member; `head_sex`: of a
    head who is not registered; `into`: the card of somebody whose household the person belongs to; `apart`: they have
    left it for one of their own."""

    size: int | None = None
    bands: str = ""
    head: str = ""
    head_sex: Sex | None = None
    into: str = ""
    apart: bool = False


def correct(db: Connection, vault: Vault, card: str, said: Correction, staff_id: UUID, now: datetime) -> UUID:
    """Correct the household of whoever has the card, made where they have none; its id. Raises PeopleError."""
    person_id = person_for(db, vault, card, staff_id)
    if said.into:
        other_id = person_for(db, vault, said.into, staff_id)
        if person_id == other_id:
            raise PeopleError("That is their own card: it takes the card of somebody else.")
        _move(db, person_id, _household(db, other_id), staff_id, now)
    elif said.apart:
        _move(db, person_id, _own(db, person_id), staff_id, now)
    household_id = _household(db, person_id)
    before = db.execute(_OF, {"who": person_id}).one()._mapping
    if said.into and before["head_sex"]:
        tell_members(db, household_id, {"head_sex": before["head_sex"]}, now)
    values = _counted(before, said) | _headed(db, vault, household_id, before, said)
    if values:
        db.execute(_SET, {"which": household_id, **values})
        tell_members(db, household_id, values, now)
        changed = " ".join(sorted(values))
        audit.add(db, now, str(staff_id), CORRECTED, "household", household_id, changed)
    elif not (said.into or said.apart):
        raise PeopleError("Say what is to be corrected in the household.")
    return household_id


def _household(db: Connection, person_id: UUID) -> UUID:
    found = db.execute(_OF, {"who": person_id}).one()
    if found.id is not None:
        return UUID(str(found.id))
    household_id = _new(db, found.home)
    db.execute(_SET_PERSON, {"who": person_id, "household_id": household_id})
    return household_id


def _own(db: Connection, person_id: UUID) -> UUID:
    """A new household for somebody who lives with others."""
    found = db.execute(_OF, {"who": person_id}).one()
    if found.id is None or all(row.id == person_id for row in db.execute(_MEMBERS, {"which": found.id})):
        raise PeopleError("Nobody else is registered in their household: there is nothing to leave.")
    return _new(db, found.home)


def _new(db: Connection, place: str | None) -> UUID:
    row_id = uuid7()
    db.execute(_ADD, {"id": row_id, "head_sex": "", "place": place})
    return row_id


def _move(db: Connection, person_id: UUID, household_id: UUID, staff_id: UUID, now: datetime) -> None:
    """The person leaves their household for another one; whoever stays in the old one keeps it."""
    before = db.execute(_OF, {"who": person_id}).one()
    if before.id == household_id:
        raise PeopleError("They belong to one household already.")
    db.execute(_NO_HEAD, {"who": person_id})
    db.execute(_SET_PERSON, {"who": person_id, "household_id": household_id, "head": False, "updated_at": now})
    audit.add(db, now, str(staff_id), MOVED, "person", person_id, f"{before.id or '-'} > {household_id}")


def _counted(before: Any, said: Correction) -> dict[str, Any]:
    """Size and ages, as they are together with what stands."""
    if said.size is None and not said.bands:
        return {}
    given = read_bands(said.bands) if said.bands else {}
    bands = given or {band: before[band] for band in BANDS}
    size = checked_size(said.size if given or said.size is not None else before["size"], bands)
    return {**given, "size": size}


def _headed(db: Connection, vault: Vault, household_id: UUID, before: Any, said: Correction) -> dict[str, Any]:
    members = {row.id: row for row in db.execute(_MEMBERS, {"which": household_id})}
    if said.head:
        head = person_with(db, vault, said.head)
        if head not in members:
            raise PeopleError("The head has to be of the household: move them into it first.")
        sex = members[head].sex or (said.head_sex.value if said.head_sex else "")
        if said.head_sex and sex != said.head_sex:
            raise PeopleError(f"The head is {sex} by their own file: correct that first.")
        return {"head_person_id": head, "head_sex": sex}
    if said.head_sex is None:
        return {}
    known = members.get(before["head_person_id"])
    if known is not None and known.sex and known.sex != said.head_sex:
        raise PeopleError(f"The head is {known.sex} by their own file: say by their card who heads it now.")
    return {"head_sex": said.head_sex.value}


def tell_members(db: Connection, household_id: UUID, values: Mapping[str, Any], now: datetime) -> None:
    """Who heads it, and whether that is a woman, stands in the files of its members too."""
    if "head_sex" not in values:
        return
    for row in db.execute(_MEMBERS, {"which": household_id}).all():
        others = [word for word in row.vulnerability.split() if word != WOMAN_HEAD]
        told = [*others, WOMAN_HEAD] if values["head_sex"] == Sex.FEMALE else others
        head = row.head if "head_person_id" not in values else row.id == values["head_person_id"]
        about = {"vulnerability": " ".join(told), "head": head, "updated_at": now}
        db.execute(_SET_PERSON, {"who": row.id, **about})
