"""The few statements of every hop, compiled once and handed to the driver as they are.

SQLAlchemy's own execution costs about 100 µs a statement, the driver's 16: a hop has half a millisecond. The
types of the columns prepare and read the values all the same, and errors are SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for one dialect. `row` is None where it gives no rows."""

    sql: str
    by_position: bool
    fixed: Mapping[str, Any]
    binds: tuple[tuple[str, Convert | None], ...]
    row: Callable[..., Any] | None
    reads: tuple[Convert | None, ...]


class Prepared:
    """One statement with named parameters, for any connection that is inside a transaction. It may hold no
    IN list: those are spelt out for each execution (write `or_`)."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def first(self, db: Connection, **values: Any) -> Any:
        """The first row, by the names of its columns; None where there is none."""
        compiled, cursor = self._execute(db, values)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else _read(compiled, found)

    def all(self, db: Connection, **values: Any) -> list[Any]:
        """Every row."""
        compiled, cursor = self._execute(db, values)
        found = cursor.fetchall()
        cursor.close()
        return [_read(compiled, row) for row in found]

    def run(self, db: Connection, **values: Any) -> None:
        """Execute a statement that gives no rows."""
        _, cursor = self._execute(db, values)
        cursor.close()

    def _execute(self, db: Connection, values: Mapping[str, Any]) -> tuple[_Compiled, Any]:
        name = db.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _compile(self._statement, db.dialect)
        told = {**compiled.fixed, **values}
        ready = [(key, told[key] if bind is None else bind(told[key])) for key, bind in compiled.binds]
        cursor = db.connection.cursor()
        driver: Any = db.dialect.dbapi
        try:
            cursor.execute(compiled.sql, [v for _, v in ready] if compiled.by_position else dict(ready))
        except driver.Error as error:
            raise DBAPIError.instance(
                compiled.sql, None, error, driver.Error, hide_parameters=True, dialect=db.dialect
            ) from error
        return compiled, cursor


def _compile(statement: Any, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    names = compiled.positiontup or list(compiled.bind_names.values())
    binds = tuple((name, _bind(compiled.binds[name], dialect)) for name in names)
    columns = list(getattr(statement, "selected_columns", ()))
    row = namedtuple("row", [column.key for column in columns]) if columns else None
    reads = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    return _Compiled(str(compiled), bool(compiled.positiontup), dict(compiled.params), binds, row, reads)


def _bind(parameter: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = (
        parameter.type.dialect_impl(dialect).bind_processor(dialect) if parameter is not None else None
    )
    return found


def _read(compiled: _Compiled, row: Any) -> Any:
    read = (v if convert is None else convert(v) for v, convert in zip(row, compiled.reads, strict=True))
    return compiled.row(*read) if compiled.row else tuple(row)
