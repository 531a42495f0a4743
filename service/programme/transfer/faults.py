"""What is wrong with a file, or with one cell of it, in plain words."""

from dataclasses import dataclass


class TransferError(ValueError):
    """Why a file cannot be taken in, or given out. str() is fit to be shown, and holds nothing of any row."""


class Unreadable(ValueError):
    """A cell that cannot be read. str() says why; it repeats nothing of what stands there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `line`: the row as a spreadsheet numbers it, headings included; `column`: its heading,
    "" for the whole row. A `warning` keeps no row out."""

    line: int
    column: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"row {self.line}, {self.column}" if self.column else f"row {self.line}"
        return f"{where}: {self.reason}"
