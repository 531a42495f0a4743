"""What is counted of the programme's work: kits, follow-up visits, how the businesses do, and cases."""

from collections.abc import Iterator
from types import MappingProxyType

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from service.models.business import BusinessState
from service.models.case import CaseOutcome, CaseState, CaseType, ClosedHow
from service.models.kit import DeliveryState
from service.models.visit import Confirmed, VisitState
from service.programme import tables as t
from service.programme.figures.reached import CAME, has_member
from service.programme.figures.scope import Scope
from service.programme.figures.sql import Family, Rows, hours, iso, number

VISIT_DAYS = (30, 90, 180)
"""Days after the delivery at which the programme reports how the businesses do."""
ACTED_UPON = (CaseOutcome.ACTED.value, CaseOutcome.REFERRED.value)
TOLD_BY = tuple(one.value for one in ClosedHow if one is not ClosedHow.NOT_TOLD)
"""The ways to close a case on which its person is told."""
FEEDBACK = tuple(one.value for one in CaseType if one is not CaseType.THANKS)
"""What asks for an answer."""


def kits() -> Family:
    delivery = t.delivery.c

    def is_of(sex: str) -> ColumnElement[bool]:
        own = select(t.person.c.id).where(t.person.c.id == delivery.person_id, t.person.c.sex == sex).exists()
        return or_(own, has_member(sex))

    rows = Rows(
        t.delivery.outerjoin(t.business, t.business.c.id == delivery.business_id),
        func.coalesce(delivery.place, t.business.c.place),
        func.coalesce(iso(delivery.delivered_on), iso(delivery.planned_on)),
        (delivery.state != DeliveryState.CANCELLED.value,),
        is_of=is_of,
    )
    states = {
        "kits_confirmed": DeliveryState.CONFIRMED,
        "kits_partly": DeliveryState.PARTLY,
        "kits_not_received": DeliveryState.NOT_RECEIVED,
        "kits_unconfirmed": DeliveryState.DELIVERED,
    }
    numbers = {
        "kits_promised": number(),
        "kits_delivered": number(delivery.state.in_(CAME)),
        **{key: number(delivery.state == state.value) for key, state in states.items()},
        "kits_differing": number(delivery.differs),
    }
    return Family(rows, numbers)


def visits(scope: Scope) -> Family:
    visit = t.visit.c
    visited = t.visit.join(t.person, t.person.c.id == visit.person_id)
    rows = Rows(
        visited.outerjoin(t.business, t.business.c.id == visit.business_id),
        func.coalesce(t.business.c.place, t.person.c.place),
        func.coalesce(iso(visit.visited_on), iso(visit.due_on)),
        is_of=lambda sex: t.person.c.sex == sex,
    )
    is_done = visit.state == VisitState.DONE.value
    numbers = {
        "visits_due": number(or_(is_done, visit.due_on <= scope.today)),
        "visits_overdue": number(visit.state == VisitState.DUE.value, visit.due_on < scope.today),
        "visits_missed": number(visit.state == VisitState.MISSED.value),
        "visits_done": number(is_done),
        "visits_verified": number(is_done, visit.confirmed == Confirmed.YES.value),
        "visits_denied": number(is_done, visit.confirmed == Confirmed.NO.value),
    }
    return Family(rows, numbers)


def running() -> Family:
    """Of each business and each of the days, the visit that was made last."""
    visit = t.visit.c
    turn = func.row_number().over(
        partition_by=(visit.business_id, visit.after_days), order_by=(visit.visited_on.desc(), visit.id.desc())
    )
    last = (
        select(visit.business_id, visit.after_days, visit.business_status, visit.visited_on, turn.label("turn"))
        .where(visit.state == VisitState.DONE.value, visit.business_id.is_not(None), visit.after_days.in_(VISIT_DAYS))
        .subquery()
    )
    rows = Rows(
        last.join(t.business, t.business.c.id == last.c.business_id),
        t.business.c.place,
        iso(last.c.visited_on),
        (last.c.turn == 1,),
        is_of=has_member,
    )
    return Family(rows, dict(_at_each(last)))


def _at_each(last: FromClause) -> Iterator[tuple[str, ColumnElement[int]]]:
    for days in VISIT_DAYS:
        at = last.c.after_days == days
        yield f"businesses_visited_{days}", number(at)
        yield f"businesses_running_{days}", number(at, last.c.business_status == BusinessState.RUNNING.value)
        yield f"businesses_partly_{days}", number(at, last.c.business_status == BusinessState.PARTLY.value)


def case_rows() -> Rows:
    """Cases, by the place and sex of whoever they are of, and the day on which they were opened."""
    people = t.case.outerjoin(t.person, t.person.c.id == t.case.c.person_id)
    return Rows(people, t.person.c.place, iso(t.case.c.opened_at), sex=t.person.c.sex)


def cases(scope: Scope) -> Family:
    """A case stands for its person: a small number of complaints points at who complained."""
    case = t.case.c
    asks = case.type.in_(FEEDBACK)
    is_closed = and_(asks, case.state == CaseState.CLOSED.value)
    is_answered = and_(asks, case.state.in_((CaseState.ANSWERED.value, CaseState.CLOSED.value)))
    was_promised = and_(asks, case.promised_at.is_not(None))
    is_over = iso(case.promised_at) < scope.today.isoformat()
    numbers = {
        **{f"cases_{one.value}": number(case.type == one.value) for one in CaseType},
        "cases_open": number(case.state.not_in((CaseState.CLOSED.value, CaseState.ANSWERED.value))),
        "_feedback": number(asks),
        "_acted_upon": number(asks, case.outcome.in_(ACTED_UPON)),
        "_closed": number(is_closed),
        "_told": number(is_closed, case.closed_how.in_(TOLD_BY)),
        "_promised": number(was_promised, or_(is_answered, is_over)),
        "_kept": number(was_promised, is_answered, case.answered_at <= case.promised_at),
    }
    return Family(case_rows(), numbers, people=True)


_ANSWERS = (
    select(t.case_event.c.case_id, func.min(t.case_event.c.at).label("at"))
    .where(t.case_event.c.kind == "answered")
    .group_by(t.case_event.c.case_id)
    .subquery()
)


def waits() -> tuple[Rows, ColumnElement[float]]:
    """The cases that were answered, and the hours that each of them waited for its first answer."""
    rows = case_rows()
    first = func.coalesce(_ANSWERS.c.at, t.case.c.answered_at)
    answered = rows.source.outerjoin(_ANSWERS, _ANSWERS.c.case_id == t.case.c.id)
    where = (t.case.c.type.in_(FEEDBACK), first.is_not(None))
    return Rows(answered, rows.place, rows.day, where, rows.sex), hours(t.case.c.opened_at, first)


SHARES = MappingProxyType(
    {
        **{
            f"businesses_running_{days}_share": (f"businesses_running_{days}", f"businesses_visited_{days}")
            for days in VISIT_DAYS
        },
        "cases_closed_told_share": ("_told", "_closed"),
        "cases_answered_in_time_share": ("_kept", "_promised"),
        "feedback_acted_upon_share": ("_acted_upon", "_feedback"),
    }
)
"""Shares: what of what."""
