"""« The line is silent »: nobody has called for longer than is usual for this line at this time of day.

Usual is what it was on the four weeks before, at the same time of day: how long nobody had called by then. What counts
is the longer of two: the middle one of the same weekday (markets and Fridays have days of their own), and what three
of four days kept below. Twice as long, and longer than `quiet_hours`, is silence. Days on which the line itself stood
still are the few, and change neither of the two. A line that is younger than a week has no habit, and is never silent.

USSD alone is looked at: a carrier that no longer hands on calls may well go on sending SMS.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, bindparam, func, select

from flows.render import USSD
from service.models.conversation import ConversationState
from service.models.staff import Role
from service.programme import alerts, audit, notices, telling
from service.programme import tables as t
from service.programme.context import Context
from service.programme.working_days import zone_of

KIND = "the line is silent"
"""The alert. It is taken back by itself, once somebody calls again."""
HEARD = "the line is heard again"
DAYS, LEAST_DAYS, WEEK = 28, 7, 7
TIMES = 2
_TOLD = (Role.ADMINISTRATOR, Role.PROGRAMME_OFFICER)
_SERVICE = "worker"

_LATEST = (
    select(t.conversation.c.started_at)
    .where(
        t.conversation.c.state == bindparam("state"),
        t.conversation.c.channel == USSD.name,
        t.conversation.c.started_at <= bindparam("until"),
    )
    .order_by(t.conversation.c.started_at.desc())
    .limit(1)
)
"""One state at a time: each is one step into the index of state and beginning."""
_SAID = (
    select(*(t.audit_event.c[name] for name in ("id", "at", "action", "detail")))
    .where(t.audit_event.c.subject == "line", t.audit_event.c.action.in_((alerts.PREFIX + KIND, HEARD)))
    .order_by(t.audit_event.c.id.desc())
    .limit(1)
)
_SETTLED = select(t.audit_event.c.id).where(
    t.audit_event.c.subject == "audit_event", t.audit_event.c.subject_id == bindparam("which")
)


@dataclass(frozen=True, slots=True)
class Quiet:
    """`since`: when somebody last called; `usual`: how long silence lasts at this time of day."""

    since: datetime
    usual: timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """An alert: when it was said, and for how many hours nobody had called by then."""

    id: UUID
    at: datetime
    hours: int


def quiet(db: Connection, now: datetime, zone: ZoneInfo, quiet_hours: int) -> Quiet | None:
    """The silence of the line, where it is one; None while it is as usual. `quiet_hours` 0: it is never asked for."""
    last = _last_call(db, now)
    if not quiet_hours or last is None or now - last <= timedelta(hours=quiet_hours):
        return None
    usual = _usual(list(_silences(db, now, zone)))
    return Quiet(last, usual) if usual is not None and now - last > TIMES * usual else None


def _last_call(db: Connection, until: datetime) -> datetime | None:
    """When somebody last began a call, by that moment."""
    found = (db.scalar(_LATEST, {"state": state.value, "until": until}) for state in ConversationState)
    return max((at for at in found if at is not None), default=None)


def _silences(db: Connection, now: datetime, zone: ZoneInfo) -> Iterator[timedelta]:
    """How long nobody had called at the same time of the days before, yesterday first, back to the line's first day."""
    local = now.astimezone(zone)
    for ago in range(1, DAYS + 1):
        then = local - timedelta(days=ago)  # by the clock on the wall
        last = _last_call(db, then)
        if last is None:
            return
        yield then - last


def _usual(silences: Sequence[timedelta]) -> timedelta | None:
    """None where the days are too few to say."""
    if len(silences) < LEAST_DAYS:
        return None
    same_weekday = sorted(silences[WEEK - 1 :: WEEK])
    middle, three_of_four = same_weekday[len(same_weekday) // 2], sorted(silences)[len(silences) * 3 // 4]
    return max(middle, three_of_four)


def look(ctx: Context) -> bool:
    """Tell whoever can see to it that the line is silent, once for each silence; take it back when somebody has
    called. Whether the line is silent."""
    found = quiet(ctx.db, ctx.now, zone_of(ctx), ctx.settings.quiet_hours)
    if (found is not None) != (told(ctx.db) is not None):
        _take_turns(ctx)
        said = told(ctx.db)
        if found is not None and said is None:
            _tell(ctx, found)
        elif found is None and said is not None:
            _take_back(ctx, said.id)
    return found is not None


def told(db: Connection) -> Told | None:
    """The alert of a silence, where it was said and not taken back."""
    said = db.execute(_SAID).first()
    return None if said is None or said.action == HEARD else Told(said.id, said.at, int(said.detail))


def _take_turns(ctx: Context) -> None:
    """Another worker that looks at the same time waits until this one is done. SQLite has one writer anyway."""
    if ctx.db.dialect.name == "postgresql":
        ctx.db.execute(select(func.pg_advisory_xact_lock(func.hashtext(KIND))))


def _tell(ctx: Context, found: Quiet) -> None:
    hours = f"{int((ctx.now - found.since).total_seconds() // 3600)}"
    audit.record(ctx, alerts.PREFIX + KIND, "line", detail=hours)
    structlog.get_logger().error("the line is silent", hours=hours)
    values = {"hours": hours, "ussd_code": ctx.settings.ussd_code}
    for role in _TOLD:
        for staff in telling.in_role(ctx, role):
            telling.tell(ctx, staff, "sms_quiet", notices.QUIET, values)


def _take_back(ctx: Context, said: UUID) -> None:
    """The alert is over, whoever may have looked into it meanwhile."""
    audit.add(ctx.db, ctx.now, _SERVICE, HEARD, "line")
    if ctx.db.execute(_SETTLED, {"which": str(said)}).first() is None:
        audit.add(ctx.db, ctx.now, _SERVICE, alerts.SETTLED, "audit_event", said, alerts.Finding.EXPLAINED.value)
    structlog.get_logger().info("the line is heard again")
