"""A number as people type it, or None: never a guess between two numbers.

Figures of every script, « 12 000 », « 1,5 », small numbers in words, and the few words that people
put around a number (« environ 30 ans »). A word that is not known makes it no number: « 18 mois » is not 18.
"""

import re
import unicodedata
from types import MappingProxyType

MOST_DIGITS = 15
"""A float holds fifteen digits exactly; nobody means more."""

_FRENCH = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept"
    " dixhuit dixneuf vingt"
)
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
)
_OTHER_WORDS = {"une": 1, "aucun": 0, "aucune": 0, "none": 0}
_WORDS = MappingProxyType(
    {word: n for words in (_FRENCH, _ENGLISH) for n, word in enumerate(words.split())} | _OTHER_WORDS
)

_BEFORE = r"(?:environ|vers|presque|a peu pres|about|around|nearly|c'est|nous sommes|on est|we are|j'ai|~)?"
_AFTER = (
    r"(?:ans?|annees?|years?(?: old)?|personnes?|people|persons?|enfants?|child(?:ren)?|fois|times|jours?"
    r"|days?|f|fr|cfa|f ?cfa|francs?(?: cfa)?|kg|chevres?|goats?)?"
)
_PHRASE = re.compile(rf"{_BEFORE} *(?P<number>[^a-z~]*\d|[a-z][a-z -]*?) *{_AFTER}[ .!]*")
_GROUPED = re.compile(r"(-?[1-9]\d{0,2})(?:([ .,'])(\d{3}))(?:\2\d{3})*")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")


def read_number(typed: str) -> float | None:
    """The number typed, or None for anything else and for more than fifteen digits.

    Three digits behind a separator are thousands (« 12 000 », « 12.000 », « 12,000 »), as sums are written
    here, unless a zero stands in front (« 0,500 »); otherwise comma and dot are decimal.
    """
    found = _PHRASE.fullmatch(_plain(typed))
    if not found:
        return None
    number = found["number"].strip()
    return _figures(number) if number[-1:].isdigit() else _word(number)


def latin_digits(text: str) -> str:
    """Digits of any script as 0-9, the rest unchanged."""
    return "".join(c if (n := unicodedata.decimal(c, None)) is None else str(int(n)) for c in text)


def without_accents(text: str) -> str:
    """Small letters without accents, with plain apostrophes, dashes and single spaces; digits as 0-9."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.replace("’", "'")) if not unicodedata.combining(c))
    return " ".join(re.sub("[‐-―−]", "-", latin_digits(bare)).casefold().split())


def _plain(typed: str) -> str:
    # The Arabic separators of thousands and decimals.
    return without_accents(typed).replace("٬", " ").replace("٫", ",")


def _figures(number: str) -> float | None:
    if sum(c.isdigit() for c in number) > MOST_DIGITS:
        return None
    if _GROUPED.fullmatch(number):
        return float(re.sub(r"[^-\d]", "", number))
    return float(number.replace(",", ".")) if _PLAIN.fullmatch(number) else None


def _word(number: str) -> float | None:
    value = _WORDS.get(re.sub("[ -]", "", number))
    return None if value is None else float(value)
