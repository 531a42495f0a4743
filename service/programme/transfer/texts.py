"""CSV as spreadsheets and Kobo write it: UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs."""

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from service.programme.transfer.faults import TransferError

MOST_BYTES = 200 << 20
MOST_LETTERS = 32_767
"""In one cell, as in a workbook: a quote that is never closed would swallow the whole file."""
_DELIMITERS = ";,\t|"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20


class Text:
    """A CSV file. Raises TransferError where it is no text, or too large."""

    def __init__(self, path: Path) -> None:
        if path.stat().st_size > MOST_BYTES:
            raise TransferError(f"{path.name} is larger than {MOST_BYTES >> 20} MB: cut it into several.")
        self._path = path
        self._encoding = _encoding(path)
        western = "It is not written in UTF-8: it was read as Windows-1252. Look whether the accents are right."
        self.notes = (western,) if self._encoding == "cp1252" else ()
        with self._open() as file:
            self._delimiter = _delimiter(next((line for line in file if line.strip()), ""))
        self._rows = self._lines()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return self._rows

    def __next__(self) -> tuple[int, list[str]]:
        return next(self._rows)

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        with self._open() as file:
            rows = csv.reader(_without_hint(file), delimiter=self._delimiter)
            line = 0
            while True:
                line += 1
                try:
                    cells = next(rows, None)
                except csv.Error:
                    reason = "a quote that is never closed, or a cell without end"
                    raise TransferError(f"The file cannot be read from row {line} on: {reason}.") from None
                if cells is None:
                    return
                if any(len(cell) > MOST_LETTERS for cell in cells):
                    raise TransferError(f"Row {line} has a cell of more than {MOST_LETTERS:,} letters.")
                yield line, cells

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, newline="")


def _without_hint(file: TextIO) -> Iterator[str]:
    """« sep=; » in front is a word to the spreadsheet."""
    first = list(islice(file, 1))
    return chain((line for line in first if not line.lower().startswith("sep=")), file)


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is, else Windows-1252. Raises TransferError where it is neither."""
    with path.open("rb") as file:
        start = file.read(2)
    if start in _UTF16:
        return _read_through(path, "utf-16") or _refused(path)
    return _read_through(path, "utf-8-sig") or _read_through(path, "cp1252") or _refused(path)


def _refused(path: Path) -> str:
    raise TransferError(f"{path.name} is no text: save the list as XLSX or as CSV (UTF-8).")


def _read_through(path: Path, encoding: str) -> str:
    """The encoding where the whole file is text in it, else ""."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            while some := file.read(_CHUNK):
                if "\0" in some:
                    return ""
    except UnicodeError:
        return ""
    return encoding


def _delimiter(line: str) -> str:
    """What stands most often between the headings, outside of quotes."""
    if line.lower().startswith("sep=") and line[4:5] in _DELIMITERS:
        return line[4]
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
