"""Codes in a cell, however they are written: one of them, or several."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from flows.spelling import folded
from service.programme.transfer.cells import Reader, digits
from service.programme.transfer.faults import Unreadable
from service.programme.transfer.source import Cell


class Options:
    """Codes and the ways in which each is written: « female » is « Femme », « f », « woman »."""

    def __init__(self, ways: Mapping[str, str]) -> None:
        """`ways`: code → how else it is written, separated by " | "."""
        self.codes = tuple(ways)
        self._found = {
            folded(way): code for code, others in ways.items() for way in (code, *others.split(" | ")) if folded(way)
        }
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, text: str) -> str | None:
        """The code that is meant; None where none is."""
        return self._found.get(folded(text))

    def told(self) -> str:
        """The codes, as an error lists them."""
        return ", ".join(self.codes[:12]) + (" …" if len(self.codes) > 12 else "")


def one_of(options: Options) -> Reader:
    """One of these."""

    def read(cell: Cell, _today: date) -> str:
        found = options.find(digits(cell))
        if found is None:
            raise Unreadable(f"it is none of: {options.told()}")
        return found

    return read


def some_of(options: Options) -> Reader:
    """Several of these, in one cell: « a b c » as Kobo has it, or labels between commas. Each once, in their order."""

    def read(cell: Cell, _today: date) -> tuple[str, ...]:
        text = digits(cell)
        found = [options.find(text)]
        for parts in (re.split(r"[;,|]", text), text.split()):
            if None in found:
                found = [options.find(part) for part in parts if part.strip()]
        if None in found:
            raise Unreadable(f"not all of it is among: {options.told()}")
        return tuple(code for code in options.codes if code in found)

    return read
