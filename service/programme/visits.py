"""Follow-up visits as the returnee knows them: when the next one is, and whether the last one took place."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from flows.effects import ConfirmVisit
from service.models.visit import Confirmed, Interview, VisitState
from service.programme import tables as t
from service.programme.alerts import raise_alert
from service.programme.context import Context, Results
from service.programme.visit_log import ASKS, NoAgent, log_visit
from service.programme.working_days import today

__all__ = ["NoAgent", "ToConfirm", "confirm_visit", "log_visit", "next_visit", "to_confirm"]

ASKED_FOR = timedelta(days=30)
"""How long a returnee is asked whether a visit took place."""
DENIED = "alert: visit denied"
ELSEWHERE = (Interview.PHONE.value, Interview.OFFICE.value)
"""Interviews that were no visit to anybody's home: there is nothing to confirm."""
BY_SMS = "sms"
"""The channel of a dialogue, which knows itself what its texts answer."""

_NEXT = select(func.min(t.visit.c.due_on)).where(
    t.visit.c.person_id == bindparam("person"),
    t.visit.c.state == VisitState.DUE.value,
    t.visit.c.due_on >= bindparam("today"),
)
_UNCONFIRMED = (
    select(t.visit.c.id, t.visit.c.visited_on)
    .where(
        t.visit.c.person_id == bindparam("person"),
        t.visit.c.state == VisitState.DONE.value,
        t.visit.c.confirmed == "",
        t.visit.c.visited_on >= bindparam("since"),
        t.visit.c.interview.not_in(ELSEWHERE),
    )
    .order_by(t.visit.c.visited_on.desc(), t.visit.c.id.desc())
    .limit(1)
)
_CONFIRM = update(t.visit).where(
    t.visit.c.id == bindparam("which"), t.visit.c.person_id == bindparam("person"), t.visit.c.confirmed == ""
)
_LAST_ASKED = (
    select(t.message.c.id)
    .where(t.message.c.person_id == bindparam("person"), t.message.c.asks == ASKS, t.message.c.answered_at.is_(None))
    .order_by(t.message.c.created_at.desc(), t.message.c.id.desc())
    .limit(1)
)
_ANSWERED = update(t.message).where(t.message.c.id == bindparam("which"))


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A visit that somebody noted, and its returnee has not spoken of."""

    visit_id: UUID
    day: date


def next_visit(ctx: Context) -> date | None:
    """The day of the next visit to the identified person."""
    if ctx.person_id is None:
        return None
    day: date | None = ctx.db.execute(_NEXT, {"person": ctx.person_id, "today": today(ctx)}).scalar()
    return day


def to_confirm(ctx: Context) -> ToConfirm | None:
    """The latest visit of the last thirty days that the identified person has not spoken of."""
    about = {"person": ctx.person_id, "since": today(ctx) - ASKED_FOR}
    row = ctx.db.execute(_UNCONFIRMED, about).first() if ctx.person_id else None
    return row and ToConfirm(row.id, row.visited_on)


def confirm_visit(ctx: Context, effect: ConfirmVisit) -> Results:
    """The returnee's word: once, and only on a visit to them. A « no » is an alert to the staff."""
    visit_id = UUID(effect.visit_to_confirm)
    said = {"confirmed": Confirmed(effect.visit_true), "confirmed_at": ctx.now}
    changed = ctx.db.execute(_CONFIRM, {"which": visit_id, "person": ctx.person_id, **said}).rowcount
    if changed and ctx.channel != BY_SMS:
        _asked_no_more(ctx)
    if changed and effect.visit_true == Confirmed.NO:
        raise_alert(ctx, DENIED, "visit", visit_id)
    return {}


def _asked_no_more(ctx: Context) -> None:
    """What was said in a call need not be answered by SMS too: the text that asked for it waits no more."""
    asked = ctx.db.execute(_LAST_ASKED, {"person": ctx.person_id}).scalar()
    if asked is not None:
        ctx.db.execute(_ANSWERED, {"which": asked, "answered_at": ctx.now})
