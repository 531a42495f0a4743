"""Many rows at once, on both databases: all of them, only them, with everything that may stand in a row."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Uuid,
    func,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.database import UtcDateTime, writing
from service.ids import uuid7
from service.many import Given, Listed, ManyUpdates, among
from service.prepared import Adding

SIZES = [0, 1, 2, 8, 9, 63, 64, 65, 200]
NOON = datetime(2026, 11, 24, 12, 30, 15, 123456, tzinfo=UTC)
THING = Table(
    "thing",
    MetaData(),
    Column("id", Uuid(), primary_key=True),
    Column("n", Integer()),
    Column("body", LargeBinary()),
    Column("words", String()),
    Column("at", UtcDateTime()),
    Column("good", Boolean(), default=False),
    Column("order", String(), default="none"),
)


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    THING.metadata.create_all(engine)
    with writing(engine) as connection:
        yield connection


def things(count: int) -> list[dict[str, Any]]:
    """Rows with every kind of value, NULLs among them; bytes and words that COPY has to escape."""
    return [
        {
            "id": uuid7(),
            "n": n if n % 3 else None,
            "body": bytes([0, n % 256, 255, 92, 9, 10]) if n % 4 else None,
            "words": ["é\t\n\\.", "", r"\N", "« l’été » 😀"][n % 4],
            "at": NOON + timedelta(seconds=n) if n % 5 else None,
            "good": n % 2 == 0,
            "order": f"{n}",
        }
        for n in range(count)
    ]


def kept(db: Connection) -> dict[UUID, dict[str, Any]]:
    return {row.id: dict(row._mapping) for row in db.execute(select(THING))}


def as_kept(rows: list[dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("count", SIZES)
def test_many_rows_are_added_as_they_are(db: Connection, count: int) -> None:
    rows = things(count)
    Adding(THING).many(db, rows)
    assert kept(db) == as_kept(rows)


def test_columns_may_be_given_in_any_order(db: Connection) -> None:
    rows = things(9)
    Adding(THING).many(db, [dict(reversed(row.items())) for row in rows])
    assert kept(db) == as_kept(rows)


def test_columns_that_are_not_given_have_their_defaults(db: Connection) -> None:
    rows = things(9)
    Adding(THING).many(db, [{"id": row["id"], "n": row["n"]} for row in rows])
    plain = {"body": None, "words": None, "at": None, "good": False, "order": "none"}
    assert kept(db) == as_kept([row | plain for row in rows])


def test_a_row_that_stands_is_an_error_and_nothing_of_them_stays(engine: Engine) -> None:
    THING.metadata.create_all(engine)
    rows = things(9)

    def twice() -> None:
        with writing(engine) as db:
            Adding(THING).many(db, rows)
            Adding(THING).many(db, [rows[0] | {"words": "secret words", "body": b"secret"}])

    with pytest.raises(IntegrityError) as raised:
        twice()
    assert "secret" not in str(raised.value)
    with writing(engine) as db:
        assert kept(db) == {}


def test_a_value_that_does_not_fit_is_sqlalchemys_error_and_tells_no_other(engine: Engine) -> None:
    """SQLite takes any."""
    if engine.dialect.name == "sqlite":
        return
    THING.metadata.create_all(engine)

    def wrong() -> None:
        with writing(engine) as db:
            Adding(THING).many(db, [{"id": uuid7(), "n": 2**40, "words": "secret words"}])

    with pytest.raises(DBAPIError) as raised:
        wrong()
    assert "secret words" not in str(raised.value)


def _changed(given: Given) -> Any:
    values = {"words": given["said"], "body": given["sealed"], "at": func.coalesce(given["when"], THING.c.at)}
    count = func.coalesce(THING.c.n, 0) + given["more"]
    return update(THING).where(THING.c.id == given["row"], THING.c.good).values(n=count, **values)


CHANGES = ManyUpdates(
    {"row": Uuid(), "said": String(), "sealed": LargeBinary(), "when": UtcDateTime(), "more": Integer()}, _changed
)


def _after(row: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    said = {"words": one["said"], "body": one["sealed"], "at": one["when"] or row["at"]}
    return row | said | {"n": (row["n"] or 0) + one["more"]}


@pytest.mark.parametrize("count", SIZES)
def test_each_row_is_updated_once_by_its_own_values(db: Connection, count: int) -> None:
    """Filling a statement up repeats a row, but does not add twice. What the conditions leave out stays."""
    rows = things(count)
    Adding(THING).many(db, rows)
    other = things(3)
    Adding(THING).many(db, other)
    changes = [
        {
            "row": row["id"],
            "said": None if n % 3 == 0 else f"{n}",
            "sealed": None if n % 4 == 0 else bytes([n % 256, 0]),
            "when": None if n % 2 else NOON,
            "more": n,
        }
        for n, row in enumerate(rows)
    ]
    CHANGES.rows(db, changes)
    expected = [_after(row, one) if row["good"] else row for row, one in zip(rows, changes, strict=True)]
    assert kept(db) == as_kept(expected + other)


def test_a_row_that_is_not_there_changes_nothing(db: Connection) -> None:
    rows = things(3)
    Adding(THING).many(db, rows)
    CHANGES.rows(db, [{"row": uuid7(), "said": "x", "sealed": b"x", "when": NOON, "more": 1}] * 2)
    assert kept(db) == as_kept(rows)


@pytest.mark.parametrize("count", SIZES)
def test_rows_are_found_by_a_list_of_ids(db: Connection, count: int) -> None:
    rows = things(count)
    Adding(THING).many(db, rows + things(3))
    wanted = [row["id"] for row in rows]
    listed = Listed(THING.c.id, select(THING.c.id, THING.c.body).order_by(THING.c.id).where)
    assert [(row.id, row.body) for row in listed.all(db, wanted)] == [(row["id"], row["body"]) for row in rows]
    assert set(db.scalars(select(THING.c.id).where(among(db, THING.c.id, wanted)))) == set(wanted)
    assert listed.all(db, [uuid7()]) == []
