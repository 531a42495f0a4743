"""An import is taken back, step by step, the last row first: what was new goes, what was changed gets back what stood
there. What somebody changed or used since is theirs now: it is kept, and told."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from service.many import among
from service.models.kit import DeliveryState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.followup.schedule import unplan
from service.programme.labels import IMPORT_BEFORE
from service.programme.transfer import jobs
from service.programme.transfer.changes import SUBJECTS, alter, key_of, opened, read_back, sealed
from service.programme.transfer.pace import Pace
from service.programme.transfer.since import used_since
from service.programme.transfer.taking import Access
from service.vault import Vault

_LAST = (1 << 31) - 1
_QUIETLY = frozenset({"household", "phone", "person_phone", "distribution", "business"})
"""What is kept without a word: it goes with people, who are told of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was not taken back. `line`: the row of the file."""

    line: int
    subject: str


@dataclass
class Undoing:
    """An import that is being taken back. `kept`: what is kept of the rows that were gone through."""

    access: Access
    job: jobs.Job
    staff_id: UUID
    kept: list[Kept] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)
    _began: float = 0.0

    def steps(self) -> Iterator[int]:
        """Take back what is not taken back yet; after each step, how many changes."""
        before, done = _LAST, 0
        while True:
            count, kept, lowest = self.access.transact(lambda db, before=before: self._step(db, before))  # type: ignore[misc]
            self.pace.took(count, time.perf_counter() - self._began)
            if not count:
                break
            self.kept += kept
            before, done = lowest, done + count
            yield done
        self.access.transact(lambda db: jobs.undone(self.access.inside(db), self.job, self.staff_id, len(self.kept)))

    def _step(self, db: Connection, before: int) -> tuple[int, list[Kept], int]:
        """How many changes were gone through, what of them was kept, and the lowest row among them."""
        self._began = time.perf_counter()
        rows = _changes(db, self.job.id, before, self.pace.size)
        if not rows:
            return 0, [], before
        step = _Step(db, self.access.inside(db).vault, rows)
        return len(rows), step.taken_back(), rows[-1].line


def undoing(access: Access, job_id: UUID, staff_id: UUID) -> Undoing:
    """Begin to take an import back, or go on with it. Raises TransferError."""
    job = access.transact(lambda db: jobs.undoing(access.inside(db), job_id, staff_id))
    return Undoing(access, job, staff_id)


def _changes(db: Connection, job_id: UUID, before: int, size: int) -> list[Any]:
    """The last changes of rows before that one, whole rows only."""
    change = t.import_change.c
    wanted = select(t.import_change).where(change.job_id == job_id, change.line < before).order_by(change.line.desc())
    some = list(db.execute(wanted.limit(size)))
    if len(some) < size:
        return some
    rest = select(t.import_change).where(change.job_id == job_id, change.line == some[-1].line)
    return [row for row in some if row.line != some[-1].line] + list(db.execute(rest))


class _Step:
    """Some changes, taken back in one transaction."""

    def __init__(self, db: Connection, vault: Vault, rows: Sequence[Any]) -> None:
        self._db, self._vault = db, vault
        self._rows = rows
        self._kept: list[Any] = []
        self._kept_people: set[UUID] = set()

    def taken_back(self) -> list[Kept]:
        for subject in SUBJECTS:
            mine = [row for row in self._rows if row.subject == subject]
            if mine:
                self._of_subject(subject, mine)
        kept = {row.id for row in self._kept}
        gone = [row.id for row in self._rows if row.id not in kept]
        if gone:
            self._db.execute(delete(t.import_change).where(among(self._db, t.import_change.c.id, gone)))
        return [Kept(row.line, row.subject) for row in self._kept if row.subject not in _QUIETLY]

    def _of_subject(self, subject: str, changes: Sequence[Any]) -> None:
        ids = [_id(subject, change) for change in changes]
        there = self._there(subject, ids)
        new = [change for change in changes if change.before is None and _id(subject, change) in there]
        used = used_since(self._db, subject, [there[_id(subject, change)] for change in new])
        if subject == "person_phone":
            used |= {row.id for row in there.values() if row.person_id in self._kept_people}
        free = [change for change in new if _id(subject, change) not in used]
        self._keep([change for change in new if _id(subject, change) in used], subject)
        self._remove(subject, [_id(subject, change) for change in free])
        for change in changes:
            if change.before is not None:
                self._restore(subject, change, there.get(_id(subject, change)))

    def _there(self, subject: str, ids: Sequence[Any]) -> dict[Any, Any]:
        key = key_of(subject)
        rows = self._db.execute(select(SUBJECTS[subject]).where(among(self._db, key, ids)))
        return {getattr(row, key.name): row for row in rows}

    def _keep(self, changes: Sequence[Any], subject: str) -> None:
        self._kept += changes
        if subject == "person":
            self._kept_people |= {_id(subject, change) for change in changes}

    def _remove(self, subject: str, ids: Sequence[Any]) -> None:
        if not ids:
            return
        if subject == "delivery":
            unplan(self._db, ids)
        self._db.execute(delete(SUBJECTS[subject]).where(among(self._db, key_of(subject), ids)))

    def _restore(self, subject: str, change: Any, row: Any | None) -> None:
        told = json.loads(self._vault.open(IMPORT_BEFORE, change.id, change.before))
        before, after = read_back(subject, told["before"]), read_back(subject, told["after"])
        if row is None:
            if before and not after:
                self._bring_back(subject, change, before)
            return
        # When it was written last is no word of its own.
        stands = opened(self._vault, subject, row, [name for name in after if name != "updated_at"])
        if any(stands[name] != after[name] for name in stands):
            self._keep([change], subject)
            return
        if "updated_at" in before and row.updated_at != after["updated_at"]:
            del before["updated_at"]  # somebody wrote something else since, and that is to be seen
        alter(self._db, self._vault, subject, _id(subject, change), before)
        self._tidy(subject, _id(subject, change), before)

    def _bring_back(self, subject: str, change: Any, before: dict[str, Any]) -> None:
        """A visit that was due, and that the import took for made; unless the person is gone."""
        person = select(t.person.c.id).where(t.person.c.id == before.get("person_id"))
        if subject == "visit" and self._db.execute(person).first() is not None:
            row_id = UUID(change.subject_id)
            self._db.execute(insert(t.visit), {"id": row_id, **sealed(self._vault, subject, row_id, before)})

    def _tidy(self, subject: str, row_id: Any, before: dict[str, Any]) -> None:
        """What hung on the row, and is not true any more."""
        if subject == "visit" and before.get("state") == VisitState.DUE.value:
            self._db.execute(delete(t.visit_item).where(t.visit_item.c.visit_id == row_id))
        if subject == "delivery" and before.get("state") == DeliveryState.PLANNED.value:
            unplan(self._db, [row_id])
            self._db.execute(delete(t.delivery_item).where(t.delivery_item.c.delivery_id == row_id))


def _id(subject: str, change: Any) -> Any:
    return change.subject_id if subject == "place" else UUID(change.subject_id)
