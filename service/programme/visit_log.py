"""An agent notes a visit on the phone: it is written, what cannot be is an alert, the returnee's own phone is asked."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from flows.changed import changed
from flows.dates import PartialDate
from flows.effects import LogFollowUpVisit
from service.models.case import CaseType
from service.models.message import Priority
from service.models.visit import Interview, Presence
from service.programme import audit, notices, phones
from service.programme import tables as t
from service.programme.casework import CALL_BACK, NewCase, open_or_join
from service.programme.context import Context, Results
from service.programme.followup import suspicion
from service.programme.followup.noting import VisitNoted, note
from service.programme.followup.suspicion import LOGGED, MANY_VISITS
from service.programme.working_days import shown, today

__all__ = ["LOGGED", "MANY_VISITS", "NoAgent", "call_wanted", "log_visit", "tell"]

ASKS = "visit_true"
"""The journey that an answer to the text begins: whether the visit took place."""

_OWN_PHONES = phones.OWN.order_by(t.person_phone.c.id)
_ANY_PHONE = (
    select(t.person_phone.c.phone_id)
    .where(t.person_phone.c.person_id == bindparam("person"), t.person_phone.c.until.is_(None))
    .order_by(t.person_phone.c.since.desc(), t.person_phone.c.id.desc())
    .limit(1)
)


class NoAgent(LookupError):
    """A visit noted from a phone that is no agent's: a fault of the line, never of a caller."""


def log_visit(ctx: Context, effect: LogFollowUpVisit) -> Results:
    """Note a visit of today: it settles the one that was due, the business is as the agent saw it, the next
    one is due, and the returnee's own phone is asked whether it was so. Raises NoAgent."""
    if ctx.staff_id is None:
        raise NoAgent("a visit was noted without an agent")
    noted = _noted(ctx, effect)
    visit_id = note(ctx.db, ctx.vault, noted)
    audit.record(ctx, LOGGED, "visit", visit_id)
    suspicion.on_the_line(ctx, ctx.staff_id, noted)
    tell(ctx, noted)
    call_wanted(ctx, noted)
    return {}


def _noted(ctx: Context, effect: LogFollowUpVisit) -> VisitNoted:
    born, died, alive = (None if number is None else int(number) for number in (effect.born, effect.died, effect.alive))
    return VisitNoted(
        person_id=UUID(effect.person),
        visited_on=today(ctx),
        business_status=effect.business_status,
        channel=ctx.channel,
        staff_id=ctx.staff_id,
        presence=Presence(effect.presence),
        reasons=effect.reasons,
        items={UUID(item): outcome for item, outcome in effect.items.items()},
        takings=effect.takings,
        money_decision=effect.money_decision,
        new_debt=effect.new_debt,
        problems=effect.problems,
        next_visit_on=_next_day(ctx, effect.next_visit),
        wants_call=effect.wants_call == "yes",
        born=born,
        died=died,
        alive=alive,
        conversation_id=ctx.conversation_id,
    )


def _next_day(ctx: Context, typed: str) -> date | None:
    """The day typed; of a month or a year, the first day that is still to come."""
    if not typed:
        return None
    return max(PartialDate(*(int(part) for part in typed.split("-"))).first(), today(ctx))


def call_wanted(ctx: Context, noted: VisitNoted) -> None:
    """Whoever wants a call, and can be called, has a case with a promise: the wish is lost on nobody."""
    phone_id = ctx.db.execute(_ANY_PHONE, {"person": noted.person_id}).scalar() if noted.wants_call else None
    if phone_id is not None:
        theirs = changed(ctx, person_id=noted.person_id, phone_id=phone_id)
        open_or_join(theirs, NewCase(CaseType.REQUEST, CALL_BACK, text=""))


def tell(ctx: Context, noted: VisitNoted) -> None:
    """The date and the question whether it was so, to the returnee's own phone and never to one of the staff's. Who was
    spoken with on the phone or at the office had no visit."""
    if noted.interview in (Interview.PHONE, Interview.OFFICE):
        return
    phone = ctx.db.execute(_OWN_PHONES, {"person": noted.person_id}).first()
    if phone is None:
        return
    notices.send(
        ctx,
        "sms_visit" if noted.presence == Presence.CODE or noted.interview else "sms_presence",
        {"visit_date": shown(noted.visited_on), "ussd_code": ctx.settings.ussd_code},
        phone_id=phone.id,
        kind=notices.VISIT_TOLD,
        language=phone.language or ctx.settings.default_language,
        priority=Priority.SMALL,
        person_id=noted.person_id,
        asks=ASKS,
    )
