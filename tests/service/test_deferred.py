"""Writes that wait for the next read: a unit sees its own rows, a rollback takes them back, errors are its own."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, select
from sqlalchemy.exc import IntegrityError

from service.database import writing
from service.prepared import Adding, Prepared
from tests.support.notes import make_table, notes

NOTE = Table("note", MetaData(), Column("n", Integer, primary_key=True), Column("after", Integer))
ADD, READ = Adding(NOTE), Prepared(select(NOTE.c.n).order_by(NOTE.c.n))


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    make_table(engine)
    with writing(engine) as connection:
        yield connection


def _seen(db: Connection) -> list[int]:
    return [row.n for row in READ.all(db)]


def test_a_read_sees_what_was_written_just_before(db: Connection) -> None:
    ADD.row(db, {"n": 1})
    assert _seen(db) == [1]
    ADD.rows(db, [{"n": n} for n in range(2, 100)])
    assert list(db.execute(select(NOTE.c.n).order_by(NOTE.c.n)).scalars()) == list(range(1, 100))


def test_what_waits_is_committed(engine: Engine) -> None:
    make_table(engine)
    with writing(engine) as db:
        ADD.row(db, {"n": 7})
    assert notes(engine) == [7]


def test_what_waits_goes_with_a_rollback(engine: Engine) -> None:
    make_table(engine)
    with suppress(ZeroDivisionError), writing(engine) as db:
        ADD.row(db, {"n": 7})
        raise ZeroDivisionError
    with writing(engine) as db:
        assert _seen(db) == []


def test_what_waits_goes_with_its_savepoint_and_not_with_a_later_one(db: Connection) -> None:
    ADD.row(db, {"n": 1})
    with suppress(ZeroDivisionError), db.begin_nested():
        ADD.row(db, {"n": 2})
        raise ZeroDivisionError
    ADD.row(db, {"n": 3})
    assert _seen(db) == [1, 3]


def test_an_error_is_sqlalchemys_and_comes_before_the_next_row_is_read(engine: Engine) -> None:
    make_table(engine)

    def twice() -> None:
        with writing(engine) as db:
            ADD.row(db, {"n": 1})
            ADD.row(db, {"n": 1})
            _seen(db)

    with pytest.raises(IntegrityError):
        twice()
    assert notes(engine) == []


def test_a_row_that_stands_already_is_told(db: Connection) -> None:
    once = Adding(NOTE, "n")
    assert once.once(db, {"n": 5})
    assert not once.once(db, {"n": 5})


def test_what_is_prepared_outlives_a_rollback(engine: Engine) -> None:
    """psycopg's own prepared statements do not, and took ours with them."""
    make_table(engine)
    for n in range(10):
        with suppress(ZeroDivisionError), writing(engine) as db:
            ADD.row(db, {"n": n})
            for _ in range(10):
                list(db.execute(select(NOTE.c.n)))
            raise ZeroDivisionError
    with writing(engine) as db:
        ADD.row(db, {"n": 100})
        assert _seen(db) == [100]
