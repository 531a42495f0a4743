"""The writer and a server that can deadlock, restart, or vanish in the middle of a commit."""

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from service.database import make_engine, writing
from service.writer import Ahead, Uncertain, Unit, Writer
from tests.support.notes import ON, make_table, note, notes, together
from tests.support.postgres import run_sql
from tests.support.wire import Wire

pytestmark = pytest.mark.postgres


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = make_engine(postgres_url)
    make_table(made)
    yield made
    made.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    made = Writer(engine, threads=4)
    made.start()
    yield made
    made.close()


def after(statement: str, times: int, n: int) -> tuple[Unit[int], list[int]]:
    """A unit that meets with a statement's failure so many times before it does its work; and its runs."""
    runs: list[int] = []

    def unit(db: Connection) -> int:
        runs.append(n)
        if len(runs) <= times:
            db.execute(text(statement))
        return note(n)(db)

    return unit, runs


CONFLICT = "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$"
SUICIDE = "SELECT pg_terminate_backend(pg_backend_pid())"


@pytest.mark.parametrize(("times", "runs_made"), [(1, 2), (2, 3)])
def test_a_serialisation_failure_is_run_again_alone(engine: Engine, writer: Writer, times: int, runs_made: int) -> None:
    unit, runs = after(CONFLICT, times, 2)
    assert asyncio.run(together(writer, note(1), unit, note(3))) == [1, 2, 3]
    assert (notes(engine), len(runs)) == ([1, 2, 3], runs_made)


def test_it_is_given_up_in_the_end(engine: Engine, writer: Writer) -> None:
    unit, runs = after(CONFLICT, 99, 2)
    one, error, three = asyncio.run(together(writer, note(1), unit, note(3)))
    assert (one, three) == (1, 3)
    assert isinstance(error, OperationalError)
    assert len(runs) == 5  # twice in the batch (without and with savepoints), three times alone
    assert notes(engine) == [1, 3]


def test_two_threads_in_a_deadlock_both_get_through(engine: Engine, writer: Writer) -> None:
    with writing(engine) as db:
        db.execute(text("INSERT INTO note VALUES (1), (2)"))
    meet = threading.Barrier(2)
    first_try: list[int] = []

    def cross(one: int, other: int) -> Unit[None]:
        def unit(db: Connection) -> None:
            change = text("UPDATE note SET after = NULL WHERE n = :n")
            db.execute(change, {"n": one})
            if one not in first_try:
                first_try.append(one)
                meet.wait(10)
            db.execute(change, {"n": other})

        return unit

    async def both() -> None:
        keys = [str(n) for n in range(20)]
        here, there = keys[0], next(k for k in keys if writer._lane(k) is not writer._lane(keys[0]))
        await asyncio.gather(writer.run(cross(1, 2), here), writer.run(cross(2, 1), there))

    asyncio.run(both())


def test_a_connection_lost_before_the_commit_loses_nothing(engine: Engine, writer: Writer) -> None:
    """The server ends the session in the middle of a batch, and then again when the unit is run alone."""
    unit, runs = after(SUICIDE, 2, 2)
    assert asyncio.run(together(writer, note(1), unit, note(3))) == [1, 2, 3]
    assert (notes(engine), len(runs)) == ([1, 2, 3], 3)


@pytest.mark.parametrize("statement", [SUICIDE, "SELECT 1 / 0"], ids=["lost", "refused"])
def test_what_is_read_ahead_and_fails_harms_nobody(engine: Engine, writer: Writer, statement: str) -> None:
    """The server was restarted while nobody called, or a row is locked: each unit then looks for itself."""
    reads: list[int] = []

    def read(db: Connection, wants: Sequence[int]) -> None:
        reads.extend(wants)
        db.execute(text(statement))

    async def ask() -> list[int]:
        both = [writer.run(note(n), ON, Ahead(read, lambda _db: None, n)) for n in (1, 2)]
        return list(await together(writer, *(note(n) for n in (3, 4)))) + list(await asyncio.gather(*both))

    assert asyncio.run(ask()) == [3, 4, 1, 2]
    assert notes(engine) == [1, 2, 3, 4]
    assert sorted(reads) == [1, 2]


def test_a_connection_lost_while_idle_is_not_noticed(engine: Engine, writer: Writer, postgres_url: str) -> None:
    assert writer.run_blocking(note(1), ON) == 1
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    run_sql(postgres_url, f"{others} AND datname = current_database()")
    assert writer.run_blocking(note(2), ON) == 2


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_commit_whose_answer_is_lost_is_never_run_again(engine: Engine, postgres_url: str, cut: str) -> None:
    """Nobody knows whether the server did it, so nobody is told either; what comes next works again."""
    runs: list[int] = []
    with Wire(postgres_url) as wire:
        through = make_engine(f"{wire.url}?sslmode=disable")
        writer = Writer(through, threads=1)
        writer.start()

        def last(db: Connection) -> int:
            runs.append(1)
            wire.cut = cut
            return note(2)(db)

        outcomes = asyncio.run(together(writer, note(1), last))
        wire.cut = ""
        assert writer.run_blocking(note(3)) == 3
        writer.close()
        through.dispose()
    assert [type(error) for error in outcomes] == [Uncertain, Uncertain]
    assert len(runs) == 1
    assert notes(engine) == ([1, 2, 3] if cut == "after" else [3])


def test_a_server_that_goes_down_at_the_commit_leaves_it_uncertain(engine: Engine, writer: Writer) -> None:
    with writing(engine) as db:
        db.execute(
            text(
                "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
            )
        )
        db.execute(
            text(
                "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW WHEN (NEW.n = 13) EXECUTE FUNCTION die()"
            )
        )
    with pytest.raises(Uncertain):
        writer.run_blocking(note(13))
    assert writer.run_blocking(note(14)) == 14


def test_a_server_that_is_gone_is_said_to_everybody_soon(postgres_url: str) -> None:
    gone = make_engine("postgresql://nobody@127.0.0.1:1/nothing")
    writer = Writer(gone, threads=1)
    writer.start()
    outcomes = asyncio.run(together_unheld(writer))
    writer.close()
    assert len(outcomes) == 30
    assert all(isinstance(error, OperationalError) for error in outcomes)


async def together_unheld(writer: Writer) -> list[object]:
    """Thirty units at once, within five seconds."""
    tasks = [writer.run(note(n)) for n in range(30)]
    return list(await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5))
