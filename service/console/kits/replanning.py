"""The visits of all deliveries brought in line with the kits' days, in steps, while the page is looked at."""

from service.console.desk import Desk
from service.console.viewers import Viewer
from service.programme.followup import desk as visits
from service.programme.transfer.works import Work, Works

STEP = 200
"""Deliveries of one step: callers never wait for it."""
SOON = 1.0


class Replanning:
    """One at a time; the newest is shown to whoever looks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: Works[Work] = Works(desk.now)

    def begin(self, viewer: Viewer) -> None:
        """Nothing more, where one is under way."""
        latest = self.latest()
        if latest is None or latest.is_over:
            self._works.begin(Work(viewer.staff_id, self._desk.now()), self._do, SOON)

    def latest(self) -> Work | None:
        return next(iter(self._works.all()), None)

    def _do(self, work: Work) -> None:
        desk = self._desk
        deliveries = desk.read(visits.deliveries)
        work.total, added = len(deliveries), 0
        for start in range(0, work.total, STEP):
            some = deliveries[start : start + STEP]
            added += desk.write(lambda db, some=some: visits.plan(db, some))  # type: ignore[misc]
            work.done = start + len(some)
        desk.write(lambda db: visits.planned(desk.office.inside(db), work.staff_id, added))
