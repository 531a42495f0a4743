"""Things to be done later, each at its time, by one thread of their own that does not keep a process alive."""

import time
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Thread

Job = Callable[[], None]


class Later:
    """Thread-safe. The thread begins with the first job; what is not done when the process ends is not done."""

    def __init__(self) -> None:
        self._jobs: list[tuple[float, int, Job]] = []
        self._order = count()
        self._changed = Condition()
        self._thread: Thread | None = None

    def __call__(self, seconds: float, job: Job) -> None:
        """Do a job in so many seconds. What it raises is a fault of its own: it ends the thread, with a trace."""
        with self._changed:
            heappush(self._jobs, (time.monotonic() + seconds, next(self._order), job))
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="later", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            self._next()()

    def _next(self) -> Job:
        """Waits for the next job that is due."""
        with self._changed:
            while not self._jobs or (left := self._jobs[0][0] - time.monotonic()) > 0:
                self._changed.wait(left if self._jobs else None)
            return heappop(self._jobs)[2]
