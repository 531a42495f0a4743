"""The tables, brought to a revision: all of it in one transaction, or nothing at all.

A module of its own, since few processes migrate and Alembic takes long to import.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from service.database import BEGIN, make_engine

Direction = Literal["up", "down"]

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
"""Beside the package, in the source tree as in the wheel."""
_MIGRATION_LOCK = 0x5245544F5552  # the letters RETOUR; any number that no other use of the database takes


def migrate(url: str, revision: str = "head", direction: Direction | None = None, folder: Path = MIGRATIONS) -> None:
    """Bring the tables to a revision ("head", "base", an id, "+1", "-1"): all of it, or nothing at all.

    The direction follows from the revision where it is not said. On PostgreSQL, processes that migrate at
    the same time wait for one another (advisory lock). `folder`: where the migrations stand.
    """
    config = _config(folder)
    engine = make_engine(url)
    try:
        with _migrating(engine) as db:
            config.attributes["connection"] = db
            going = direction or _direction(config, db, revision)
            (command.downgrade if going == "down" else command.upgrade)(config, revision)
    finally:
        engine.dispose()


def current(engine: Engine) -> str | None:
    """The revision that the database is at; None where it was never migrated."""
    with engine.connect() as db:
        return MigrationContext.configure(db).get_current_revision()


def at_head(engine: Engine) -> bool:
    """Whether every migration has been applied."""
    return current(engine) == ScriptDirectory.from_config(_config(MIGRATIONS)).get_current_head()


def _config(folder: Path) -> Config:
    """Alembic's configuration, wherever the process was started."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """The one transaction of a migration. On SQLite without the enforcement of foreign keys: a table that
    is rebuilt is dropped, which would delete what refers to it; they are checked before the commit."""
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        db = connection.execution_options(**{BEGIN: "BEGIN IMMEDIATE"})
        if is_sqlite:
            _driver(db).execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
        with db.begin():
            if not is_sqlite:
                db.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            yield db
            if is_sqlite:
                _check_references(db)


def _driver(db: Connection) -> Any:
    return db.connection.driver_connection


def _check_references(db: Connection) -> None:
    broken = {str(row[0]) for row in db.exec_driver_sql("PRAGMA foreign_key_check")}
    if broken:
        raise ValueError(f"The migration leaves references to nothing in: {', '.join(sorted(broken))}.")


def _direction(config: Config, db: Connection, revision: str) -> Direction:
    """Down where the revision is one that the database has already passed."""
    now = MigrationContext.configure(db).get_current_revision()
    if revision == "base" or revision.startswith("-"):
        return "down"
    if now is None or revision.startswith("+") or revision in ("head", "heads", now):
        return "up"
    passed = ScriptDirectory.from_config(config).iterate_revisions(now, "base")
    return "down" if revision in {script.revision for script in passed} else "up"
