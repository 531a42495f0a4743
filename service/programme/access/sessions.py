"""Who is signed in: a row a device, which can be ended. The cookie holds a random token, and only its keyed hash is
kept: a cookie that was signed alone would go on working after sign-out."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.ids import uuid7
from service.prepared import Prepared
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import BROWSER, SESSION, STAFF_NAME
from service.settings import Settings
from service.vault import Vault

RANDOM_BYTES = 32
LONGEST = 100
"""No token is longer: more is not looked at."""
SEEN_EVERY = timedelta(minutes=1)
"""How precisely it is known when somebody was last there: not every page writes."""
KEPT = timedelta(days=90)
"""How long an ended session is kept: until then its device is known again."""
SUBJECT = "staff_session"


@dataclass(frozen=True, slots=True)
class Session:
    """A member of staff who is signed in. `places`: P-codes separated by spaces, "" for everywhere; `language`: the
    one that they chose, "" for none; `seen`: it was noted within the last minute that they are there."""

    session_id: UUID
    staff_id: UUID
    name: str
    role: str
    places: str
    language: str
    has_second_factor: bool
    must_have_second_factor: bool
    must_change_password: bool
    seen: bool


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its owner sees it in a list."""

    session_id: UUID
    device: str
    created_at: datetime
    seen_at: datetime


_s = t.staff_session
_FIND = Prepared(
    select(
        _s.c.id.label("session_id"),
        _s.c.seen_at,
        _s.c.ends_at,
        t.staff.c.id,
        t.staff.c.name,
        t.staff.c.role,
        t.staff.c.places,
        t.staff.c.language,
        t.staff.c.totp,
        t.staff.c.password_until,
        t.staff.c.made_up,
    )
    .join_from(_s, t.staff, t.staff.c.id == _s.c.staff_id)
    .where(_s.c.token_mac == bindparam("mac"), _s.c.ended_at.is_(None), t.staff.c.active)
)
_BEGUN = insert(_s)
_OLD = delete(_s).where(_s.c.ends_at < bindparam("before"))
_SIGNED_IN = update(t.staff).where(t.staff.c.id == bindparam("which")).values(signed_in_at=bindparam("now"))
_SEEN = update(_s).where(_s.c.id == bindparam("which"), _s.c.seen_at <= bindparam("before"))
_OPEN = _s.c.ended_at.is_(None)


def begin(
    db: Connection, vault: Vault, settings: Settings, staff_id: UUID, device: str, now: datetime, browser: str = ""
) -> str:
    """Somebody signs in: the token, shown this once. `browser`: what the device's own cookie holds."""
    row_id, token = uuid7(), secrets.token_urlsafe(RANDOM_BYTES)
    row = {
        "id": row_id,
        "staff_id": staff_id,
        "token_mac": vault.index(SESSION, token),
        "browser_mac": vault.index(BROWSER, browser) if browser else None,
        "device": device,
        "created_at": now,
        "seen_at": now,
        "ends_at": now + timedelta(hours=settings.console_hours),
    }
    db.execute(_OLD, {"before": now - KEPT})
    db.execute(_BEGUN, row)
    db.execute(_SIGNED_IN, {"which": staff_id, "now": now})
    return token


def find(db: Connection, vault: Vault, settings: Settings, token: str, now: datetime) -> Session | None:
    """Who shows this token; None where it is none or was ended, was idle or open for too long, or where they are
    staff no more."""
    if not token or len(token) > LONGEST:
        return None
    row = _FIND.first(db, mac=vault.index(SESSION, token))
    if row is None or now >= row.ends_at or now - row.seen_at >= timedelta(minutes=settings.console_idle_minutes):
        return None
    return Session(
        session_id=row.session_id,
        staff_id=row.id,
        name=vault.open(STAFF_NAME, row.id, row.name),
        role=row.role,
        places=row.places,
        language=row.language,
        has_second_factor=row.totp is not None,
        must_have_second_factor=row.role in settings.second_factor and not row.made_up,
        must_change_password=row.password_until is not None,
        seen=now - row.seen_at < SEEN_EVERY,
    )


def note_seen(db: Connection, session_id: UUID, now: datetime) -> None:
    """That they are there now; nothing is written where another page said so within the minute."""
    db.execute(_SEEN.values(seen_at=now), {"which": session_id, "before": now - SEEN_EVERY})


def end(db: Connection, session_id: UUID, now: datetime, whose: UUID | None = None) -> bool:
    """Its token opens nothing from now on. Whether it was open, and that person's where one is said."""
    wanted = update(_s).where(_s.c.id == session_id, _OPEN).values(ended_at=now).returning(_s.c.staff_id)
    if whose is not None:
        wanted = wanted.where(_s.c.staff_id == whose)
    staff_id = db.execute(wanted).scalar()
    if staff_id is None:
        return False
    audit.add(db, now, str(staff_id), "signed out", SUBJECT, session_id)
    return True


def end_all(db: Connection, staff_id: UUID, now: datetime, but: UUID | None = None, by: str = "") -> int:
    """End every session of a member of staff, save that one; how many. `by`: who does, where that is all they do."""
    wanted = update(_s).where(_s.c.staff_id == staff_id, _OPEN)
    if but is not None:
        wanted = wanted.where(_s.c.id != but)
    if by:
        audit.add(db, now, by, "sessions ended", "staff", staff_id)
    return db.execute(wanted.values(ended_at=now)).rowcount


def devices(db: Connection, settings: Settings, staff_id: UUID, now: datetime) -> Iterator[Device]:
    """Where a member of staff is signed in, newest first."""
    since = now - timedelta(minutes=settings.console_idle_minutes)
    wanted = select(_s).where(_s.c.staff_id == staff_id, _OPEN, _s.c.ends_at > now, _s.c.seen_at > since)
    for row in db.execute(wanted.order_by(_s.c.id.desc())):
        yield Device(row.id, row.device, row.created_at, row.seen_at)
