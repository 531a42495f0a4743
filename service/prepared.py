"""The few statements of every hop, compiled once and handed to the driver as they are.

SQLAlchemy's own execution costs about 100 µs a statement, the driver's 16: a hop has half a millisecond. The
types of the columns prepare and read the values all the same, and errors are SQLAlchemy's.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from service.deferred import bulk, executed, later

Convert = Callable[[Any], Any]
MOST_AT_ONCE = 16
"""Rows in one insert: psycopg takes a statement apart anew each time where it has more than fifty parameters."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement for one dialect. `row` is None where it gives no rows."""

    sql: str
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
        compiled = self._for(db)
        cursor = executed(db, compiled.sql, _bound(compiled, values))
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else _read(compiled, found)

    def all(self, db: Connection, **values: Any) -> list[Any]:
        """Every row."""
        compiled = self._for(db)
        cursor = executed(db, compiled.sql, _bound(compiled, values))
        found = cursor.fetchall()
        cursor.close()
        return [_read(compiled, row) for row in found]

    def run(self, db: Connection, **values: Any) -> int:
        """Execute a statement that gives no rows; how many it changed."""
        compiled = self._for(db)
        return _counted(executed(db, compiled.sql, _bound(compiled, values)))

    def write(self, db: Connection, **values: Any) -> None:
        """The same where nobody asks how many: it may go along with what comes next (service/deferred.py)."""
        compiled = self._for(db)
        later(db, compiled.sql, _bound(compiled, values))

    def _for(self, db: Connection) -> _Compiled:
        name = db.dialect.name
        found = self._compiled.get(name)
        if found is None:
            found = self._compiled[name] = _compile(self._statement, db.dialect)
        return found


class Adding:
    """Inserts into one table, compiled once for each set of columns. `unique`: the columns whose row, where it
    stands already (even one that another process has not yet committed), is left as it is."""

    def __init__(self, table: Table, *unique: str) -> None:
        self._statements: Mapping[str, Any] = {
            "sqlite": sqlite.insert(table),
            "postgresql": postgresql.insert(table),
        }
        if unique:
            self._statements = {
                name: statement.on_conflict_do_nothing(index_elements=unique)
                for name, statement in self._statements.items()
            }
        self._table = table
        self._compiled: dict[tuple[object, ...], _Compiled] = {}

    def once(self, db: Connection, row: Mapping[str, Any]) -> bool:
        """Whether the row was added."""
        compiled = self._for(db, row)
        return _counted(executed(db, compiled.sql, _bound(compiled, row))) == 1

    def row(self, db: Connection, row: Mapping[str, Any]) -> None:
        """Add a row; it may go along with what comes next (service/deferred.py)."""
        compiled = self._for(db, row)
        later(db, compiled.sql, _bound(compiled, row))

    def rows(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows that all have the same columns."""
        for start in range(0, len(rows), MOST_AT_ONCE):
            some = rows[start : start + MOST_AT_ONCE]
            compiled = self._for(db, rows[0], len(some))
            together = {f"{name}_{n}": value for n, row in enumerate(some) for name, value in row.items()}
            later(db, compiled.sql, _bound(compiled, together))

    def many(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add thousands of rows that all give the same columns.
        A row that stands already is an error, whatever `unique` says."""
        if rows:
            compiled = self._for(db, rows[0])
            named = [name for name, _ in compiled.binds]  # in the table's order, defaults among them
            columns = [_column(compiled, name, bind, rows) for name, bind in compiled.binds]
            bulk(db, compiled.sql, self._table.name, named, list(zip(*columns, strict=True)))

    def _for(self, db: Connection, row: Mapping[str, Any], count: int = 0) -> _Compiled:
        """The insert of one row (0), or of so many in one statement, whose parameters end in the row's number."""
        dialect, columns = db.dialect.name, list(row)
        key = (dialect, count, *columns)
        found = self._compiled.get(key)
        if found is None:
            statement = self._statements[dialect]
            if count:
                several = [
                    {c: bindparam(f"{c}_{n}", type_=self._table.c[c].type) for c in columns} for n in range(count)
                ]
                found = _compile(statement.values(several), db.dialect)
            else:
                found = _compile(statement, db.dialect, columns)
            self._compiled[key] = found
        return found


def _counted(cursor: Any) -> int:
    count = int(cursor.rowcount)
    cursor.close()
    return count


def _bound(compiled: _Compiled, values: Mapping[str, Any]) -> list[Any]:
    told = {**compiled.fixed, **values}
    return [told[key] if bind is None else bind(told[key]) for key, bind in compiled.binds]


def _column(compiled: _Compiled, name: str, bind: Convert | None, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The values of one column, as the driver takes them: a column at a time costs half of a row at a time."""
    if name not in rows[0]:
        return [compiled.fixed[name] if bind is None else bind(compiled.fixed[name])] * len(rows)
    values = [row[name] for row in rows]
    return values if bind is None else list(_converted(bind, values))


def _converted(bind: Convert, values: Sequence[Any]) -> Iterator[Any]:
    """Of many rows, most have what the one before them has: a person's id, a moment."""
    last, found = object(), None
    for value in values:
        if value is not last:
            last, found = value, bind(value)
        yield found


def _compile(statement: Any, dialect: Dialect, columns: list[str] | None = None) -> _Compiled:
    """`columns`: those that the rows of an insert give; the others have their defaults."""
    if dialect.name == "postgresql":  # by number, as its own protocol has it (service/pipeline.py)
        dialect = type(dialect)(paramstyle="numeric_dollar", dbapi=dialect.dbapi)  # type: ignore[call-arg]
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    binds = tuple((name, _bind(compiled.binds[name], dialect)) for name in compiled.positiontup or ())
    selected = list(getattr(statement, "selected_columns", ()))
    row = namedtuple("row", [column.key for column in selected]) if selected else None
    reads = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in selected)
    fixed = {**compiled.params, **dict(map(_default, getattr(compiled, "insert_prefetch", ())))}
    return _Compiled(str(compiled), fixed, binds, row, reads)


def _default(column: Any) -> tuple[str, Any]:
    if not column.default.is_scalar:
        raise TypeError(f"{column} is made anew for each row: the row has to give it")
    return column.key, column.default.arg


def _bind(parameter: Any, dialect: Dialect) -> Convert | None:
    found: Convert | None = (
        parameter.type.dialect_impl(dialect).bind_processor(dialect) if parameter is not None else None
    )
    return found


def _read(compiled: _Compiled, row: Any) -> Any:
    read = (v if convert is None else convert(v) for v, convert in zip(row, compiled.reads, strict=True))
    return compiled.row(*read) if compiled.row else tuple(row)
