"""What nobody acts on comes back: a broken promise is told, a hold ends, an answer that nobody heard is work again.

Looked at each minute by the worker; there are few open cases, found by the index of states. Two workers at once do
nothing twice: whoever changes a row first has it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import bindparam, func, or_, select, update

from service.many import among
from service.models.case import CaseState
from service.models.staff import Role
from service.programme import alerts, audit, notices, telling
from service.programme import tables as t
from service.programme.cases import IS_UNHEARD, again
from service.programme.casework import OPEN_STATES, add_event
from service.programme.context import Context
from service.programme.working_days import is_working_day, midnight, today, zone_of

MOST = 40
"""Cases of one look, of each kind: callers wait meanwhile, and all holds of a day end at midnight. The next look comes
in a minute."""
MOST_TOLD = 500
"""Broken promises that one look marks as told; all are counted in its text."""
ACTED_WITHIN = timedelta(hours=24)
"""Whoever did something with a case so lately is acting, and is not reminded of it."""
SERVICE = "worker"
"""The actor of the audit where nobody did it."""
NOBODY_TOLD = "overdue cases, nobody told"
"""The alert where there is no member of staff who can be told of a broken promise."""

_IS_WORKED_ON = (
    select(t.case_event.c.id)
    .where(
        t.case_event.c.case_id == t.case.c.id,
        t.case_event.c.staff_id.is_not(None),
        t.case_event.c.at > bindparam("acted"),
    )
    .exists()
)
_IS_OVERDUE = (
    t.case.c.state.in_([state.value for state in OPEN_STATES if state is not CaseState.ON_HOLD]),
    t.case.c.promised_at < bindparam("now"),
    or_(t.case.c.reminded_at.is_(None), t.case.c.reminded_at < bindparam("since")),
    ~_IS_WORKED_ON,
)
_OVERDUE = select(t.case.c.id).where(*_IS_OVERDUE).limit(MOST_TOLD)
_COUNTS = select(t.case.c.assigned_to, func.count().label("late")).where(*_IS_OVERDUE).group_by(t.case.c.assigned_to)
_HELD = (
    select(t.case.c.id, t.case.c.criticality, t.case.c.reopened)
    .where(t.case.c.state == CaseState.ON_HOLD.value, t.case.c.held_until <= bindparam("now"))
    .limit(MOST)
)
_UNHEARD = (
    select(t.case.c.id, t.case.c.criticality, t.case.c.reopened)
    .where(t.case.c.state == CaseState.ANSWERED.value, t.case.c.answered_at <= bindparam("since"), *IS_UNHEARD)
    .limit(MOST)
)
_MOVE = update(t.case).where(t.case.c.id == bindparam("which"), t.case.c.state == bindparam("was"))


def look(ctx: Context) -> int:
    """Bring back what nobody acts on; how many cases were brought back or told of."""
    return _end_holds(ctx) + _bring_back_unheard(ctx) + _remind(ctx)


def _end_holds(ctx: Context) -> int:
    """The day has come that a case was held until."""
    rows = ctx.db.execute(_HELD, {"now": ctx.now}).all()
    back = {"state": CaseState.IN_PROGRESS, "held_until": None}
    return sum(_moved(ctx, row.id, CaseState.ON_HOLD, "hold_over", back) for row in rows)


def _bring_back_unheard(ctx: Context) -> int:
    """The person did not call to hear the answer: somebody calls them. The answer waits on the line all the same."""
    since = ctx.now - timedelta(days=ctx.settings.unheard_days)
    rows = ctx.db.execute(_UNHEARD, {"since": since}).all()
    return sum(_moved(ctx, row.id, CaseState.ANSWERED, "unheard", _unheard(ctx, row)) for row in rows)


def _unheard(ctx: Context, row: t.AnyRow) -> dict[str, Any]:
    """Open again with a new promise, but not by its person: that count, what was done and who called stay."""
    kept = ("reopened", "outcome", "calls_failed", "called_at")
    return {name: value for name, value in again(ctx, row.criticality, row.reopened).items() if name not in kept}


def _moved(ctx: Context, case_id: UUID, was: CaseState, kind: str, values: dict[str, Any]) -> int:
    """Move a case on, unless another worker or a member of staff was first."""
    if ctx.db.execute(_MOVE, {"which": case_id, "was": was.value, **values}).rowcount != 1:
        return 0
    add_event(ctx, case_id, kind)
    audit.add(ctx.db, ctx.now, SERVICE, f"case {kind}", "case", case_id)
    return 1


def _remind(ctx: Context) -> int:
    """Promises that are over, and nobody is at it: whoever has the case is told, else every programme officer; one text
    a person and working day, in working hours, that says how many and nothing else."""
    if not _is_time(ctx):
        return 0
    since = midnight(ctx, today(ctx))
    asked = {"now": ctx.now, "since": since, "acted": ctx.now - ACTED_WITHIN}
    ids = ctx.db.execute(_OVERDUE, asked).scalars().all()
    if not ids:
        return 0
    counts: dict[UUID | None, int] = {row.assigned_to: row.late for row in ctx.db.execute(_COUNTS, asked)}
    if not _mark(ctx, ids):
        return 0
    _tell(ctx, counts)
    return len(ids)


def _is_time(ctx: Context) -> bool:
    local = ctx.now.astimezone(zone_of(ctx))
    hours = ctx.settings.sms_bulk_from <= local.time() < ctx.settings.sms_bulk_until
    return hours and is_working_day(local.date(), ctx.settings.holidays)


def _mark(ctx: Context, ids: Sequence[UUID]) -> bool:
    """Whether these are ours to tell of: another worker may have been first."""
    unmarked = or_(t.case.c.reminded_at.is_(None), t.case.c.reminded_at < midnight(ctx, today(ctx)))
    marking = update(t.case).where(among(ctx.db, t.case.c.id, ids), unmarked)
    return ctx.db.execute(marking.values(reminded_at=ctx.now)).rowcount > 0


def _tell(ctx: Context, counts: Mapping[UUID | None, int]) -> None:
    """Each who has such cases; officers of those that nobody has, or whose holder gets no texts."""
    officers = telling.in_role(ctx, Role.PROGRAMME_OFFICER)
    shares: Counter[UUID] = Counter()
    people: dict[UUID, t.AnyRow] = {}
    for staff_id, count in counts.items():
        holder = telling.one(ctx, staff_id)
        for staff in [holder] if holder is not None and telling.gets_texts(ctx, holder) else officers:
            people[staff.id] = staff
            shares[staff.id] += count
    told = [_tell_one(ctx, people[staff_id], count) for staff_id, count in shares.items()]
    if not any(told):
        alerts.raise_alert(ctx, NOBODY_TOLD, "", None)
        structlog.get_logger().error("cases are overdue and nobody can be told")


def _tell_one(ctx: Context, staff: t.AnyRow, count: int) -> bool:
    """Whether they know: by a text of today, or by this one."""
    if telling.was_told(ctx, staff, notices.OVERDUE, midnight(ctx, today(ctx))):
        return True
    return telling.tell(ctx, staff, "sms_overdue", notices.OVERDUE, {"count": str(count)})
