"""Two names are as near as the mistakes between them: one spelling, one sound, and a count of slips.

The sounds are those that clerks and returnees write in several ways in Mali, in French and in the
national languages: ou, u, w · k, c, q · dj, j, di before a vowel · gn, ny, ni before a vowel · gu, g · th, t.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v"}
_LETTERS = {
    "ɛ": "e",
    "ɔ": "o",
    "ɲ": "ny",
    "ŋ": "ng",
    "ɓ": "b",
    "ɗ": "d",
    "ƴ": "y",
    "ə": "e",
    "ǝ": "e",
    "œ": "oe",
    "æ": "e",
}
_SPECIAL = str.maketrans(_LETTERS)

# In this order: each line works on what the lines before it left.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"),
        ("t?ch|sh", "x"),
        ("eau|au", "o"),
        ("ou|w|v", "u"),
        ("gu(?=[eiy])", "g"),
        ("ck|c(?![eiy])|qu?", "k"),
        ("c|z", "s"),
        ("dj", "j"),
        ("d[iy](?=[aeou])", "j"),
        ("gn|n[iy](?=[aeou])", "ñ"),
        ("h", ""),
        ("y", "i"),
        ("m(?=[bp])", "n"),
        (r"(.)\1+", r"\1"),
        ("(?<=..)e$", ""),
    )
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: letters only, what it sounds like, the same from its second word on
    and so forth (`tails`: sidiamar, amar), and the letters in it as bits."""

    letters: str
    sound: str
    tails: tuple[str, ...]
    letters_bits: int
    sound_bits: int


def spelling(name: str) -> Spelling:
    words = worded(name).split()
    tails = tuple("".join(words[i:]) for i in range(1, len(words)))
    letters = "".join(words)
    sound = _sound(letters)
    return Spelling(letters, sound, tails, _bits(letters), _bits(sound))


def worded(name: str) -> str:
    """Small letters without accents, words between single spaces: « N'dodjiga » is ndodjiga, « Tin-Aicha »
    tin aicha. A figure alone is a Roman numeral, as communes are numbered (« Dougouténé 2 »)."""
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_SPECIAL)
    kept = "".join(c for c in bare if not unicodedata.combining(c) and c not in "'’‘`´ʼ")
    words = re.sub(r"[\W_]+", " ", kept).split()
    return " ".join([*words[:1], *(_ROMAN.get(word, word) for word in words[1:])])


def folded(name: str) -> str:
    """The one spelling of a name: letters and figures only, without accents, case, blanks and hyphens."""
    return worded(name).replace(" ", "")


def masks(typed: str) -> dict[str, int]:
    """For each letter typed, its places as bits: what `slips` compares with."""
    found: dict[str, int] = {}
    for i, letter in enumerate(typed):
        found[letter] = found.get(letter, 0) | 1 << i
    return found


def slips(typed: int, places: Mapping[str, int], name: str) -> tuple[int, int]:
    """Wrong, missing, added and swapped letters between `typed` letters (how many, and their `masks`) and
    a name: (the whole name, the nearest beginning of it).

    Optimal string alignment, a column of the table at a time as bits of one integer (Hyyrö 2003): the
    plain table in Python is three times slower, and a caller waits. `up` and `down` are the rows where
    the count grows or falls by one from the row above, `right` and `left` from the column before.
    """
    every, last = (1 << typed) - 1, 1 << (typed - 1)
    up, down, diagonal, before = every, 0, 0, 0
    count = nearest = typed
    for letter in name:
        here = places.get(letter, 0)
        swapped = ((~diagonal & here) << 1) & before
        diagonal = (((here & up) + up) ^ up) | here | down | swapped
        right = down | ~(diagonal | up)
        left = diagonal & up
        count += bool(right & last) - bool(left & last)
        nearest = min(nearest, count)
        right, left = right << 1 | 1, left << 1
        up = (left | ~(diagonal | right)) & every
        down = right & diagonal & every
        before = here
    return count, nearest


def _sound(letters: str) -> str:
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return letters


def _bits(letters: str) -> int:
    bits = 0
    for letter in letters:
        bits |= 1 << (ord(letter) % 61)  # two letters on one bit only make the bound looser
    return bits
