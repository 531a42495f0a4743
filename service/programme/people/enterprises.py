"""Businesses as lists and pages show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, select

from flows.codes import spaced
from service.many import among
from service.models.person import Sex
from service.programme import tables as t
from service.programme.labels import BUSINESS_NAME, CODE, NAME
from service.programme.names import first_name_and_initial
from service.programme.people.holder import ACTIVE, PeopleError
from service.vault import Vault

_members = (
    select(
        t.business_member.c.business_id,
        func.count().label("members"),
        func.count().filter(t.person.c.sex == Sex.FEMALE.value).label("women"),
    )
    .join(t.person, t.person.c.id == t.business_member.c.person_id)
    .where(t.person.c.state == ACTIVE)
    .group_by(t.business_member.c.business_id)
    .subquery()
)
_LIST = (
    select(t.business, t.kit.c.code.label("kit"), _members.c.members, _members.c.women)
    .outerjoin(t.kit, t.kit.c.id == t.business.c.kit_id)
    .outerjoin(_members, _members.c.business_id == t.business.c.id)
    .order_by(t.business.c.type, t.business.c.place, t.business.c.id)
)
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which businesses; a blank takes in all. `within`: P-codes; `member`: a person."""

    type: str = ""
    state: str = ""
    kit: str = ""
    within: Sequence[str] = ()
    member: UUID | None = None


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A business in a list. `name`: what its members call it; `place`: a P-code or ""."""

    id: UUID
    type: str
    name: str
    place: str
    kit: str
    state: str
    started_on: date | None
    members: int
    women: int


@dataclass(frozen=True, slots=True)
class Member:
    """Short name, card in threes."""

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


def businesses(db: Connection, vault: Vault, wanted: Wanted = Wanted()) -> Iterator[Enterprise]:
    """By type and place."""
    for row in db.execute(_LIST.where(*_which(db, wanted))):
        yield _enterprise(vault, row)


def _which(db: Connection, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for column, value in ((t.business.c.type, wanted.type), (t.business.c.state, wanted.state)):
        if value:
            yield column == value
    if wanted.kit:
        yield t.kit.c.code == wanted.kit
    if wanted.within:
        yield among(db, t.business.c.place, wanted.within)
    if wanted.member:
        of = select(t.business_member.c.business_id).where(t.business_member.c.person_id == wanted.member)
        yield t.business.c.id.in_(of)


def _enterprise(vault: Vault, row: Any) -> Enterprise:
    name = vault.open(BUSINESS_NAME, row.id, row.name) if row.name else ""
    about = row.place or "", row.kit or "", row.state, row.started_on
    return Enterprise(row.id, row.type, name, *about, row.members or 0, row.women or 0)


def one(db: Connection, vault: Vault, business_id: UUID) -> tuple[Enterprise, list[Member], list[Brought]]:
    """A business, its members (who leads comes first) and its kits. Raises PeopleError."""
    row = db.execute(_LIST.where(t.business.c.id == business_id)).first()
    if row is None:
        raise PeopleError(f"There is no business {business_id}.")
    members = [_member(vault, found) for found in db.execute(_MEMBERS_OF, {"which": business_id})]
    kits = [
        Brought(found.code, found.state, found.delivered_on or found.planned_on)
        for found in db.execute(_DELIVERIES, {"which": business_id})
    ]
    return _enterprise(vault, row), members, kits


def _member(vault: Vault, row: Any) -> Member:
    name = first_name_and_initial(vault.open(NAME, row.id, row.name))
    return Member(name, spaced(vault.open(CODE, row.id, row.code)), row.sex, row.role, row.since)
