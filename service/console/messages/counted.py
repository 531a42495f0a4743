"""What takes longer to count than a page may take is counted beside it, and shown with the moment when it was.

The first who asks waits a moment for it: what is small is counted meanwhile. A bar that moves is counted once a second:
so nothing is written, and each process counts for itself (what stands for minutes is kept in the database instead,
service/programme/pulse/kept.py).
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock
from typing import Any, Generic, TypeVar, cast

import structlog

T = TypeVar("T")
PATIENCE = 0.05
"""Seconds that a page waits for a count that is under way."""
MOST_KEPT = 200
PACE = 4
"""A count that took so long is taken again after so many times as long: it never keeps a core busy."""


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """`at`: the moment that it tells of."""

    value: T
    at: datetime


class _Kept:
    """What is known of one thing. `running`: set when the count that is under way has ended."""

    def __init__(self) -> None:
        self.counted: Counted[Any] | None = None
        self.running: Event | None = None
        self.next = 0.0


class Counting:
    """Counts, each of a thing that a key names."""

    def __init__(self, clock: Callable[[], datetime], patience: float = PATIENCE) -> None:
        self._clock, self._patience = clock, patience
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="counting")

    def look(
        self, key: Hashable, count: Callable[[], T], *, young: float = 1.0, patience: float | None = None
    ) -> Counted[T] | None:
        """What was counted, no older than `young` seconds where that can be had at once; None: nothing yet, ask again.
        `patience`: seconds to wait for it."""
        with self._lock:
            kept = self._of(key)
            if time.monotonic() >= kept.next and kept.running is None:
                kept.running = Event()
                self._pool.submit(self._count, kept, count, young)
            running = kept.running
        if running is not None:
            running.wait(self._patience if patience is None else patience)
        return cast(Counted[T] | None, kept.counted)

    def _of(self, key: Hashable) -> _Kept:
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept

    def _count(self, kept: _Kept, count: Callable[[], Any], young: float) -> None:
        began, at = time.monotonic(), self._clock()
        try:
            kept.counted = Counted(count(), at)
        except Exception as error:  # noqa: BLE001 - whoever asks next counts anew
            structlog.get_logger().error("not counted", error=type(error).__name__)
        took = time.monotonic() - began
        with self._lock:
            kept.next = time.monotonic() + max(young - took, PACE * took)
            running, kept.running = kept.running, None
        if running is not None:
            running.set()
