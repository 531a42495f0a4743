"""What the alphabet of SMS lacks is written plainly: our texts where that saves UCS-2, foreign ones always.

The alphabet is the default one of 3GPP TS 23.038 with its extension table.
"""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
ALPHABET = _BASIC | EXTENSION

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\v\f]")

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


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet or its extension. The escape character itself is in
    neither: sent alone, it would change the character behind it."""
    return ALPHABET.issuperset(text)


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
    if character in ALPHABET:
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
