"""Tokens of the programming interface: a program acts as the member of staff who made its token, and for no longer
than they may. Only keyed hashes are kept: who reads the database cannot use what it holds."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from service.ids import uuid7
from service.models import ApiToken, table_of
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import STAFF_NAME
from service.programme.staff import COMMAND_LINE, SENDERS
from service.vault import Vault

BEGINS = "retour_"
"""How every token begins: whoever finds one in a file knows what it opens."""
RANDOM_BYTES = 32
LONGEST = 100
"""No token is longer: more is not looked at."""
KIND = "api_token"
"""The kind of the hash by which a token is found."""
USED_EVERY = timedelta(minutes=1)
"""How precisely it is known when a token was last used: not every request writes."""
LONGEST_NAME = 80


class Scope(StrEnum):
    """What a token may do."""

    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"


class TokenError(ValueError):
    """Why a token cannot be made or ended. str() is plain words, and holds no token."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that showed a token in force. `staff_id`: as whom it acts. `seen`: its use was noted just now."""

    token_id: UUID
    staff_id: UUID
    scopes: frozenset[str]
    seen: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as a list shows it. `staff`: the name of whoever made it; `in_force`: it opens something now."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    staff: str
    created_at: datetime
    used_at: datetime | None
    ended_at: datetime | None
    in_force: bool


_token = table_of(ApiToken)
_ROLES = [role.value for role in SENDERS]
_FIND = (
    select(_token.c.id, _token.c.scopes, _token.c.staff_id, _token.c.used_at)
    .join(t.staff, t.staff.c.id == _token.c.staff_id)
    .where(
        _token.c.token_mac == bindparam("mac"),
        _token.c.ended_at.is_(None),
        t.staff.c.active,
        t.staff.c.role.in_(_ROLES),
    )
)
_USED = (
    update(_token)
    .where(_token.c.id == bindparam("which"), or_(_token.c.used_at.is_(None), _token.c.used_at <= bindparam("before")))
    .values(used_at=bindparam("now"))
)
_END = update(_token).where(_token.c.id == bindparam("which"), _token.c.ended_at.is_(None))


def create(db: Connection, vault: Vault, name: str, scopes: Iterable[Scope], by: UUID, now: datetime) -> str:
    """A new token of that member of staff, in the only words that ever show it. Raises TokenError."""
    called, asked = " ".join(name.split()), sorted({scope.value for scope in scopes})
    if not called or len(called) > LONGEST_NAME:
        raise TokenError(f"A token needs a name of at most {LONGEST_NAME} characters: what uses it.")
    if not asked:
        raise TokenError(f"Say what it may do: there are {', '.join(Scope)}.")
    row_id, made = uuid7(), BEGINS + secrets.token_urlsafe(RANDOM_BYTES)
    row = {
        "id": row_id,
        "name": called,
        "token_mac": vault.index(KIND, made),
        "scopes": " ".join(asked),
        "staff_id": by,
        "created_at": now,
    }
    db.execute(insert(_token), row)
    audit.add(db, now, str(by), "token created", KIND, row_id, " ".join(asked))
    return made


def bearer_of(db: Connection, vault: Vault, token: str, now: datetime) -> Bearer | None:
    """Who shows this token; None where it is none, was ended, or whoever made it may send nothing any more."""
    if len(token) > LONGEST or not token.startswith(BEGINS):
        return None
    row = db.execute(_FIND, {"mac": vault.index(KIND, token)}).first()
    if row is None:
        return None
    seen = row.used_at is not None and now - row.used_at < USED_EVERY
    return Bearer(row.id, row.staff_id, frozenset(row.scopes.split()), seen)


def note_use(db: Connection, token_id: UUID, now: datetime) -> None:
    """That it was used now; nothing is written where another request said so within the minute."""
    db.execute(_USED, {"which": token_id, "before": now - USED_EVERY, "now": now})


def everyone(db: Connection, vault: Vault) -> Iterator[TokenRow]:
    """All tokens, in the order in which they were made."""
    staff = t.staff
    wanted = select(_token, staff.c.name.label("staff"), staff.c.active, staff.c.role)
    for row in db.execute(wanted.outerjoin(staff, staff.c.id == _token.c.staff_id).order_by(_token.c.id)):
        whose = vault.open(STAFF_NAME, row.staff_id, row.staff) if row.staff else ""
        in_force = row.ended_at is None and bool(row.active) and row.role in _ROLES
        scopes = tuple(row.scopes.split())
        yield TokenRow(row.id, row.name, scopes, whose, row.created_at, row.used_at, row.ended_at, in_force)


def end(db: Connection, token_id: UUID, now: datetime, by: str = COMMAND_LINE) -> None:
    """From now on it opens nothing. `by`: who ends it, for the audit. Raises TokenError."""
    if db.execute(_END.values(ended_at=now), {"which": token_id}).rowcount != 1:
        raise TokenError(f"There is no token {token_id}, or it was ended before.")
    audit.add(db, now, by, "token ended", KIND, token_id)
