"""A file is taken in: opened, looked at whole, and only then written, in steps that callers do not notice.

opened   its headings are read, its columns told
checked  every row is read and looked up; nothing is written
applied  step by step, each a transaction of its own; what was cut short goes on where it stopped
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from service.programme.context import Context
from service.programme.transfer import jobs
from service.programme.transfer.changes import Changes
from service.programme.transfer.columns import Columns, columns_of
from service.programme.transfer.faults import Fault, TransferError
from service.programme.transfer.kind import Kind
from service.programme.transfer.kinds import KINDS
from service.programme.transfer.pace import Pace
from service.programme.transfer.reading import Outcome, Reading, Record, batches
from service.programme.transfer.remembered import recalled
from service.programme.transfer.source import Source
from service.units import Transact

T = TypeVar("T")
_LOOKED_AT = 500
"""Rows of one look."""
_TRIES = 3
"""A caller may take the same number or code in the moment between a look and the writing."""


class Read(Protocol):
    """Runs a unit that only reads."""

    def __call__(self, unit: Callable[[Connection], T]) -> T: ...


@dataclass(frozen=True)
class Access:
    """How an import reaches the database. `inside`: the context of a transaction."""

    read: Read
    transact: Transact
    inside: Callable[[Connection], Context]


@dataclass(frozen=True)
class Opened:
    """A file of one kind whose columns are told."""

    kind: Kind
    source: Source
    columns: Columns
    reading: Reading


class Unmapped(TransferError):
    """Of what a file must have, something has no column. `columns`: what the others were read as."""

    def __init__(self, columns: Columns, missing: Sequence[str]) -> None:
        known = ", ".join(heading for heading in columns.headings if heading)
        super().__init__(
            f"No column was found for: {', '.join(missing)}. The file has: {known}. "
            f"Say which it is, as HEADING={missing[0].partition(' ')[0]}."
        )
        self.columns, self.missing = columns, tuple(missing)


def opened(access: Access, kind: str, path: Path, said: Mapping[str, str]) -> Opened:
    """`said`: heading → field, over what was said for such a file before. Raises TransferError, Unmapped."""
    source = Source(path)

    def unit(db: Connection) -> tuple[Kind, dict[str, str]]:
        return KINDS[kind](access.inside(db)), recalled(db, kind, source.headings)

    found, before = access.read(unit)
    columns = columns_of(source.headings, found.fields, {**before, **said})
    missing = found.missing(columns)
    if missing:
        raise Unmapped(columns, missing)
    return Opened(found, source, columns, Reading(source, columns, kind, found.vault, found.today))


@dataclass
class Found:
    """What a look found so far. `outcomes`: how many rows are new, changed, the same, wrong."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    faults: int = 0
    warnings: int = 0

    @property
    def to_do(self) -> int:
        """Rows that would change something."""
        return self.outcomes[Outcome.NEW] + self.outcomes[Outcome.CHANGED]


def checked(access: Access, file: Opened, tell: Callable[[Fault], None]) -> Iterator[Found]:
    """Look at every row; after some of them each time, what was found so far. Each fault is told as it is found, and
    not kept. Raises TransferError for a file that cannot be read to its end."""
    found = Found()
    for batch in batches(file.reading.records(), _LOOKED_AT):
        access.read(lambda db, batch=batch: _look(file.kind, db, batch))  # type: ignore[misc]
        for record in batch:
            found.outcomes[record.outcome] += 1
            for fault in record.faults:
                found.warnings += fault.warning
                found.faults += not fault.warning
                tell(replace(fault, column=_told(file.columns, fault.column)))
        found.rows += len(batch)
        yield found
    access.read(lambda db: file.kind.look(db, []))  # what the last rows left to be looked up
    yield found


def _look(kind: Kind, db: Connection, batch: list[Record]) -> None:
    kind.look(db, batch)
    kind.doubt(db, batch)


def _told(columns: Columns, name: str) -> str:
    """The heading as it stands in the file, where a field is named."""
    return name if name in columns.headings else columns.heading(name)


