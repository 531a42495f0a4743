"""A text costs what the alphabet of SMS says: count it, and split it where words end.

A text with a character outside the alphabet (flows/folding.py) is carried in UCS-2, where fewer than
half as many characters fit.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from flows.folding import ALPHABET, EXTENSION, fold, foreign, is_gsm7

__all__ = ["Count", "fold", "foreign", "is_gsm7", "segments", "split", "units"]

_BREAKS = " \n\t"
"""Where a line may end. The no-break spaces are not here: they ask not to be cut."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a text costs as an SMS.

    `encoding`: "GSM-7" or "UCS-2". `units`: septets, or UTF-16 units. `per_segment`: the units that one
    of the `segments` holds. `costly`: the characters that force UCS-2, each once, in order.
    """

    encoding: str
    units: int
    segments: int
    per_segment: int
    costly: str


def units(text: str) -> int:
    """Septets (extension characters are two), or UTF-16 units where the text is not GSM-7."""
    return sum(_widths(text, is_gsm7(text)))


def segments(text: str) -> Count:
    """How many SMS the text takes: 160/153 septets, 70/67 UTF-16 units; blank text takes none."""
    gsm = is_gsm7(text)
    widths = _widths(text, gsm)
    whole, part = (160, 153) if gsm else (70, 67)
    total = sum(widths)
    costly = "".join(dict.fromkeys(c for c in text if c not in ALPHABET))
    encoding = "GSM-7" if gsm else "UCS-2"
    if total <= whole:
        return Count(encoding, total, min(total, 1), whole, costly)
    return Count(encoding, total, sum(1 for _ in _filled(widths, part)), part, costly)


def split(text: str, limit_gsm: int, limit_ucs2: int) -> list[str]:
    """The text in pieces of at most so many units, cut between words where a word fits a piece.

    The limit is that of the whole text's encoding. Blanks at a cut are dropped, nothing else is; a
    character of two units is never torn. Never empty: a text that fits is the one piece. ValueError
    where the limit is under two units, since some characters would never fit.
    """
    gsm = is_gsm7(text)
    limit = limit_gsm if gsm else limit_ucs2
    if limit < 2:
        raise ValueError(f"a piece of {limit} units cannot hold every character")
    ends = [0, *accumulate(_widths(text, gsm))]
    if ends[-1] <= limit:
        return [text]
    return list(_pieces(text, ends, limit)) or [""]


def _pieces(text: str, ends: list[int], limit: int) -> Iterator[str]:
    start = _past_breaks(text, 0)
    while start < len(text):
        furthest = bisect_right(ends, ends[start] + limit) - 1
        cut = _cut(text, start, furthest)
        yield text[start:cut].rstrip(_BREAKS)
        start = _past_breaks(text, cut)


def _cut(text: str, start: int, furthest: int) -> int:
    """The last break at or before `furthest`; else, a word longer than a piece, `furthest` itself."""
    if furthest == len(text) or text[furthest] in _BREAKS:
        return furthest
    last = max(text.rfind(blank, start, furthest) for blank in _BREAKS)
    return last if last > start else furthest


def _past_breaks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BREAKS:
        at += 1
    return at


def _widths(text: str, gsm: bool) -> list[int]:
    if gsm:
        return [2 if c in EXTENSION else 1 for c in text]
    return [2 if c > "\uffff" else 1 for c in text]


def _filled(widths: list[int], part: int) -> Iterator[int]:
    """The units in each segment, filled in order: a pair that would be torn goes to the next whole."""
    filled = 0
    for width in widths:
        if filled + width > part:
            yield filled
            filled = 0
        filled += width
    yield filled
