"""A unit of work for the writer: what it does, what it will look for first, what came of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from service.database import writing


class Uncertain(RuntimeError):
    """The connection was lost during the commit: the unit was written, or it was not."""


class Misbehaved(RuntimeError):
    """A unit ended the transaction that it shares with others."""


T = TypeVar("T")


class Transact(Protocol):
    """Runs a unit of work in a transaction of its own, and commits it. It may run the unit more than once."""

    def __call__(self, unit: Callable[[Connection], T]) -> T: ...


def transacting(engine: Engine) -> Transact:
    """Each unit in a transaction of its own on this engine: for processes that no caller waits for."""

    def transact(unit: Callable[[Connection], T]) -> T:
        with writing(engine) as db:
            return unit(db)

    return transact


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a unit will look for first, so that it can be read for a whole batch at once: `read` reads what all of
    them want, before the first of them; `forget` lets go of what is left after the last."""

    read: Callable[[Connection, Sequence[Any]], None]
    forget: Callable[[Connection], None]
    wants: Any


class Job:
    """A unit of work and its outcome: a result, or the error to raise."""

    __slots__ = ("ahead", "error", "result", "unit")

    def __init__(self, unit: Callable[[Connection], Any], ahead: Ahead | None = None) -> None:
        self.unit, self.ahead = unit, ahead
        self.result: Any = None
        self.error: BaseException | None = None


@contextmanager
def read_ahead(db: Connection, jobs: Sequence[Job]) -> Iterator[None]:
    """What the units look for first, each kind of it read at once."""
    wanted: dict[Any, list[Ahead]] = {}
    for job in jobs:
        if job.ahead is not None:
            wanted.setdefault(job.ahead.read, []).append(job.ahead)
    for read, several in wanted.items():
        read(db, [ahead.wants for ahead in several])
    try:
        yield
    finally:
        if not db.invalidated:
            for several in wanted.values():
                several[0].forget(db)


def fail(jobs: Iterable[Job], error: BaseException) -> None:
    """The same error for all of them."""
    for job in jobs:
        job.error = error
