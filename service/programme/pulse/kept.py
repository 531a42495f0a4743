"""What takes longer to count than a page may take: the page shows what was counted last, with its moment, and it is
counted anew behind it.

One thread of the process counts one thing after the other, and ends when nothing is wanted. What it found stands in the
database, for all processes and for the next start. Two processes that count the same find the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Condition, Thread
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from service.programme import tables as t

T = TypeVar("T")
Found = Mapping[str, Any]
"""What JSON can hold."""
Count = Callable[[Connection], Found]

PATIENCE_S = 0.04
"""How long a page waits for what was never counted yet: a small programme is counted by then."""
MOST_WANTED = 32
"""What waits to be counted; whoever asks beyond that asks again."""
KEPT = timedelta(days=2)

_FIND = select(t.counted.c.at, t.counted.c.found).where(t.counted.c.what == bindparam("which"))
_OLD = delete(t.counted).where(t.counted.c.at < bindparam("before"))


def _replacing(insert: Any) -> Any:
    new = insert(t.counted)
    values = {"at": new.excluded.at, "found": new.excluded.found}
    return new.on_conflict_do_update(index_elements=["what"], set_=values)


_KEEP = {"sqlite": _replacing(sqlite.insert), "postgresql": _replacing(postgresql.insert)}


class Transact(Protocol):
    """Runs a unit of work on a connection, and gives what it returns."""

    def __call__(self, unit: Callable[[Connection], T], /) -> T: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What was counted at a moment. `counting`: a newer count is under way."""

    found: Found
    at: datetime
    counting: bool = False


def find(db: Connection, what: str) -> Kept | None:
    """What was counted last; None where it never was."""
    row = db.execute(_FIND, {"which": what}).first()
    return None if row is None else Kept(row.found, row.at)


def keep(db: Connection, what: str, found: Found, now: datetime) -> None:
    """In place of what was counted before. What nobody has counted anew for two days goes."""
    db.execute(_KEEP[db.dialect.name], {"what": what, "at": now, "found": found})
    db.execute(_OLD, {"before": now - KEPT})


class Keeper:
    """Counts behind the pages of one process. Thread-safe. `read` never commits, `write` does."""

    def __init__(self, read: Transact, write: Transact, now: Callable[[], datetime]) -> None:
        self._read, self._write, self._now = read, write, now
        self._wanted: dict[str, Count] = {}
        self._changed = Condition()
        self._is_counting = False

    def look(self, what: str, count: Count, fresh: timedelta) -> Kept | None:
        """What was counted last. Where that is older than `fresh`, it is counted anew meanwhile; None where it never
        was, and takes its time."""
        counting = self._is_wanted(what)  # before the look: what is finished after it is not in what was found
        kept = self._last(what)
        if kept is None:
            self.again(what, count)
            self._await(what)
            counting, kept = self._is_wanted(what), self._last(what)
        elif self._now() - kept.at >= fresh:
            self.again(what, count)
            counting = True
        return None if kept is None else Kept(kept.found, kept.at, counting)

    def again(self, what: str, count: Count) -> None:
        """Count it, whatever stands there."""
        with self._changed:
            if what in self._wanted or len(self._wanted) >= MOST_WANTED:
                return
            self._wanted[what] = count
            if not self._is_counting:
                self._is_counting = True
                Thread(target=self._count_all, name="counting", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether nothing is being counted any more, within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._is_counting, seconds)

    def _last(self, what: str) -> Kept | None:
        return self._read(lambda db: find(db, what))

    def _is_wanted(self, what: str) -> bool:
        with self._changed:
            return what in self._wanted

    def _await(self, what: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: what not in self._wanted, PATIENCE_S)

    def _count_all(self) -> None:
        while (one := self._next()) is not None:
            try:
                self._count(*one)
            except Exception as error:  # noqa: BLE001 - whoever looks next has it counted again
                structlog.get_logger().error("a count failed", error=type(error).__name__)
            finally:
                self._done(one[0])

    def _count(self, what: str, count: Count) -> None:
        found, at = self._read(count), self._now()
        self._write(lambda db: keep(db, what, found, at))

    def _next(self) -> tuple[str, Count] | None:
        """The longest wanted; None ends the thread."""
        with self._changed:
            one = next(iter(self._wanted.items()), None)
            self._is_counting = one is not None
            self._changed.notify_all()
            return one

    def _done(self, what: str) -> None:
        with self._changed:
            del self._wanted[what]
            self._changed.notify_all()
