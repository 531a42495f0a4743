"""Calls that dropped: their answers stay a draft; a sensitive report reaches the focal points as it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from flows.changed import changed
from flows.render import USSD
from service.conversations.ahead import forget_ahead
from service.conversations.sessions import TABLE, reopened
from service.models.conversation import ConversationState
from service.prepared import Prepared
from service.programme import cases
from service.programme.context import Context

_OPEN = select(TABLE).where(TABLE.c.state == ConversationState.OPEN).with_for_update()
_OF_PHONE = Prepared(_OPEN.where(TABLE.c.phone_mac == bindparam("mac"), TABLE.c.channel == USSD.name))
_MARK = Prepared(
    update(TABLE)
    .where(TABLE.c.id == bindparam("row_id"), TABLE.c.state == bindparam("open"))
    .values(state=bindparam("dropped"))
)
SWEPT_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Drop:
    """Where a caller was lost; all blank for a sensitive conversation."""

    journey: str
    screen: str
    version: str = ""


def drop_earlier(ctx: Context, phone_mac: bytes) -> list[Drop]:
    """A phone that dials anew has lost the call before. What it does by SMS goes on beside."""
    return _dropped(ctx, _OF_PHONE.all(ctx.db, mac=phone_mac))


def drop_session(ctx: Context, gateway: str, session: str) -> list[Drop]:
    """The carrier says that a session is over, and the line had not ended it."""
    which = (TABLE.c.gateway == gateway) & (TABLE.c.session_id == session)
    return _dropped(ctx, ctx.db.execute(_OPEN.where(which)).all())


def drop_silent(ctx: Context, idle: timedelta, channel: str = USSD.name) -> list[Drop]:
    """Sessions that fell silent; at most SWEPT_AT_ONCE, so that callers never wait for the sweep."""
    silent = _untouched_since(ctx.now - idle) & (TABLE.c.channel == channel)
    some = _OPEN.where(silent).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    return _dropped(ctx, ctx.db.execute(some).all())


def _dropped(ctx: Context, rows: Any) -> list[Drop]:
    found = []
    if rows:
        forget_ahead(ctx.db)
    for row in rows:
        if _MARK.run(ctx.db, row_id=row.id, open=ConversationState.OPEN, dropped=ConversationState.DROPPED) == 0:
            continue  # another process was first
        if row.sensitive:
            _hand_over(ctx, row)
        found.append(Drop(row.journey, row.screen, row.version))
    return found


def _hand_over(ctx: Context, row: Any) -> None:
    """What a sensitive report held so far goes to the focal points, and stays nowhere else."""
    progress = reopened(ctx.vault, row)
    if progress is not None and progress.answers:
        own = changed(ctx, conversation_id=row.id, phone_id=row.phone_id, person_id=None, language=row.language)
        cases.report_incomplete(own, progress.answers)
    ctx.db.execute(update(TABLE).where(TABLE.c.id == row.id).values(progress=None))


def _untouched_since(moment: datetime) -> ColumnElement[bool]:
    """No hop since then, and so begun before it, too: that is what the index knows."""
    return (TABLE.c.started_at < moment) & (TABLE.c.touched_at < moment)


def expire(db: Connection, now: datetime, sessions: timedelta, drafts: timedelta) -> None:
    """Stored replies go after two days, drafts after their time: nothing personal lies about."""
    old = _untouched_since(now - sessions)
    db.execute(update(TABLE).where(old, TABLE.c.reply.is_not(None)).values(reply=None))
    stale = _untouched_since(now - drafts) & TABLE.c.draft
    db.execute(update(TABLE).where(stale).values(draft=False, progress=None, state=ConversationState.DISCARDED))
