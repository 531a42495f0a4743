"""How a command shows a list, or writes it: a table in the terminal, JSON, CSV or a workbook."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.programme.transfer.files import Cell, Line, harmless, plain, write_csv, write_workbook

__all__ = ["Cell", "Format", "Line", "harmless", "write"]

_WHOLE = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d( \d\d:\d\d)?|\d{2}( \d\d){2}|\d{3}( \d{3}){2}"
)
"""Ids, references and card codes, which are copied from a table, and days: never cut short, however narrow the terminal
is."""
_NARROWEST = 120
"""Characters of a table that needs them: in a narrower terminal its lines break, and no column is lost."""


class Format(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


def write(lines: Iterable[Line], headings: Sequence[str], how: Format, out: Path | None = None) -> None:
    """Write a list to a file that only its owner may read, or to the terminal where none is given. Raises ValueError in
    plain words."""
    if out is None:
        _to_terminal(lines, headings, how)
        return
    try:
        out.touch(mode=0o600)
        out.chmod(0o600)  # it may have been there, for everybody to read
        if how is Format.XLSX:
            write_workbook(lines, headings, out)
            return
        with out.open("w", encoding="utf-8", newline="") as file:
            _text(lines, headings, how, file)
    except OSError as error:
        raise ValueError(f"{out} cannot be written: {error.strerror}.") from None


def _to_terminal(lines: Iterable[Line], headings: Sequence[str], how: Format) -> None:
    if how is Format.XLSX:
        raise ValueError("A workbook needs a file: say which with --out FILE.xlsx.")
    _text(lines, headings, how, sys.stdout)


def _text(lines: Iterable[Line], headings: Sequence[str], how: Format, file: TextIO) -> None:
    if how is Format.TABLE:
        console = Console(file=file)
        console.width = max(console.width, _NARROWEST)
        console.print(_table(lines, headings), crop=False)
    elif how is Format.JSON:
        rows = [{name: plain(line.get(name)) for name in headings} for line in lines]
        file.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        write_csv(lines, headings, file)


def _table(lines: Iterable[Line], headings: Sequence[str]) -> Table:
    rows = [[_shown(line.get(name)) for name in headings] for line in lines]
    table = Table()
    for place, heading in enumerate(headings):
        whole = max((len(row[place]) for row in rows if _WHOLE.fullmatch(row[place])), default=None)
        longest = max(len(word) for cell in (heading, *(row[place] for row in rows)) for word in cell.split() or [""])
        table.add_column(heading, no_wrap=whole is not None, min_width=max(whole or 0, longest))
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _shown(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
