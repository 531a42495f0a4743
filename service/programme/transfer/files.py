"""Rows written as a file: CSV, or a workbook."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, TextIO

Cell = str | int | float | bool | date | datetime | None
Line = Mapping[str, Cell]
"""Heading → cell."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a formula begins: a cell that somebody typed must not be one."""


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets a quote in front: names and words are typed by anybody."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def plain(cell: Cell) -> Cell:
    """A day or a moment as text."""
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def write_csv(lines: Iterable[Line], headings: Sequence[str], file: TextIO) -> None:
    """A row of headings, and a row each. OSError where it cannot be written."""
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows([harmless(plain(line.get(name))) for name in headings] for line in lines)


def write_workbook(lines: Iterable[Line], headings: Sequence[str], out: Path | IO[bytes]) -> None:
    """The same as XLSX; a row is kept in memory only until it is written."""
    from openpyxl import Workbook  # few need it, and it takes long to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(headings))
    for line in lines:
        sheet.append([harmless(_in_a_cell(line.get(name))) for name in headings])
    book.save(out)


def _in_a_cell(cell: Cell) -> Cell:
    """A workbook knows no time zones."""
    return cell.replace(tzinfo=None) if isinstance(cell, datetime) else cell
