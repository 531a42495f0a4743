"""What was typed, read by the kind of the question: an answer, a move within the screen, or a problem.

Forgiving by law: whoever types on a keypad without letters gets every benefit of the doubt that
cannot be taken for another answer.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flows.codes import is_valid, tidy
from flows.dates import read_date
from flows.expressions import Expression
from flows.journey import ScreenRule
from flows.numbers import read_number
from flows.phones import read_phone
from flows.picking import pick_place
from flows.state import PAGES_ON, Facts, Problem, Progress, Value

CARD_DIGITS, REFERENCE_DIGITS = 9, 6


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer."""

    value: Value


@dataclass(frozen=True, slots=True)
class Moved:
    """The same question goes on: what the screen remembers, and the page."""

    scratch: tuple[str, ...]
    page: int = 0


Outcome = Taken | Moved | Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """One input to one question. `names`: the values that expressions may use."""

    rule: ScreenRule
    progress: Progress
    text: str
    facts: Facts
    names: Mapping[str, Value]

    def holds(self, expression: Expression | None, typed: Value) -> bool:
        return expression is None or expression.holds(self.names, self.facts.today, typed)


def clean(text: str) -> str:
    """NFC, control and bidi characters out, white space single: what is kept of a caller's words."""
    kept = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    return " ".join("".join(c for c in kept if unicodedata.category(c)[0] != "C").split())


def key_of(text: str) -> str:
    """A menu key as typed: « 1. », « 1) » and « ١ » are 1."""
    stripped = text.strip(" .),#*-") or text.strip()
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in stripped)


def read(asked: Asked) -> Outcome:
    """The outcome of an input to a screen that asks."""
    if not asked.text.strip():
        return Problem("empty")
    chosen = asked.progress.shown.get(key_of(asked.text))
    if chosen is not None and asked.rule.option(chosen):
        return _several(asked) if asked.rule.kind == "several" else Taken(chosen)
    return _READERS[asked.rule.kind](asked)


def _choice(asked: Asked) -> Outcome:
    chosen = asked.progress.shown.get(key_of(asked.text))
    return Problem("not_an_option") if chosen in (None, PAGES_ON) else Taken(chosen)


def _several(asked: Asked) -> Outcome:
    keys = re.findall(r"\d", "".join(key_of(word) for word in asked.text.split()))
    shown = asked.progress.shown
    if not keys or re.search(r"[^\W\d_]", asked.text) or any(key not in shown for key in keys):
        return Problem("not_an_option")
    ids = [*asked.progress.scratch, *(shown[key] for key in keys if shown[key] != PAGES_ON)]
    ticked = tuple(dict.fromkeys(ids))
    if PAGES_ON in (shown[key] for key in keys):
        return Moved(ticked, asked.progress.page + 1)
    return Taken(" ".join(ticked)) if ticked else Problem("several_none")


def _text(asked: Asked) -> Outcome:
    words = clean(asked.text)
    if not words:
        return Problem("empty")
    if len(words) > asked.rule.length:
        return Problem("too_long", {"most": str(asked.rule.length)})
    return _constrained(asked, words)


def _number(asked: Asked) -> Outcome:
    number = read_number(asked.text)
    if number is None or (not asked.rule.decimal and number != int(number)):
        return Problem("not_a_number")
    return _constrained(asked, float(number))


def _date(asked: Asked) -> Outcome:
    found = read_date(asked.text, asked.facts.today)
    if found is None:
        return Problem("not_a_date")
    if asked.rule.past and found.first() > asked.facts.today:
        return Problem("future_date")
    if asked.rule.future and found.last() < asked.facts.today:
        return Problem("past_date")
    return _constrained(asked, found.iso())


def _constrained(asked: Asked, value: Value) -> Outcome:
    fits = asked.holds(asked.rule.constraint, value)
    return Taken(value) if fits else Problem(f"{asked.rule.name}/message")


def _phone(asked: Asked) -> Outcome:
    number = read_phone(asked.text)
    return Taken(number) if number else Problem("not_a_phone")


def _code(asked: Asked) -> Outcome:
    digits = tidy(asked.text)
    wanted = asked.rule.digits or (REFERENCE_DIGITS if asked.rule.lookup == "reference" else CARD_DIGITS)
    if len(digits) != wanted:
        return Problem("not_a_code", {"digits": str(wanted)})
    if not asked.rule.digits and not is_valid(digits):
        return Problem("wrong_check")
    return Taken(digits)


def _place(asked: Asked) -> Outcome:
    if asked.facts.places is None:
        return Problem("not_a_place")
    shown = asked.progress.shown.get(key_of(asked.text))
    picked = pick_place(asked.facts.places, asked.rule.upto, asked.text, shown)
    if picked is None:
        return Problem("not_a_place")
    return Taken(picked.pcode) if picked.final else Moved(picked.scratch)


_READERS: Mapping[str, Callable[[Asked], Outcome]] = MappingProxyType(
    {
        "choice": _choice,
        "several": _several,
        "text": _text,
        "number": _number,
        "date": _date,
        "phone": _phone,
        "place": _place,
        "code": _code,
    }
)
