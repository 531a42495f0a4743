"""The writer: answered means committed; who fails, fails alone; nothing is done twice, whatever breaks."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError

from service.writer import Busy, Closed, Misbehaved, Unit, Writer
from tests.support.notes import ON, make_table, note, notes, together


@pytest.fixture
def table(engine: Engine) -> None:
    make_table(engine)


@pytest.fixture
def writer(engine: Engine, table: None) -> Iterator[Writer]:
    made = Writer(engine)
    made.start()
    yield made
    made.close()


def test_what_is_answered_is_committed(engine: Engine, writer: Writer) -> None:
    async def ask() -> None:
        assert await writer.run(note(1)) == 1
        assert notes(engine) == [1]

    asyncio.run(ask())


def test_what_waits_is_committed_once(engine: Engine, writer: Writer) -> None:
    commits = []
    event.listen(engine, "commit", lambda _: commits.append(len(commits)))
    assert asyncio.run(together(writer, *(note(n) for n in range(100)))) == list(range(100))
    assert len(commits) <= 4  # the connection's own settings, the unit that held the thread, the hundred in two
    assert notes(engine) == list(range(100))


def test_in_the_event_loop_what_comes_together_is_committed_once(engine: Engine, table: None) -> None:
    """As the web process on SQLite has it: and other threads may ask too."""
    commits = []
    writer = Writer(engine, in_loop=True)
    writer.start()

    async def ask() -> None:
        await writer.run(note(100))
        event.listen(engine, "commit", lambda _: commits.append(1))
        asked = asyncio.to_thread(writer.run_blocking, note(101))
        answers = await asyncio.gather(asked, *(writer.run(note(n)) for n in range(100)), return_exceptions=True)
        assert answers == [101, *range(100)]
        assert isinstance(
            (await asyncio.gather(writer.run(note(5)), writer.run(note(102)), return_exceptions=True))[0],
            IntegrityError,
        )

    asyncio.run(ask())
    writer.close()
    assert len(commits) <= 4
    assert notes(engine) == list(range(103))


def test_nobody_is_answered_before_the_commit(engine: Engine, writer: Writer) -> None:
    answered: list[int] = []
    seen: list[int] = []

    async def one(n: int) -> None:
        answered.append(await writer.run(note(n), ON))

    async def ask() -> None:
        await writer.run(note(0), ON)
        event.listen(engine, "commit", lambda _: seen.append(len(answered)))
        await asyncio.gather(*(one(n) for n in range(1, 21)))

    asyncio.run(ask())
    assert seen[0] == 0
    assert len(answered) == 20


def test_a_unit_that_fails_fails_alone(engine: Engine, writer: Writer) -> None:
    def fault(db: Connection) -> None:
        note(50)(db)
        raise ValueError("mine")

    one, twice, broken, three = asyncio.run(together(writer, note(1), note(1), fault, note(3)))
    assert (one, three) == (1, 3)
    assert isinstance(twice, IntegrityError)
    assert isinstance(broken, ValueError)
    assert notes(engine) == [1, 3]


def test_a_unit_that_swallows_a_failed_statement_harms_nobody(engine: Engine, writer: Writer) -> None:
    """PostgreSQL refuses everything after it, until the savepoint is rolled back."""

    def careless(db: Connection) -> None:
        with suppress(IntegrityError):
            note(1)(db)

    outcomes = asyncio.run(together(writer, note(1), careless, note(2)))
    assert (outcomes[0], outcomes[2]) == (1, 2)
    assert notes(engine) == [1, 2]


def test_when_the_commit_fails_each_is_tried_alone(engine: Engine, writer: Writer) -> None:
    """A reference to nothing is found at the commit: only its own unit fails."""
    runs: list[int] = []

    def counted(db: Connection) -> int:
        runs.append(1)
        return int(note(3)(db))

    one, wrong, three = asyncio.run(together(writer, note(1), note(2, after=99), counted))
    assert (one, three) == (1, 3)
    assert isinstance(wrong, IntegrityError)
    assert notes(engine) == [1, 3]
    assert len(runs) == 3  # without savepoints, with them, and alone


def test_units_of_one_key_keep_their_order_and_their_thread(writer: Writer) -> None:
    ran: list[tuple[int, int]] = []

    def place(n: int) -> Unit[None]:
        return lambda _db: ran.append((n, threading.get_ident()))

    asyncio.run(together(writer, *(place(n) for n in range(300))))
    assert [n for n, _ in ran] == list(range(300))
    assert len({thread for _, thread in ran}) == 1


def test_too_many_waiting_are_told_so(engine: Engine, table: None) -> None:
    writer = Writer(engine, most_waiting=5)
    writer.start()
    outcomes = asyncio.run(together(writer, *(note(n) for n in range(8))))
    writer.close()
    assert outcomes[:5] == list(range(5))
    assert all(isinstance(error, Busy) for error in outcomes[5:])
    assert notes(engine) == list(range(5))


def test_closing_finishes_what_waits(engine: Engine, writer: Writer) -> None:
    async def ask() -> list[int]:
        tasks = [asyncio.create_task(writer.run(note(n))) for n in range(50)]
        await asyncio.sleep(0)
        writer.close()
        return await asyncio.gather(*tasks)

    assert asyncio.run(ask()) == list(range(50))
    assert notes(engine) == list(range(50))
    with pytest.raises(Closed):
        writer.run_blocking(note(99))


def test_a_writer_that_was_not_started_says_so(engine: Engine) -> None:
    writer = Writer(engine)
    with pytest.raises(Closed):
        writer.run_blocking(note(1))
    writer.close()


def test_a_caller_that_leaves_does_not_stop_its_unit(engine: Engine, writer: Writer) -> None:
    async def leave() -> None:
        task = asyncio.create_task(writer.run(note(1), ON))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await writer.run(note(2), ON)

    asyncio.run(leave())
    assert notes(engine) == [1, 2]


def test_callers_without_a_loop_wait_for_the_commit_too(engine: Engine, writer: Writer) -> None:
    assert writer.run_blocking(note(1)) == 1
    assert notes(engine) == [1]
    with pytest.raises(IntegrityError):
        writer.run_blocking(note(1))


def test_a_unit_that_ends_the_shared_transaction_is_found_out(engine: Engine, writer: Writer) -> None:
    """Nobody can say what became of the others in its batch; they are told so, and the line goes on."""
    outcomes = asyncio.run(together(writer, note(1), lambda db: db.commit(), note(2)))
    assert all(isinstance(error, Misbehaved) for error in outcomes)
    with pytest.raises(Misbehaved):
        writer.run_blocking(lambda db: db.rollback(), ON)
    assert writer.run_blocking(note(3), ON) == 3


def test_no_exception_breaks_the_event_loop(writer: Writer) -> None:
    def stop(_db: Connection) -> None:
        raise StopIteration

    def leave(_db: Connection) -> None:
        raise SystemExit(1)

    first, second, third = asyncio.run(together(writer, stop, leave, note(1)))
    assert [str(error) for error in (first, second)] == [
        "a unit raised StopIteration",
        "a unit raised SystemExit",
    ]
    assert third == 1


def test_sqlite_has_one_writer(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with pytest.raises(ValueError, match="RETOUR_WRITER_THREADS"):
            Writer(engine, threads=2)
    else:
        assert Writer(engine, threads=2).waiting == 0
