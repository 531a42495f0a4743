"""Lists that somebody is taking in: sent, looked at whole, then written in steps; each step of it can be watched.

The file itself is kept sealed, and stands in the clear only while it is read.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from uuid import UUID

from service.programme.transfer import jobs, taking
from service.programme.transfer.columns import SKIP, Columns
from service.programme.transfer.faults import Fault, TransferError
from service.programme.transfer.reading import Outcome
from service.programme.transfer.remembered import remember
from service.programme.transfer.spool import Spool
from service.programme.transfer.taking import Access, Applying, Found, Opened, Unmapped
from service.programme.transfer.undoing import Kept, undoing
from service.programme.transfer.works import Phase, Work

MOST_FAULTS = 10_000
"""Faults of one file that are kept: nobody reads more, and the file is mended in one way then."""
_PART = 64 << 10
_STRANGE = re.compile(r"[^\w .()-]+")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent. `name`: without the folders before it, and without letters that a folder may not have."""

    kind: str
    name: str
    content: Spool

    @classmethod
    def of(cls, kind: str, name: str, content: bytes) -> "Sent":
        spool = Spool()
        for start in range(0, len(content), _PART):
            spool.add(content[start : start + _PART])
        spool.end()
        return cls(kind, _STRANGE.sub("_", PurePath(name.replace("\\", "/")).name).strip(" .")[:80] or "list", spool)

    @contextmanager
    def in_the_clear(self) -> Iterator[Path]:
        """The file, for as long as it is read. Only this process's user may see it."""
        with tempfile.TemporaryDirectory(prefix="retour-") as folder:
            path = Path(folder) / self.name
            with path.open("xb") as file:
                file.writelines(self.content)
            yield path


@dataclass(kw_only=True)
class Taking(Work):
    """A list. `said`: heading → field, as whoever takes it in says; `columns`: what its columns are read as; `missing`:
    fields for which it must have a column, and has none; `found`, `faults`: of the look; `applying`: being written."""

    sent: Sent
    said: dict[str, str] = field(default_factory=dict)
    columns: Columns | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    found: Found = field(default_factory=Found)
    faults: list[Fault] = field(default_factory=list)
    file: Opened | None = None
    job: jobs.Job | None = None

    @property
    def is_looked_at(self) -> bool:
        """Whether it was looked at to its end, and may be written."""
        return self.file is not None and self.job is None and self.phase is Phase.DONE

    @property
    def faults_left_out(self) -> int:
        return self.found.faults + self.found.warnings - len(self.faults)

    def read_as(self) -> list[tuple[str, str]]:
        """(heading, what it is read as, "" for nothing)."""
        if self.columns is None:
            return []
        pairs = zip(self.columns.headings, self.columns.targets, strict=True)
        return [(heading, str(target or "")) for heading, target in pairs if heading]


@dataclass(kw_only=True)
class Undoing(Work):
    """An import that is being taken back. `kept`: what somebody changed or used since."""

    job_id: UUID
    kept: list[Kept] = field(default_factory=list)


def corrected(one: Taking, typed: Sequence[str]) -> dict[str, str]:
    """What somebody says that its columns are, in their order ("": not to be read), where they are read otherwise or
    were said to be something before: heading → field or SKIP."""
    pairs = zip(one.read_as(), typed, strict=False)
    return {heading: field or SKIP for (heading, before), field in pairs if field != before or heading in one.said}


def look(access: Access, one: Taking) -> None:
    """Look at all of it; nothing is written but what was said of its columns. Raises TransferError, Unmapped."""
    one.file, one.missing, one.found = None, (), Found()
    one.faults.clear()
    with one.sent.in_the_clear() as path:
        try:
            file = taking.opened(access, one.sent.kind, path, one.said)
        except Unmapped as error:
            one.columns, one.missing = error.columns, error.missing
            raise
        one.columns = file.columns
        if one.said:
            _remember(access, one, file)
        for found in taking.checked(access, file, lambda fault: _hear(one, fault)):
            one.found, one.done = found, found.rows
        file.source.let_go()
    one.notes, one.file, one.total = file.source.notes, file, one.found.rows


def write(access: Access, one: Taking, *, skip_wrong: bool) -> None:
    """Write it, step by step; once, however often it is asked for. Raises TransferError; what is written by then
    stands."""
    if one.job is not None:
        return
    if one.file is None:
        raise TransferError("Look at the list first.")
    work = taking.applying(access, one.file, one.found, one.staff_id, skip_wrong=skip_wrong)
    if work is None:
        raise TransferError("Nothing to do: all of it is there already.")
    one.job, one.total = work.job, work.job.rows
    for done in work.steps():
        one.done = done
    _end(one, work)


def take_back(access: Access, one: Undoing) -> None:
    """Take an import back, step by step. Raises TransferError."""
    one.total = access.read(lambda db: jobs.changes_left(db, one.job_id))
    work = undoing(access, one.job_id, one.staff_id)
    for done in work.steps():
        one.done = done
    one.kept = work.kept


def is_wrong(one: Taking) -> int:
    """How many rows are wrong."""
    return one.found.outcomes[Outcome.WRONG]


def _end(one: Taking, work: Applying) -> None:
    one.job, one.done = work.job, work.job.done
    one.file = None  # the rows are not needed any more


def _remember(access: Access, one: Taking, file: Opened) -> None:
    access.transact(lambda db: remember(db, one.sent.kind, file.source.headings, one.said, access.inside(db).now))


def _hear(one: Taking, fault: Fault) -> None:
    if len(one.faults) < MOST_FAULTS:
        one.faults.append(fault)
