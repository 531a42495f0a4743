"""The board of cases: where each stands by the clock, the most urgent first; one column in full, page by page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, or_, select, tuple_

from service.many import among
from service.models.case import CaseState
from service.programme import tables as t
from service.programme.casedesk.listing import SHOWN, CaseLine, Wanted, line_of, narrowed
from service.programme.cases import IS_UNHEARD
from service.programme.casework import OPEN_STATES
from service.programme.context import Context
from service.programme.people.within import below
from service.programme.working_days import midnight, today

ON_BOARD = 6
"""Cases of one column on the board."""
ON_PAGE = 40
SOON = timedelta(days=7)
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Column(StrEnum):
    """Where a case stands. Each stands in one; of those that are worked on, a broken promise comes before all else.
    WAITING: its person was called and not reached, or has an answer to hear. ANSWERED: not heard yet."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    WAITING = "waiting"
    HELD = "held"
    ANSWERED = "answered"
    CLOSED = "closed"


BOARD = tuple(one for one in Column if one is not Column.CLOSED)
"""The columns of the board, in their order."""
_STATES: Mapping[Column, Sequence[CaseState]] = {
    Column.HELD: (CaseState.ON_HOLD,),
    Column.ANSWERED: (CaseState.ANSWERED,),
    Column.CLOSED: (CaseState.CLOSED,),
}
_WORKED_ON = tuple(state for state in OPEN_STATES if state is not CaseState.ON_HOLD)

_c = t.case.c
_ORDER: Mapping[Column, ColumnElement[Any]] = {
    Column.HELD: _c.held_until,
    Column.ANSWERED: _c.answered_at,
    Column.CLOSED: _c.closed_at,
}
_BY_PROMISE: ColumnElement[Any] = func.coalesce(_c.promised_at, _NEVER, type_=_c.promised_at.type)
_asker = t.person.alias("asker")
_WHERE = select(_asker.c.place).where(_asker.c.id == _c.person_id).scalar_subquery()
_CASES = t.case.outerjoin(t.person, t.person.c.id == _c.person_id)


@dataclass(frozen=True, slots=True)
class Standing:
    """A column of the board: how many cases stand in it, and the first of them."""

    column: Column
    count: int
    lines: tuple[CaseLine, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a column. `after`: what names the next part, "" on the last."""

    lines: tuple[CaseLine, ...]
    after: str


def board(ctx: Context, wanted: Wanted) -> tuple[Standing, ...]:
    """The columns with their counts and their first cases."""
    placed = _placed(ctx, wanted)
    turns = select(
        placed,
        func.row_number().over(partition_by=placed.c.column, order_by=(placed.c.by, placed.c.which)).label("turn"),
        func.count().over(partition_by=placed.c.column).label("every"),
    ).subquery()
    first = ctx.db.execute(select(turns).where(turns.c.turn <= ON_BOARD).order_by(turns.c.turn)).all()
    lines = _lines(ctx, [row.which for row in first])
    return tuple(_standing(one, [row for row in first if row.column == one], lines) for one in BOARD)


def _standing(column: Column, rows: Sequence[t.AnyRow], lines: Mapping[UUID, CaseLine]) -> Standing:
    shown = tuple(lines[row.which] for row in rows if row.which in lines)
    return Standing(column, rows[0].every if rows else 0, shown)


def _lines(ctx: Context, ids: Sequence[UUID]) -> Mapping[UUID, CaseLine]:
    """The cases that a page shows, with whom they are of: joined for these alone, and not for all that were sorted.
    One that was handed to the focal points in this moment is not there any more."""
    rows = ctx.db.execute(SHOWN.where(among(ctx.db, _c.id, ids))) if ids else ()
    return {row.id: line_of(ctx, row) for row in rows}


def _placed(ctx: Context, wanted: Wanted) -> Subquery:
    """The wanted cases that are not closed: which, in which column, and by which moment they stand there."""
    by = case(*((_c.state == _STATES[one][0].value, _ORDER[one]) for one in _ORDER), else_=_BY_PROMISE)
    return (
        select(_c.id.label("which"), _column(ctx).label("column"), by.label("by"))
        .select_from(_CASES)
        .where(_in_states(*OPEN_STATES, CaseState.ANSWERED), *_narrowed_open(ctx, wanted))
        .subquery()
    )


def _narrowed_open(ctx: Context, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """The same as `narrowed`, for cases that are not closed: of these few the place is looked up one by one. Joined,
    the database reads everybody who lives there first."""
    yield from narrowed(ctx, replace(wanted, place=""))
    if wanted.place:
        yield among(ctx.db, _WHERE, below(ctx.db, wanted.place))


def counts(ctx: Context, wanted: Wanted) -> Mapping[Column, int]:
    """How many cases stand in each column of the board."""
    placed = _placed(ctx, wanted)
    rows = ctx.db.execute(select(placed.c.column, func.count().label("every")).group_by(placed.c.column))
    told = {Column(row.column): int(row.every) for row in rows}
    return {one: told.get(one, 0) for one in BOARD}


def page(ctx: Context, wanted: Wanted, column: Column, after: str = "") -> Page:
    """One column, a page of it; what was closed, the latest first. ValueError for an `after` that no page gave."""
    order, is_back = _ORDER.get(column, _BY_PROMISE), column is Column.CLOSED
    wishes = narrowed(ctx, wanted) if is_back else _narrowed_open(ctx, wanted)
    found = (
        select(_c.id, order.label("by"))
        .select_from(_CASES)
        .where(_in_states(*_STATES.get(column, _WORKED_ON)), order.is_not(None), *wishes)
    )
    if column not in _STATES:
        found = found.where(_column(ctx) == column.value)
    if after:
        here, before = tuple_(order, _c.id), tuple_(*_place(after))
        found = found.where(here < before if is_back else here > before)
    turns = (order.desc(), _c.id.desc()) if is_back else (order, _c.id)
    rows = ctx.db.execute(found.order_by(*turns).limit(ON_PAGE + 1)).all()
    last = rows[ON_PAGE - 1] if len(rows) > ON_PAGE else None
    lines = _lines(ctx, [row.id for row in rows[:ON_PAGE]])
    following = f"{(last.by - _FIRST) // _MICROSECOND}-{last.id.hex}" if last else ""
    return Page(tuple(lines[row.id] for row in rows[:ON_PAGE] if row.id in lines), following)


def _place(after: str) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    moment, _, which = after.partition("-")
    try:
        by, last = _FIRST + int(moment) * _MICROSECOND, UUID(which)
    except (ValueError, OverflowError):
        raise ValueError("There is no such page of this list.") from None
    return literal(by, type_=_c.opened_at.type), literal(last, type_=_c.id.type)


def _in_states(*states: CaseState) -> ColumnElement[bool]:
    return _c.state.in_([state.value for state in states])


def _column(ctx: Context) -> ColumnElement[str]:
    """Where a case stands at this moment."""
    tomorrow = midnight(ctx, today(ctx) + timedelta(days=1))
    return case(
        *((_c.state == states[0].value, one.value) for one, states in _STATES.items()),
        (_c.promised_at < ctx.now, Column.OVERDUE.value),
        (or_(_c.calls_failed > 0, and_(*IS_UNHEARD)), Column.WAITING.value),
        (_c.promised_at < tomorrow, Column.TODAY.value),
        (_c.promised_at < tomorrow + SOON, Column.WEEK.value),
        else_=Column.LATER.value,
    )
