"""What a screen offers to choose from, here and now: written options, lists of facts, places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.journey import Journey, ScreenRule
from flows.picking import ITSELF, listed
from flows.state import Choice, Facts, Progress, Value


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a menu: its id, and either the key of a text or a label that is not ours."""

    id: str
    key: str = ""
    label: Choice | None = None


def names_for(flow: Journey, progress: Progress, rule: ScreenRule, facts: Facts) -> dict[str, Value]:
    """The values that expressions may use. Within a repeated group, its screens stand for the current
    entry; outside of it, for all that was answered there, once each."""
    names: dict[str, Value] = {**facts.values, **progress.answers}
    names["lookup"] = facts.lookup.state if facts.lookup else ""
    for other in flow.repeated:
        inside, name = rule.each == other.each, other.name
        names[name] = progress.answers.get(f"{name}.{progress.turn}") if inside else _all_of(name, progress)
    return names


def _all_of(name: str, progress: Progress) -> str:
    prefix = f"{name}."
    return " ".join(dict.fromkeys(str(v) for k, v in progress.answers.items() if k.startswith(prefix)))


def entries(rule: ScreenRule, name: str, facts: Facts, names: Mapping[str, Value]) -> list[Choice]:
    """The entries of a list, as the screen filters them."""
    every = facts.lists.get(name, ())
    if rule.filter is None:
        return list(every)
    return [c for c in every if rule.filter.holds({**names, "of": c.of}, facts.today)]


def offers(flow: Journey, progress: Progress, facts: Facts, names: Mapping[str, Value]) -> list[Offer]:
    """All that the screen offers, in order: the list first, then what is written."""
    return list(_offers(flow.screens[progress.screen], progress, facts, names))


def _offers(rule: ScreenRule, progress: Progress, facts: Facts, names: Mapping[str, Value]) -> Iterator[Offer]:
    if rule.kind == "place" and facts.places is not None:
        yield from (_place_offer(pcode) for pcode in listed(facts.places, rule.upto, progress.scratch))
    if rule.list:
        yield from (Offer(c.id, label=c) for c in entries(rule, rule.list, facts, names))
    for option in rule.options:
        if option.when is None or option.when.holds(names, facts.today):
            yield Offer(option.id, key=option.key)


def _place_offer(pcode: str) -> Offer:
    return Offer(pcode, key="text/other_village") if pcode.startswith(ITSELF) else Offer(pcode)
