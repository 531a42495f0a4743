"""An answer in words: the option that a text says, where somebody writes « oui » or « arrêtée » instead of a number.

What is said becomes the key of the option, before the step: journeys, drafts and stories know keys only.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flows.answers import key_of
from flows.journey import Journey
from flows.keywords import NO, YES, fit, nearly, words_of
from flows.numbers import read_number
from flows.render import lines
from flows.spelling import worded
from flows.state import PAGES_ON, Facts, Progress, Step
from flows.step import BACK, TO_MENU

_ENDING = re.compile(r"\(\w{1,3}\)")
"""« rappelé(e) » is said without its brackets."""
_BETWEEN = re.compile(r"[,;/+&]|\bet\b|\band\b", re.IGNORECASE)
_KEY_FIRST = re.compile(r"\W*(\d)\W+(\w.*)", re.DOTALL)

Line = tuple[str, str]
"""(key, label as `worded`)."""


@dataclass(frozen=True, slots=True)
class Said:
    """`key`: as it would be typed (of several options « 1 3 »); `exact`: it can be no slip of another word."""

    key: str
    exact: bool


def typed_key(progress: Progress, text: str) -> Said | None:
    """The key that a text is, of an option or of a move (back, menu, more); None for words. Nothing that was gathered
    is needed for it."""
    key = key_of(text)
    return Said(key, exact=True) if key in (BACK, TO_MENU) or key in progress.shown else None


def said(flow: Journey, progress: Progress, text: str, facts: Facts, language: str) -> Said | None:
    """The key, or the option of the screen, that a text says; None for anything else (free words, a number asked
    for, what the question's own reader has to judge)."""
    if key := typed_key(progress, text):
        return key
    rule, words = flow.screens[progress.screen], worded(text)
    free = rule.kind in ("text", "number", "date", "phone", "place", "code") and progress.page >= 0
    tables = _tables(flow, progress, facts, language)
    if (exactly := _option(words, tables, [_same])) or free:
        return exactly
    if with_key := _KEY_FIRST.fullmatch(text):
        return _with_its_key(with_key, tables)
    return (
        _option(words, tables, _LOOSELY)
        or _counted(text, progress)
        or _yes_or_no(flow, progress, words)
        or (_each(text, tables) if rule.kind == "several" else None)
    )


def _tables(flow: Journey, progress: Progress, facts: Facts, language: str) -> list[list[Line]]:
    """The lines as each language has them, the caller's own first; only those that the screen shows. A language that
    lacks these texts has the French ones, which are compared once."""
    keys = {id_: key for key, id_ in progress.shown.items() if id_ != PAGES_ON}
    spoken = (lines(flow, Step(progress), facts, one) for one in dict.fromkeys((language, *flow.texts)))
    every = dict.fromkeys(tuple((keys[id_], label) for id_, label in one if id_ in keys) for one in spoken)
    return [[(key, worded(_ENDING.sub("", label))) for key, label in table] for table in every]


Match = Callable[[str, str], bool]
"""Compares two texts as `worded`: what was typed, and a label."""


def _solid(words: str) -> str:
    """Words without their blanks: what `folded` would give."""
    return words.replace(" ", "")


def _same(typed: str, label: str) -> bool:
    return _solid(typed) == _solid(label)


def _slipped(typed: str, label: str) -> bool:
    return nearly(_solid(typed), _solid(label))


def _begun(typed: str, label: str) -> bool:
    return f"{label} ".startswith(f"{typed} ")


def _within(typed: str, label: str) -> bool:
    return len(_solid(typed)) > 3 and f" {typed} " in f" {label} "


_LOOSELY: tuple[Match, ...] = (_slipped, _begun, _within)


def _option(words: str, tables: list[list[Line]], matches: Iterable[Match]) -> Said | None:
    """The only option that words fit, by the strictest way to fit that any language offers."""
    if not words:
        return None
    for match in matches:
        for table in tables:
            keys = [key for key, label in table if match(words, label)]
            if len(keys) == 1:
                return Said(keys[0], exact=match is _same)
    return None


def _with_its_key(found: re.Match[str], tables: list[list[Line]]) -> Said | None:
    """« 1 oui », « 1. Oui, tout »: number and words that agree; where they do not, nobody knows what was meant."""
    words = _option(worded(found[2]), tables, [_same, *_LOOSELY])
    return Said(words.key, exact=True) if words and words.key == found[1] else None


def _counted(text: str, progress: Progress) -> Said | None:
    """« UN », « deux »."""
    number = read_number(text)
    key = "" if number is None else f"{number:g}"
    return Said(key, exact=True) if key in progress.shown else None


def _yes_or_no(flow: Journey, progress: Progress, words: str) -> Said | None:
    """« ok », « d'accord » where yes is an option."""
    typed = _solid(words)
    for id_, name in (("yes", YES), ("no", NO)):
        key = next((key for key, shown in progress.shown.items() if shown == id_), "")
        if key and any(fit(typed, words_of(flow.text(f"text/{name}", language))) for language in flow.texts):
            return Said(key, exact=False)
    return None


def _each(text: str, tables: list[list[Line]]) -> Said | None:
    """« vol et maladie »: all of its parts are options, or none is taken."""
    keys = []
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    for part in parts:
        one = _option(worded(part), tables, [_same, *_LOOSELY])
        if one is None:
            return None
        keys.append(one.key)
    return Said(" ".join(keys), exact=True) if len(parts) > 1 else None
