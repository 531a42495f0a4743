"""All staff as a list of the console shows them, and one of them in full. Numbers are masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from flows.phones import masked
from service.programme import tables as t
from service.programme.keyset import Page
from service.programme.labels import STAFF_LOGIN, STAFF_NAME, STAFF_PHONE
from service.vault import Vault

PAGE = 50
_s = t.staff


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. `phone`: masked, "" for none; `login`: "" for who has no account; `is_handed_over`: the
    password was made for them, and counts until they change it; `places`: P-codes separated by spaces."""

    id: UUID
    name: str
    role: str
    phone: str
    has_pin: bool
    login: str
    has_codes: bool
    is_handed_over: bool
    places: str
    active: bool
    signed_in_at: datetime | None


def page(db: Connection, vault: Vault, *, active: bool, after: UUID | None = None) -> Page[Member]:
    """Those who work for the programme, or those who have left; in the order in which they were added."""
    wanted = select(_s).where(_s.c.active.is_(active)).order_by(_s.c.id).limit(PAGE + 1)
    if after is not None:
        wanted = wanted.where(_s.c.id > after)
    rows = db.execute(wanted).all()
    found = [_member(vault, row) for row in rows[:PAGE]]
    return Page(found, str(found[-1].id) if len(rows) > PAGE else "")


def one(db: Connection, vault: Vault, staff_id: UUID) -> Member | None:
    """A member of staff, also one who has left."""
    row = db.execute(select(_s).where(_s.c.id == staff_id)).first()
    return None if row is None else _member(vault, row)


def names(db: Connection, vault: Vault, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these members of staff are called."""
    rows = db.execute(select(_s.c.id, _s.c.name).where(_s.c.id.in_(ids))) if ids else ()
    return {row.id: vault.open(STAFF_NAME, row.id, row.name) for row in rows}


def everyone(db: Connection, vault: Vault) -> list[tuple[UUID, str]]:
    """All who ever worked for the programme, by name: to choose one of them."""
    rows = db.execute(select(_s.c.id, _s.c.name))
    found = [(row.id, vault.open(STAFF_NAME, row.id, row.name)) for row in rows]
    return sorted(found, key=lambda pair: pair[1].casefold())


def _member(vault: Vault, row: Any) -> Member:
    return Member(
        row.id,
        vault.open(STAFF_NAME, row.id, row.name),
        row.role,
        masked(vault.open(STAFF_PHONE, row.id, row.phone)) if row.phone else "",
        row.pin_mac is not None,
        vault.open(STAFF_LOGIN, row.id, row.login) if row.login else "",
        row.totp is not None,
        row.password_until is not None,
        row.places,
        row.active,
        row.signed_in_at,
    )
