"""A line of units that wait for one connection, and who serves it: its thread, or the event loop."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Condition, Lock, Thread
from typing import Any

from sqlalchemy import Connection

from service.transactions import Transactions
from service.units import Ahead, Job

MOST_TOGETHER = 64
"""Units in one transaction."""
QUIET_LOOKS, MOST_LOOKS = 5, 200
"""Looks at the network before a batch is begun in the event loop: until so many have brought nobody new."""


class Busy(RuntimeError):
    """Too much is waiting already: try again later. Nothing was done."""


class Closed(RuntimeError):
    """The writer is not running. Nothing was done."""


class Waiting(Job):
    """A unit, and who waits for it: a future, of an event loop or of a thread."""

    __slots__ = ("future", "loop")

    def __init__(
        self,
        unit: Callable[[Connection], Any],
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


def _answer_all(jobs: Iterable[Waiting]) -> None:
    for job in jobs:
        job.answer()


def _settle(jobs: Iterable[Waiting]) -> None:
    """Wake those who wait: each event loop once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop | None, list[Waiting]] = defaultdict(list)
    for job in jobs:
        by_loop[job.loop].append(job)
    for loop, answered in by_loop.items():
        if loop is None:
            _answer_all(answered)
        else:
            with suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(_answer_all, answered)


class Lane(Thread):
    """One thread, one connection, one line of waiting units."""

    def __init__(self, transactions: Transactions, name: str, most_waiting: int) -> None:
        super().__init__(name=name, daemon=True)
        self._transactions = transactions
        self._most = most_waiting
        self._line: list[Waiting] = []
        self._changed = Condition()
        self._turn = Lock()
        self._is_looking = False
        self._open = True

    @property
    def waiting(self) -> int:
        return len(self._line)

    def offer(self, job: Waiting, *, wake: bool = True) -> None:
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

    def _taken(self) -> list[Waiting]:
        """What waits, up to a batch."""
        with self._changed:
            batch, self._line = self._line[:MOST_TOGETHER], self._line[MOST_TOGETHER:]
            return batch

    def _serve(self, batch: list[Waiting]) -> None:
        again = self._transactions.together(batch)
        if len(again) < len(batch):
            _settle(set(batch).difference(again))
        for job in again:
            self._transactions.alone(job)
            _settle([job])
