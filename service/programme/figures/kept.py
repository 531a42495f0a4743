"""The report of a scope as it is kept: with every table and the map, so that what is hidden is the same everywhere.

Kept are codes and numbers, without what is hidden; words and names are put to them in the language of whoever reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from flows.places import Gazetteer
from service.programme.figures.catalogue import LANGUAGES, business_types, catalogue
from service.programme.figures.counting import Found
from service.programme.figures.report import Line, Report, name_of, report
from service.programme.figures.scope import Dimension, Scope
from service.programme.figures.spots import Spot, spots
from service.programme.pulse.kept import Count

FRESH = timedelta(minutes=10)
"""How long figures are shown before they are counted anew."""
BY = tuple(Dimension)
_REACHED = "individuals_reached"


@dataclass(frozen=True, slots=True)
class Figures:
    """A report with all its tables, and how many there are where."""

    report: Report
    spots: Sequence[Spot]


def key(scope: Scope) -> str:
    """By what the report of a scope is kept."""
    period = f"{scope.since or ''}..{scope.until or ''}"
    how = f"{'households' if scope.households else 'members'} {scope.small}"
    return f"figures {scope.today} {scope.place or 'everywhere'} {scope.sex or 'all'} {period} {how}"


def counting(scope: Scope, places: Gazetteer) -> Count:
    """Counts it, as it is kept."""

    def count(db: Connection) -> Mapping[str, Any]:
        made = report(db, scope, places, BY)
        hidden = [line.code for line in made.tables[Dimension.CERCLE] if _REACHED in line.found.hidden]
        return {
            "keys": [one.key for one in made.figures],
            "totals": _plain(made.totals),
            "tables": {
                name: [[line.code, *_plain(line.found)] for line in lines] for name, lines in made.tables.items()
            },
            "spots": [[spot.code, spot.businesses, spot.people] for spot in spots(db, scope, places, hidden)],
        }

    return count


def _plain(found: Found) -> list[Any]:
    return [list(found.values.values()), sorted(found.hidden)]


def read(
    db: Connection,
    found: Mapping[str, Any],
    scope: Scope,
    places: Gazetteer,
    language: str,
    by: Sequence[str] = BY,
) -> Figures:
    """The report that was kept, in a language. `by`: the tables that are wanted of it."""
    told = language if language in LANGUAGES else LANGUAGES[0]
    known = catalogue(business_types(db), households=scope.households)
    keys = found["keys"]

    def read_one(values: Sequence[Any], hidden: Sequence[str]) -> Found:
        """A type of business that was added meanwhile has no value yet."""
        kept = dict(zip(keys, values, strict=True))
        return Found({one.key: kept.get(one.key) for one in known}, frozenset(hidden))

    tables = {
        name: [Line(code, name_of(places, told, code), read_one(*rest)) for code, *rest in lines]
        for name, lines in found["tables"].items()
        if name in by
    }
    made = Report(told, scope.small, known, read_one(*found["totals"]), MappingProxyType(tables))
    return Figures(made, [Spot(*one) for one in found["spots"]])
