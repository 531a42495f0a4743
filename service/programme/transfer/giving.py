"""Lists that somebody has asked for: written first, then noted in the audit trail, and only then handed out."""

import io
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import IO

from service.programme import audit
from service.programme.context import Context
from service.programme.transfer.exporting import Export
from service.programme.transfer.files import Line, write_csv, write_workbook
from service.programme.transfer.taking import Access
from service.programme.transfer.works import Work

EXPORTED, EXPORTED_IN_FULL = "exported", "exported in full"
"""The audit events: of lists without names, and with them."""
_CHUNK = 64 << 10


class FileKind(StrEnum):
    """How a list is written."""

    XLSX = "xlsx"
    CSV = "csv"


class Counted:
    """The lines of an export, counted as they go by."""

    def __init__(self, access: Access, export: Export) -> None:
        self._lines = export.lines(access.read, access.inside)
        self.count = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.count += 1
            yield line


@dataclass(kw_only=True)
class Giving(Work):
    """A list that is being written, into a file without a name, which is gone with the process."""

    export: Export
    how: FileKind
    file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)

    @property
    def name(self) -> str:
        return f"{self.export.kind}.{self.how.value}"

    def content(self) -> Iterator[bytes]:
        """The file, from its top; several may read it at once."""
        place = 0
        while chunk := os.pread(self.file.fileno(), _CHUNK, place):
            place += len(chunk)
            yield chunk


def give(access: Access, one: Giving) -> None:
    """Write it. Nobody has the list before it stands in the audit trail who took it."""
    lines = _watched(one, Counted(access, one.export))
    headings = [column.heading for column in one.export.columns]
    all_of_it = chain((one.export.tags(),), lines)
    if one.how is FileKind.XLSX:
        write_workbook(all_of_it, headings, one.file)
    else:
        text = io.TextIOWrapper(one.file, encoding="utf-8-sig", newline="")
        write_csv(all_of_it, headings, text)
        text.detach()  # the file stays open
    one.file.flush()
    access.transact(lambda db: note(access.inside(db), one.export, str(one.staff_id), one.done))


def note(ctx: Context, export: Export, actor: str, count: int) -> None:
    """Keep in the audit trail who took which list. `actor`: a staff id, or the name of a part of the service."""
    told = f"{export.kind}: {count} rows" + (f"; {export.told}" if export.told else "")
    audit.add(ctx.db, ctx.now, actor, EXPORTED_IN_FULL if export.full else EXPORTED, "export", None, told)


def _watched(one: Giving, lines: Counted) -> Iterator[Line]:
    for line in lines:
        one.done = lines.count
        yield line
