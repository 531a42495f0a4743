"""What is told of a list that is looked at: its columns, what is wrong with it, how much of it is new."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.commands.listing import harmless
from service.programme.transfer.faults import Fault
from service.programme.transfer.reading import Outcome
from service.programme.transfer.taking import Found, Opened

SHOWN = 20
"""Faults shown in the terminal; --errors has them all."""


@dataclass
class Heard:
    """Faults as they come: the first few are kept, all of them go into the file."""

    write: Callable[[Fault], object] | None = None
    first: list[Fault] = field(default_factory=list)
    count: int = 0

    def tell(self, fault: Fault) -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(fault)
        if self.write is not None:
            self.write(fault)


@contextmanager
def hearing(path: Path | None) -> Iterator[Heard]:
    """Raises ValueError in plain words where the file of errors cannot be written."""
    if path is None:
        yield Heard()
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise ValueError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("row", "column", "what", "reason"))
        yield Heard(lambda one: rows.writerow((one.line, harmless(one.column), _what(one), one.reason)))


def _what(fault: Fault) -> str:
    return "warning" if fault.warning else "wrong"


def show_columns(console: Console, file: Opened) -> None:
    table = Table("column", "is read as")
    for heading, target in zip(file.columns.headings, file.columns.targets, strict=True):
        if target is not None:
            table.add_row(escape(heading), str(target))
    console.print(table)
    if unread := file.columns.unread():
        console.print(escape(f"Not read: {', '.join(unread)}."))
    for note in file.source.notes:
        console.print(escape(note))


def show_faults(console: Console, heard: Heard, errors: Path | None) -> None:
    if not heard.count:
        return
    table = Table("row", "column", "", "reason")
    for fault in heard.first:
        table.add_row(str(fault.line), escape(fault.column), _what(fault), escape(fault.reason))
    console.print(table)
    if heard.count > SHOWN and errors is None:
        console.print(f"… and {heard.count - SHOWN} more: --errors FILE.csv has them all.")


def told(found: Found) -> str:
    counts = ", ".join(f"{found.outcomes[one]} {word}" for one, word in _WORDS.items())
    return f"{found.rows} rows: {counts}." + (f" Warnings: {found.warnings}." if found.warnings else "")


_WORDS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "to be changed",
    Outcome.SAME: "that change nothing",
    Outcome.WRONG: "wrong",
}