@dataclass
class Applying:
    """A file that was looked at, being written."""

    access: Access
    file: Opened
    job: jobs.Job
    skip_wrong: bool
    pace: Pace = field(default_factory=Pace)
    _began: float = 0.0
    _worked: float = 0.0
    _own: float = 0.0
    _is_in: Event = field(default_factory=Event)

    def steps(self) -> Iterator[int]:
        """Write what is not written yet; after each step, how many rows are done. Raises TransferError; what is written
        by then stands, and goes on from there the next time."""
        if not self.file.source.is_unchanged():
            raise TransferError("The file was changed while it was read: begin again.")
        records = islice(self.file.reading.records(), self.job.done, None)
        batch = self._next(records)
        with ThreadPoolExecutor(1, "import") as writer:
            while batch:
                self._is_in.clear()
                writing = writer.submit(self._write, batch)
                self._is_in.wait()  # what is left of the step is its commit: the next rows are made ready meanwhile
                following = self._next(records)
                writing.result()
                yield self.job.done
                batch = following
        self.access.transact(lambda db: jobs.finish(self.access.inside(db), self.job))

    def _next(self, records: Iterator[Record]) -> list[Record]:
        batch = list(islice(records, self.pace.size))
        self.file.kind.prepare(batch)
        return batch

    def _write(self, batch: list[Record]) -> None:
        """A step, committed; the job goes along with it."""
        try:
            self.job = self._written(batch)
        finally:
            self._is_in.set()

    def _written(self, batch: list[Record]) -> jobs.Job:
        for tries in range(_TRIES):
            try:
                job = self.access.transact(lambda db: self._step(db, batch))
            except IntegrityError:
                if tries + 1 == _TRIES:
                    raise
            else:
                ended = time.perf_counter()
                self.pace.took(len(batch), ended - self._began, ended - self._worked, self._own)
                return job
        raise AssertionError("the last try returns or raises")

    def _step(self, db: Connection, batch: list[Record]) -> jobs.Job:
        self._began, own = time.perf_counter(), time.thread_time()  # waiting for others is no part of a step
        job = self._taken(db, batch)
        self._worked, self._own = time.perf_counter(), time.thread_time() - own
        self._is_in.set()
        return job

    def _taken(self, db: Connection, batch: list[Record]) -> jobs.Job:
        ctx, kind = self.access.inside(db), self.file.kind
        for record in batch:
            record.again()
        kind.look(db, batch)
        wrong = next((record for record in batch if record.outcome is Outcome.WRONG), None)
        if wrong is not None and not self.skip_wrong:
            raise TransferError(f"Since the file was looked at, something became wrong: {wrong.faults[0]}.")
        changes = Changes(ctx.vault, self.job.id)
        kind.write(ctx, [record for record in batch if record.outcome is not Outcome.WRONG], changes)
        changes.write(db)
        same = sum(record.outcome in (Outcome.SAME, Outcome.WRONG) for record in batch)
        return jobs.advance(db, self.job, len(batch), same)


def applying(access: Access, file: Opened, found: Found, staff_id: UUID, *, skip_wrong: bool) -> Applying | None:
    """Begin to write a file that was looked at, or go on with it; None where nothing of it is to be done. Raises
    TransferError where a row is wrong, unless those are to be skipped."""
    wrong = found.outcomes[Outcome.WRONG]
    if wrong and not skip_wrong:
        raise TransferError(
            f"{wrong} of {found.rows} rows are wrong: nothing was written. Mend them, or have them left out."
        )
    digest = file.source.digest

    def unit(db: Connection) -> jobs.Job | None:
        ctx = access.inside(db)
        standing = jobs.interrupted(db, ctx.vault, file.kind.name, digest)
        if standing is None and not found.to_do:
            return None
        return standing or jobs.begin(ctx, file.kind.name, digest, found.rows, staff_id)

    job = access.transact(unit)
    return None if job is None else Applying(access, file, job, skip_wrong)
