"""Drafts: the answers of a call that dropped, offered once when its phone (and its person) redials."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, bindparam, or_, select, update

from flows.state import Progress
from service.conversations.sessions import TABLE, Session, reopened
from service.models.conversation import ConversationState
from service.models.phone import PhoneState
from service.prepared import Prepared
from service.programme import tables as t
from service.programme.context import Context

_WAITING = (ConversationState.OPEN, ConversationState.DROPPED)
_COLUMNS = (TABLE.c.id, TABLE.c.progress, TABLE.c.journey)
_OF_PHONE = (
    select(*_COLUMNS)
    .where(
        TABLE.c.phone_mac == bindparam("mac"),
        or_(*(TABLE.c.state == state for state in _WAITING)),
        TABLE.c.draft,
        TABLE.c.touched_at >= bindparam("since"),
        TABLE.c.id != bindparam("own"),
    )
    .order_by(TABLE.c.touched_at.desc())
    .limit(1)
)
# Of a number in doubt there is none: it may be of whoever had it before.
_OF_NOBODY = Prepared(
    _OF_PHONE.join_from(TABLE, t.phone, t.phone.c.number_mac == TABLE.c.phone_mac).where(
        TABLE.c.person_id.is_(None), t.phone.c.state != PhoneState.UNVERIFIED.value
    )
)
_OF_PERSON = Prepared(_OF_PHONE.where(TABLE.c.person_id == bindparam("person")))
_SETTLE = Prepared(
    update(TABLE).where(TABLE.c.id == bindparam("row_id")).values(state=bindparam("to"), draft=False, progress=None)
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A conversation that can be continued."""

    id: UUID
    journey: str
    progress: Progress


def latest_draft(ctx: Context, session: Session, person_id: UUID | None) -> Draft | None:
    """The newest draft of this phone that belongs to that person, or to nobody who was known."""
    since = ctx.now - timedelta(days=ctx.settings.draft_days)
    bound = {"mac": session.phone_mac, "since": since, "own": session.id}
    if person_id is None:
        row = _OF_NOBODY.first(ctx.db, **bound)
    else:
        row = _OF_PERSON.first(ctx.db, **bound, person=person_id)
    if row is None:
        return None
    progress = reopened(ctx.vault, row)
    return None if progress is None else Draft(row.id, row.journey, progress)


def settle(db: Connection, draft: Draft, state: ConversationState) -> None:
    """The draft is taken up by another call, or given up: its answers do not stay behind."""
    _SETTLE.write(db, row_id=draft.id, to=state)
