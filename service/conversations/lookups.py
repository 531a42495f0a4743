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
from service.programme.followup import sector, suspicion

Finder = Callable[[Caller, Progress, str], Lookup | None]


def look_up(caller: Caller, rule: ScreenRule, progress: Progress, typed: str) -> Lookup | None:
    """The lookup that the screen declares; None where it declares none, or what was typed is a key or
    no such thing (the step will say so)."""
    if not rule.lookup or progress.page < 0 or key_of(typed) in (BACK, TO_MENU, *progress.shown):
        return None
    found = FINDERS[rule.lookup](caller, progress, typed)
    if rule.lookup in ("card", "field_card") and found and found.state == "ok":
        caller.found_person = str(found.values["person"])
    return found


def _pin(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return pins.check(caller.context, digits) if digits else None


def _card(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return identity.find_card(caller.context, digits) if is_valid(digits) else None


def _field_card(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    """A card as an agent looks it up: of their own places, else « elsewhere ». Whoever tries codes is seen."""
    found, staff = _card(caller, _progress, typed), caller.staff
    if found is None or staff is None:
        return found
    if found.state != "ok":
        suspicion.unknown_card(caller.context, staff.id)
        return found
    return found if sector.covers(caller.ctx.places, staff.places, str(found.values["place"])) else Lookup("elsewhere")


def _birth_year(caller: Caller, progress: Progress, typed: str) -> Lookup | None:
    year = read_number(typed)
    person = str(progress.answers.get("person") or "")
    return None if year is None else identity.check_birth_year(caller.context, person, int(year))


def _reference(caller: Caller, _progress: Progress, typed: str) -> Lookup | None:
    digits = tidy(typed)
    return cases.find_reference(caller.context, digits) if is_valid(digits) else None


FINDERS: Mapping[str, Finder] = MappingProxyType(
    {"pin": _pin, "card": _card, "field_card": _field_card, "birth_year": _birth_year, "reference": _reference}
)
