"""What makes a journey wrong: collected, not raised one by one, so that its author sees all at once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flows.effects import entry_fields, required_fields
from flows.expressions import Expression, ExpressionError, parse
from flows.journey import DRAFT, FRESH, MENU, EffectCall, Journey, ScreenRule, Target
from flows.vocabulary import FACTS, LISTS, LOOKUPS, NUMBER_FACTS

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BRACES = re.compile(r"[{}]")


class Problems:
    """The lines of a JourneyError in the making, and the names that the journey was seen to use."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[str] = []
        self.used: set[str] = set()

    def add(self, screen: str, reason: str) -> None:
        self.lines.append(f"{self.file}, screen {screen}: {reason}" if screen else f"{self.file}: {reason}")

    def word(self, found: Mapping[str, Any], key: str, screen: str = "") -> str:
        """A text that must be there."""
        value = found.get(key)
        if not isinstance(value, str) or not value.strip():
            self.add(screen, f"« {key}: » is missing or is no text")
            return ""
        return value.strip()

    def flag(self, found: Mapping[str, Any], key: str, default: bool, screen: str = "") -> bool:
        value = found.get(key, "yes" if default else "no")
        if value not in ("yes", "no"):
            self.add(screen, f"« {key}: » is yes or no, not « {value} »")
        return bool(value == "yes")

    def whole(self, found: Mapping[str, Any], key: str, default: int, screen: str) -> int:
        value = found.get(key, default)
        if not isinstance(value, int) or value < 0:
            self.add(screen, f"« {key}: » is a whole number, not « {value} »")
            return default
        return value

    def only(self, found: Mapping[str, Any], allowed: Iterable[str], screen: str = "") -> None:
        for key in sorted(str(k) for k in set(found) - set(allowed)):
            self.add(screen, f"« {key}: » means nothing here")

    def names(self, raw: Mapping[str, Any]) -> frozenset[str]:
        """Every name that an expression of this journey may use."""
        lookups = (rule.get("lookup") for rule in raw.values() if isinstance(rule, dict))
        values = (v for name in lookups if isinstance(name, str) for v in LOOKUPS.get(name, ()))
        kept = (name for rule in raw.values() if isinstance(rule, dict) for name in _kept(rule))
        return frozenset({*map(str, raw), *values, *kept, *FACTS, "lookup"})

    def expression(self, screen: str, where: str, source: object, known: frozenset[str]) -> Expression | None:
        """Parse, or note why not."""
        try:
            found = parse(str(source), known)
        except ExpressionError as error:
            self.add(screen, f"« {where}: {source} » is wrong: {error}")
            return None
        self.used.update(found.names)
        return found


def _kept(raw: Mapping[str, Any]) -> Iterable[str]:
    found = raw.get("keep")
    return map(str, found) if isinstance(found, dict) else ()


def check_journey(journey: Journey, journeys: frozenset[str] | None, problems: Problems) -> None:
    """Everything that needs the whole journey: targets, ways out, placeholders, effects."""
    for rule in journey.screens.values():
        for target in targets(rule, journey):
            _check_target(journey, rule, target, journeys, problems)
        _check_placeholders(journey, rule, problems)
        for call in rule.do:
            _check_effect(journey, rule, call, problems)
        if rule.each and rule.ends:
            problems.add(rule.name, "it is asked once per entry (each:) and cannot end")
    if not problems.lines:
        _check_reach(journey, problems)


def targets(rule: ScreenRule, journey: Journey | None = None) -> list[Target]:
    """Every way on from a screen."""
    ways = [branch.target for branch in rule.go]
    ways += [option.go for option in rule.options if option.go]
    return ways + ([Target(screen=rule.empty)] if rule.empty else [])


def _check_target(
    journey: Journey, rule: ScreenRule, target: Target, journeys: frozenset[str] | None, problems: Problems
) -> None:
    if target.enters:
        if target.enters not in (MENU, DRAFT, FRESH) and journeys is not None and target.enters not in journeys:
            problems.add(rule.name, f"it goes to the journey « {target.enters} », which does not exist")
    elif target.screen not in journey.screens:
        problems.add(rule.name, f"it goes to « {target.screen} », which is no screen of this journey")


def _check_placeholders(journey: Journey, rule: ScreenRule, problems: Problems) -> None:
    results = {name for call in rule.do for name in call.kind.results} if rule.ends else set()
    lookups = {v for r in journey.screens.values() for v in LOOKUPS.get(r.lookup, ())}
    known = {*journey.screens, *FACTS, *lookups, *results, *(["item"] if rule.each else [])}
    for text in (rule.say, rule.message, *(option.text for option in rule.options)):
        names = set(PLACEHOLDER.findall(text))
        problems.used |= names - set(journey.screens)
        for name in sorted(names - known):
            problems.add(rule.name, f"its text uses {{{name}}}, which nothing gives there")
        if _BRACES.search(PLACEHOLDER.sub("", text)):
            problems.add(rule.name, "its text has a brace that encloses no name")


def _check_effect(journey: Journey, rule: ScreenRule, call: EffectCall, problems: Problems) -> None:
    kind = call.kind
    if not rule.ends and not kind.idempotent:
        problems.add(rule.name, f"{kind.__name__} may only be raised on a screen that ends, else it could happen twice")
    lookups = {v for r in journey.screens.values() for v in LOOKUPS.get(r.lookup, ())}
    repeated = {name for name, r in journey.screens.items() if r.each}
    for name in sorted(required_fields(kind) - set(call.given)):
        if name not in {*journey.screens, *FACTS, *lookups} or name in repeated:
            problems.add(rule.name, f"{kind.__name__} needs « {name} », and no screen asks for it")
    problems.used |= (required_fields(kind) - set(call.given)) - set(journey.screens)
    for name in sorted(entry_fields(kind) & set(call.given)):
        if call.given[name] not in repeated:
            problems.add(rule.name, f"{kind.__name__} wants a screen asked once per entry for « {name} »")


def _check_reach(journey: Journey, problems: Problems) -> None:
    forward: dict[str, set[str]] = {name: set() for name in journey.screens}
    leaves: set[str] = set()
    for name, rule in journey.screens.items():
        forward[name] = {t.screen for t in targets(rule) if t.screen}
        if rule.ends or any(t.enters for t in targets(rule)):
            leaves.add(name)
    seen = _closure({journey.first}, forward)
    for name in journey.screens:
        if name not in seen:
            problems.add(name, "nothing leads to it")
    backward = {name: {b for b, ways in forward.items() if name in ways} for name in forward}
    for name in sorted(seen - _closure(leaves, backward)):
        problems.add(name, "there is no way out of it")


def _closure(begin: set[str], ways: Mapping[str, set[str]]) -> set[str]:
    seen, todo = set(begin), list(begin)
    while todo:
        for name in ways[todo.pop()] - seen:
            seen.add(name)
            todo.append(name)
    return seen


__all__ = ["LISTS", "NUMBER_FACTS", "PLACEHOLDER", "Problems", "check_journey", "targets"]
