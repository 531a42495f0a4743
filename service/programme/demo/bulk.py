"""Many rows of one table at once: values are prepared a column at a time, and handed to the driver as they are.

A quarter of a million rows through the ordinary insert take twice as long, and whoever starts the line waits.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert

Columns = dict[str, object]


def insert_all(db: Connection, table: Table, rows: Sequence[Columns]) -> None:
    """Insert rows that all have the same columns (KeyError where one has fewer), in the caller's transaction."""
    compiled: Any = insert(table).compile(dialect=db.dialect, column_keys=list(rows[0]))
    names = compiled.positiontup or list(rows[0])
    prepared = zip(*(_column(db.dialect, table, name, rows) for name in names), strict=True)
    is_by_position = bool(compiled.positiontup)
    db.exec_driver_sql(
        str(compiled), list(prepared) if is_by_position else [dict(zip(names, row, strict=True)) for row in prepared]
    )


def _column(dialect: Dialect, table: Table, name: str, rows: Sequence[Columns]) -> list[object]:
    """The values of one column as the driver wants them."""
    prepare: Callable[[Any], object] | None = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    values = [row[name] for row in rows]
    return [prepare(value) for value in values] if prepare else values
