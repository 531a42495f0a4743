"""Businesses as lists show them (enterprise.py: one of them)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from service.many import Listed, among
from service.models.person import Sex
from service.programme import tables as t
from service.programme.labels import BUSINESS_NAME
from service.programme.people.holder import ACTIVE, PeopleError
from service.vault import Vault

_counted = (
    select(
        t.business_member.c.business_id,
        func.count().label("members"),
        func.count().filter(t.person.c.sex == Sex.FEMALE.value).label("women"),
    )
    .join(t.person, t.person.c.id == t.business_member.c.person_id)
    .where(t.person.c.state == ACTIVE)
    .group_by(t.business_member.c.business_id)
)
_members = _counted.subquery()
_LIST = (
    select(t.business, t.kit.c.code.label("kit"), _members.c.members, _members.c.women)
    .outerjoin(t.kit, t.kit.c.id == t.business.c.kit_id)
    .outerjoin(_members, _members.c.business_id == t.business.c.id)
    .order_by(t.business.c.type, t.business.c.place, t.business.c.id)
)
_place = func.coalesce(t.business.c.place, "")
_PLAIN = (
    select(t.business, t.kit.c.code.label("kit"))
    .outerjoin(t.kit, t.kit.c.id == t.business.c.kit_id)
    .order_by(t.business.c.type, _place, t.business.c.id)
)
_COUNTS = Listed(t.business_member.c.business_id, _counted.where)
PAGE = 25


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


def businesses(db: Connection, vault: Vault, wanted: Wanted = Wanted()) -> Iterator[Enterprise]:
    """By type and place."""
    for row in db.execute(_LIST.where(*_which(db, wanted))):
        yield _enterprise(vault, row, row)


@dataclass(frozen=True, slots=True)
class Enterprises:
    """A page of the list. `after`: where the next one begins, "" on the last."""

    found: list[Enterprise]
    after: str


def page(db: Connection, vault: Vault, wanted: Wanted, after: str = "", most: int = PAGE) -> Enterprises:
    """By type and place, page by page; `after` as the page before said."""
    rows = db.execute(_PLAIN.where(*_which(db, wanted), *_beyond(after)).limit(most + 1)).all()
    some = rows[:most]
    counts = {row.business_id: row for row in _COUNTS.all(db, [row.id for row in some])} if some else {}
    last = some[-1] if len(rows) > most else None
    beyond = "" if last is None else f"{last.type}~{last.place or ''}~{last.id}"
    return Enterprises([_enterprise(vault, row, counts.get(row.id)) for row in some], beyond)


def _beyond(after: str) -> Iterator[ColumnElement[bool]]:
    kind, _, rest = after.partition("~")
    place, _, last = rest.partition("~")
    try:
        beyond = UUID(last)
    except ValueError:
        return
    of_type = t.business.c.type == kind
    in_place = and_(of_type, _place == place)
    yield or_(t.business.c.type > kind, and_(of_type, _place > place), and_(in_place, t.business.c.id > beyond))


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


def _enterprise(vault: Vault, row: Any, counts: Any) -> Enterprise:
    name = vault.open(BUSINESS_NAME, row.id, row.name) if row.name else ""
    about = row.place or "", row.kit or "", row.state, row.started_on
    members, women = (counts.members or 0, counts.women or 0) if counts is not None else (0, 0)
    return Enterprise(row.id, row.type, name, *about, members, women)


def found_one(db: Connection, vault: Vault, business_id: UUID) -> Enterprise:
    """A business by itself. Raises PeopleError."""
    row = db.execute(_PLAIN.where(t.business.c.id == business_id)).first()
    if row is None:
        raise PeopleError(f"There is no business {business_id}.")
    counts = _COUNTS.all(db, [row.id])
    return _enterprise(vault, row, counts[0] if counts else None)
