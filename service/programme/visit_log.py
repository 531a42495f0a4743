"""An agent notes a visit: it settles what was due, plans the next one, and tells the returnee's own phone."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from flows.dates import PartialDate
from flows.effects import LogFollowUpVisit
from service.ids import uuid7
from service.models.message import Priority
from service.models.phone import PhoneRelation
from service.models.visit import Presence, VisitState
from service.prepared import Adding
from service.programme import audit, notices
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.labels import VISIT_PROBLEMS
from service.programme.working_days import shown, today

SETTLES_AHEAD = timedelta(days=7)
"""A visit settles what was due by then; what is due later still is."""
MANY, WITHIN = 10, timedelta(minutes=5)
LOGGED = "visit logged"
MANY_VISITS = "alert: many visits in a few minutes"

_BUSINESS = (
    select(t.business_member.c.business_id)
    .where(t.business_member.c.person_id == bindparam("person"))
    .order_by(t.business_member.c.since.desc())
    .limit(1)
)
_DUE = (
    select(t.visit.c.id)
    .where(
        t.visit.c.person_id == bindparam("person"),
        t.visit.c.state == VisitState.DUE.value,
        t.visit.c.due_on <= bindparam("by"),
    )
    .order_by(t.visit.c.due_on)
    .limit(1)
)
_ADD = Adding(t.visit)
_DONE = update(t.visit).where(t.visit.c.id == bindparam("which"))
_ADD_ITEM = Adding(t.visit_item)
_BUSINESS_STATE = update(t.business).where(t.business.c.id == bindparam("which"))
_RECENT = (
    select(func.count())
    .select_from(t.audit_event)
    .where(
        t.audit_event.c.actor == bindparam("agent"),
        t.audit_event.c.action == bindparam("did"),
        t.audit_event.c.at > bindparam("since"),
    )
)
_OWN_PHONES = (
    select(t.phone.c.id, t.phone.c.language)
    .join_from(t.person_phone, t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(
        t.person_phone.c.person_id == bindparam("person"),
        t.person_phone.c.until.is_(None),
        t.person_phone.c.relation == PhoneRelation.OWN.value,
        t.phone.c.number_mac.not_in(
            select(t.staff.c.phone_mac).where(t.staff.c.active, t.staff.c.phone_mac.is_not(None))
        ),
    )
    .order_by(t.person_phone.c.id)
)


class NoAgent(LookupError):
    """A visit noted from a phone that is no agent's: a fault of the line, never of a caller."""


def log_visit(ctx: Context, effect: LogFollowUpVisit) -> Results:
    """Note a visit of today: it settles the one that was due, the business is as the agent saw it, the next
    one is due, and the returnee's own phone is told. Raises NoAgent."""
    if ctx.staff_id is None:
        raise NoAgent("a visit was noted without an agent")
    person_id = UUID(effect.person)
    business_id = ctx.db.execute(_BUSINESS, {"person": person_id}).scalar()
    visit_id = _write(ctx, effect, person_id, business_id)
    if business_id is not None:
        ctx.db.execute(_BUSINESS_STATE, {"which": business_id, "state": effect.business_status})
    if effect.next_visit:
        _plan(ctx, effect, person_id, business_id)
    audit.record(ctx, LOGGED, "visit", visit_id)
    _alert_of_many(ctx, ctx.staff_id)
    _tell(ctx, effect, person_id)
    return {}


def _write(ctx: Context, effect: LogFollowUpVisit, person_id: UUID, business_id: UUID | None) -> UUID:
    """The row of the visit: the one that was due, else a new one."""
    day = today(ctx)
    due = ctx.db.execute(_DUE, {"person": person_id, "by": day + SETTLES_AHEAD}).scalar()
    visit_id: UUID = due or uuid7()
    values = _seen(ctx, effect, visit_id) | {"business_id": business_id, "visited_on": day}
    if due:
        ctx.db.execute(_DONE, {"which": due, **values})
    else:
        _ADD.row(ctx.db, {"id": visit_id, "person_id": person_id, **values})
    items = [
        {"id": uuid7(), "visit_id": visit_id, "kit_item_id": UUID(item), "outcome": outcome}
        for item, outcome in effect.items.items()
    ]
    if items:
        _ADD_ITEM.rows(ctx.db, items)
    return visit_id


def _seen(ctx: Context, effect: LogFollowUpVisit, visit_id: UUID) -> dict[str, Any]:
    goats = {"born": effect.born, "died": effect.died, "alive": effect.alive}
    return {
        "staff_id": ctx.staff_id,
        "conversation_id": ctx.conversation_id,
        "state": VisitState.DONE,
        "presence": Presence(effect.presence),
        "business_status": effect.business_status,
        "reasons": effect.reasons,
        "takings": effect.takings,
        "money_decision": effect.money_decision,
        "new_debt": effect.new_debt,
        "problems": ctx.vault.seal(VISIT_PROBLEMS, visit_id, effect.problems) if effect.problems else None,
        "next_visit_on": _next_day(ctx, effect),
        "wants_call": effect.wants_call == "yes",
        **{name: None if number is None else int(number) for name, number in goats.items()},
    }


def _next_day(ctx: Context, effect: LogFollowUpVisit) -> date | None:
    """The day typed; of a month or a year, the first day that is still to come."""
    if not effect.next_visit:
        return None
    return max(PartialDate(*(int(part) for part in effect.next_visit.split("-"))).first(), today(ctx))


def _plan(ctx: Context, effect: LogFollowUpVisit, person_id: UUID, business_id: UUID | None) -> None:
    row = {
        "id": uuid7(),
        "person_id": person_id,
        "business_id": business_id,
        "staff_id": ctx.staff_id,
        "due_on": _next_day(ctx, effect),
        "state": VisitState.DUE,
    }
    _ADD.row(ctx.db, row)


def _alert_of_many(ctx: Context, staff_id: UUID) -> None:
    """Ten visits in five minutes are not ten visits: said once in those minutes."""
    about = {"agent": str(staff_id), "since": ctx.now - WITHIN}
    logged = ctx.db.execute(_RECENT, {**about, "did": LOGGED}).scalar_one()
    if logged >= MANY and not ctx.db.execute(_RECENT, {**about, "did": MANY_VISITS}).scalar_one():
        audit.record(ctx, MANY_VISITS, "staff", staff_id, str(logged))


def _tell(ctx: Context, effect: LogFollowUpVisit, person_id: UUID) -> None:
    """The date and the code to dial, to the returnee's own phone and never to one of the staff's."""
    phone = ctx.db.execute(_OWN_PHONES, {"person": person_id}).first()
    if phone is not None:
        _send(ctx, "sms_visit" if effect.presence == Presence.CODE else "sms_presence", phone, person_id)


def _send(ctx: Context, text: str, phone: t.AnyRow, person_id: UUID) -> None:
    notices.send(
        ctx,
        text,
        {"visit_date": shown(today(ctx)), "ussd_code": ctx.settings.ussd_code},
        phone_id=phone.id,
        kind=notices.VISIT_TOLD,
        language=phone.language or ctx.settings.default_language,
        priority=Priority.SMALL,
        person_id=person_id,
    )
