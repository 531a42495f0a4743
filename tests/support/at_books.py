"""The books of the stand-in carrier: what a text costs, what is left, and a journal that outlives kill -9.

It counts parts by itself, with an alphabet written by somebody else (gsm0338): it is the check of flows/gsm7.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from gsm0338 import Codec

_CODEC = Codec()
_ESCAPE = 0x1B
_GROUND = Decimal("0.0001")


def digest_of(text: str) -> str:
    """What stands for a text in the journal."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=4096)
def parts_of(text: str) -> int:
    """How many SMS a text is: 160 or 153 each in GSM-7, 70 or 67 in UTF-16; no pair is torn apart."""
    try:
        septets: bytes = _CODEC.encode(text)[0]
    except UnicodeEncodeError:
        raw = text.encode("utf-16-be")
        units = [int.from_bytes(raw[place : place + 2], "big") for place in range(0, len(raw), 2)]
        return _cut([0xD800 <= unit < 0xDC00 for unit in units], 70, 67)
    return _cut([septet == _ESCAPE for septet in septets], 160, 153)


def _cut(opens_pair: list[bool], alone: int, together: int) -> int:
    """Parts of so many units; where True stands, this unit and the next belong together."""
    if len(opens_pair) <= alone:
        return 1
    place, parts = 0, 0
    while place < len(opens_pair):
        end = place + together
        place = end - 1 if end < len(opens_pair) and opens_pair[end - 1] else end
        parts += 1
    return parts


@dataclass(frozen=True)
class Tariff:
    """The price of a part by how the number begins; the longest beginning counts."""

    currency: str = "KES"
    prices: tuple[tuple[str, Decimal], ...] = (("+", Decimal("0.8")),)

    @classmethod
    def of(cls, currency: str, written: Iterable[str]) -> "Tariff":
        """From « +2237=15.5 »."""
        pairs = [one.partition("=") for one in written]
        prices = [(prefix, Decimal(amount)) for prefix, _, amount in pairs] or [("+", Decimal("0.8"))]
        return cls(currency, tuple(sorted(prices, key=lambda price: len(price[0]), reverse=True)))

    def cost(self, number: str, parts: int) -> Decimal:
        """What a text costs; a number with no price costs nothing."""
        each = next((amount for prefix, amount in self.prices if number.startswith(prefix)), Decimal(0))
        return (each * parts).quantize(_GROUND)


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that the carrier took. `digest`: of its words."""

    id: str
    to: str
    digest: str
    parts: int
    cost: str
    at: float


def entries_in(path: Path) -> Iterator[Entry]:
    """The journal, line by line. Half a line at its end was never answered."""
    for told in lines_in(path):
        yield Entry(**told)


def lines_in(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line) for line in file if line.endswith("\n"))


class AppendOnly:
    """A file that is only ever added to; what was added is there whatever happens to the process."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.truncate(path, content.rfind(b"\n") + 1)

    def add(self, lines: str) -> None:
        os.write(self._handle, lines.encode())


class Books:
    """One account's journal and credit. Not thread-safe: the stand-in has one thread."""

    def __init__(self, path: Path, tariff: Tariff, credit: Decimal, seed: int) -> None:
        self.tariff = tariff
        self._file = AppendOnly(path)
        known = list(entries_in(path))
        self.balance = credit - sum((Decimal(entry.cost) for entry in known), Decimal(0))
        # A restart must not give the names again that it gave before.
        self._dice = Random(f"{seed}:{len(known)}")
        self.known: Mapping[str, Entry] = {entry.id: entry for entry in known}

    def take(self, to: str, digest: str, parts: int, at: float) -> Entry | None:
        """The entry of one text, to be written; None where the credit does not cover it."""
        cost = self.tariff.cost(to, parts)
        if cost > self.balance:
            return None
        self.balance -= cost
        return Entry(f"ATXid_{self._dice.getrandbits(128):032x}", to, digest, parts, str(cost), at)

    def write(self, entries: Iterable[Entry]) -> None:
        """All in one piece, before anybody is answered."""
        self._file.add("".join(_line(entry) for entry in entries))


def _line(entry: Entry) -> str:
    """The number was checked before, and nothing else in it is anybody's: no need of a JSON writer."""
    return (
        f'{{"id":"{entry.id}","to":"{entry.to}","digest":"{entry.digest}",'
        f'"parts":{entry.parts},"cost":"{entry.cost}","at":{entry.at:.3f}}}\n'
    )
