"""One business: its members, its kits, and how it was on the visits of its schedule."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from flows.codes import spaced
from service.programme import tables as t
from service.programme.labels import CODE, NAME
from service.programme.names import first_name_and_initial
from service.programme.people.enterprises import Enterprise, found_one
from service.vault import Vault

_MEMBERS_OF = (
    select(t.person.c.id, t.person.c.name, t.person.c.code, t.person.c.sex, t.business_member.c.role)
    .add_columns(t.business_member.c.since)
    .join_from(t.business_member, t.person, t.person.c.id == t.business_member.c.person_id)
    .where(t.business_member.c.business_id == bindparam("which"))
    .order_by(t.business_member.c.role.desc(), t.business_member.c.since, t.person.c.id)
)
_DELIVERIES = (
    select(t.kit.c.code, t.delivery.c.state, t.delivery.c.planned_on, t.delivery.c.delivered_on)
    .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(t.delivery.c.business_id == bindparam("which"))
    .order_by(t.delivery.c.id)
)
_MARKS = (
    select(t.visit.c.after_days, t.visit.c.due_on, t.visit.c.visited_on, t.visit.c.business_status)
    .where(t.visit.c.business_id == bindparam("which"), t.visit.c.after_days.is_not(None))
    .order_by(t.visit.c.after_days, t.visit.c.visited_on, t.visit.c.id)
)


@dataclass(frozen=True, slots=True)
class Member:
    """Short name, card in threes."""

    id: UUID
    name: str
    code: str
    sex: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """A kit for the business."""

    kit: str
    state: str
    day: date | None


def one(db: Connection, vault: Vault, business_id: UUID) -> tuple[Enterprise, list[Member], list[Brought]]:
    """A business, its members (who leads comes first) and its kits. Raises PeopleError."""
    return found_one(db, vault, business_id), members_of(db, vault, business_id), brought_to(db, business_id)


def members_of(db: Connection, vault: Vault, business_id: UUID) -> list[Member]:
    """Who leads comes first."""
    return [_member(vault, found) for found in db.execute(_MEMBERS_OF, {"which": business_id})]


def brought_to(db: Connection, business_id: UUID) -> list[Brought]:
    """Kits for the business."""
    rows = db.execute(_DELIVERIES, {"which": business_id})
    return [Brought(found.code, found.state, found.delivered_on or found.planned_on) for found in rows]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a business was, so many days after the delivery of its kit. `status`: as the visitor saw it, "" where nobody
    has been there; `day`: of the visit, or on which it is due."""

    after_days: int
    day: date | None
    status: str


def marks(db: Connection, business_id: UUID) -> list[Mark]:
    """The visits of the schedule, in turn; of several for one day of it, the last one that was made."""
    found: dict[int, Mark] = {}
    for row in db.execute(_MARKS, {"which": business_id}):
        if row.visited_on is not None or row.after_days not in found:
            found[row.after_days] = Mark(row.after_days, row.visited_on or row.due_on, row.business_status)
    return list(found.values())


def _member(vault: Vault, row: Any) -> Member:
    name = first_name_and_initial(vault.open(NAME, row.id, row.name))
    return Member(row.id, name, spaced(vault.open(CODE, row.id, row.code)), row.sex, row.role, row.since)
