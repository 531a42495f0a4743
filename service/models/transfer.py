"""Imports: how a file's columns were read, what was taken in from it, and what stood there before."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id, part_of, refers_to


class ImportState(StrEnum):
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportMapping(Row, table=True):
    """How the columns of files with these headings are read: heading → field. `headings`: their digest."""

    __tablename__ = "import_mapping"

    id: UUID = own_id()
    kind: str
    headings: str = Field(index=True)
    columns: dict[str, Any] = Field(sa_type=JSON)
    used_at: datetime = moment()


class ImportJob(Row, table=True):
    """One file. `file_mac`: a keyed hash of what it holds, by which the same file is known again; `rows`: how many it
    has, `done`: how many were gone through, `skipped`: of those, how many changed nothing."""

    __tablename__ = "import_job"

    id: UUID = own_id()
    kind: str
    file_mac: bytes = Field(index=True)
    state: str = ImportState.APPLYING.value
    rows: int
    done: int = 0
    skipped: int = 0
    staff_id: UUID | None = refers_to("staff.id")
    created_at: datetime = moment()
    finished_at: datetime | None = moment_or_none()


class ImportChange(Row, table=True):
    """What one row of a file did to one row of a table. `id`: where it is what the row is about, a keyed hash of the
    row, by which the same row is known again. `before`: what stood there, and what the import made of it, sealed JSON;
    None: it is new."""

    __tablename__ = "import_change"
    __table_args__ = (Index(None, "job_id", "line"),)  # taken back from the last row to the first

    id: UUID = own_id()
    job_id: UUID = part_of("import_job.id", index=False)
    line: int
    subject: str
    subject_id: str
    before: bytes | None = None
