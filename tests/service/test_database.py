"""The engine: durable, in UTC, with transactions that begin where the code says so, on both databases."""

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from service.database import driver_url, make_engine, writing
from service.ids import uuid7
from service.migrating import migrate
from service.models import AuditEvent, Case, Phone, table_of

AUDIT, PHONE = table_of(AuditEvent), table_of(Phone)
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)  # with a fraction: it must come back


def add(engine: Engine, table: Table, *rows: dict[str, object]) -> None:
    with writing(engine) as db:
        for one in rows:
            db.execute(insert(table), one)


def row(at: datetime = NOON) -> dict[str, object]:
    return {"at": at, "actor": "test", "action": "look"}


def test_a_moment_comes_back_aware_and_in_utc(engine: Engine) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=5)))
    with writing(engine) as db:
        db.execute(insert(AUDIT), row(east))
    with engine.connect() as db:
        at = db.execute(select(AUDIT.c.at)).scalar_one()
        assert at == NOON
        assert at.utcoffset() == timedelta(0)
        assert db.execute(select(AUDIT.c.at).where(AUDIT.c.at == east)).first()
        assert not db.execute(select(AUDIT.c.at).where(AUDIT.c.at > NOON)).first()


def test_a_naive_moment_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        add(engine, AUDIT, row(NOON.replace(tzinfo=None)))


def test_defaults_are_filled_in_by_core_statements_too(engine: Engine) -> None:
    with writing(engine) as db:
        db.execute(insert(AUDIT), row())
    with engine.connect() as db:
        found = db.execute(select(AUDIT)).one()
    assert found.id.version == 7
    assert (found.subject, found.detail) == ("", "")


def test_what_fails_is_rolled_back_whole(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        add(engine, AUDIT, row(), {**row(), "actor": None})
    with engine.connect() as db:
        assert db.execute(select(AUDIT)).first() is None


def test_an_error_shows_no_value(engine: Engine) -> None:
    values = {"number_mac": b"m", "number": b"Aminata", "first_seen": NOON, "last_seen": NOON}
    with pytest.raises(IntegrityError) as told:
        add(engine, PHONE, {"id": uuid7(), **values}, {"id": uuid7(), **values})
    assert "Aminata" not in str(told.value)


def test_references_are_enforced(engine: Engine) -> None:
    case = table_of(Case)
    with pytest.raises(IntegrityError), writing(engine) as db:
        db.execute(insert(case), {"reference": "123456", "type": "thanks", "opened_at": NOON, "person_id": uuid7()})


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///var/retour.db", "sqlite+pysqlite"),
    ],
)
def test_the_driver_is_ours_to_choose(url: str, driver: str) -> None:
    assert driver_url(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url: str) -> None:
    """A database in memory is another one for each connection."""
    with pytest.raises(ValueError, match="SQLite file"):
        driver_url(url)


def test_sqlite_is_durable_private_and_forgets_what_it_deletes(tmp_path: Path) -> None:
    path = tmp_path / "var" / "retour.db"
    engine = make_engine(f"sqlite:///{path}")
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with engine.connect() as db:
        assert [db.execute(text(f"PRAGMA {n}")).scalar() for n in names] == ["wal", 2, 1, 1, 10000]
        db.execute(text("CREATE TABLE t (a)"))
        db.commit()
        for name in ("retour.db", "retour.db-wal", "retour.db-shm"):
            assert stat.S_IMODE((path.parent / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    engine.dispose()


def test_a_writer_on_sqlite_takes_its_turn_at_once(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'retour.db'}")
    migrate(f"sqlite:///{tmp_path / 'retour.db'}")
    with writing(engine), engine.connect() as second:
        second.connection.driver_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
        second.execute(select(AUDIT)).all()  # readers are not held up
        second.rollback()
        second.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            second.begin()
    engine.dispose()


def test_sessions_speak_utc(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        with engine.connect() as db:
            assert db.execute(text("SHOW timezone")).scalar() == "UTC"
