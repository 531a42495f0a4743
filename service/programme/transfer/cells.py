"""One cell becomes a value: what a spreadsheet did to it is mended, what cannot be known is refused with a reason.

A reader takes a cell that is not blank. It raises Unreadable, whose words repeat nothing of the cell.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from flows.codes import is_valid, tidy
from flows.numbers import read_number
from flows.phones import read_phone
from service.programme.transfer.faults import Unreadable
from service.programme.transfer.source import Cell

Reader = Callable[[Cell, date], Any]
"""(cell, today) → value."""

CARD_DIGITS = 9
WORDS, LONG = 120, 1_000
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d*)?e[+-]?\d+", re.IGNORECASE)
_INTEGRAL = re.compile(r"(\d+)[.,]0+")
_ERROR = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|SPILL|CALC)[!?]?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;,|/\n]|\bou\b|\bet\b|\bor\b|\band\b)\s*", re.IGNORECASE)
_HARMLESS = re.compile(r"'(?=[=+\-@\t\r])")
"""The quote that exports put in front of what a spreadsheet would run."""

YES = frozenset("1 yes oui true vrai x o y ok".split())
NO = frozenset("0 no non false faux n".split())


def plain(cell: Cell) -> str:
    """The cell as words: composed letters, single spaces, nothing that cannot be seen; whole numbers without a point.
    Raises Unreadable for a spreadsheet's own error and for a formula."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _of_float(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = _tidied(str(cell))
    if _ERROR.fullmatch(text):
        raise Unreadable("the spreadsheet has an error here instead of a value")
    if text.startswith("="):
        raise Unreadable("a formula stands here: copy the column and paste its values")
    return text


def _of_float(cell: float) -> str:
    if not cell.is_integer():
        return repr(cell)
    if abs(cell) >= 1e15:
        raise Unreadable("so long a number has lost its last digits: format the column as text and type it again")
    return str(int(cell))


def _tidied(text: str) -> str:
    text = unicodedata.normalize("NFC", _HARMLESS.sub("", text, count=1) if text.startswith("'") else text)
    if not text.isprintable():
        kinds = ((c, unicodedata.category(c)) for c in text)
        text = "".join(" " if c in "\t\n\r\v\f" or kind[0] == "Z" else "" if kind[0] == "C" else c for c, kind in kinds)
    return " ".join(text.split())


def words(most: int = WORDS) -> Reader:
    """Some words."""

    def read(cell: Cell, _today: date) -> str:
        text = plain(cell)
        if len(text) > most:
            raise Unreadable(f"it is longer than {most} letters")
        return text

    return read


def a_name(cell: Cell, today: date) -> str:
    """What a person is called."""
    text = str(words()(cell, today))
    if not any(c.isalpha() for c in text):
        raise Unreadable("there is no letter in it")
    return text


def whole(low: int, high: int) -> Reader:
    """A whole number between these two."""

    def read(cell: Cell, _today: date) -> int:
        number = _number(cell)
        if number != int(number):
            raise Unreadable("it is no whole number")
        if not low <= number <= high:
            raise Unreadable(f"it is not between {low} and {high}")
        return int(number)

    return read


def degrees(most: int) -> Reader:
    """A coordinate, in degrees."""

    def read(cell: Cell, _today: date) -> float:
        number = _number(cell)
        if not -most <= number <= most:
            raise Unreadable(f"it is not between -{most} and {most} degrees")
        return number

    return read


def _number(cell: Cell) -> float:
    if isinstance(cell, bool | date | time | timedelta):
        raise Unreadable("it is no number")
    if isinstance(cell, int | float):
        if not abs(cell) < 1e15:  # which nothing is that is no number
            raise Unreadable("it is no number that can be meant")
        return float(cell)
    text = _unscientific(plain(cell))
    decimal = re.fullmatch(r"-?\d+\.\d+", text)  # written by a program: « 14.512 » is no fourteen thousand
    number = float(text) if decimal else read_number(text)
    if number is None:
        raise Unreadable("it is no number")
    return number


def _unscientific(text: str) -> str:
    """« 2,23E+10 » has lost the digits that are missing in it."""
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("the spreadsheet has shortened it (E+…): format the column as text and type it again")
    return text


def digits(cell: Cell) -> str:
    """A number that is a name: a phone's, a card's; « 50001234.0 » lost its point."""
    text = _unscientific(plain(cell).removeprefix("'"))  # by which a spreadsheet was told that it is no number
    found = _INTEGRAL.fullmatch(text)
    return found[1] if found else text


def phones(cell: Cell, _today: date) -> tuple[str, ...]:
    """One number or several, E.164, each once."""
    text = digits(cell)
    whole_cell = read_phone(text)
    if whole_cell is not None:
        return (whole_cell,)
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    found = tuple(read_phone(part) for part in parts)
    if not found or None in found:
        raise Unreadable("it is no phone number: 8 digits of Mali, or + and the country's code")
    return tuple(dict.fromkeys(one for one in found if one))


def card(cell: Cell, _today: date) -> str:
    """The nine digits of a card."""
    text = digits(cell)
    code = tidy(text)
    if any(c.isalpha() for c in text) or len(code) != CARD_DIGITS:
        raise Unreadable(f"it is no card code: {CARD_DIGITS} digits")
    if not is_valid(code):
        raise Unreadable("it is no card code: a digit is wrong, or two have changed places")
    return code


def yes_or_no(cell: Cell, _today: date) -> bool:
    text = digits(cell).casefold()
    if text in YES or text in NO:
        return text in YES
    raise Unreadable("it is neither yes nor no")
