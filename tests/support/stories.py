"""Stories: whole conversations that the programme team can read, run against the journeys.

A story is a header (`journey:`, `language:`, `channel:`, `facts:` as YAML), a line `---`, then what
is shown, `> ` what is typed, `? state key=value …` the lookup's result for the next input, `= Effect(…)`
the effects raised, `! END` the end of the call, `! -> journey` another journey entered. By SMS
(`channel: sms`) options may be said in words. Between two inputs Progress goes through JSON, as in the database.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from flows.library import Library
from flows.places import Gazetteer
from flows.render import SMS, USSD, render
from flows.saying import said
from flows.state import Choice, Facts, Lookup, Progress, Step
from flows.step import start, step
from flows.vocabulary import NUMBER_FACTS, RESULTS

TODAY = date(2026, 11, 24)
SHOWN_RESULTS = {**RESULTS, "promised": "01/12/2026"}


@dataclass
class Turn:
    """What a story expects after one input."""

    typed: str | None
    found: Lookup | None = None
    shown: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    ends: bool = False
    enters: str = ""


@dataclass(frozen=True)
class Story:
    file: str
    header: Mapping[str, Any]
    turns: list[Turn]


def read_story(path: Path) -> Story:
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    found = yaml.safe_load("\n".join(line for line in head.splitlines() if not line.startswith("#")))
    return Story(path.name, found, list(_turns(body)))


def _turns(body: str) -> Iterator[Turn]:
    turn, found = Turn(None), None
    for line in body.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith(">"):
            yield turn
            turn, found = Turn(line[2:], found), None
        elif line.startswith("? "):
            found = _lookup(line[2:])
        elif line.startswith("= "):
            turn.effects.append(line[2:].strip())
        elif line.strip() == "! END":
            turn.ends = True
        elif line.startswith("! -> "):
            turn.enters = line[5:].strip()
        else:
            turn.shown.append(line.rstrip())
    yield turn


def _lookup(text: str) -> Lookup:
    state, *pairs = shlex.split(text)
    return Lookup(state, dict(pair.split("=", 1) for pair in pairs))


def facts_of(story: Story, library: Library, places: Gazetteer) -> Facts:
    """Today is always 24 November 2026; lists are written as id: label, or {of: label} per entry."""
    raw = dict(story.header.get("facts") or {})
    lists = {
        name: tuple(_choice(str(k), v) for k, v in rows.items())
        for name, rows in (raw.pop("lists", None) or {}).items()
    }
    lists.setdefault("languages", tuple(Choice(code, library.languages[code].name) for code in library.offered()))
    values = {k: float(v) if k in NUMBER_FACTS else _word(v) for k, v in raw.items()}
    return Facts(TODAY, {"language": story.header.get("language", "fr"), **values}, lists, None, places)


def _word(value: object) -> str:
    return {True: "yes", False: "no", None: ""}.get(value, str(value)) if isinstance(value, bool | None) else str(value)


def _choice(id_: str, row: object) -> Choice:
    if isinstance(row, dict):
        return Choice(id_, str(row["label"]), str(row.get("of", "")))
    return Choice(id_, str(row))


def play(story: Story, library: Library, places: Gazetteer) -> list[str]:
    """Run a story; the differences found, one text each (none: it holds)."""
    flow = library.journeys[story.header["journey"]]
    facts, language = facts_of(story, library, places), story.header.get("language", "fr")
    channel = SMS if story.header.get("channel") == "sms" else USSD
    here: Step = start(flow, facts)
    wrong: list[str] = []
    for number, turn in enumerate(story.turns):
        if turn.typed is not None:
            progress = Progress.from_json(here.progress.to_json())
            assert progress == here.progress, "Progress does not survive JSON"
            said_in = said(flow, progress, turn.typed, facts, language) if channel is SMS else None
            here = step(flow, progress, said_in.key if said_in else turn.typed, facts.found(turn.found))
        screen = render(flow, here, facts, language, channel, SHOWN_RESULTS)
        here = replace(here, progress=here.progress.moved(shown=dict(screen.shown)))
        wrong += _compared(number, turn, here, screen.text)
        if here.ends or here.enters:
            left = len(story.turns) - number - 1
            return [*wrong, f"{left} inputs after the end"] if left else wrong
    return wrong


def _compared(number: int, turn: Turn, here: Step, text: str) -> Iterator[str]:
    expected = "\n".join(turn.shown).strip("\n")
    where = f"after input {number} ({turn.typed!r})" if turn.typed is not None else "at the start"
    if not here.enters and expected != text:
        yield f"{where}: shown is\n{text}\n-- expected\n{expected}"
    if [type(e).__name__ for e in here.effects] != [e.split("(")[0] for e in turn.effects]:
        yield f"{where}: effects are {list(here.effects)}, expected {turn.effects}"
    for effect, written in zip(here.effects, turn.effects, strict=False):
        yield from _fields_differ(where, effect, written)
    if here.ends != turn.ends:
        yield f"{where}: {'ends' if here.ends else 'does not end'}"
    if here.enters != turn.enters:
        yield f"{where}: enters « {here.enters} », expected « {turn.enters} »"


def _fields_differ(where: str, effect: object, written: str) -> Iterator[str]:
    inside = written.partition("(")[2].removesuffix(")")
    for name, value in re.findall(r"(\w+)=((?:\{[^}]*\}|\"[^\"]*\"|'[^']*'|[^,])*)", inside):
        actual, wanted = getattr(effect, name, None), value.strip().strip("'\"")
        if _same(actual, wanted):
            continue
        yield f"{where}: {name} is {actual!r}, expected {wanted!r}"


def _same(actual: object, wanted: str) -> bool:
    if isinstance(actual, float):
        return f"{actual:g}" == wanted or str(actual) == wanted
    if isinstance(actual, Mapping):
        pairs = dict(p.split(":", 1) for p in wanted.strip("{}").replace(" ", "").split(",") if p)
        return {k.strip("'\""): v.strip("'\"") for k, v in pairs.items()} == dict(actual)
    return str("" if actual is None else actual) == wanted
