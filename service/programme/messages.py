"""STOP and its end, on the line: a phone gets no more SMS until it asks for them again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from flows.effects import ResumeMessages, StopMessages
from service.ids import uuid7
from service.prepared import Adding
from service.programme import notices
from service.programme import tables as t
from service.programme.context import Context, Results

EVERYTHING = ""
"""The scope of a STOP for every message."""

_IN_FORCE = (
    t.opt_out.c.phone_id == bindparam("which"),
    t.opt_out.c.scope == EVERYTHING,
    t.opt_out.c.resumed_at.is_(None),
)
_STOPPED = select(t.opt_out.c.id).where(*_IN_FORCE).limit(1)
_STOP = Adding(t.opt_out)
_RESUME = update(t.opt_out).where(*_IN_FORCE).values(resumed_at=bindparam("now"))


def is_stopped(ctx: Context) -> bool:
    """Whether the phone that calls gets no SMS."""
    return has_stopped(ctx, ctx.phone_id)


def has_stopped(ctx: Context, phone_id: UUID) -> bool:
    return ctx.db.execute(_STOPPED, {"which": phone_id}).first() is not None


def stop(ctx: Context, _effect: StopMessages) -> Results:
    """No more SMS to this phone but the one that confirms it."""
    if stop_phone(ctx, ctx.phone_id):
        code = {"ussd_code": ctx.settings.ussd_code}
        notices.send(ctx, "sms_stopped", code, phone_id=ctx.phone_id, kind=notices.STOP_CONFIRMED)
    return {}


def stop_phone(ctx: Context, phone_id: UUID) -> bool:
    """Put a STOP on a phone; False where one is in force."""
    return put_stop(ctx.db, phone_id, ctx.channel, ctx.now)


def put_stop(db: Connection, phone_id: UUID, origin: str, now: datetime) -> bool:
    """Put a STOP on a phone, by whatever way it came; False where one is in force."""
    if db.execute(_STOPPED, {"which": phone_id}).first() is not None:
        return False
    _STOP.row(db, {"id": uuid7(), "phone_id": phone_id, "scope": EVERYTHING, "origin": origin, "at": now})
    return True


def resume(ctx: Context, _effect: ResumeMessages) -> Results:
    """SMS again. What was kept back meanwhile stays unsent."""
    start_again(ctx)
    return {}


def start_again(ctx: Context) -> bool:
    """Take back the STOP of the phone that calls or writes; False where none is in force."""
    return lift_stop(ctx.db, ctx.phone_id, ctx.now)


def lift_stop(db: Connection, phone_id: UUID, now: datetime) -> bool:
    """Take back the STOP of a phone; False where none is in force."""
    return db.execute(_RESUME, {"which": phone_id, "now": now}).rowcount > 0
