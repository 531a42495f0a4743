"""The rows of a file as records: values by field, what is wrong with them, and by what a row is known again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import islice
from typing import Any
from uuid import UUID

from service.programme.transfer.cells import yes_or_no
from service.programme.transfer.columns import Columns
from service.programme.transfer.faults import Fault, Unreadable
from service.programme.transfer.source import Cell, Source
from service.programme.transfer.spool import Spool
from service.vault import Vault

ROW = "import_row"
"""The kind of the keyed hash by which a row that was taken in is known again."""
_VERSION_8, _VARIANT = 0x8 << 76, 0b10 << 62
_FREE = ~(0xF << 76 | 0b11 << 62)


class Outcome(Enum):
    """What taking in a row does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(slots=True)
class Record:
    """One row. `marker`: the id of the change that is written for it: the same row has the same one, whatever file it
    stands in. `made`: what was made ready of it before the transaction that writes it; `change`: what the look found
    that it changes."""

    line: int
    values: dict[str, Any]
    marker: UUID
    read_faults: tuple[Fault, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    outcome: Outcome = Outcome.NEW
    made: Any = None
    change: Any = None

    def again(self) -> None:
        """As it was read, before it was looked at: a transaction may have to be run once more."""
        self.faults = list(self.read_faults)
        self.outcome, self.change = Outcome.WRONG if self.read_faults else Outcome.NEW, None

    def wrong(self, column: str, reason: str) -> None:
        """The row cannot be taken in."""
        self.faults.append(Fault(self.line, column, reason))
        self.outcome = Outcome.WRONG

    def doubt(self, column: str, reason: str) -> None:
        """Something that somebody should look at; it keeps the row from nothing."""
        self.faults.append(Fault(self.line, column, reason, warning=True))


@dataclass
class Reading:
    """How the rows of one file are read. `kind`: of the import: the same row of another kind is another row."""

    source: Source
    columns: Columns
    kind: str
    vault: Vault
    today: date
    _spool: Spool | None = None

    def records(self) -> Iterator[Record]:
        """Every row, from the top, as often as asked for: the file is read the first time only. Raises TransferError
        for one that cannot be read to its end."""
        if self._spool is None:
            yield from self._read()
            return
        for line, values, row_marker, faults in self._spool:
            yield _record(line, values, row_marker, faults)

    def _read(self) -> Iterator[Record]:
        spool = Spool()
        met: Counter[int] = Counter()
        for line, cells in self.source.rows():
            values, faults = self._values(line, cells)
            row_marker = self._marker(cells, values, met)
            spool.add((line, values.copy(), row_marker, tuple(faults)))
            yield _record(line, values, row_marker, tuple(faults))
        spool.end()
        self._spool = spool

    def _values(self, line: int, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Fault]]:
        values: dict[str, Any] = {}
        faults: list[Fault] = []
        chosen: dict[str, list[str]] = {}
        for heading, target, cell in zip(self.columns.headings, self.columns.targets, cells, strict=False):
            if target is None or cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                if target.option:
                    picked = chosen.setdefault(target.field.name, [])
                    if yes_or_no(cell, self.today):
                        picked.append(target.option)
                else:
                    values[target.field.name] = target.field.read(cell, self.today)
            except Unreadable as error:
                faults.append(Fault(line, heading, str(error)))
            except (ValueError, OverflowError):
                faults.append(Fault(line, heading, "it cannot be read"))
        for name, picked in chosen.items():
            values.setdefault(name, tuple(picked))
        faults += self._beyond(line, cells)
        return values, faults

    def _beyond(self, line: int, cells: Sequence[Cell]) -> Iterator[Fault]:
        """A cell without a heading is a value that slipped out of its column: a comma within a name does that."""
        headings = self.columns.headings
        for place, cell in enumerate(cells):
            has_heading = place < len(headings) and headings[place]
            if not has_heading and cell is not None and str(cell).strip():
                yield Fault(
                    line, f"column {place + 1}", "it has no heading: a value may have slipped out of its column"
                )
                return

    def _marker(self, cells: Sequence[Cell], values: dict[str, Any], met: Counter[int]) -> UUID:
        """By the submission's own id; else by all that the row says, and how often it was said before it: two rows may
        well be alike, and be two people."""
        uuid = self.columns.uuid
        if uuid is not None and uuid < len(cells) and (told := str(cells[uuid] or "").strip()):
            return marker(self.vault, self.kind, f"uuid:{told.removeprefix('uuid:')}")
        said = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
        met[hash(said)] += 1
        return marker(self.vault, self.kind, f"row:{met[hash(said)]}:{said}")


def _record(line: int, values: dict[str, Any], row_marker: UUID, faults: tuple[Fault, ...]) -> Record:
    made = Record(line, values, row_marker, faults)
    made.again()
    return made


def marker(vault: Vault, kind: str, told: str) -> UUID:
    """The id that stands for a row (UUID version 8, RFC 9562): a keyed hash of it."""
    mac = int.from_bytes(vault.index(ROW, f"{kind}:{told}"))
    return UUID(int=mac & _FREE | _VERSION_8 | _VARIANT)


def batches(records: Iterator[Record], size: int) -> Iterator[list[Record]]:
    while some := list(islice(records, size)):
        yield some
