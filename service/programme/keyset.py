"""Lists page by page. Where the next page begins is told by the last line of this one: a number of lines to be skipped
would make the hundredth page a hundred times as slow as the first, and lose a line where one was added meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, tuple_

L = TypeVar("L")
M = TypeVar("M")
_BETWEEN = "_"


@dataclass(frozen=True, slots=True)
class Page(Generic[L]):
    """Some lines of a list. `after`: the token of the page behind them, "" on the last one."""

    lines: Sequence[L]
    after: str = ""

    def of(self, make: Callable[[L], M]) -> "Page[M]":
        """The same page with each line made into another."""
        return Page([make(line) for line in self.lines], self.after)


@dataclass(frozen=True, slots=True)
class Mark:
    """Behind which line a page begins: its day (or moment, or rank), and its id. `key` as it was told."""

    key: str
    id: UUID

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.key)
        except ValueError:
            return None

    @property
    def moment(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.key)
        except ValueError:
            return None


def told(key: date | datetime | str | int, row_id: UUID) -> str:
    """The token of the page behind a line."""
    return f"{key.isoformat() if isinstance(key, date) else key}{_BETWEEN}{row_id.hex}"


def read(token: str) -> Mark | None:
    """Where a token says that the page begins; None for "" and for what is none: the list begins at its top."""
    key, between, row_id = token.rpartition(_BETWEEN)
    try:
        return Mark(key, UUID(row_id)) if between else None
    except ValueError:
        return None


def behind(
    token: str, column: ColumnElement[Any], row_id: ColumnElement[Any], *, down: bool = False
) -> ColumnElement[bool] | None:
    """The condition that a line comes behind that one, in the order of a day and an id, both up or both `down`; None
    for the top of the list."""
    place = read(token)
    if place is None or place.day is None:
        return None
    here, there = tuple_(column, row_id), tuple_(place.day, place.id)
    return here < there if down else here > there


def cut(rows: Sequence[L], most: int, token: Callable[[L], str]) -> Page[L]:
    """A page of the first rows, of which one more than `most` was asked for."""
    return Page(rows[:most], token(rows[most - 1]) if len(rows) > most else "")


def page_of(
    statement: Select[Any],
    token: str,
    column: ColumnElement[Any],
    row_id: ColumnElement[Any],
    most: int,
    *,
    down: bool = False,
) -> Select[Any]:
    """A statement as one page of it, and one row more, by a day and an id."""
    where = behind(token, column, row_id, down=down)
    order = (column.desc(), row_id.desc()) if down else (column, row_id)
    found = statement if where is None else statement.where(where)
    return found.order_by(*order).limit(most + 1)
