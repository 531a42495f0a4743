"""Writes that nobody waits for: on PostgreSQL they go along with the next read, or with the end of the unit.

Each statement on its own is a way to the server and back, longer than the work at its end: a registration wrote
twenty rows one by one. What waits is sent before anything else happens on its connection (a read, a savepoint,
the commit), so that a unit sees its own rows and its errors are its own. SQLite has no way to go: there a write
is done at once.
"""

from collections.abc import Sequence
from contextlib import closing
from typing import Any, cast

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from service.pipeline import Pipeline, Statement

_WAITING, _PIPELINE = "retour.waiting", "retour.pipeline"


def later(db: Connection, sql: str, given: Any) -> None:
    """Do this write before the next thing that happens on the connection. Its error comes then."""
    if db.dialect.name == "sqlite":
        executed(db, sql, given).close()
    else:
        db.info.setdefault(_WAITING, []).append((sql, given))


def executed(db: Connection, sql: str, given: Any) -> Any:
    """The answer to this statement, as a cursor gives it, after all that waited."""
    waiting = _taken(db)
    driver: Any = db.dialect.dbapi
    try:
        return _done(db, [*waiting, (sql, given)])
    except driver.Error as error:
        raise _told(db, sql, error) from error


def bulk(db: Connection, insert: str, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add rows by the shortest way that the database has: COPY, or an insert that is prepared once. `rows` hold
    exactly these columns, as the driver takes them."""
    settle(db)
    driver: Any = db.dialect.dbapi
    with closing(db.connection.cursor()) as cursor:
        try:
            if db.dialect.name == "sqlite":
                cursor.executemany(insert, rows)
                return
            named = ", ".join(f'"{column}"' for column in columns)
            with cast(Any, cursor).copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        except driver.Error as error:
            raise DBAPIError.instance(
                insert, None, error, driver.Error, hide_parameters=True, dialect=db.dialect
            ) from error


def settle(db: Connection, *statements: str) -> None:
    """Send what waits, and then these statements, which have no parameters."""
    told: list[Statement] = [*_taken(db), *((sql, None) for sql in statements)]
    for sql, given in told[:-1]:
        later(db, sql, given)
    for sql, given in told[-1:]:
        executed(db, sql, given).close()


def forget(db: Connection) -> None:
    """What waits is not wanted any more: its transaction, or its savepoint, is rolled back."""
    _taken(db)


def _taken(db: Connection) -> list[Statement]:
    """What waited; it waits no more."""
    if db.invalidated or db.closed:
        return []
    found: list[Statement] = db.info.pop(_WAITING, [])
    return found


def heed(engine: Engine) -> None:
    """Send what waits before the engine's own statements and commits, and forget it with a rollback."""
    event.listen(engine, "before_cursor_execute", lambda db, *_: settle(db))
    event.listen(engine, "commit", settle)
    event.listen(engine, "rollback", forget)
    event.listen(engine, "savepoint", lambda db, _name: settle(db))
    event.listen(engine, "rollback_savepoint", lambda db, *_: forget(db))


def _done(db: Connection, statements: Sequence[Statement]) -> Any:
    """Do all, on PostgreSQL in one way to the server and back; the answer of the last."""
    if db.dialect.name != "sqlite":
        return _pipeline(db).run(statements)
    cursor = db.connection.cursor()
    for sql, given in statements:
        cursor.execute(sql, given or ())
    return cursor


def _pipeline(db: Connection) -> Pipeline:
    """Kept as long as the driver's connection is."""
    found: Pipeline | None = db.info.get(_PIPELINE)
    if found is None:
        driver: Any = db.connection.driver_connection
        found = db.info[_PIPELINE] = Pipeline(driver)
    return found


def _told(db: Connection, sql: str, error: Any) -> BaseException:
    """The driver's error as SQLAlchemy's, without the values."""
    driver: Any = db.dialect.dbapi
    found: BaseException = DBAPIError.instance(sql, None, error, driver.Error, hide_parameters=True, dialect=db.dialect)
    return found
