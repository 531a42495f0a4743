"""A mistyped code is known to be wrong: any single wrong digit, any two neighbours swapped.

The check digit is that of H. Michael Damm (Total anti-symmetrische Quasigruppen, Marburg 2004): a
quasigroup of order ten whose diagonal is zero. Zero in front changes nothing, so codes have fixed lengths.
"""

import unicodedata

_QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The digit to write behind these. ValueError where they are not plain digits, or none."""
    if not _are_digits(digits):
        raise ValueError("a check digit needs digits")
    return _reduced(digits)


def with_check(digits: str) -> str:
    """The whole code: the digits and their check digit."""
    return digits + check_digit(digits)


def is_valid(code: str) -> bool:
    """Whether the last digit is the check digit of those before it. The length is the caller's to ask."""
    return len(code) > 1 and _are_digits(code) and _reduced(code) == "0"


def tidy(typed: str) -> str:
    """Only the digits of what was typed, as 0-9: « 123-456 789 » is 123456789."""
    numerals = (unicodedata.decimal(c, None) for c in typed)
    return "".join(str(int(n)) for n in numerals if n is not None)


def spaced(code: str) -> str:
    """A card's nine digits in threes, « 123 456 789 », a reference's six in pairs, « 12 34 56 »."""
    step = 3 if len(code) % 3 == 0 and len(code) > 6 else 2
    return " ".join(code[i : i + step] for i in range(0, len(code), step))


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _reduced(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _QUASIGROUP[int(state)][int(digit)]
    return state
