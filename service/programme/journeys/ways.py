"""How many went which way through a journey, and where they left: the counts of passages, laid on its arrows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from flows.graph import OUT, Way, route
from flows.journey import Journey
from service.programme import tables as t
from service.programme.journeys.passages import BACK, BEGIN, LEFT

_TABLE = t.journey_passage
_SUM = func.sum(_TABLE.c.taken).label("taken")
_STEPS = (_TABLE.c.journey, _TABLE.c.screen, _TABLE.c.next)
_ALL = select(*_STEPS, _SUM).where(_TABLE.c.day >= bindparam("since")).group_by(*_STEPS)
_OF_ONE = _ALL.where(_TABLE.c.journey == bindparam("name"))


@dataclass(frozen=True, slots=True)
class Use:
    """How often a journey was begun, and how often it came to an end of its own: a closing screen, or another journey
    that it leads to."""

    begun: int = 0
    finished: int = 0

    @property
    def share(self) -> float | None:
        """Of those begun; None where nobody began. An end may follow a beginning of an earlier day: at most 1."""
        return min(1.0, self.finished / self.begun) if self.begun else None


@dataclass(frozen=True, slots=True)
class Traffic:
    """Passages of one journey. `taken`: along each of its ways; `left`: the call ended there, or the person went to the
    menu in its middle; `back`: to the screen before. A way into a sensitive journey is never counted."""

    use: Use
    taken: Mapping[Way, int]
    left: Mapping[str, int]
    back: Mapping[str, int]

    def seen(self, screen: str) -> int:
        """How often somebody went on from a screen, or left there."""
        onward = sum(count for (begin, _), count in self.taken.items() if begin == screen)
        return onward + self.left.get(screen, 0) + self.back.get(screen, 0)


def uses(db: Connection, journeys: Mapping[str, Journey], since: date) -> Mapping[str, Use]:
    """Each journey that was used since that day; sensitive ones never."""
    begun, finished = Counter[str](), Counter[str]()
    for row in db.execute(_ALL, {"since": since}):
        journey = journeys.get(row.journey)
        if journey is None:
            continue
        if row.screen == BEGIN:
            begun[row.journey] += row.taken
        if _is_end(journey, row.next):
            finished[row.journey] += row.taken
    return {name: Use(begun[name], finished[name]) for name in {*begun, *finished} if not journeys[name].sensitive}


def _is_end(journey: Journey, to: str) -> bool:
    return to.startswith(OUT) or (to in journey.screens and journey.screens[to].ends)


def traffic(db: Connection, journey: Journey, since: date) -> Traffic:
    """The passages since that day, of all versions that the journey had: what today's drawing has no way for any more
    is left out."""
    rows = [] if journey.sensitive else db.execute(_OF_ONE, {"since": since, "name": journey.name}).all()
    return counted(journey, rows)


def counted(journey: Journey, rows: Iterable[Any]) -> Traffic:
    """Pure: rows with `screen`, `next`, `taken`."""
    taken, left, back = Counter[Way](), Counter[str](), Counter[str]()
    begun = finished = 0
    for row in rows:
        begun += row.taken if row.screen == BEGIN else 0
        finished += row.taken if _is_end(journey, row.next) else 0
        if row.screen != BEGIN and row.next in (LEFT, BACK):
            (left if row.next == LEFT else back)[row.screen] += row.taken
            continue
        for way in _ways_of(journey, row.screen, row.next):
            taken[way] += row.taken
    return Traffic(Use(begun, finished), taken, left, back)


def _ways_of(journey: Journey, screen: str, to: str) -> tuple[Way, ...]:
    if screen == BEGIN:  # the first screen itself may have been passed over
        return () if to == journey.first else route(journey, journey.first, to)
    return route(journey, screen, to)
