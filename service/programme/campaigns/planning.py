"""A campaign becomes rows: written in steps of a tenth of a second, so that callers never wait for it, and sent only
once the last of them stands. One that is cut short in the middle never sends anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, update

from service.ids import uuid7
from service.messaging.outbox import BODY
from service.messaging.trust import NEUTRAL_TEXT
from service.models.campaign import CampaignState, Occasion, TargetState
from service.models.message import MessageState, Priority
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.campaigns.composing import Composer, standing
from service.programme.campaigns.drafting import Draft, fingerprint, told_texts
from service.programme.campaigns.recipients import FIRST, Cursor, Pages, Recipient
from service.programme.context import Context
from service.units import Transact

NAME, TEXTS, AUDIENCE = "campaign.name", "campaign.texts", "campaign.audience"
"""The labels of the sealed columns."""
KIND = "campaign"
SMALL = 50
"""A campaign of so many, at most, goes before the others."""

_ADD = Adding(t.campaign)
_ADD_TARGETS, _ADD_MESSAGES = Adding(t.campaign_target), Adding(t.message)
_PLANNED = (
    update(t.campaign)
    .where(t.campaign.c.id == bindparam("which"), t.campaign.c.state == CampaignState.PLANNING.value)
    .values(state=bindparam("to"), recipients=bindparam("count"))
)


@dataclass
class Plan:
    """A campaign in the making. `day`: of its beginning, by the programme's clock; `expected`: phones that its preview
    found; `taken`: phones that stand for somebody; `done`: people that were looked at."""

    campaign_id: UUID
    draft: Draft
    priority: Priority
    day: date
    expected: int = 0
    cursor: Cursor = FIRST
    taken: set[UUID] = field(default_factory=set)
    done: int = 0


def begin(ctx: Context, draft: Draft, recipients: int) -> Plan:
    """Write the campaign itself, without anybody yet. `recipients`: as many as its preview found."""
    day = draft.starts_at.astimezone(ZoneInfo(ctx.settings.timezone)).date()
    # Of a check-in that stands few leave on a day, and a reminder that waits behind a campaign comes too late.
    is_small = recipients <= SMALL or draft.occasion is not Occasion.ONCE
    plan = Plan(uuid7(), draft, Priority.SMALL if is_small else Priority.BULK, day, recipients)
    _ADD.row(ctx.db, _row(ctx, draft, plan))
    audit.add(ctx.db, ctx.now, _actor(draft), "campaign made", "campaign", plan.campaign_id)
    return plan


def _row(ctx: Context, draft: Draft, plan: Plan) -> dict[str, Any]:
    seal, row_id = ctx.vault.seal, plan.campaign_id
    return {
        "id": row_id,
        "name": seal(NAME, row_id, draft.name),
        "occasion": draft.occasion.value,
        "days": draft.days,
        "journey": draft.journey,
        "texts": seal(TEXTS, row_id, told_texts(draft.texts)),
        "audience": seal(AUDIENCE, row_id, draft.audience.told()),
        "fingerprint": fingerprint(ctx.vault, draft),
        "state": CampaignState.PLANNING.value,
        "priority": plan.priority.value,
        "starts_at": draft.starts_at,
        "best_before": draft.best_before,
        "recipients": 0,
        "created_by": draft.by,
        "created_at": ctx.now,
    }


def _actor(draft: Draft) -> str:
    return str(draft.by) if draft.by else audit.LINE


Inside = Callable[[Connection], Context]
"""The context of a transaction."""


def planned(plan: Plan, transact: Transact, inside: Inside) -> Iterator[int]:
    """Write everybody, step by step; after each, how many people were looked at."""
    pages = Pages(plan.draft.audience, plan.day)
    while plan.cursor is not None:

        def unit(db: Connection) -> tuple[set[UUID], Cursor, int]:
            return _step(inside(db), plan, pages)

        taken, plan.cursor, looked_at = transact(unit)
        # Only now, since a unit may run more than once.
        plan.taken |= taken
        plan.done += looked_at
        yield plan.done


def _step(ctx: Context, plan: Plan, pages: Pages) -> tuple[set[UUID], Cursor, int]:
    """One page: the phones it took, where the next one begins, how many people it had."""
    people, cursor = pages.page(ctx.db, plan.cursor)
    writing = Writing(ctx, plan.campaign_id, plan.draft, plan.priority)
    taken: set[UUID] = set()
    for one in people:
        state = standing(one, is_taken=one.phone_id in taken or one.phone_id in plan.taken)
        writing.add(one, one.person_id or one.phone_id or uuid7(), state)
        if state is TargetState.QUEUED and one.phone_id is not None:
            taken.add(one.phone_id)
    writing.write()
    return taken, cursor, len(people)


def finish(ctx: Context, plan: Plan) -> CampaignState:
    """Everybody stands: from now on it sends, or waits for a second pair of eyes; or it was cancelled meanwhile."""
    count = len(plan.taken)
    reaches = count if plan.draft.occasion is Occasion.ONCE else plan.expected  # a standing one has no texts yet
    waits = reaches > ctx.settings.campaign_approve_above
    state = CampaignState.WAITING if waits else CampaignState.RUNNING
    if ctx.db.execute(_PLANNED, {"which": plan.campaign_id, "to": state.value, "count": count}).rowcount != 1:
        return CampaignState.CANCELLED
    audit.add(ctx.db, ctx.now, _actor(plan.draft), f"campaign {state.value}", "campaign", plan.campaign_id, str(count))
    return state


class Writing:
    """The rows of some recipients: their targets, and their texts in the outbox."""

    def __init__(self, ctx: Context, campaign_id: UUID, draft: Draft, priority: Priority) -> None:
        self._ctx, self._campaign_id, self._draft, self._priority = ctx, campaign_id, draft, priority
        self._composer = Composer(ctx, draft.texts, draft.journey)
        self._targets: list[dict[str, Any]] = []
        self._messages: list[dict[str, Any]] = []

    def add(self, one: Recipient, subject_id: UUID, state: TargetState) -> None:
        """Somebody, with their text where they get one."""
        message_id = self._text(one, one.phone_id) if state is TargetState.QUEUED and one.phone_id else None
        target = {
            "id": uuid7(),
            "campaign_id": self._campaign_id,
            "subject_id": subject_id,
            "person_id": one.person_id,
            "message_id": message_id,
            "state": state.value,
        }
        self._targets.append(target)

    def _text(self, one: Recipient, phone_id: UUID) -> UUID:
        row_id, composed, now = uuid7(), self._composer.composed(one), self._ctx.now
        self._messages.append(
            {
                "id": row_id,
                "phone_id": phone_id,
                "person_id": one.person_id,
                "campaign_id": self._campaign_id,
                "kind": NEUTRAL_TEXT if composed.neutral else KIND,
                "priority": self._priority.value,
                "body": self._ctx.vault.seal(BODY, row_id, composed.body),
                "language": composed.language,
                "parts": composed.count.segments,
                "state": MessageState.QUEUED.value,
                "gateway": "",
                "not_before": self._draft.starts_at,
                "best_before": self._draft.best_before,
                "created_at": now,
                "reason": "",
                "attempts": 0,
                "cost": "",
                "asks": composed.asks,
                "made_up": bool(one.made_up),
            }
        )
        return row_id

    def write(self) -> None:
        """Write the texts, and then who they are for."""
        _ADD_MESSAGES.many(self._ctx.db, self._messages)
        _ADD_TARGETS.many(self._ctx.db, self._targets)
