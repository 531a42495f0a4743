"""A journey drawn: screens as boxes, ways as arrows; as Mermaid text or as Graphviz DOT."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.journey import Journey, ScreenRule, Target
from flows.needs import may_be_passed_over

OUT = ">"
"""Before the name of another journey, where that stands beside names of screens."""
Way = tuple[str, str]
"""From a screen to a screen, or to OUT and a journey."""


@dataclass(frozen=True)
class Arrow:
    """From a screen to a screen, or (`out`) to another journey; `when` in the author's words."""

    begin: str
    end: str
    when: str = ""
    out: bool = False

    @property
    def way(self) -> Way:
        return self.begin, OUT + self.end if self.out else self.end


def ways(journey: Journey) -> Mapping[Way, tuple[str, ...]]:
    """Every way once, with what leads along it in the author's words: conditions, options; () where all do."""
    found: dict[Way, list[str]] = {}
    for arrow in arrows(journey):
        found.setdefault(arrow.way, []).append(arrow.when)
    return {way: tuple(when for when in found[way] if when) for way in found}


def route(journey: Journey, begin: str, end: str) -> tuple[Way, ...]:
    """The ways that lead from one screen that was shown to what came next: past no others but those that may be
    passed over. Empty where nothing leads there (the next entry of a list begins with its first screen again)."""
    came: dict[str, str] = {}
    onward: dict[str, list[str]] = {}
    for start, target in ways(journey):
        onward.setdefault(start, []).append(target)
    todo = deque([begin])
    while todo:
        here = todo.popleft()
        for target in onward.get(here, ()):
            if target in came:
                continue
            came[target] = here
            if target == end:
                return tuple(_back_along(came, begin, end))[::-1]
            if target in journey.screens and may_be_passed_over(journey.screens[target]):
                todo.append(target)
    return ()


def _back_along(came: Mapping[str, str], begin: str, end: str) -> Iterator[Way]:
    while True:
        before = came[end]
        yield before, end
        if before == begin:
            return
        end = before


def arrows(journey: Journey) -> Iterator[Arrow]:
    """Every way of a journey, in its order."""
    for rule in journey.screens.values():
        for option in rule.options:
            if option.go:
                yield _arrow(rule, option.go, option.text)
        for branch in rule.go:
            yield _arrow(rule, branch.target, branch.when.source if branch.when else "")
        if rule.empty:
            yield Arrow(rule.name, rule.empty, "empty")


def _arrow(rule: ScreenRule, target: Target, when: str) -> Arrow:
    return Arrow(rule.name, target.enters or target.screen, when, bool(target.enters))


def mermaid(journey: Journey) -> str:
    """Mermaid flowchart text, which Markdown viewers draw."""
    lines = [f"%% {journey.name} {journey.version}", "flowchart TD"]
    for rule in journey.screens.values():
        left, right = ("([", "])") if rule.ends else ("[", "]")
        lines.append(f'    {rule.name}{left}"{_quoted(_caption(rule))}"{right}')
    for arrow in arrows(journey):
        end = f'{_id("to_" + arrow.end)}{{{{"{arrow.end}"}}}}' if arrow.out else arrow.end
        label = f'|"{_quoted(arrow.when)}"|' if arrow.when else ""
        lines.append(f"    {arrow.begin} -->{label} {end}")
    return "\n".join(lines) + "\n"


def dot(journey: Journey) -> str:
    """Graphviz DOT: `retour flows graph NAME --format dot | dot -Tsvg`."""
    lines = [f"digraph {journey.name} {{", "  rankdir=TB; node [shape=box, style=rounded, fontname=sans];"]
    for rule in journey.screens.values():
        shape = ", peripheries=2" if rule.ends else ""
        lines.append(f'  {rule.name} [label="{_escaped(_caption(rule))}"{shape}];')
    for arrow in arrows(journey):
        end = _id("to_" + arrow.end) if arrow.out else arrow.end
        if arrow.out:
            lines.append(f'  {end} [label="{arrow.end}", shape=hexagon];')
        lines.append(f'  {arrow.begin} -> {end} [label="{_escaped(arrow.when)}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _caption(rule: ScreenRule) -> str:
    effects = ", ".join(call.kind.__name__ for call in rule.do)
    return f"{rule.name}: {rule.say}" + (f" = {effects}" if effects else "")


def _id(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace('"', "&quot;")


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
