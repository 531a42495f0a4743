"""Work that takes longer than a page may: done in threads of this process, one after another, and looked at meanwhile.
It is kept for a while, for whoever began it, and is gone with the process: what was written stands all the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock, Thread
from typing import Generic, TypeVar
from uuid import UUID

import structlog

from service.ids import uuid7

W = TypeVar("W", bound="Work")
KEEPS, MOST = timedelta(hours=1), 30
"""How long a work is kept, and how many."""


class Phase(StrEnum):
    """waiting → at work → done | refused | broken; a work of two parts begins again for the second."""

    WAITING = "waiting"
    AT_WORK = "at_work"
    DONE = "done"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass
class Work:
    """`done` of `total` (0: nobody knows yet). `refusal`: why it was refused, in plain words."""

    staff_id: UUID
    began_at: datetime
    id: UUID = field(default_factory=uuid7)
    phase: Phase = Phase.WAITING
    done: int = 0
    total: int = 0
    refusal: str = ""

    @property
    def is_over(self) -> bool:
        return self.phase in (Phase.DONE, Phase.REFUSED, Phase.BROKEN)


class Works(Generic[W]):
    """The works of one kind. `refuses`: the errors that say what whoever began one can mend."""

    def __init__(self, clock: Callable[[], datetime], *refuses: type[Exception]) -> None:
        self._clock, self._refuses = clock, refuses
        self._kept: dict[UUID, W] = {}
        self._change, self._turn = Lock(), Lock()

    def begin(self, work: W, do: Callable[[W], None], wait: float = 0.0) -> W:
        """Have it done, after those that were begun before; come back when it is, or after so many seconds. The same
        work may be begun again when it is over."""
        work.phase, work.done, work.refusal = Phase.WAITING, 0, ""
        with self._change:
            self._forget()
            self._kept[work.id] = work
        thread = Thread(target=self._do, args=(work, do), name=f"work-{work.id.hex[-6:]}", daemon=True)
        thread.start()
        thread.join(wait)
        return work

    def find(self, work_id: UUID, staff_id: UUID) -> W | None:
        """What somebody began; None where it is somebody else's, or gone."""
        found = self._kept.get(work_id)
        return found if found is not None and found.staff_id == staff_id else None

    def all(self) -> list[W]:
        """All that are kept, the latest first."""
        with self._change:
            return sorted(self._kept.values(), key=lambda work: work.id, reverse=True)

    def forget(self, work: W) -> None:
        with self._change:
            self._kept.pop(work.id, None)

    def _forget(self) -> None:
        """Those that are over, and old, or too many."""
        over = [work for work in self._kept.values() if work.is_over]
        too_many = len(self._kept) - MOST + 1
        for place, work in enumerate(sorted(over, key=lambda work: work.id)):
            if place < too_many or work.began_at < self._clock() - KEEPS:
                del self._kept[work.id]

    def _do(self, work: W, do: Callable[[W], None]) -> None:
        with self._turn:
            work.phase = Phase.AT_WORK
            try:
                do(work)
                work.phase = Phase.DONE
            except self._refuses as error:
                work.refusal, work.phase = str(error), Phase.REFUSED
            except Exception as error:  # noqa: BLE001 - whatever it was, nobody waits for it: the phase has to tell
                structlog.get_logger().error("work broken", work=type(work).__name__, error=type(error).__name__)
                work.phase = Phase.BROKEN
