"""Many rows by their ids: updated on PostgreSQL in a few statements, on SQLite one after another; found by a list.

psycopg sends `executemany` row by row, each 60 µs of Python and a statement for the server: the state of two
hundred texts took longer than sending them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Select,
    String,
    any_,
    bindparam,
    cast,
    column,
    func,
    select,
    values,
)
from sqlalchemy.sql import Update
from sqlalchemy.types import TypeEngine

from service.prepared import Prepared

Given = Mapping[str, Any]
"""What a statement is given for a row: its values as SQL, by name."""


def among(db: Connection, column: ColumnElement[Any], ids: Sequence[Any]) -> ColumnElement[bool]:
    """Whether the column is one of these: one array on PostgreSQL, since a parameter for each takes psycopg longer
    than the server needs for all."""
    if db.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(ids), type_=ARRAY(column.type)))
    return column.in_(ids)


class Listed:
    """A statement with a list of ids as one parameter, compiled once: `statement` makes it from the condition that a
    column is one of them."""

    def __init__(self, column: ColumnElement[Any], statement: Callable[[ColumnElement[bool]], Select[Any]]) -> None:
        elements = func.json_each(bindparam("ids", type_=String())).table_valued("value")
        self._sqlite = Prepared(statement(column.in_(select(elements.c.value))))
        self._postgresql = Prepared(statement(column == any_(bindparam("ids", type_=ARRAY(column.type)))))

    def all(self, db: Connection, ids: Sequence[UUID]) -> list[Any]:
        """The rows."""
        if db.dialect.name == "sqlite":
            return self._sqlite.all(db, ids=json.dumps([one.hex for one in ids]))
        return self._postgresql.all(db, ids=list(ids))


_SIZES = (1, 8, 64)
"""Rows in one statement, filled up by repeating the last: each is prepared once."""


class ManyUpdates:
    """One update for many rows. `kinds`: the names and types of what each row gives; `statement` makes the update
    from them, given as SQL."""

    def __init__(self, kinds: Mapping[str, TypeEngine[Any]], statement: Callable[[Given], Update]) -> None:
        self._kinds, self._statement = kinds, statement
        self._prepared: dict[int, Prepared] = {}

    def rows(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Update them all. A row that is not there, or that the statement's conditions leave out, stays as it is."""
        if db.dialect.name == "sqlite":
            for row in rows:
                self._of(1).write(db, **{f"{name}_0": value for name, value in row.items()})
            return
        for start in range(0, len(rows), _SIZES[-1]):
            self._some(db, rows[start : start + _SIZES[-1]])

    def _some(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        size = next(size for size in _SIZES if size >= len(rows))
        filled = [*rows, *([rows[-1]] * (size - len(rows)))]
        told = {f"{name}_{n}": value for n, row in enumerate(filled) for name, value in row.items()}
        self._of(size).write(db, **told)

    def _of(self, size: int) -> Prepared:
        found = self._prepared.get(size)
        if found is None:
            found = self._prepared[size] = Prepared(self._statement(self._given(size)))
        return found

    def _given(self, size: int) -> Given:
        """Plain parameters for one row, the columns of a VALUES for several."""
        if size == 1:
            return {name: bindparam(f"{name}_0", type_=kind) for name, kind in self._kinds.items()}
        listed = values(*(column(name, kind) for name, kind in self._kinds.items()), name="given")
        # The types are told: the server takes bytes among VALUES for text.
        rows = [
            tuple(cast(bindparam(f"{name}_{n}", type_=kind), kind) for name, kind in self._kinds.items())
            for n in range(size)
        ]
        return dict(listed.data(rows).c)
