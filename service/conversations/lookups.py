"""Lookups: what the service finds out about the words just typed, before the step, so that flows stays pure."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flows.answers import key_of
from flows.codes import is_valid, tidy
from flows.journey import ScreenRule
from flows.numbers import read_number
from flows.state import Lookup, Progress
from flows.step import BACK, TO_MENU
from service.conversations.caller import Caller
from service.programme import cases, identity, pins

Finder = Callable[[Caller, Progress, str], Lookup | None]


def look_up(caller: Caller, rule: ScreenRule, progress: Progress, typed: str) -> Lookup | None:
    """The lookup that the screen declares; None where it declares none, or what was typed is a key or
    no such thing (the step will say so)."""
    if not rule.lookup or progress.page < 0 or key_of(typed) in (BACK, TO_MENU, *progress.shown):
        return None
    found = FINDERS[rule.lookup](caller, progress, typed)
    if rule.lookup == "card" and found and found.state == "ok":
        caller.found_person = str(found.values["person"])
    return found


def _pin(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return pins.check(caller.context, digits) if digits else None


def _card(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return identity.find_card(caller.context, digits) if is_valid(digits) else None


def _birth_year(caller: Caller, progress: Progress, typed: str) -> Lookup | None:
    year = read_number(typed)
    person = str(progress.answers.get("person") or "")
    return None if year is None else identity.check_birth_year(caller.context, person, int(year))


def _reference(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return cases.find_reference(caller.context, digits) if is_valid(digits) else None


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {"pin": _pin, "card": _card, "birth_year": _birth_year, "reference": _reference}
)
