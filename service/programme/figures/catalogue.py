"""The key figures in their order, each with what it counts, in words (definitions.yaml)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
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
    """One of them. `tag`: its HXL tag; `words`: language → what it counts."""

    key: str
    unit: str
    tag: str
    words: Mapping[str, str]


def catalogue(types: Mapping[str, Mapping[str, str]], *, households: bool = False) -> list[Figure]:
    """All figures of a programme with these types of business (code → language → name, French always there).
    `households`: the individuals reached are households."""
    text = (files("service.programme") / "figures" / "definitions.yaml").read_text(encoding="utf-8")
    return [
        figure for key, entry in yaml.safe_load(text).items() for figure in _written_out(key, entry, types, households)
    ]


def _written_out(
    key: str, entry: Mapping[str, str], types: Mapping[str, Mapping[str, str]], households: bool
) -> Iterator[Figure]:
    """One entry of the file is one figure, or one for each of the days or types."""
    words = {one: entry.get(f"{one}_households", entry[one]) if households else entry[one] for one in LANGUAGES}
    if "{days}" in key:
        for days in VISIT_DAYS:
            yield _figure(key.format(days=days), entry, {one: text.format(days=days) for one, text in words.items()})
    elif "{type}" in key:
        for code, names in types.items():
            told = {one: text.format(name=names.get(one) or names["fr"]) for one, text in words.items()}
            yield _figure(key.format(type=code), entry, told)
    else:
        yield _figure(key, entry, words)


def _figure(key: str, entry: Mapping[str, str], words: Mapping[str, str]) -> Figure:
    return Figure(key, entry["unit"], entry["tag"], words)


def business_types(db: Connection) -> dict[str, dict[str, Any]]:
    """The types of business of the programme in their order: code → language → name."""
    kind = t.business_type.c
    return {row.code: row.names for row in db.execute(select(kind.code, kind.names).order_by(kind.position, kind.code))}
