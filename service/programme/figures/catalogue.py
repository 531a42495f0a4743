"""The key figures in their order, each with what it counts, in words (definitions.yaml)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml
from sqlalchemy import Connection, select

from service.programme import tables as t
from service.programme.figures.work import VISIT_DAYS

LANGUAGES = ("fr", "en")
PEOPLE, CASES, THINGS, SHARE, HOURS = "people", "cases", "things", "share", "hours"
"""What a figure counts, and in what. Small counts of the first two are hidden."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them. `tag`: its HXL tag; `words`: language → what it counts; `names`: language → what it is called."""

    key: str
    unit: str
    tag: str
    words: Mapping[str, str]
    names: Mapping[str, str]


def catalogue(types: Mapping[str, Mapping[str, str]], *, households: bool = False) -> list[Figure]:
    """All figures of a programme with these types of business (code → language → name, French always there).
    `households`: the individuals reached are households."""
    return [figure for key, entry in _entries().items() for figure in _written_out(key, entry, types, households)]


@cache
def _entries() -> Mapping[str, Mapping[str, str]]:
    """The package's own file, which never changes: read once."""
    text = (files("service.programme") / "figures" / "definitions.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.load(text, Loader=yaml.CSafeLoader))


def _written_out(
    key: str, entry: Mapping[str, str], types: Mapping[str, Mapping[str, str]], households: bool
) -> Iterator[Figure]:
    """One entry of the file is one figure, or one for each of the days or types."""
    if "{days}" in key:
        for days in VISIT_DAYS:
            yield _figure(key.format(days=days), entry, {one: {"days": str(days)} for one in LANGUAGES}, households)
    elif "{type}" in key:
        for code, names in types.items():
            told = {one: {"name": names.get(one) or names["fr"]} for one in LANGUAGES}
            yield _figure(key.format(type=code), entry, told, households)
    else:
        yield _figure(key, entry, {one: {} for one in LANGUAGES}, households)


def _figure(key: str, entry: Mapping[str, str], told: Mapping[str, Mapping[str, str]], households: bool) -> Figure:
    """`told`: language → what stands in its texts for {days} or {name}."""
    words = {one: entry.get(f"{one}_households", entry[one]) if households else entry[one] for one in LANGUAGES}
    filled = {one: text.format(**told[one]) for one, text in words.items()}
    names = {one: entry[f"name_{one}"].format(**told[one]) for one in LANGUAGES}
    return Figure(key, entry["unit"], entry["tag"], filled, names)


def business_types(db: Connection) -> dict[str, dict[str, Any]]:
    """The types of business of the programme in their order: code → language → name."""
    kind = t.business_type.c
    return {row.code: row.names for row in db.execute(select(kind.code, kind.names).order_by(kind.position, kind.code))}
