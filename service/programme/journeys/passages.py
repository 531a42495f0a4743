"""Where people go in the journeys, counted: from which screen to which, and where they left. Nobody is in it.

A hop adds to a count in memory, which costs it a microsecond; once a minute the counts go to the database. A process
that is killed loses those of its last minute. Nothing of a sensitive journey is counted, nor the way into one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from flows.graph import OUT
from flows.journey import Journey
from flows.state import Progress, Step
from service.programme import tables as t
from service.writer import Writer

BEGIN, LEFT = "", ""
"""`screen` of a passage into a journey; `next` of one where the person left."""
BACK = "<"
"""`next` of a passage back to the screen before."""


class Passage(NamedTuple):
    """One step of somebody. `screen`: BEGIN where the journey begins; `next`: a screen, LEFT, BACK, or OUT
    (flows/graph.py) and the name of a journey."""

    journey: str
    version: str
    screen: str
    next: str


def passage(flow: Journey, before: Progress | None, step: Step) -> Passage | None:
    """What a step was, `before` None where it began the journey; None where it stayed on its screen (a wrong answer,
    the next page, the next entry of a list), or is nobody's business."""
    if flow.sensitive:
        return None
    to = _into(step) if before is None else _onward(before, step)
    if to is None:
        return None
    return Passage(flow.name, flow.version, BEGIN if before is None else before.screen, to)


def _into(step: Step) -> str:
    return OUT + step.enters if step.enters else step.progress.screen


def _onward(before: Progress, step: Step) -> str | None:
    after, further = step.progress, len(step.progress.trail) - len(before.trail)
    if step.keeps_draft:
        return LEFT
    if further < 0 or (step.enters and not further):
        return BACK
    return None if after.screen == before.screen and not step.enters else _into(step)


Counts = Mapping[tuple[date, Passage], int]
AT_ONCE = 200
"""Counts in one unit of the writer."""

_TABLE = t.journey_passage


def _adding(insert: Any) -> Any:
    new = insert(_TABLE)
    key = [column.name for column in _TABLE.primary_key.columns]
    return new.on_conflict_do_update(index_elements=key, set_={"taken": _TABLE.c.taken + new.excluded.taken})


_ADD = {"sqlite": _adding(sqlite.insert), "postgresql": _adding(postgresql.insert)}


class Passages:
    """The counts of one process that are not in the database yet. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[date, Passage]] = Counter()

    def add(self, day: date, passed: Iterable[Passage]) -> None:
        """Count these, each once."""
        with self._lock:
            for one in passed:
                self._counts[day, one] += 1

    def taken(self) -> Counts:
        """All counts, which are the caller's from now on."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def give_back(self, counts: Counts) -> None:
        """Counts that could not be written."""
        with self._lock:
            self._counts.update(counts)


async def keep(passages: Passages, writer: Writer) -> None:
    """Write the counts, in steps that no caller has to wait for. What could not be written stays for the next time."""
    waiting = sorted(passages.taken().items())
    while waiting:
        some, rest = dict(waiting[:AT_ONCE]), waiting[AT_ONCE:]
        try:
            await writer.run(partial(store, counts=some))
        except Exception:
            passages.give_back({**some, **dict(rest)})
            raise
        waiting = rest


def store(db: Connection, counts: Counts) -> None:
    """Add the counts to those in the database. In one order, so that two processes wait for one another at most."""
    rows = [{"day": day, **one._asdict(), "taken": taken} for (day, one), taken in sorted(counts.items())]
    if rows:
        db.execute(_ADD[db.dialect.name], rows)
