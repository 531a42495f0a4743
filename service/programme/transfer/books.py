"""Workbooks (XLSX), read row by row: the first sheet that is to be seen; formulas are never run, what they gave last
stands in the file."""

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError  # only its error; openpyxl reads

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from service.programme.transfer.faults import TransferError

MOST_COLUMNS = 1_000
MOST_BYTES, MOST_INSIDE, MOST_SHARED = 50 << 20, 512 << 20, 64 << 20
"""Of the file; of all that is packed in it; of the texts in it, which are kept in memory while it is read."""
_BROKEN = (
    ParseError,
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    NotImplementedError,  # zipfile: packed in a way that it cannot unpack
    OSError,
    zipfile.LargeZipFile,
)
"""What is raised for a workbook that was cut off, or is none."""


class Book:
    """A workbook. Raises TransferError where it is none, or too large."""

    def __init__(self, path: Path) -> None:
        _check(path)
        self._path = path
        self.notes: tuple[str, ...] = ()
        self._rows = self._lines()

    def __iter__(self) -> Iterator[tuple[int, Sequence[Any]]]:
        return self._rows

    def __next__(self) -> tuple[int, Sequence[Any]]:
        return next(self._rows)

    def _lines(self) -> Iterator[tuple[int, Sequence[Any]]]:
        with closing(_loaded(self._path)) as book:
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not visible:
                raise TransferError(f"{self._path.name} has no sheet that is to be seen.")
            if len(visible) > 1:
                more = f"It has {len(visible)} sheets: only the first, {visible[0].title!r}, was read."
                self.notes = (more,)
            yield from self._of_sheet(visible[0])

    def _of_sheet(self, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
        sheet.reset_dimensions()  # what a file says of its own size is not always so
        rows, line = enumerate(sheet.iter_rows(values_only=True), 1), 0
        while True:
            try:
                with _quietly():
                    line, cells = next(rows, (0, ()))
            except _BROKEN:
                raise TransferError(f"The workbook is damaged behind row {line}: save it again.") from None
            if not line:
                return
            if len(cells) > MOST_COLUMNS:
                raise TransferError(f"Row {line} has more than {MOST_COLUMNS:,} columns.")
            yield line, cells


def _check(path: Path) -> None:
    """A small file may unpack into more than any machine has."""
    if path.stat().st_size > MOST_BYTES:
        raise TransferError(
            f"{path.name} is larger than {MOST_BYTES >> 20} MB: cut it into several, or save it as CSV."
        )
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise TransferError(f"{path.name} has a password: save it without one.")
            if "xl/workbook.xml" not in packed.namelist():
                raise TransferError(f"{path.name} is no workbook (XLSX): save the list as XLSX or CSV.")
            for part in parts:
                _check_part(packed, part, path.name)
    except _BROKEN as error:
        if isinstance(error, TransferError):
            raise
        raise TransferError(f"{path.name} is damaged: save it again as XLSX or CSV.") from None
    if sum(part.file_size for part in parts) > MOST_INSIDE:
        raise TransferError(f"{path.name} unpacks into more than {MOST_INSIDE >> 20} MB: save the list as CSV.")


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    if part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_SHARED:
        raise TransferError(f"{name} holds more than {MOST_SHARED >> 20} MB of words: save the list as CSV.")
    if part.filename.endswith((".xml", ".rels")):
        with packed.open(part) as file:
            if b"<!DOCTYPE" in file.read(1024):  # no workbook has one; entities of their own are a trap
                raise TransferError(f"{name} is no workbook that a spreadsheet wrote.")


def _loaded(path: Path) -> Any:
    with _quietly():
        try:
            return load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except _BROKEN:
            raise TransferError(f"{path.name} is damaged: save it again as XLSX or CSV.") from None


@contextmanager
def _quietly() -> Iterator[None]:
    """Without openpyxl's own warnings (of styles, of dates): nobody can mend those."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
