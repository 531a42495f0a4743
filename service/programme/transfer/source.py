"""A file of rows, opened: a workbook or CSV, told apart by what is in it. Rows are streamed."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from service.programme.transfer.books import Book
from service.programme.transfer.faults import TransferError
from service.programme.transfer.texts import Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Line = tuple[int, Sequence[Cell]]
"""The number of a row as a spreadsheet shows it, and its cells."""

MOST_ROWS = 200_000
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_CHUNK = 1 << 20


class Lines(Protocol):
    """Rows as they come, from the top to the end, once."""

    @property
    def notes(self) -> tuple[str, ...]: ...

    def __iter__(self) -> Iterator[Line]: ...

    def __next__(self) -> Line: ...


class Source:
    """A file whose headings were read. `digest`: of its bytes (SHA-256, hexadecimal); `notes`: what whoever reads it
    should know."""

    def __init__(self, path: Path) -> None:
        """Raises TransferError."""
        self._path, self._is_whole = path, False
        try:
            self.digest = digest_of(path)
            self._lines = _opened(path)
            line = next((cells for _, cells in self._lines if not is_blank(cells)), None)
        except OSError as error:
            raise TransferError(f"{path.name} cannot be read: {error.strerror or 'it is damaged'}.") from None
        if line is None:
            raise TransferError(f"{path.name} is empty.")
        self.headings = _headings(line)

    @property
    def notes(self) -> tuple[str, ...]:
        return self._lines.notes

    def rows(self) -> Iterator[Line]:
        """The rows below the headings, without blank ones; once. Raises TransferError for a file that is damaged, or
        has too many."""
        count = 0
        for line, cells in self._lines:
            if is_blank(cells) or (not count and _is_of_tags(cells)):
                continue
            count += 1
            if count > MOST_ROWS:
                raise TransferError(f"The file has more than {MOST_ROWS:,} rows: cut it into several.")
            yield line, cells

    def is_unchanged(self) -> bool:
        """Whether the file still holds what was opened."""
        return self._is_whole or digest_of(self._path) == self.digest

    def let_go(self) -> None:
        """It was read to its end, and is needed no more: it may go. Raises TransferError where it was changed."""
        if not self.is_unchanged():
            raise TransferError("The file was changed while it was read: begin again.")
        self._is_whole = True


def _opened(path: Path) -> Lines:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_ZIP):
        return Book(path)
    if start.startswith(_OLE):
        raise TransferError(
            f"{path.name} is an old workbook (.xls) or has a password: save it as XLSX without one, or as CSV."
        )
    if start.startswith(_PDF):
        raise TransferError(f"{path.name} is no list but a PDF: save the list as XLSX or CSV.")
    return Text(path)


def digest_of(path: Path) -> str:
    """Of a file's bytes, SHA-256."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _is_of_tags(cells: Sequence[Cell]) -> bool:
    """A row of HXL hashtags below the headings, as exports have it."""
    told = [cell for cell in cells if cell is not None and cell != ""]
    return all(isinstance(cell, str) and cell.startswith("#") for cell in told)


def _headings(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Without the blank ones at the end. Raises TransferError for two that are alike."""
    found = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]
    while found and not found[-1]:
        found.pop()
    seen: set[str] = set()
    for heading in found:
        if heading and heading.casefold() in seen:
            raise TransferError(f"Two columns are called {heading!r}: give each a name of its own.")
        seen.add(heading.casefold())
    return tuple(found)
