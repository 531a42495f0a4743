"""Visits by village, counted when they are asked for and kept for a while: it takes longer than a page may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread

from service.console.desk import Desk
from service.programme.followup.by_village import VillageVisits, by_village

KEEPS = timedelta(minutes=5)
SOON = 1.0
"""Seconds that the very first page waits for it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and when."""

    at: datetime
    villages: Sequence[VillageVisits]


class Counting:
    """One count at a time; what was counted last is shown until the next one is there."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: Counted | None = None
        self._turn = Lock()

    def latest(self) -> Counted | None:
        """None while the first count is under way."""
        kept = self._kept
        if kept is None or kept.at < self._desk.now() - KEEPS:
            thread = Thread(target=self._count, name="visits-counted", daemon=True)
            thread.start()
            if kept is None:
                thread.join(SOON)
        return self._kept

    def _count(self) -> None:
        if not self._turn.acquire(blocking=False):
            return
        try:
            now = self._desk.now()
            day = now.astimezone(self._desk.zone).date()
            self._kept = Counted(now, self._desk.read(lambda db: by_village(db, day)))
        finally:
            self._turn.release()
