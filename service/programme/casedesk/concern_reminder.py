"""A sensitive report that nobody reads is told of again the next day, and each day after it."""

from datetime import timedelta

from sqlalchemy import and_, bindparam, or_, select, update

from service.many import among
from service.models.case import CaseState
from service.programme import sensitive
from service.programme import tables as t
from service.programme.casework import OPEN_STATES
from service.programme.context import Context
from service.programme.working_days import midnight, today, zone_of

SILENT = timedelta(days=3)
"""A report that somebody has read, and nothing was done with for so long, is told of again."""

_UNREAD = (CaseState.NEW.value, CaseState.ASSIGNED.value)
"""New, or given to somebody who has not read it."""
_report, _event = t.sensitive_case, t.sensitive_event
_TOUCHED = (
    select(_event.c.id).where(_event.c.sensitive_case_id == _report.c.id, _event.c.at > bindparam("touched")).exists()
)
_WAITING = select(_report.c.id).where(
    _report.c.state.in_([state.value for state in OPEN_STATES]),
    _report.c.opened_at < bindparam("since"),
    or_(_report.c.reminded_at.is_(None), _report.c.reminded_at < bindparam("since")),
    or_(_report.c.state.in_(_UNREAD), and_(_report.c.opened_at <= bindparam("touched"), ~_TOUCHED)),
)


def remind(ctx: Context) -> int:
    """The next day, and each day until somebody reads it: the focal points are told that something still waits, and of
    what was read and left lying. One text each, with nothing in it; how many reports wait. Where nobody can be told it
    is logged and kept in the audit."""
    local = ctx.now.astimezone(zone_of(ctx)).time()
    if not ctx.settings.sms_bulk_from <= local < ctx.settings.sms_bulk_until:
        return 0
    since = midnight(ctx, today(ctx))
    asked = {"since": since, "touched": since - SILENT}  # by days: all that waits falls due in the morning, in one text
    ids = ctx.db.execute(_WAITING, asked).scalars().all()
    if not ids:
        return 0
    unmarked = or_(_report.c.reminded_at.is_(None), _report.c.reminded_at < since)
    marking = update(_report).where(among(ctx.db, _report.c.id, ids), unmarked)
    if ctx.db.execute(marking.values(reminded_at=ctx.now)).rowcount == 0:
        return 0  # another worker was first
    sensitive.tell_focal_points(ctx, "sms_focal_reminder")
    return len(ids)
