"""A report of the key figures: in all, by what was asked for, each with its definition in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from flows.places import Gazetteer
from service.programme.figures.catalogue import LANGUAGES, Figure, business_types, catalogue
from service.programme.figures.counting import Counting, Found
from service.programme.figures.scope import Scope

_WORDS = MappingProxyType(
    {
        "fr": {
            "": "non connu",
            "female": "femmes",
            "male": "hommes",
            "hidden": "« <{small} » : moins de {small} personnes, ou ce qui le ferait deviner.",
        },
        "en": {
            "": "not known",
            "female": "women",
            "male": "men",
            "hidden": "« <{small} »: fewer than {small} people, or what would give them away.",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table. `code`: a P-code, a sex or a month; `name`: in words."""

    code: str
    name: str
    found: Found


@dataclass(frozen=True, slots=True)
class Report:
    """`tables`: dimension → its rows."""

    language: str
    small: int
    figures: Sequence[Figure]
    totals: Found
    tables: Mapping[str, Sequence[Line]]

    def said(self, key: str, found: Found) -> int | float | str | None:
        """A value as people read it: « <5 » where it is hidden."""
        return f"<{self.small}" if key in found.hidden else found.values[key]

    @property
    def meaning(self) -> str:
        """What « <5 » means."""
        return _WORDS[self.language]["hidden"].format(small=self.small)

    @property
    def note(self) -> str:
        """The same; "" where nothing is hidden."""
        shown = [self.totals, *(line.found for lines in self.tables.values() for line in lines)]
        return self.meaning if any(found.hidden for found in shown) else ""


def report(db: Connection, scope: Scope, places: Gazetteer, by: Sequence[str] = (), language: str = "fr") -> Report:
    """The figures as they are now. `by`: of Dimension; `language`: French where there are no definitions in
    it. Reads only."""
    told = language if language in LANGUAGES else LANGUAGES[0]
    known = catalogue(business_types(db), households=scope.households)
    counting = Counting(db, scope, known, by)
    tables = {
        name: [Line(code, name_of(places, told, code), found) for code, found in counting.by(name).items()]
        for name in by
    }
    return Report(told, scope.small, known, counting.totals(), MappingProxyType(tables))


def name_of(places: Gazetteer, language: str, code: str) -> str:
    """What the code of a table's row is called; itself where it has no name."""
    if code in _WORDS[language]:
        return _WORDS[language][code]
    try:
        return places.get(code).name
    except KeyError:
        return code


def as_json(made: Report) -> dict[str, Any]:
    """`figures` and `definitions` by the same keys; `hidden`: the figures that are null because they are small (where
    there are any); `by`: dimension → rows (where asked for)."""
    told: dict[str, Any] = {
        **_plain(made.totals),
        "definitions": {one.key: one.words[made.language] for one in made.figures},
    }
    if made.tables:
        told["by"] = {
            dimension: [{dimension: line.code, "name": line.name, **_plain(line.found)} for line in lines]
            for dimension, lines in made.tables.items()
        }
    return told


def _plain(found: Found) -> dict[str, Any]:
    hidden = {"hidden": sorted(found.hidden)} if found.hidden else {}
    return {"figures": dict(found.values), **hidden}
