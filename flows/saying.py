"""An answer in words: the option that a text says, where somebody writes « oui » or « arrêtée » instead of a number.

What is said becomes the key of the option, before the step: journeys, drafts and stories know keys only.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flows.answers import key_of
from flows.journey import Journey
from flows.keywords import NO, YES, is_keyword, nearly
from flows.numbers import read_number
from flows.render import lines
from flows.spelling import folded, worded
from flows.state import PAGES_ON, Facts, Progress, Step

KEYS = ("0", "00")
_ENDING = re.compile(r"\(\w{1,3}\)")
"""« rappelé(e) » is said without its brackets."""
_BETWEEN = re.compile(r"[,;/+&]|\bet\b|\band\b", re.IGNORECASE)
_KEY_FIRST = re.compile(r"\W*(\d)\W+(\w.*)", re.DOTALL)

Line = tuple[str, str]
"""(key, label)."""


@dataclass(frozen=True, slots=True)
class Said:
    """`key`: as it would be typed (of several options « 1 3 »); `exact`: it can be no slip of another word."""

    key: str
    exact: bool


def said(flow: Journey, progress: Progress, text: str, facts: Facts, language: str) -> Said | None:
    """The key, or the option of the screen, that a text says; None for anything else (free words, a number asked
    for, what the question's own reader has to judge)."""
    key = key_of(text)
    if key in KEYS or key in progress.shown:
        return Said(key, exact=True)
    rule = flow.screens[progress.screen]
    free = rule.kind in ("text", "number", "date", "phone", "place", "code") and progress.page >= 0
    tables = list(_tables(flow, progress, facts, language))
    if (exactly := _option(text, tables, [_same])) or free:
        return exactly
    if _KEY_FIRST.fullmatch(text):
        return _with_its_key(text, tables)
    return (
        _option(text, tables, _LOOSELY)
        or _counted(text, progress)
        or _yes_or_no(flow, progress, text)
        or (_each(text, tables) if rule.kind == "several" else None)
    )


def _tables(flow: Journey, progress: Progress, facts: Facts, language: str) -> Iterator[list[Line]]:
    """The lines as each language has them, the caller's own first; only those that the screen shows."""
    keys = {id_: key for key, id_ in progress.shown.items() if id_ != PAGES_ON}
    for spoken in dict.fromkeys((language, *flow.texts)):
        found = lines(flow, Step(progress), facts, spoken)
        yield [(keys[id_], _ENDING.sub("", label)) for id_, label in found if id_ in keys]


Match = Callable[[str, str], bool]


def _same(typed: str, label: str) -> bool:
    return folded(typed) == folded(label)


def _slipped(typed: str, label: str) -> bool:
    return nearly(folded(typed), folded(label))


def _begun(typed: str, label: str) -> bool:
    return f"{worded(label)} ".startswith(f"{worded(typed)} ")


def _within(typed: str, label: str) -> bool:
    return len(folded(typed)) > 3 and f" {worded(typed)} " in f" {worded(label)} "


_LOOSELY: tuple[Match, ...] = (_slipped, _begun, _within)


def _option(text: str, tables: list[list[Line]], matches: Iterable[Match]) -> Said | None:
    """The only option that a text fits, by the strictest way to fit that any language offers."""
    if not folded(text):
        return None
    for match in matches:
        for table in tables:
            keys = [key for key, label in table if match(text, label)]
            if len(keys) == 1:
                return Said(keys[0], exact=match is _same)
    return None


def _with_its_key(text: str, tables: list[list[Line]]) -> Said | None:
    """« 1 oui », « 1. Oui, tout »: number and words that agree; where they do not, nobody knows what was meant."""
    found = _KEY_FIRST.fullmatch(text)
    words = _option(found[2], tables, [_same, *_LOOSELY]) if found else None
    return Said(words.key, exact=True) if found and words and words.key == found[1] else None


def _counted(text: str, progress: Progress) -> Said | None:
    """« UN », « deux »."""
    number = read_number(text)
    key = "" if number is None else f"{number:g}"
    return Said(key, exact=True) if key in progress.shown else None


def _yes_or_no(flow: Journey, progress: Progress, text: str) -> Said | None:
    """« ok », « d'accord » where yes is an option."""
    for id_, words in (("yes", YES), ("no", NO)):
        key = next((key for key, shown in progress.shown.items() if shown == id_), "")
        if key and any(is_keyword(text, flow.text(f"text/{words}", language)) for language in flow.texts):
            return Said(key, exact=False)
    return None


def _each(text: str, tables: list[list[Line]]) -> Said | None:
    """« vol et maladie »: all of its parts are options, or none is taken."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    found = [_option(part, tables, [_same, *_LOOSELY]) for part in parts]
    keys = [one.key for one in found if one]
    return Said(" ".join(keys), exact=True) if len(parts) > 1 and len(keys) == len(parts) else None
