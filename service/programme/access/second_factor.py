"""One-time codes by time (RFC 6238) and the recovery codes behind them: each counts once."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from service.ids import uuid7
from service.programme import audit
from service.programme import tables as t
from service.programme.access import sessions
from service.programme.labels import RECOVERY, STAFF_TOTP
from service.vault import Vault

STEP_SECONDS, DIGITS = 30, 6
DRIFT = (-1, 0, 1)
"""Steps that the phone's clock may be off by."""
CODES = 10
ISSUER = "Retour"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5
SUBJECT = "staff"

_TAKE = (
    update(t.staff)
    .where(t.staff.c.id == bindparam("which"), t.staff.c.totp_step < bindparam("step"))
    .values(totp_step=bindparam("step"))
)
_SET = update(t.staff).where(t.staff.c.id == bindparam("which"))
_rc = t.recovery_code
_USE = (
    update(_rc)
    .where(_rc.c.staff_id == bindparam("whose"), _rc.c.code_mac == bindparam("mac"), _rc.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)
_FORGET = delete(_rc).where(_rc.c.staff_id == bindparam("whose"))
_LEFT = select(func.count()).where(_rc.c.staff_id == bindparam("whose"), _rc.c.used_at.is_(None))


class SecondFactorError(ValueError):
    """Why one-time codes cannot be turned on or off. str() is plain words, and holds no code."""


def new_secret() -> str:
    """32 letters and figures; nothing is kept of it before a first code was typed."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What the QR code holds for the app that makes the codes."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step of time that a code belongs to, if it is right and later than `after`."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    made, today = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in (today + off for off in DRIFT):
        if step > after and hmac.compare_digest(made.generate_otp(step), typed):
            return step
    return None


def turn_on(
    db: Connection, vault: Vault, staff_id: UUID, secret: str, code: str, now: datetime, here: UUID | None = None
) -> Sequence[str]:
    """From now on a code is asked for; the recovery codes, shown this once. Other sessions than `here` end: nobody
    has shown a code in them. Raises SecondFactorError."""
    step = step_of(secret, code, now, 0)
    if step is None:
        raise SecondFactorError("This code is not right: look whether the phone's clock is, and type the next one.")
    db.execute(_SET.values(totp=vault.seal(STAFF_TOTP, staff_id, secret), totp_step=step), {"which": staff_id})
    sessions.end_all(db, staff_id, now, but=here)
    audit.add(db, now, str(staff_id), "second factor on", SUBJECT, staff_id)
    return new_codes(db, vault, staff_id)


def turn_off(db: Connection, staff_id: UUID, by: str, now: datetime) -> None:
    """No code is asked for any more, and the recovery codes open nothing. Where `by` is somebody else (a lost phone),
    every session ends."""
    changed = db.execute(
        _SET.where(t.staff.c.totp.is_not(None)).values(totp=None, totp_step=0), {"which": staff_id}
    ).rowcount
    if not changed:
        raise SecondFactorError("One-time codes are not on.")
    db.execute(_FORGET, {"whose": staff_id})
    if by != str(staff_id):
        sessions.end_all(db, staff_id, now)
    audit.add(db, now, by, "second factor off", SUBJECT, staff_id)


def take(db: Connection, vault: Vault, staff_id: UUID, typed: str, now: datetime) -> bool:
    """Whether that is a code of this moment that was not used before, or a recovery code. It is used up by this."""
    row = db.execute(select(t.staff.c.totp, t.staff.c.totp_step).where(t.staff.c.id == staff_id)).first()
    if row is None or row.totp is None:
        return False
    step = step_of(vault.open(STAFF_TOTP, staff_id, row.totp), typed, now, row.totp_step)
    if step is not None:
        return db.execute(_TAKE, {"which": staff_id, "step": step}).rowcount == 1  # another request was not first
    if db.execute(_USE, {"whose": staff_id, "mac": _mac(vault, staff_id, typed), "now": now}).rowcount != 1:
        return False
    audit.add(db, now, str(staff_id), "recovery code used", SUBJECT, staff_id, f"{codes_left(db, staff_id)} left")
    return True


def new_codes(db: Connection, vault: Vault, staff_id: UUID) -> Sequence[str]:
    """Ten recovery codes in place of those before, « abcde-fghjk »; only their keyed hashes are kept."""
    made = ["-".join(_random(_HALF) for _ in range(2)) for _ in range(CODES)]
    db.execute(_FORGET, {"whose": staff_id})
    rows = [{"id": uuid7(), "staff_id": staff_id, "code_mac": _mac(vault, staff_id, code)} for code in made]
    db.execute(insert(_rc), rows)
    return made


def renew_codes(db: Connection, vault: Vault, staff_id: UUID, now: datetime) -> Sequence[str]:
    """The same where somebody asks for new ones, which the audit keeps."""
    audit.add(db, now, str(staff_id), "recovery codes made", SUBJECT, staff_id)
    return new_codes(db, vault, staff_id)


def codes_left(db: Connection, staff_id: UUID) -> int:
    """Recovery codes that were not used."""
    return int(db.execute(_LEFT, {"whose": staff_id}).scalar_one())


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _mac(vault: Vault, staff_id: UUID, typed: str) -> bytes:
    letters = "".join(one for one in typed.casefold() if one.isalnum())
    return vault.index(RECOVERY, f"{staff_id} {letters}")
