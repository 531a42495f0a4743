"""Group commit: what waits is done in ONE transaction; no answer before the commit.

- A batch is first tried without savepoints: nearly always all goes well. Where a unit fails, everything is rolled
  back and run again, each unit in a savepoint: it fails alone, with its own exception.
- A batch whose commit fails is rolled back; each of its units is then tried once more, alone.
- A deadlock or a serialisation failure (PostgreSQL) reruns the unit alone, three times in all.
- A connection that is lost before the commit was sent: nothing was written; reconnect, rerun each unit alone.
- A connection that is lost while the commit is under way: nobody knows whether it was written. The units
  fail as Uncertain and are never rerun by themselves; a caller's repeated hop finds out which it was.
- Units with the same key run on the same thread, in the order in which they came (but for reruns).
- A unit may run more than once: it touches nothing but the database, and it neither commits nor rolls back.
- `in_loop` (SQLite): what the event loop asks for is done in its own thread, between two looks at the network. Two
  threads that take turns at Python's lock at every statement did a third less (docs/decisions/0001).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future as Outcome
from typing import TypeVar
from zlib import crc32

from sqlalchemy import Connection, Engine

from service.lanes import Busy, Closed, Lane, Waiting
from service.transactions import Transactions
from service.units import Ahead, Misbehaved, Uncertain

__all__ = ["Ahead", "Busy", "Closed", "Misbehaved", "Uncertain", "Unit", "Writer"]

T = TypeVar("T")
Unit = Callable[[Connection], T]

MOST_WAITING = 4096
"""Units waiting for one thread before callers are told that the line is busy."""


class Writer:
    """Runs units of work on a thread (PostgreSQL: one or more), each with its own connection."""

    def __init__(
        self, engine: Engine, threads: int = 1, most_waiting: int = MOST_WAITING, *, in_loop: bool = False
    ) -> None:
        """ValueError for more than one thread on SQLite."""
        if engine.dialect.name == "sqlite" and threads > 1:
            raise ValueError("SQLite has one writer: RETOUR_WRITER_THREADS is 1, or use PostgreSQL.")
        self._in_loop = in_loop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lanes = [Lane(Transactions(engine), f"writer-{n}", most_waiting) for n in range(threads)]

    def start(self) -> None:
        """Start the threads; the database is reached when the first unit comes."""
        for lane in self._lanes:
            lane.start()

    def close(self) -> None:
        """Take nothing new, finish what waits, end the threads. Blocks; may be called twice."""
        for lane in self._lanes:
            lane.stop()
        for lane in self._lanes:
            lane.join_if_started()

    async def run(self, unit: Unit[T], key: str = "", ahead: Ahead | None = None) -> T:
        """What the unit returns, once it is committed. Raises what the unit raises, Busy, Closed, Uncertain.

        A caller that is cancelled does not stop its unit.
        """
        loop = self._loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        lane = self._lane(key)
        lane.offer(Waiting(unit, future, loop, ahead), wake=not self._in_loop)
        if self._in_loop:
            lane.serve_soon(loop)
        return await future

    def run_blocking(self, unit: Unit[T], key: str = "") -> T:
        """The same for callers without an event loop. Where the loop serves, it serves these too: the thread, once
        woken, went on with whatever the loop's callers asked for, and took turns with it at Python's lock."""
        future: Outcome[T] = Outcome()
        lane, loop = self._lane(key), self._loop
        is_loops = self._in_loop and loop is not None and loop.is_running()
        lane.offer(Waiting(unit, future), wake=not is_loops)
        if is_loops and loop is not None:
            try:
                loop.call_soon_threadsafe(lane.serve_soon, loop)
            except RuntimeError:  # it was closed just now
                lane.wake()
        return future.result()

    @property
    def waiting(self) -> int:
        """Units that wait for a thread, for the metrics."""
        return sum(lane.waiting for lane in self._lanes)

    def _lane(self, key: str) -> "Lane":
        if not key:
            return min(self._lanes, key=lambda lane: lane.waiting)
        return self._lanes[crc32(key.encode()) % len(self._lanes)]
