"""Imports as they are kept: begun, gone on with, finished; and a list of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, insert, select, tuple_, update

from service.ids import uuid7
from service.models.transfer import ImportState
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.keyset import Page, cut, read, told
from service.programme.labels import STAFF_NAME
from service.programme.names import first_name_and_initial
from service.programme.transfer.faults import TransferError
from service.vault import Vault

FILE = "import_file"
"""The kind of the keyed hash by which a file is known again."""
MOST = 25
"""Imports of one page."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file. `rows`: of the file; `done`: how many were gone through; `skipped`: of those, how many changed
    nothing."""

    id: UUID
    kind: str
    rows: int
    done: int
    skipped: int
    state: str
    staff_id: UUID | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An import as a list shows it. `by`: first name and initial."""

    job: Job
    by: str
    created_at: datetime
    finished_at: datetime | None


def begin(ctx: Context, kind: str, digest: str, rows: int, staff_id: UUID) -> Job:
    """Write a new one."""
    job = Job(uuid7(), kind, rows, 0, 0, ImportState.APPLYING.value, staff_id)
    row = {"id": job.id, "kind": kind, "file_mac": ctx.vault.index(FILE, f"{kind}:{digest}"), "rows": rows}
    ctx.db.execute(insert(t.import_job), {**row, "staff_id": staff_id, "created_at": ctx.now})
    audit.add(ctx.db, ctx.now, str(staff_id), "import begun", "import_job", job.id, f"{kind}: {rows} rows")
    return job


def interrupted(db: Connection, vault: Vault, kind: str, digest: str) -> Job | None:
    """The import of this very file that was cut short."""
    which = t.import_job.c.file_mac == vault.index(FILE, f"{kind}:{digest}")
    row = db.execute(select(t.import_job).where(which, t.import_job.c.state == ImportState.APPLYING.value)).first()
    return None if row is None else _job(row)


def advance(db: Connection, job: Job, rows: int, skipped: int) -> Job:
    """So many rows more are done. Raises TransferError where it is not where it was left: two import the same file."""
    after = replace(job, done=job.done + rows, skipped=job.skipped + skipped)
    _move(db, job, state=job.state, done=after.done, skipped=after.skipped)
    return after


def finish(ctx: Context, job: Job) -> None:
    """All of it is done."""
    _move(ctx.db, job, state=ImportState.APPLIED.value, finished_at=ctx.now, rows=job.done)
    how_many = f"{job.kind}: {job.done - job.skipped} of {job.done} rows"
    audit.add(ctx.db, ctx.now, str(job.staff_id), "import applied", "import_job", job.id, how_many)


def _move(db: Connection, job: Job, **values: object) -> None:
    table = t.import_job
    is_there = table.c.id == job.id, table.c.state == job.state, table.c.done == job.done
    if db.execute(update(table).where(*is_there).values(**values)).rowcount != 1:
        raise TransferError("Somebody else works on this import at the same time: look at the list of imports.")


def undoing(ctx: Context, job_id: UUID, staff_id: UUID) -> Job:
    """The import is to be taken back. Raises TransferError where there is none, or it is undone already."""
    row = ctx.db.execute(select(t.import_job).where(t.import_job.c.id == job_id)).first()
    if row is None:
        raise TransferError("There is no such import: the list of imports has them all.")
    job = _job(row)
    if job.state == ImportState.UNDONE.value:
        raise TransferError("This import is undone already.")
    if job.state != ImportState.UNDOING.value:
        _move(ctx.db, job, state=ImportState.UNDOING.value)
        audit.add(ctx.db, ctx.now, str(staff_id), "import undo begun", "import_job", job.id, job.kind)
    return replace(job, state=ImportState.UNDOING.value)


def undone(ctx: Context, job: Job, staff_id: UUID, kept: int) -> None:
    """All of it is taken back but what was kept."""
    _move(ctx.db, job, state=ImportState.UNDONE.value, finished_at=ctx.now)
    audit.add(ctx.db, ctx.now, str(staff_id), "import undone", "import_job", job.id, f"{job.kind}: {kept} kept")


_LIST = select(t.import_job, t.staff.c.name.label("staff_name")).outerjoin(
    t.staff, t.staff.c.id == t.import_job.c.staff_id
)
_LATEST = t.import_job.c.created_at.desc(), t.import_job.c.id.desc()
_LEFT = select(func.count()).select_from(t.import_change).where(t.import_change.c.job_id == bindparam("which"))


def everyone(db: Connection, vault: Vault) -> Iterator[Listed]:
    """All imports, the latest first."""
    for row in db.execute(_LIST.order_by(*_LATEST)):
        yield _listed(vault, row)


def page(db: Connection, vault: Vault, after: str = "") -> Page[Listed]:
    """The same, one page of them."""
    wanted, mark = _LIST, read(after)
    if mark is not None and mark.moment is not None:
        at = bindparam(None, mark.moment, type_=t.import_job.c.created_at.type)
        wanted = wanted.where(tuple_(t.import_job.c.created_at, t.import_job.c.id) < tuple_(at, mark.id))
    rows = db.execute(wanted.order_by(*_LATEST).limit(MOST + 1)).all()
    return cut(rows, MOST, lambda row: told(row.created_at, row.id)).of(lambda row: _listed(vault, row))


def one(db: Connection, vault: Vault, job_id: UUID) -> Listed | None:
    """An import; None where there is none."""
    row = db.execute(_LIST.where(t.import_job.c.id == job_id)).first()
    return None if row is None else _listed(vault, row)


def changes_left(db: Connection, job_id: UUID) -> int:
    """How many changes of an import stand, of which none was taken back."""
    return int(db.execute(_LEFT, {"which": job_id}).scalar_one())


def _listed(vault: Vault, row: t.AnyRow) -> Listed:
    by = first_name_and_initial(vault.open(STAFF_NAME, row.staff_id, row.staff_name)) if row.staff_name else ""
    return Listed(_job(row), by, row.created_at, row.finished_at)


def _job(row: t.AnyRow) -> Job:
    return Job(row.id, row.kind, row.rows, row.done, row.skipped, row.state, row.staff_id)
