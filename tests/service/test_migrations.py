"""Migrations: up, down and up again, all or nothing, on both databases; and the models agree with them."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from service.database import make_engine
from service.migrating import MIGRATIONS, at_head, current, migrate
from service.models import Row

HEAD = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))

STEP = '''"""A migration of a test."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{after}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}


def downgrade() -> None:
    pass
'''


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def state(url: str) -> tuple[str | None, bool]:
    engine = make_engine(url)
    try:
        return current(engine), at_head(engine)
    finally:
        engine.dispose()


def folder_with(tmp_path: Path, *bodies: str) -> Path:
    """The project's migrations, and some more after them."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = HEAD
    for number, body in enumerate(bodies, 9001):
        step = STEP.format(revision=number, after=last, body=body)
        (folder / "versions" / f"{number}_test.py").write_text(step, encoding="utf-8")
        last = str(number)
    return folder


def test_up_down_and_up_again(blank_database_url: str) -> None:
    assert state(blank_database_url) == (None, False)
    migrate(blank_database_url)
    assert tables(blank_database_url) == {*Row.metadata.tables, "alembic_version"}
    assert state(blank_database_url) == (HEAD, True)
    migrate(blank_database_url, "base")
    assert tables(blank_database_url) == {"alembic_version"}
    migrate(blank_database_url)
    migrate(blank_database_url)
    assert tables(blank_database_url) == {*Row.metadata.tables, "alembic_version"}


def test_the_models_are_what_the_migrations_make(engine: Engine) -> None:
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []


def test_a_failing_migration_leaves_nothing_half_done(blank_database_url: str, tmp_path: Path) -> None:
    """Neither its own first half, nor the whole migrations before it in the same run."""
    made = '    op.create_table("half", sa.Column("a", sa.Integer()))\n'
    folder = folder_with(
        tmp_path,
        '    op.create_table("whole", sa.Column("a", sa.Integer()))',
        made + '    op.execute("DROP TABLE nowhere")',
    )
    with pytest.raises(Exception, match="nowhere"):
        migrate(blank_database_url, folder=folder)
    assert tables(blank_database_url) == set()
    migrate(blank_database_url, HEAD, folder=folder)
    with pytest.raises(Exception, match="nowhere"):
        migrate(blank_database_url, folder=folder)
    assert not {"half", "whole"} & tables(blank_database_url)
    assert state(blank_database_url)[0] == HEAD


def test_rebuilding_a_table_keeps_what_refers_to_it(blank_database_url: str, tmp_path: Path) -> None:
    """SQLite alters a table by dropping the old one: with foreign keys enforced, consents would go with it."""
    migrate(blank_database_url)
    engine = make_engine(blank_database_url)
    with engine.begin() as db:
        one, two = "0" * 31 + "1", "0" * 31 + "2"
        db.execute(
            text(
                "INSERT INTO person (id, code_mac, code, name, sex, language, status, vulnerability, wish, left_on,"
                " returned_on, state, origin, file_complete, made_up, registered_at) VALUES (:id, :m, :m, :m,"
                " '', '', '', '', '', '', '', 'active', 'self', :no, :no, '2026-03-01 12:00:00')"
            ),
            {"id": one, "m": b"m", "no": False},
        )
        db.execute(
            text(
                "INSERT INTO consent (id, person_id, purpose, given, at, channel, version)"
                " VALUES (:id, :person, 'registration', :yes, '2026-03-01 12:00:00', 'ussd', '')"
            ),
            {"id": two, "person": one, "yes": True},
        )
    engine.dispose()
    body = (
        '    with op.batch_alter_table("person", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("extra", sa.String()))'
    )
    if engine.dialect.name == "postgresql":
        body = body.replace(', recreate="always"', "")
    migrate(blank_database_url, folder=folder_with(tmp_path, body))
    with make_engine(blank_database_url).connect() as db:
        assert db.execute(text("SELECT count(*) FROM consent")).scalar() == 1


def test_references_to_nothing_stop_a_migration(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'retour.db'}"
    migrate(url)
    body = """    op.execute("INSERT INTO name_token VALUES ('gone', 'word', x'00')")"""
    with pytest.raises(ValueError, match="references to nothing in: name_token"):
        migrate(url, folder=folder_with(tmp_path, body))
    assert state(url)[0] == HEAD


def test_processes_that_migrate_at_the_same_time_wait_for_one_another(blank_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [blank_database_url] * 4))
    assert state(blank_database_url) == (HEAD, True)


def test_where_the_process_stands_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate("sqlite:///here.db")
    assert state("sqlite:///here.db") == (HEAD, True)
