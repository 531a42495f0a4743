"""A text costs what the alphabet of SMS says: fold what it lacks, count what remains, split where words end.

The alphabet is the default one of 3GPP TS 23.038 with its extension table; a text with any other
character is carried in UCS-2, where fewer than half as many characters fit.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENSION

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\v\f]")
_BREAKS = " \n\t"
"""Where a line may end. The no-break spaces are not here: they ask not to be cut."""

# Only what Unicode's own decompositions do not give; the rest is derived in _folded_character.
_FOLDED = MappingProxyType(
    {
        **dict.fromkeys("‘’‚‛ʼʻʽʾʿˈ′´`‹›ʔʕ", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        **dict.fromkeys("\t\u00a0\u1680\u180e\u202f\u205f\u3000", " "),
        **{chr(code): " " for code in range(0x2000, 0x200B)},
        "°": "o",
        "×": "x",
        "÷": "/",
        "⁄": "/",
        "→": "->",
        "←": "<-",
        "≤": "<=",
        "≥": ">=",
        "©": "(c)",
        "®": "(r)",
        "œ": "oe",
        "Œ": "OE",
        "ɛ": "e",
        "Ɛ": "E",
        "ɔ": "o",
        "Ɔ": "O",
        "ɲ": "ny",
        "Ɲ": "Ny",
        "ŋ": "ng",
        "Ŋ": "Ng",
        "ɓ": "b",
        "Ɓ": "B",
        "ɗ": "d",
        "Ɗ": "D",
        "ƴ": "y",
        "Ƴ": "Y",
        "ƙ": "k",
        "Ƙ": "K",
        "ɣ": "gh",
        "Ɣ": "Gh",
        "ə": "e",
        "Ə": "E",
        "ǝ": "e",
        "Ǝ": "E",
        "ɩ": "i",
        "Ɩ": "I",
        "ʋ": "v",
        "Ʋ": "V",
        "ʃ": "sh",
        "ʒ": "j",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "ħ": "h",
        "Ħ": "H",
        "ı": "i",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "Ð": "D",
        "ẞ": "SS",
        "ŧ": "t",
        "Ŧ": "T",
        "ĸ": "k",
        "ʉ": "u",
        "ɨ": "i",
        "ɖ": "d",
        "Ɖ": "D",
        "ƒ": "f",
    }
)


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


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet or its extension. The escape character itself is in
    neither: sent alone, it would change the character behind it."""
    return _ALPHABET.issuperset(text)


def units(text: str) -> int:
    """Septets (extension characters are two), or UTF-16 units where the text is not GSM-7."""
    return sum(_widths(text, is_gsm7(text)))


def segments(text: str) -> Count:
    """How many SMS the text takes: 160/153 septets, 70/67 UTF-16 units; blank text takes none."""
    gsm = is_gsm7(text)
    widths = _widths(text, gsm)
    whole, part = (160, 153) if gsm else (70, 67)
    total = sum(widths)
    costly = "".join(dict.fromkeys(c for c in text if c not in _ALPHABET))
    encoding = "GSM-7" if gsm else "UCS-2"
    if total <= whole:
        return Count(encoding, total, min(total, 1), whole, costly)
    return Count(encoding, total, sum(1 for _ in _filled(widths, part)), part, costly)


def fold(text: str) -> str:
    """Our own text, in NFC, with what the alphabet lacks written plainly, where that makes all of it
    GSM-7. Where something would remain outside (Arabic, N'Ko), it costs UCS-2 anyway and stays as it is."""
    composed = unicodedata.normalize("NFC", text)
    folded = "".join(_folded_character(c) for c in composed)
    return folded if is_gsm7(folded) else composed


def foreign(text: str) -> str:
    """Somebody else's text (a name, a staff member's answer) as GSM-7: control and bidi characters
    taken out except line ends, the rest folded, `?` for what has no folding."""
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    return "".join(_foreign_character(c) for c in composed)


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
        return [2 if c in _EXTENSION else 1 for c in text]
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


def _foreign_character(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs") and character not in _FOLDED:
        return ""
    folded = _folded_character(character)
    if is_gsm7(folded):
        return folded
    return "" if category == "Mn" else "?"


@lru_cache(maxsize=2048)
def _folded_character(character: str) -> str:
    """One character plainly written; itself where it is in the alphabet or nothing plain stands for it."""
    if character in _ALPHABET:
        return character
    if character in _FOLDED:
        return _FOLDED[character]
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(int(digit))
    if _is_mark_or_invisible(character):
        return ""
    bases = [c for c in unicodedata.normalize("NFKD", character) if not _is_mark_or_invisible(c)]
    plain = "".join(_FOLDED.get(c, c) for c in bases)
    return plain if plain and is_gsm7(plain) else character


def _is_mark_or_invisible(character: str) -> bool:
    """Accents left over when their letter was folded, and the signs that show nothing. The marks of
    other scripts (Arabic vowels) are no accents: their text cannot be folded anyway."""
    if unicodedata.category(character) == "Cf":
        return True
    name = unicodedata.name(character, "")
    return name.startswith(("COMBINING ", "VARIATION SELECTOR"))
