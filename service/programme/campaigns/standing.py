"""Standing check-ins: « 14 days after the delivery, if not confirmed », « 30, 90, 180 days after the kit », « the day
before a visit ». Nothing is written in advance: each look finds who is due today. So a reminder moves when its date
moves, says what is true when it leaves, and is taken back when the thing has happened meanwhile."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, exists, func, or_, select, update

from service.many import among
from service.models.campaign import CampaignState, Occasion, TargetState
from service.models.kit import DeliveryState
from service.models.message import MessageState, Priority
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.campaigns.audience import Audience, read_told
from service.programme.campaigns.composing import standing
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.planning import AUDIENCE, TEXTS, Writing
from service.programme.campaigns.recipients import FIRST, Pages, Recipient
from service.programme.context import Context

LATE = timedelta(days=7)
"""A check-in that could not be looked for in time is made up for within these days, and no later: one that begins to
stand does not write to everybody who would have been due in the past."""
MOST = 200
"""Texts of one look; the next look comes in a minute."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody who is due. `subject_id`: what for, once."""

    subject_id: UUID
    person_id: UUID


def look(ctx: Context) -> int:
    """Queue what is due now in every standing check-in, and take back what is over; how many texts were queued."""
    today = ctx.now.astimezone(ZoneInfo(ctx.settings.timezone)).date()
    campaign = t.campaign
    running = select(campaign).where(
        campaign.c.state == CampaignState.RUNNING.value,
        campaign.c.occasion != Occasion.ONCE.value,
        campaign.c.starts_at <= ctx.now,
    )
    return sum(_one(ctx, row, today) for row in ctx.db.execute(running.order_by(campaign.c.id)).all())


def _one(ctx: Context, row: Any, today: date) -> int:
    occasion, audience = Occasion(row.occasion), read_told(ctx.vault.open(AUDIENCE, row.id, row.audience))
    valid = {due.subject_id: due for due in due_on(ctx.db, occasion, row.days, today)}
    _take_back(ctx.db, row.id, set(valid))
    told = _told(ctx.db, row.id, list(valid))
    fresh = [due for subject, due in valid.items() if subject not in told]
    people = _people(ctx.db, audience, today, [due.person_id for due in fresh])
    # Only now cut: who is not of the audience is looked at each time, and may stand in nobody's way.
    found = [(due, people[due.person_id]) for due in fresh if due.person_id in people][:MOST]
    return _write(ctx, row, audience, found) if found else 0


def _told(db: Connection, campaign_id: UUID, subjects: list[UUID]) -> set[UUID]:
    """Those of them that were told of before. Only they are asked for: in a year they are few of the many."""
    target = t.campaign_target
    known = select(target.c.subject_id).where(target.c.campaign_id == campaign_id)
    return set(db.scalars(known.where(among(db, target.c.subject_id, subjects))))


def _draft(ctx: Context, row: Any, audience: Audience) -> Draft:
    return Draft(
        "",
        json.loads(ctx.vault.open(TEXTS, row.id, row.texts)),
        audience,
        ctx.now,
        ctx.now + timedelta(days=ctx.settings.campaign_days),
        None,
        row.journey,
        Occasion(row.occasion),
        row.days,
    )


def _write(ctx: Context, row: Any, audience: Audience, found: list[tuple[Due, Recipient]]) -> int:
    writing = Writing(ctx, row.id, _draft(ctx, row, audience), Priority(row.priority))
    taken: set[UUID] = set()
    for due, one in found:
        state = standing(one, is_taken=one.phone_id in taken)  # a household on one phone gets one
        writing.add(one, due.subject_id, state)
        if state is TargetState.QUEUED and one.phone_id is not None:
            taken.add(one.phone_id)
    writing.write()
    if taken:
        counted = t.campaign.c.recipients + len(taken)
        ctx.db.execute(update(t.campaign).where(t.campaign.c.id == row.id).values(recipients=counted))
    return len(taken)


def _people(db: Connection, audience: Audience, today: date, ids: list[UUID]) -> dict[UUID, Recipient]:
    """Those of them who are in the audience."""
    listed = set(ids) if audience.people is None else set(audience.people)
    some = tuple(one for one in dict.fromkeys(ids) if one in listed)
    pages, found, cursor = Pages(Audience(audience.filters, some), today), dict[UUID, Recipient](), FIRST
    while some and cursor is not None:
        people, cursor = pages.page(db, cursor)
        found |= {one.person_id: one for one in people if one.person_id is not None}
    return found


def _take_back(db: Connection, campaign_id: UUID, valid: set[UUID]) -> None:
    """Texts that wait, for what is over: confirmed, visited, put off."""
    target, message = t.campaign_target, t.message
    waiting = db.execute(
        select(target.c.subject_id, message.c.id)
        .join(message, message.c.id == target.c.message_id)
        .where(target.c.campaign_id == campaign_id, message.c.state == MessageState.QUEUED.value)
    ).all()
    if over := [row.id for row in waiting if row.subject_id not in valid]:
        values = {"state": MessageState.CANCELLED.value, "reason": "over"}
        is_waiting = message.c.state == MessageState.QUEUED.value
        db.execute(update(message).where(message.c.id.in_(over), is_waiting).values(**values))


def due_on(db: Connection, occasion: Occasion, days: int, today: date) -> Iterator[Due]:
    """Who is due on a day."""
    match occasion:
        case Occasion.UNCONFIRMED:
            yield from _delivered(db, _received_before(days, today).where(~_is_confirmed()))
        case Occasion.KIT:
            yield from _delivered(db, _received_before(days, today))
        case Occasion.VISIT:
            yield from _visited(db, days, today)


_delivery, _member, _receipt = t.delivery, t.business_member, t.receipt
_BROUGHT = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY)
_ANYBODY = func.coalesce(_delivery.c.person_id, _member.c.person_id)


def _received_before(days: int, today: date) -> Select[Any]:
    """Deliveries of so many days ago, with one who got them: the person, or the members of the business."""
    on = today - timedelta(days=days)
    return (
        select(_delivery.c.id, _ANYBODY.label("person_id"))
        .outerjoin(_member, _member.c.business_id == _delivery.c.business_id)
        .where(
            _delivery.c.state.in_([one.value for one in _BROUGHT]),
            _delivery.c.delivered_on <= on,
            _delivery.c.delivered_on > on - LATE,
            _ANYBODY.is_not(None),
        )
        .order_by(_delivery.c.id, _member.c.since, _ANYBODY)
    )


def _is_confirmed() -> Any:
    """Somebody of those who got it has said what came."""
    return or_(
        _delivery.c.state != DeliveryState.DELIVERED.value,
        exists().where(_receipt.c.delivery_id == _delivery.c.id, _receipt.c.counted),
    )


def _delivered(db: Connection, statement: Select[Any]) -> Iterator[Due]:
    """One person a delivery: of a business its first member."""
    seen: set[UUID] = set()
    for row in db.execute(statement):
        if row.id not in seen:
            seen.add(row.id)
            yield Due(row.id, row.person_id)


def _visited(db: Connection, days: int, today: date) -> Iterator[Due]:
    """Visits so many days ahead (or less, where nobody looked in time). One that is moved is due again."""
    visit = t.visit
    coming = select(visit.c.id, visit.c.person_id, visit.c.due_on).where(
        visit.c.state == VisitState.DUE.value,
        visit.c.due_on > today,
        visit.c.due_on <= today + timedelta(days=days),
    )
    for row in db.execute(coming.order_by(visit.c.due_on, visit.c.id)):
        yield Due(uuid5(row.id, row.due_on.isoformat()), row.person_id)
