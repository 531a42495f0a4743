"""The silences as they are kept for pages: looked for behind them, in a thread that nobody waits for.

To look for all of them takes seconds where there are a hundred thousand people; a page reads what was found last, with
its moment. Whose hands a line is in, and what came of it, is as it stands now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.sector import within
from service.programme.followup.silence import Counted, Filter, Line, line_of, lines
from service.programme.followup.silences import Silence
from service.programme.working_days import today
from service.units import Transact

WHAT = "silence"
"""By what its look is kept (pulse/kept.py)."""
FRESH = timedelta(minutes=10)
STEP = 200
"""Lines written at once: some 30 ms."""
PAGE = 50

_line = t.silence_line
_KEY = ("kind", "subject_id")
_SEEN = ("person_id", "phone_id", "since", "place", "sex", "kit")
_key = (_line.c.kind == bindparam("a_kind"), _line.c.subject_id == bindparam("a_subject"))
_ALL = select(*(_line.c[name] for name in (*_KEY, *_SEEN)))
_ADD, _SET, _DROP = insert(_line), update(_line).where(*_key), delete(_line).where(*_key)

Row = Mapping[str, Any]


def refresh(ctx: Context, transact: Transact) -> Mapping[str, int]:
    """Look for every silence (`ctx`: a connection that is only read), and keep what was found; how many there are."""
    found = {(one.kind.value, one.subject_id): _row(one, today(ctx)) for one in lines(ctx, Filter())}
    stood = {(row.kind, row.subject_id): row._asdict() for row in ctx.db.execute(_ALL)}
    gone = [_named(key) for key in stood.keys() - found.keys()]
    changed = [{**_named(key), **_rest(row)} for key, row in found.items() if key in stood and stood[key] != row]
    new = [row for key, row in found.items() if key not in stood]
    for statement, rows in ((_DROP, gone), (_SET, changed), (_ADD, new)):
        for at in range(0, len(rows), STEP):
            transact(_written(statement, rows[at : at + STEP]))
    return {"lines": len(found)}


def _row(one: Line, now: date) -> dict[str, Any]:
    about = {"person_id": one.person_id, "phone_id": one.phone_id, "since": now - timedelta(days=one.days)}
    return {"kind": one.kind.value, "subject_id": one.subject_id, **about, "place": one.place, **_told(one)}


def _told(one: Line) -> dict[str, str]:
    return {"sex": one.sex, "kit": one.kit}


def _named(key: tuple[str, UUID]) -> dict[str, Any]:
    return {"a_kind": key[0], "a_subject": key[1]}


def _rest(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in _SEEN}


def _written(statement: Any, rows: Sequence[Row]) -> Callable[[Connection], None]:
    def write(db: Connection) -> None:
        db.execute(statement, rows)

    return write


def counts(db: Connection, wanted: Filter) -> Iterator[Counted]:
    """How many were found, by kind, place, sex and kit."""
    by = (_line.c.kind, _line.c.place, _line.c.sex, _line.c.kit)
    found = select(*by, func.count().label("silent")).where(*_which(wanted)).group_by(*by).order_by(*by)
    for row in db.execute(found):
        yield Counted(Silence(row.kind), row.place, row.sex, row.kit, row.silent)


def _which(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    yield _line.c.kind.in_([kind.value for kind in wanted.kinds])
    yield within(_line.c.place, wanted.place)
    yield within(_line.c.place, wanted.sector)
    for column, value in ((_line.c.sex, wanted.sex), (_line.c.kit, wanted.kit)):
        if value:
            yield column == value


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of one kind, the longest silence first. `after`: where the next page begins, "" on the last."""

    lines: list[Line]
    after: str


_SHOWN = (
    select(
        *(_line.c[name] for name in (*_KEY, *_SEEN)),
        t.person.c.name,
        t.person.c.code,
        t.phone.c.number,
        t.handed.c.id.label("handed_id"),
        t.handed.c.staff_id,
        t.staff.c.name.label("handed_to"),
        t.handed.c.handed_at,
        t.handed.c.done_at,
        t.handed.c.outcome,
    )
    .outerjoin(t.person, t.person.c.id == _line.c.person_id)
    .outerjoin(t.phone, t.phone.c.id == _line.c.phone_id)
    .outerjoin(t.handed, and_(t.handed.c.subject_id == _line.c.subject_id, t.handed.c.kind == _line.c.kind))
    .outerjoin(t.staff, t.staff.c.id == t.handed.c.staff_id)
    .order_by(_line.c.since, _line.c.subject_id)
)


def page(ctx: Context, kind: Silence, wanted: Filter, after: str = "", most: int = PAGE) -> Page:
    """A page of one kind; `after` as the page before said."""
    found = _SHOWN.where(_line.c.kind == kind.value, *_which(wanted), *_beyond(after))
    rows = ctx.db.execute(found.limit(most + 1)).all()
    some = rows[:most]
    beyond = f"{some[-1].since}~{some[-1].subject_id}" if len(rows) > most else ""
    return Page([line_of(ctx, kind, row) for row in some], beyond)


def _beyond(after: str) -> Iterator[ColumnElement[bool]]:
    since, _, subject = after.partition("~")
    try:
        day, last = date.fromisoformat(since), UUID(subject)
    except ValueError:
        return
    yield or_(_line.c.since > day, and_(_line.c.since == day, _line.c.subject_id > last))


_IN_HAND = _SHOWN.where(t.handed.c.staff_id == bindparam("agent"), t.handed.c.done_at.is_(None))


def in_hand(ctx: Context, staff_id: UUID) -> list[Line]:
    """What an agent was given and has not settled, kind by kind: the list that they carry."""
    found = [line_of(ctx, Silence(row.kind), row) for row in ctx.db.execute(_IN_HAND, {"agent": staff_id})]
    return sorted((one for one in found if one.staff_id == staff_id), key=lambda one: (one.place, one.kind.value))
