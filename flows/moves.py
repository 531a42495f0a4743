"""From one screen to the next: conditions, repeated groups, screens passed over, effects raised."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from flows.effects import Effect, entry_fields, number_fields
from flows.expressions import Expression
from flows.journey import EffectCall, Journey, ScreenRule, Target
from flows.offers import entries, names_for, offers
from flows.state import Facts, Progress, Step, Value
from flows.xforms import as_number

MOST_MOVES = 500
"""More screens passed over in one step than any journey has: it turns in a circle."""


class JourneyLoops(RuntimeError):
    """A journey passes over its screens in a circle. The message names the screen, no answer."""


def answer_key(rule: ScreenRule, turn: str) -> str:
    """The name that an answer is kept under: the screen's, and the entry's in a repeated group."""
    return f"{rule.name}.{turn}" if rule.each else rule.name


def branch(rule: ScreenRule, names: Mapping[str, Value], facts: Facts) -> Target:
    """The first way whose condition holds; the last one has none."""
    return next(b.target for b in rule.go if b.when is None or b.when.holds(names, facts.today))


def onward(
    flow: Journey,
    rule: ScreenRule,
    progress: Progress,
    facts: Facts,
    target: Target,
    effects: tuple[Effect, ...] = (),
) -> Step:
    """Leave `rule` for `target`: in a repeated group, by way of its next entry."""
    return arrive(flow, *_next(flow, rule, progress, facts, target), effects)


def _next(
    flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts, target: Target
) -> tuple[Progress, Facts, Target]:
    """Within a repeated group: the same entry's next screen, or the next entry's first, or out of it."""
    if not rule.each or target.enters:
        return progress.moved(turn=""), facts, target
    if flow.screens[target.screen].each == rule.each:
        return progress, facts, target
    later = _later_turns(flow, rule, progress, facts)
    if later:
        return progress.moved(turn=later[0]), facts, Target(_first_of_group(flow, rule))
    return progress.moved(turn=""), facts, target


def _later_turns(flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts) -> list[str]:
    ids = turns(flow, rule, progress, facts)
    return ids[ids.index(progress.turn) + 1 :] if progress.turn in ids else []


def turns(flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts) -> list[str]:
    """The entries that a repeated group is asked for."""
    return [c.id for c in entries(rule, rule.each, facts, names_for(flow, progress, rule, facts))]


def _first_of_group(flow: Journey, rule: ScreenRule) -> str:
    """The first of the neighbouring screens that are asked for the same entries."""
    order = list(flow.screens.values())
    at = order.index(rule)
    while at and order[at - 1].each == rule.each:
        at -= 1
    return order[at].name


def arrive(flow: Journey, progress: Progress, facts: Facts, target: Target, effects: tuple[Effect, ...] = ()) -> Step:
    """The first screen from `target` on that is really shown; or the end; or another journey."""
    for _ in range(MOST_MOVES):
        if target.enters:
            return Step(progress, effects, enters=target.enters)
        rule = flow.screens[target.screen]
        progress = progress.moved(screen=rule.name, page=0, tries=0, scratch=(), shown={})
        progress = _turned(flow, rule, progress, facts)
        names = names_for(flow, progress, rule, facts)
        passed = _passed_over(flow, rule, progress, facts, names)
        if passed is None:
            return _stopped(flow, rule, progress, facts, names, effects)
        progress, target = passed
    raise JourneyLoops(f"{flow.name}, screen {progress.screen}")


def _turned(flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts) -> Progress:
    """Entering a repeated group begins with its first entry."""
    if not rule.each or progress.turn:
        return progress
    return progress.moved(turn=next(iter(turns(flow, rule, progress, facts)), ""))


def _passed_over(
    flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts, names: Mapping[str, Value]
) -> tuple[Progress, Target] | None:
    """Where it goes without being shown: not asked now, nothing to choose, or only one thing."""
    if (rule.each and not progress.turn) or (rule.when and not rule.when.holds(names, facts.today)):
        return _skip(flow, rule, progress, facts)
    if not rule.list:
        return None
    offered = offers(flow, progress, facts, names)
    if not offered:
        return progress, Target(rule.empty)
    if rule.single and len(offered) == 1:
        taken = progress.moved(answers={**progress.answers, answer_key(rule, progress.turn): offered[0].id})
        return taken, branch(rule, names_for(flow, taken, rule, facts), facts)
    return None


def _skip(flow: Journey, rule: ScreenRule, progress: Progress, facts: Facts) -> tuple[Progress, Target]:
    """Follow its `go` without an answer; an answer from an earlier round does not stay behind."""
    key = answer_key(rule, progress.turn)
    blank = progress.moved(answers={k: v for k, v in progress.answers.items() if k != key})
    target = branch(rule, names_for(flow, blank, rule, facts), facts)
    moved, _, onwards = _next(flow, rule, blank, facts, target)
    return moved, onwards


def _stopped(
    flow: Journey,
    rule: ScreenRule,
    progress: Progress,
    facts: Facts,
    names: Mapping[str, Value],
    effects: tuple[Effect, ...],
) -> Step:
    ending = raised(rule, flow, progress, facts, names) if rule.ends else ()
    return Step(keeping(rule, progress, facts), (*effects, *ending), ends=rule.ends)


def keeping(rule: ScreenRule, progress: Progress, facts: Facts) -> Progress:
    """With what the screen shows of the moment, where it says that this is kept."""
    if not rule.keep:
        return progress
    shown = {name: facts.values.get(fact) for name, fact in rule.keep.items()}
    return progress.moved(answers={**progress.answers, **shown})


def raised(
    rule: ScreenRule, flow: Journey, progress: Progress, facts: Facts, names: Mapping[str, Value]
) -> tuple[Effect, ...]:
    """The effects of a screen whose conditions hold, with their fields filled."""
    calls = (call for call in rule.do if call.when is None or call.when.holds(names, facts.today))
    return tuple(_filled(call, progress, facts, names) for call in calls)


def _filled(call: EffectCall, progress: Progress, facts: Facts, names: Mapping[str, Value]) -> Effect:
    groups, numbers = entry_fields(call.kind), number_fields(call.kind)
    values: dict[str, Any] = {}
    for field in fields(call.kind):
        if field.name in groups:
            screen = str(call.given.get(field.name, field.name))
            values[field.name] = _entries_of(screen, progress)
            continue
        value = call.given.get(field.name, names.get(field.name))
        if isinstance(value, Expression):
            value = _plain(value.value(names, facts.today))
        if value is not None:
            values[field.name] = as_number(value) if field.name in numbers else str(value)
    return call.kind(**values)


def _plain(value: str | float | bool) -> str | float:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _entries_of(screen: str, progress: Progress) -> dict[str, str]:
    prefix = f"{screen}."
    return {k[len(prefix) :]: _word(v) for k, v in progress.answers.items() if k.startswith(prefix)}


def _word(value: Value) -> str:
    """A count without its .0."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def fits_still(flow: Journey, rule: ScreenRule, progress: Progress, value: Value, facts: Facts) -> bool:
    """Whether an answer from before would be taken again (nothing that was looked up is)."""
    if rule.ends or rule.lookup or (rule.kind and value is None):
        return False
    if not rule.kind:
        return True
    names = names_for(flow, progress, rule, facts)
    if rule.kind in ("choice", "several"):
        ids = {offer.id for offer in offers(flow, progress, facts, names)}
        return bool(str(value)) and set(str(value).split()) <= ids
    return rule.constraint is None or rule.constraint.holds(names, facts.today, value)
