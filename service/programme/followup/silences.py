"""The kinds of silence, each as the statement that finds it: what is missing, of whom, and since when.

Nothing of it is written down: a line is gone when the silence has ended.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, Uuid, and_, case, cast, func, null, or_, select

from service.messaging.trust import MOST_UNDELIVERED
from service.models.conversation import ConversationState
from service.models.kit import DeliveryState
from service.models.message import MessageState
from service.models.person import PersonState
from service.models.phone import PhoneState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.schedule import LEADER
from service.programme.working_days import today

REGISTRATION = "registration"
"""The journey whose drafts are broken registrations."""


class Silence(StrEnum):
    """Why nothing is heard."""

    NO_PHONE = "no_phone"
    DEAD_SIM = "dead_sim"
    NEVER_ANSWERED = "never_answered"
    RECEIPT = "receipt"
    VISIT = "visit"
    ABANDONED = "abandoned"


_NONE = cast(null(), Uuid)
_person, _link, _phone, _member = t.person, t.person_phone, t.phone, t.business_member
_is_active = _person.c.state == PersonState.ACTIVE.value
_is_linked = and_(_link.c.person_id == _person.c.id, _link.c.until.is_(None))
_is_dead = or_(
    _phone.c.state.in_((PhoneState.WRONG.value, PhoneState.UNVERIFIED.value)), _phone.c.undelivered >= MOST_UNDELIVERED
)
# The phone that a list shows: the one that was told of last.
_PHONE_OF = (
    select(_link.c.phone_id).where(_is_linked).order_by(_link.c.since.desc(), _link.c.id.desc()).limit(1)
).scalar_subquery()
_own, _business, _joint = t.delivery.alias(), t.business.alias(), t.business_member.alias()
_LATER = (_own.c.delivered_on.is_(None), _own.c.delivered_on.desc(), _own.c.id.desc())
_IN_TURN = select(
    _own.c.person_id,
    _own.c.kit_id,
    func.row_number().over(partition_by=_own.c.person_id, order_by=_LATER).label("turn"),
).where(_own.c.person_id.is_not(None), _own.c.state != DeliveryState.CANCELLED.value)
KIT_OF_PERSON = _IN_TURN.subquery("own_kits")
"""(person_id, kit_id, turn): a person's own kits, of which number 1 came last. Read once for all: looked for person by
person, SQLite walked through all deliveries each time, where few were made to anybody alone."""
KIT_OF_BUSINESS = (
    select(_business.c.kit_id)
    .join(_joint, _joint.c.business_id == _business.c.id)
    .where(_joint.c.person_id == _person.c.id, _business.c.kit_id.is_not(None))
    .order_by(_joint.c.since.desc(), _business.c.id)
    .limit(1)
    .correlate(_person)
    .scalar_subquery()
)
"""The kit of the business that a person joined last."""
_RECIPIENT = func.coalesce(
    t.delivery.c.person_id,
    select(_member.c.person_id)
    .where(_member.c.business_id == t.delivery.c.business_id)
    .order_by(case((_member.c.role == LEADER, 0), else_=1), _member.c.since, _member.c.person_id)
    .limit(1)
    .correlate(t.delivery)
    .scalar_subquery(),
)
"""Whom a delivery went to: the person, or the leader of the business, else its first member."""


def _silent(subject: Any, person: Any, since: Any, kit: Any, phone: Any) -> Select[Any]:
    return select(
        subject.label("subject_id"),
        person.label("person_id"),
        since.label("since"),
        kit.label("kit_id"),
        phone.label("phone_id"),
    )


def _no_phone(_ctx: Context) -> Select[Any]:
    """Since the last one was theirs no more, or since they were registered without one."""
    ended = select(func.max(_link.c.until)).where(_link.c.person_id == _person.c.id).scalar_subquery()
    since = func.coalesce(ended, _person.c.registered_at)
    found = _silent(_person.c.id, _person.c.id, since, _NONE, _NONE)
    return found.where(_is_active, ~select(_link.c.id).where(_is_linked).exists())


def _dead_sim(_ctx: Context) -> Select[Any]:
    """All their phones are in doubt: whoever has one that works is not silent."""
    on_a_phone = select(_link.c.id).join(_phone, _phone.c.id == _link.c.phone_id).where(_is_linked)
    seen = (
        select(func.max(_phone.c.last_seen)).join(_link, _link.c.phone_id == _phone.c.id).where(_is_linked)
    ).scalar_subquery()
    found = _silent(_person.c.id, _person.c.id, seen, _NONE, _PHONE_OF)
    return found.where(_is_active, on_a_phone.where(_is_dead).exists(), ~on_a_phone.where(~_is_dead).exists())


def _never_answered(ctx: Context) -> Select[Any]:
    """So many check-ins that came to them, and not one was answered."""
    message = t.message
    arrived = message.c.state.in_((MessageState.SENT.value, MessageState.DELIVERED.value))
    asked = (
        select(message.c.person_id, func.min(message.c.sent_at).label("since"))
        .where(message.c.person_id.is_not(None), message.c.campaign_id.is_not(None), message.c.asks != "")
        .group_by(message.c.person_id)
        .having(
            func.count(case((arrived & message.c.answered_at.is_(None), 1))) >= ctx.settings.unanswered,
            func.count(message.c.answered_at) == 0,
        )
        .subquery()
    )
    found = _silent(_person.c.id, _person.c.id, asked.c.since, _NONE, _PHONE_OF)
    return found.join_from(_person, asked, asked.c.person_id == _person.c.id).where(_is_active)


def _receipt(ctx: Context) -> Select[Any]:
    delivery, receipt = t.delivery, t.receipt
    found = _silent(delivery.c.id, _person.c.id, delivery.c.delivered_on, delivery.c.kit_id, _PHONE_OF)
    return found.join_from(delivery, _person, _person.c.id == _RECIPIENT).where(
        _is_active,
        delivery.c.state == DeliveryState.DELIVERED.value,
        delivery.c.delivered_on <= today(ctx) - timedelta(days=ctx.settings.receipt_days),
        ~select(receipt.c.id).where(receipt.c.delivery_id == delivery.c.id, receipt.c.counted).exists(),
    )


def _visit(ctx: Context) -> Select[Any]:
    visit, delivery = t.visit, t.delivery
    found = _silent(visit.c.id, _person.c.id, visit.c.due_on, delivery.c.kit_id, _PHONE_OF)
    return (
        found.join_from(visit, _person, _person.c.id == visit.c.person_id)
        .outerjoin(delivery, delivery.c.id == visit.c.delivery_id)
        .where(_is_active, visit.c.state == VisitState.DUE.value, visit.c.due_on < today(ctx))
    )


def _abandoned(ctx: Context) -> Select[Any]:
    """Registrations that broke off, the last one of each phone, where nobody has been registered by it since."""
    one, later, link = t.conversation, t.conversation.alias("later"), t.person_phone
    is_draft = {
        table: and_(
            table.c.draft,
            table.c.journey == REGISTRATION,
            table.c.state.in_((ConversationState.OPEN.value, ConversationState.DROPPED.value)),
        )
        for table in (one, later)
    }
    return _silent(one.c.id, _NONE, one.c.touched_at, _NONE, one.c.phone_id).where(
        is_draft[one],
        one.c.touched_at <= ctx.now - timedelta(days=ctx.settings.abandoned_days),
        ~select(later.c.id)
        .where(is_draft[later], later.c.phone_mac == one.c.phone_mac, later.c.id > one.c.id)
        .exists(),
        ~select(link.c.id).where(link.c.phone_id == one.c.phone_id, link.c.since >= one.c.started_at).exists(),
    )


FINDS: Mapping[Silence, Callable[[Context], Select[Any]]] = MappingProxyType(
    {
        Silence.NO_PHONE: _no_phone,
        Silence.DEAD_SIM: _dead_sim,
        Silence.NEVER_ANSWERED: _never_answered,
        Silence.RECEIPT: _receipt,
        Silence.VISIT: _visit,
        Silence.ABANDONED: _abandoned,
    }
)
"""Kind → a statement of subject_id, person_id, since (a day or a moment), kit_id (of the delivery that it is about, if
any), phone_id."""
