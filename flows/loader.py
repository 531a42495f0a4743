"""A journey that is wrong cannot be loaded: every error names the file, the screen and the reason."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import yaml

from flows.checks import Problems, check_journey
from flows.gsm7 import fold
from flows.journey import Journey
from flows.needs import needs_of_screens
from flows.reader import read_screen, written_texts

Texts = Mapping[str, Mapping[str, str]]
"""language → msgctxt → text."""


class JourneyError(ValueError):
    """All that is wrong with a journey, one line each: « file, screen NAME: reason »."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _OnceLoader(yaml.CSafeLoader):
    """YAML keeps the last of two equal keys in silence: here a screen written twice is an error, and
    `yes`/`no` stay words, since they are the ids of answers."""


def _mapping(loader: _OnceLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {str(key) for key in keys if keys.count(key) > 1}
    if twice:
        line = node.start_mark.line + 1
        raise yaml.YAMLError(f"« {', '.join(sorted(twice))} » stands twice in the part that begins at line {line}")
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_OnceLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_OnceLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(file: str, source: str) -> dict[str, Any]:
    """The mapping that a file holds. JourneyError where it is no YAML or no mapping."""
    try:
        found = yaml.load(source, _OnceLoader)  # noqa: S506 - a SafeLoader with one more check
    except yaml.YAMLError as error:
        raise JourneyError([f"{file}: not readable as YAML: {' '.join(str(error).split())}"]) from None
    if not isinstance(found, dict):
        raise JourneyError([f"{file}: a journey is a list of names and values (journey:, title:, screens:)"])
    return found


def load(
    file: str,
    source: str,
    system: Mapping[str, str],
    texts: Texts | None = None,
    journeys: frozenset[str] | None = None,
) -> Journey:
    """Read one journey. `system`: the French texts of every screen (keys, reasons); `texts`: the
    translations; `journeys`: the names that `go: journey X` may use (None: any). Raises JourneyError
    with every problem that was found."""
    found = read_yaml(file, source)
    problems = Problems(file)
    name, title = problems.word(found, "journey"), problems.word(found, "title")
    raw = found.get("screens")
    if not isinstance(raw, dict) or not raw:
        problems.add("", "there are no screens")
        raise JourneyError(problems.lines)
    problems.only(found, {"journey", "title", "sensitive", "draft", "sms", "screens"})
    if name and file.rsplit("/", 1)[-1] != f"{name}.yaml":
        problems.add("", f"it is called « {name} », its file is not")
    known = problems.names(raw)
    screens = {str(key): read_screen(name, str(key), rule, known, problems) for key, rule in raw.items()}
    sensitive, draft = problems.flag(found, "sensitive", False), problems.flag(found, "draft", True)
    sms = problems.flag(found, "sms", True)
    french = {key: fold(text) for key, text in {**written_texts(name, title, screens), **system}.items()}
    all_texts = {
        "fr": french,
        **{lang: _own(table, french) for lang, table in (texts or {}).items() if lang != "fr"},
    }
    version = _digest(source, all_texts)
    first = next(iter(screens))
    journey = Journey(name, version, title, source, first, screens, all_texts, sensitive, draft, sms=sms)
    check_journey(journey, journeys, problems)
    if problems.lines:
        raise JourneyError(problems.lines)
    needs_at = needs_of_screens(journey)
    return replace(journey, needs=frozenset().union(*needs_at.values()), needs_at=needs_at)


def _own(table: Mapping[str, str], french: Mapping[str, str]) -> dict[str, str]:
    return {key: table[key] for key in french if table.get(key)}


def _digest(source: str, texts: Texts) -> str:
    """16 hex digits of SHA-256 over the source and its texts."""
    words = json.dumps([source, texts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


__all__ = ["JourneyError", "Texts", "load", "read_yaml"]
