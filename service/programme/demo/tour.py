"""The guided tour of the demo: what has happened since somebody began it, looked up where the line itself wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from flows.changed import changed
from service.models.conversation import ConversationState
from service.models.message import MessageState
from service.programme import kits
from service.programme import tables as t
from service.programme.context import Context
from service.programme.demo.phones import DEMO_PHONES, UNKNOWN, WAITING
from service.programme.identity import people_on
from service.programme.labels import PHONE

_CALL = (
    select(t.conversation.c.id)
    .where(
        t.conversation.c.state.in_([state.value for state in ConversationState]),
        t.conversation.c.started_at >= bindparam("since"),
    )
    .limit(1)
)
_PERSON = (
    select(t.person.c.id)
    .where(t.person.c.registered_at >= bindparam("since"))
    .order_by(t.person.c.registered_at)
    .limit(1)
)
_CASE = (
    select(t.case.c.id, t.case.c.answered_at, t.case.c.heard_at)
    .where(t.case.c.opened_at >= bindparam("since"), t.case.c.conversation_id.is_not(None))
    .order_by(t.case.c.delivery_id.is_(None), t.case.c.opened_at)
    .limit(1)
)
_CAMPAIGN = (
    select(t.campaign.c.id)
    .where(t.campaign.c.created_at >= bindparam("since"))
    .order_by(t.campaign.c.created_at.desc())
    .limit(1)
)
_BUZZED = (
    select(t.message.c.id)
    .join_from(t.message, t.phone, t.phone.c.id == t.message.c.phone_id)
    .where(
        t.message.c.campaign_id == bindparam("campaign"),
        t.message.c.state.in_((MessageState.SENT.value, MessageState.DELIVERED.value)),
        t.phone.c.number_mac.in_(bindparam("macs", expanding=True)),
    )
    .limit(1)
)
_PHONE = select(t.phone.c.id).where(t.phone.c.number_mac == bindparam("mac"))


@dataclass(frozen=True, slots=True)
class Tour:
    """How far it has come. `kit_waits`: the phone of the kit still has one to confirm; `is_new`: nobody is registered
    on the unknown number; both are true until a first tour has used them up."""

    called: bool
    person_id: UUID | None
    case_id: UUID | None
    answered: bool
    heard: bool
    campaign_id: UUID | None
    buzzed: bool
    kit_waits: bool
    is_new: bool

    @property
    def steps(self) -> Sequence[bool]:
        """Which of the six steps are done."""
        registered, told = self.person_id is not None, self.case_id is not None
        return (registered, told, self.answered, self.heard, self.campaign_id is not None, self.buzzed)


def look(ctx: Context, since: datetime) -> Tour:
    """What has happened since then. Of a few small tables; for the demo alone."""
    db = ctx.db
    case = db.execute(_CASE, {"since": since}).first()
    campaign_id = db.scalar(_CAMPAIGN, {"since": since})
    waiting, unknown = _people(ctx, WAITING), _people(ctx, UNKNOWN)
    return Tour(
        called=db.execute(_CALL, {"since": since}).first() is not None,
        person_id=db.scalar(_PERSON, {"since": since}),
        case_id=case.id if case else None,
        answered=bool(case and case.answered_at),
        heard=bool(case and case.heard_at),
        campaign_id=campaign_id,
        buzzed=campaign_id is not None and _buzzed(ctx, campaign_id),
        kit_waits=any(kits.deliveries_waiting(changed(ctx, person_id=one)) for one in waiting),
        is_new=not unknown,
    )


def _people(ctx: Context, number: str) -> list[UUID]:
    phone_id = ctx.db.scalar(_PHONE, {"mac": ctx.vault.index(PHONE, number)})
    return [person.id for person in people_on(ctx.db, phone_id)] if phone_id else []


def _buzzed(ctx: Context, campaign_id: UUID) -> bool:
    """Whether a text of it went out to one of the phones to try the line with."""
    macs = [ctx.vault.index(PHONE, number) for _, _, number in DEMO_PHONES]
    return ctx.db.execute(_BUZZED, {"campaign": campaign_id, "macs": macs}).first() is not None
