"""The traffic of the last day, hour by hour: hops, and SMS in, out and failed. Nobody is in it.

A call counts with all its hops in the hour in which it began. Texts are found by their ids, which rise with time: an
index of their moments would be written with every text.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.ids import first_since
from service.messaging.reports import report
from service.messaging.waiting import attempt
from service.models.conversation import ConversationState
from service.models.message import AttemptState
from service.programme import tables as t

HOURS = 24
_HOUR = timedelta(hours=1)
_WRITTEN = "%Y-%m-%d %H"
UNDELIVERED = "undelivered"
"""What a delivery report means that says so (service/gateways/port.py, Progressed)."""


class hour_of(FunctionElement[str]):  # noqa: N801 it reads as a function of SQL
    """A moment (UTC) as text, 2026-01-31 09: the same on both databases."""

    type = String()
    inherit_cache = True


@compiles(hour_of, "sqlite")
def _hour_on_sqlite(element: hour_of, compiler: SQLCompiler, **more: Any) -> str:
    return f"substr({compiler.process(element.clauses, **more)}, 1, 13)"


@compiles(hour_of)
def _hour(element: hour_of, compiler: SQLCompiler, **more: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **more)}, 'YYYY-MM-DD HH24')"


@dataclass(frozen=True, slots=True)
class Hour:
    """`at`: when it began, UTC. `failed`: texts that the carrier refused, and those reported as not delivered."""

    at: datetime
    calls: int = 0
    hops: int = 0
    texts_in: int = 0
    texts_out: int = 0
    failed: int = 0


EVERY_STATE = t.conversation.c.state.in_([state.value for state in ConversationState])
"""True of every conversation: with it, those since a moment are found by the index of state and beginning."""
_call_hour = hour_of(t.conversation.c.started_at)
_CALLS = (
    select(_call_hour.label("hour"), func.count().label("calls"), func.sum(t.conversation.c.hops).label("hops"))
    .where(EVERY_STATE, t.conversation.c.started_at >= bindparam("since"))
    .group_by(_call_hour)
)


def _since(table: Any) -> Any:
    return and_(table.c.id >= bindparam("first"), table.c.at >= bindparam("since"))


def _times(*conditions: Any) -> Any:
    return func.count(case((and_(*conditions), 1)))


_in_hour, _try_hour, _told_hour = hour_of(t.incoming_sms.c.at), hour_of(attempt.c.at), hour_of(report.c.at)
_IN = select(_in_hour.label("hour"), func.count().label("texts_in")).where(_since(t.incoming_sms)).group_by(_in_hour)
_OUT = (
    select(
        _try_hour.label("hour"),
        _times(attempt.c.state == AttemptState.ACCEPTED.value).label("texts_out"),
        _times(attempt.c.state == AttemptState.FAILED.value).label("failed"),
    )
    .where(_since(attempt))
    .group_by(_try_hour)
)
# A carrier may say twice, in two words, that one text did not arrive.
_NOT_ARRIVED = (
    select(
        _told_hour.label("hour"),
        func.count(func.distinct(func.coalesce(report.c.message_id, report.c.id))).label("failed"),
    )
    .where(_since(report), report.c.means == UNDELIVERED)
    .group_by(_told_hour)
)


def last_day(db: Connection, now: datetime) -> list[Hour]:
    """The last 24 hours, the oldest first; the last one is the running one."""
    since = first_hour(now)
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for statement in (_CALLS, _IN, _OUT, _NOT_ARRIVED):
        wanted = {"since": since} if statement is _CALLS else {"since": since, "first": first_since(since)}
        for hour, *numbers in db.execute(statement, wanted):
            for key, number in zip(statement.selected_columns.keys()[1:], numbers, strict=True):
                counts[hour][key] += int(number)
    return [Hour(at, **counts[at.strftime(_WRITTEN)]) for at in _each(since)]


def first_hour(now: datetime) -> datetime:
    """When the first hour of the last day began."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * _HOUR


def _each(since: datetime) -> Iterator[datetime]:
    return (since + n * _HOUR for n in range(HOURS))


def together(hours: Sequence[Hour]) -> Hour:
    """All of them as one, with the moment of the first."""
    names = ("calls", "hops", "texts_in", "texts_out", "failed")
    return Hour(hours[0].at, **{name: sum(getattr(hour, name) for hour in hours) for name in names})
