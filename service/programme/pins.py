"""PINs of the staff: keyed hashes, compared in constant time, locked after a few wrong tries."""

import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from flows.effects import PinFailed
from flows.state import Lookup
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context, Results

_READ = select(t.staff.c.id, t.staff.c.pin_mac, t.staff.c.pin_failures, t.staff.c.pin_locked_until).where(
    t.staff.c.id == bindparam("who")
)
_WRITE = update(t.staff).where(t.staff.c.id == bindparam("who"))


def check(ctx: Context, digits: str) -> Lookup:
    """ok, wrong or locked, for the agent whose phone this is. A success forgets the failures before it;
    a failure is counted by `pin_failed`, so that a repeated hop does not count twice."""
    staff = ctx.db.execute(_READ, {"who": ctx.staff_id}).first()
    if staff is None:
        return Lookup("wrong")
    if staff.pin_locked_until is not None and staff.pin_locked_until > ctx.now:
        return Lookup("locked")
    if not hmac.compare_digest(ctx.vault.pin(staff.id, digits), staff.pin_mac or b""):
        return Lookup("wrong")
    if staff.pin_failures:
        ctx.db.execute(_WRITE, {"who": staff.id, "pin_failures": 0})
    return Lookup("ok")


def pin_failed(ctx: Context, _effect: PinFailed) -> Results:
    """Count a wrong PIN; the last of the tries locks it for a while and starts a new count."""
    staff = ctx.db.execute(_READ, {"who": ctx.staff_id}).first()
    if staff is None:
        return {}
    failures = staff.pin_failures + 1
    values: dict[str, Any] = {"pin_failures": failures}
    if failures >= ctx.settings.pin_tries:
        until = ctx.now + timedelta(minutes=ctx.settings.pin_lock_minutes)
        values = {"pin_failures": 0, "pin_locked_until": until}
        audit.record(ctx, "pin locked", "staff", staff.id)
    ctx.db.execute(_WRITE, {"who": staff.id, **values})
    return {}
