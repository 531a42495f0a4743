"""What a screen needs to know: the facts and lists that one input to it can touch, and no others.

A hop in the middle of a registration then asks the database nothing about who is calling.
"""

from collections.abc import Iterator, Mapping

from flows.checks import PLACEHOLDER, targets
from flows.expressions import Expression
from flows.journey import Journey, ScreenRule
from flows.vocabulary import FACTS, LISTS

_KNOWN = frozenset({*FACTS, *LISTS})


def needs_of_screens(journey: Journey) -> Mapping[str, frozenset[str]]:
    """screen → what has to be gathered for an input to it: its own needs, those of the screens that it goes
    to, and, past screens that may be passed over, of those behind them."""
    own = {name: frozenset(_own(journey, rule)) & _KNOWN for name, rule in journey.screens.items()}
    return {name: frozenset().union(*(own[n] for n in _touched(journey, name))) for name in journey.screens}


def _touched(journey: Journey, begin: str) -> set[str]:
    seen, todo = {begin}, [begin]
    while todo:
        rule = journey.screens[todo.pop()]
        for name in {t.screen for t in targets(rule) if t.screen} - seen:
            seen.add(name)
            if may_be_passed_over(journey.screens[name]):
                todo.append(name)
    # A repeated group goes back to its own screens for the next entry.
    groups = {journey.screens[name].each for name in seen} - {""}
    return seen | {name for name, rule in journey.screens.items() if rule.each in groups}


def may_be_passed_over(rule: ScreenRule) -> bool:
    """Whether somebody may go past a screen without seeing it."""
    return bool(rule.when or rule.list or rule.each)


def _own(journey: Journey, rule: ScreenRule) -> Iterator[str]:
    """Every name that showing the screen, or reading an answer to it, can use."""
    yield from (rule.list, rule.each)
    for expression in _expressions(rule):
        yield from expression.names
    for text in (rule.say, rule.message, *(option.text for option in rule.options)):
        for name in PLACEHOLDER.findall(text):
            yield name
            if name in journey.screens:  # an answer is said in the words of its list
                yield journey.screens[name].list
    yield from rule.keep.values()
    for call in rule.do:
        yield from call.kind.__dataclass_fields__


def _expressions(rule: ScreenRule) -> Iterator[Expression]:
    found = [rule.when, rule.constraint, rule.filter, *(b.when for b in rule.go), *(o.when for o in rule.options)]
    for call in rule.do:
        found += [call.when, *(value for value in call.given.values() if isinstance(value, Expression))]
    yield from (expression for expression in found if expression is not None)
