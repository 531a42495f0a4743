"""One engine for SQLite and PostgreSQL alike: durable, UTC, explicit transactions, no values in errors.

SQLite's driver is told to begin nothing by itself; every BEGIN is emitted here, IMMEDIATE for writers.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.types import TypeDecorator

from service.deferred import heed

BUSY_SECONDS = 10
"""How long SQLite waits for another process's write."""
BEGIN = "sqlite_begin"
"""Execution option of a connection: the statement with which its transactions begin on SQLite."""

_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",  # first: a new file becomes a WAL file only when nobody else has it
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose commits that were answered, when the power goes
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what was deleted is overwritten, not only forgotten
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in, aware UTC out, on both databases. A naive datetime is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value if value.tzinfo is UTC else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what went in was UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def driver_url(url: str) -> URL:
    """The URL with the driver that Retour uses. ValueError where the database is neither of the two."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite") and parsed.database not in (None, "", ":memory:"):
        return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError("The database is a SQLite file (sqlite:///…) or PostgreSQL (postgresql://…).")


def make_engine(url: str) -> Engine:
    """An engine that every part of the service may share. Opens nothing yet, but a SQLite file is made
    (mode 600, its folder 700), before SQLite itself would make one that others can read."""
    target = driver_url(url)
    if target.get_backend_name() == "postgresql":
        engine = create_engine(
            target,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 5,
                "options": "-c timezone=UTC",
                "client_encoding": "utf-8",
                "application_name": "retour",
                # What psycopg prepares it gives up with every rollback by DEALLOCATE ALL, ours among it.
                "prepare_threshold": None,
            },
        )
        heed(engine)
        return engine
    _make_file(Path(str(target.database)))
    engine = create_engine(target, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is going to write. On SQLite it takes its turn at once (BEGIN IMMEDIATE): one that
    begins by reading and writes later fails when another wrote in between."""
    with engine.connect() as connection:
        db = connection.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        with db.begin():
            yield db


def _make_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(db: Connection) -> None:
    db.exec_driver_sql(db.get_execution_options().get(BEGIN, "BEGIN"))
