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
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future as Outcome
from contextlib import suppress
from threading import Condition, Lock, Thread
from typing import Any, TypeVar
from zlib import crc32

from sqlalchemy import Connection, Engine

from service.transactions import Transactions
from service.units import Ahead, Job, Misbehaved, Uncertain

__all__ = ["Ahead", "Busy", "Closed", "Misbehaved", "Uncertain", "Unit", "Writer"]

T = TypeVar("T")
Unit = Callable[[Connection], T]

MOST_TOGETHER = 64
"""Units in one transaction."""
MOST_WAITING = 4096
"""Units waiting for one thread before callers are told that the line is busy."""
QUIET_LOOKS, MOST_LOOKS = 5, 200
"""Looks at the network before a batch is begun in the event loop: until so many have brought nobody new."""


class Busy(RuntimeError):
    """Too much is waiting already: try again later. Nothing was done."""


class Closed(RuntimeError):
    """The writer is not running. Nothing was done."""


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
        self._lanes = [_Lane(Transactions(engine), f"writer-{n}", most_waiting) for n in range(threads)]

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
        lane.offer(_Waiting(unit, future, loop, ahead), wake=not self._in_loop)
        if self._in_loop:
            lane.serve_soon(loop)
        return await future

    def run_blocking(self, unit: Unit[T], key: str = "") -> T:
        """The same for callers without an event loop. Where the loop serves, it serves these too: the thread, once
        woken, went on with whatever the loop's callers asked for, and took turns with it at Python's lock."""
        future: Outcome[T] = Outcome()
        lane, loop = self._lane(key), self._loop
        is_loops = self._in_loop and loop is not None and loop.is_running()
        lane.offer(_Waiting(unit, future), wake=not is_loops)
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

    def _lane(self, key: str) -> "_Lane":
        if not key:
            return min(self._lanes, key=lambda lane: lane.waiting)
        return self._lanes[crc32(key.encode()) % len(self._lanes)]


class _Waiting(Job):
    """A unit, and who waits for it: a future, of an event loop or of a thread."""

    __slots__ = ("future", "loop")

    def __init__(
        self,
        unit: Unit[Any],
        future: Any,
        loop: asyncio.AbstractEventLoop | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        super().__init__(unit, ahead)
        self.future, self.loop = future, loop

    def answer(self) -> None:
        """Hand the outcome over; a caller that has gone is passed by."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        elif isinstance(self.error, StopIteration) or not isinstance(self.error, Exception):
            # These would break the event loop instead of reaching the caller.
            self.future.set_exception(RuntimeError(f"a unit raised {type(self.error).__name__}"))
        else:
            self.future.set_exception(self.error)


def _answer_all(jobs: Iterable[_Waiting]) -> None:
    for job in jobs:
        job.answer()


def _settle(jobs: Iterable[_Waiting]) -> None:
    """Wake those who wait: each event loop once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop | None, list[_Waiting]] = defaultdict(list)
    for job in jobs:
        by_loop[job.loop].append(job)
    for loop, answered in by_loop.items():
        if loop is None:
            _answer_all(answered)
        else:
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(_answer_all, answered)


class _Lane(Thread):
    """One thread, one connection, one line of waiting units."""

    def __init__(self, transactions: Transactions, name: str, most_waiting: int) -> None:
        super().__init__(name=name, daemon=True)
        self._transactions = transactions
        self._most = most_waiting
        self._line: list[_Waiting] = []
        self._changed = Condition()
        self._turn = Lock()
        self._is_looking = False
        self._open = True

    @property
    def waiting(self) -> int:
        return len(self._line)

    def offer(self, job: _Waiting, *, wake: bool = True) -> None:
        with self._changed:
            if not self._open or not self.is_alive():
                raise Closed("the writer is not running")
            if len(self._line) >= self._most:
                raise Busy("too many callers are waiting")
            self._line.append(job)
            if wake:
                self._changed.notify()

    def wake(self) -> None:
        """Let the thread serve what waits."""
        with self._changed:
            self._changed.notify()

    def serve_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serve in this loop, once it has looked at the network a few times and nobody new has come. (One look
        takes one new connection only: served after each, they would wait for a batch each.)"""
        if not self._is_looking:
            self._is_looking = True
            loop.call_soon(self._look, loop, 0, 0, MOST_LOOKS)

    def _look(self, loop: asyncio.AbstractEventLoop, before: int, quiet: int, left: int) -> None:
        waiting = len(self._line)
        quiet = quiet + 1 if waiting == before else 0
        if quiet < QUIET_LOOKS and left:
            loop.call_soon(self._look, loop, waiting, quiet, left - 1)
            return
        self._is_looking = False
        self.serve_here()
        if self._line:
            self.serve_soon(loop)

    def serve_here(self) -> None:
        """Serve what waits in the thread that calls; nothing where it was served already."""
        with self._turn:
            if batch := self._taken():
                self._serve(batch)

    def stop(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify()

    def join_if_started(self) -> None:
        if self.ident is not None:
            self.join()

    def run(self) -> None:
        try:
            while self._is_wanted():
                self.serve_here()
        finally:
            self._transactions.close()

    def _is_wanted(self) -> bool:
        """Wait for work; False when the lane is closed and its line is done."""
        with self._changed:
            while self._open and not self._line:
                self._changed.wait()
            return bool(self._line)

    def _taken(self) -> list[_Waiting]:
        """What waits, up to a batch."""
        with self._changed:
            batch, self._line = self._line[:MOST_TOGETHER], self._line[MOST_TOGETHER:]
            return batch

    def _serve(self, batch: list[_Waiting]) -> None:
        again = self._transactions.together(batch)
        if len(again) < len(batch):
            _settle(set(batch).difference(again))
        for job in again:
            self._transactions.alone(job)
            _settle([job])
