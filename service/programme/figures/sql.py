"""How a statement that counts is made: rows with a place, a sex and a day, and the numbers that are counted of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy import types as kinds
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.programme.figures.cube import CERCLE_CODE, REGION_CODE
from service.programme.figures.scope import Scope

Number = ColumnElement[Any]
"""An aggregate."""
DAY_CODE, MONTH_CODE = 10, 7
"""Characters of 2026-01-31 that say the day, and the month."""


class iso(FunctionElement[str]):  # noqa: N801 it reads as a function of SQL
    """A day or a moment (UTC) as text, 2026-01-31…: the same on both databases."""

    type = String()
    inherit_cache = True


@compiles(iso, "sqlite")
def _iso_on_sqlite(element: "iso", compiler: SQLCompiler, **more: Any) -> str:
    """That is how SQLite keeps them."""
    return compiler.process(element.clauses, **more)


@compiles(iso)
def _iso(element: "iso", compiler: SQLCompiler, **more: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **more)}, 'YYYY-MM-DD')"


class hours(FunctionElement[float]):  # noqa: N801 it reads as a function of SQL
    """The hours from the first moment to the second."""

    type = kinds.Float()
    inherit_cache = True


@compiles(hours, "sqlite")
def _hours_on_sqlite(element: "hours", compiler: SQLCompiler, **more: Any) -> str:
    begun, ended = (compiler.process(one, **more) for one in element.clauses)
    return f"((julianday({ended}) - julianday({begun})) * 24)"


@compiles(hours)
def _hours(element: "hours", compiler: SQLCompiler, **more: Any) -> str:
    begun, ended = (compiler.process(one, **more) for one in element.clauses)
    return f"(extract(epoch from ({ended}) - ({begun}))::float / 3600)"


@dataclass(frozen=True, slots=True)
class Rows:
    """What is counted. `day`: as `iso` gives it; None where the rows are of the period already. `sex`: of the person of
    a row; None where a row is a thing, of which `is_of` says whether it is somebody's of that sex."""

    source: FromClause
    place: ColumnElement[Any]
    day: ColumnElement[str] | None
    where: tuple[ColumnElement[bool], ...] = ()
    sex: ColumnElement[Any] | None = None
    is_of: Callable[[str], ColumnElement[bool]] | None = None

    def of_sex(self, sex: str) -> ColumnElement[bool]:
        """Whether a row is somebody of that sex, or somebody's. ValueError where nothing says so."""
        if self.is_of is not None:
            return self.is_of(sex)
        if self.sex is None:
            raise ValueError("these rows are nobody's")
        return self.sex == sex


@dataclass(frozen=True, slots=True)
class Family:
    """Figures that are counted of the same rows. `people`: each stands for a person, and small counts are hidden; other
    counts are of things. `monthly`: how they are counted by month, where that is another way. `weights`: of each
    distinct subject (the first) its weight (the second) is added up: `numbers` then has one name, and no aggregate of
    its own."""

    rows: Rows
    numbers: Mapping[str, Number]
    people: bool = False
    monthly: "Family | None" = None
    weights: tuple[ColumnElement[Any], ColumnElement[int]] | None = None


def number(*conditions: ColumnElement[bool]) -> Number:
    """How many rows."""
    return func.count(case((and_(*conditions), literal_column("1")))) if conditions else func.count()


def different(subject: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Number:
    """How many different subjects."""
    return func.count(func.distinct(case((and_(*conditions), subject)) if conditions else subject))


def counting(family: Family, scope: Scope, by: Sequence[str], narrow: Collection[str]) -> Select[Any]:
    """One row for each combination of `by` (region, cercle, place, sex, month), with a column for each figure.
    `narrow`: what of the scope the rows are narrowed to (place, sex); its period always."""
    if "month" in by and family.monthly:
        return counting(family.monthly, scope, by, narrow)
    rows = family.rows
    groups = [dimension(rows, name).label(f"by_{name}") for name in by]
    wanted = [*rows.where, *conditions(rows, scope, narrow)]
    if family.weights:
        subject, weight = (
            column.label(name) for column, name in zip(family.weights, ("subject", "weight"), strict=True)
        )
        found = select(subject, weight, *groups).select_from(rows.source).where(*wanted).distinct().subquery()
        return _weighed(family, found, by)
    numbers = [what.label(key) for key, what in family.numbers.items()]
    return select(*groups, *numbers).select_from(rows.source).where(*wanted).group_by(*(one.element for one in groups))


def _weighed(family: Family, found: Subquery, by: Sequence[str]) -> Select[Any]:
    """Each subject once, or once in each month: those whose people stand in two places are of one of these."""
    once = [found.c.subject, *(found.c[f"by_{name}"] for name in by if name == "month")]
    places = [func.max(found.c[f"by_{name}"]).label(f"by_{name}") for name in by if name != "month"]
    each = select(*once, func.max(found.c.weight).label("weight"), *places).group_by(*once).subquery()
    groups = [each.c[f"by_{name}"] for name in by]
    (key,) = family.numbers
    return select(*groups, func.coalesce(func.sum(each.c.weight), 0).label(key)).group_by(*groups)


def dimension(rows: Rows, name: str) -> ColumnElement[Any]:
    """What rows are grouped by; "" where it is not known."""
    if name == "sex":
        if rows.sex is None:
            raise ValueError("things have no sex")
        return func.coalesce(rows.sex, literal_column("''"))
    if name == "month":
        if rows.day is None:
            raise ValueError("these rows have no day")
        return func.coalesce(_beginning(rows.day, MONTH_CODE), literal_column("''"))
    if name == "place":
        return func.coalesce(rows.place, literal_column("''"))
    return func.coalesce(_beginning(rows.place, REGION_CODE if name == "region" else CERCLE_CODE), literal_column("''"))


def conditions(rows: Rows, scope: Scope, narrow: Collection[str]) -> list[ColumnElement[bool]]:
    """The period of the scope, and as much of the rest as is asked for."""
    found = [] if rows.day is None else within(scope, rows.day)
    if scope.place and "place" in narrow:
        found.append(rows.place.startswith(scope.place))
    if scope.sex and "sex" in narrow:
        found.append(rows.of_sex(scope.sex))
    return found


def within(scope: Scope, day: ColumnElement[str]) -> list[ColumnElement[bool]]:
    """Whether a day, as `iso` gives it, lies in the period."""
    found: list[ColumnElement[bool]] = []
    if scope.since:
        found.append(_beginning(day, DAY_CODE) >= scope.since.isoformat())
    if scope.until:
        found.append(_beginning(day, DAY_CODE) <= scope.until.isoformat())
    return found


def _beginning(text: ColumnElement[Any], length: int) -> ColumnElement[Any]:
    """Written out, not bound: PostgreSQL must see that a group is what is selected."""
    return func.substr(text, literal_column("1"), literal_column(str(length)))
