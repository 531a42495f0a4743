"""The key figures of a scope, counted from rows: as they are in all, and by region, cercle, sex or month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, func, select

from service.models.person import Sex
from service.programme.figures.catalogue import Figure, business_types
from service.programme.figures.families import families
from service.programme.figures.people import MEMBERS, WOMEN, WOMEN_SHARE, Counts, People
from service.programme.figures.scope import Scope
from service.programme.figures.sql import conditions, counting, dimension
from service.programme.figures.work import SHARES, waits

HOURS = "first_answer_hours_median"
_REACHED, _HOUSEHOLDS = "individuals_reached", "_households"
_NARROW = ("place", "sex")
_ALL = ""
Value = int | float | None
Median = tuple[float, int]
"""Hours, and of how many cases."""


@dataclass(frozen=True, slots=True)
class Found:
    """Figure → its value: a whole number, a share (0 to 1), hours. None where it is hidden, or where there is nothing
    to make a share or a median of."""

    values: Mapping[str, Value]
    hidden: frozenset[str] = frozenset()


class Counting:
    """Counts the figures of one scope. `by`: the dimensions that will be asked for: what is hidden in
    one table follows from all of them."""

    def __init__(self, db: Connection, scope: Scope, catalogue: Sequence[Figure], by: Iterable[str] = ()) -> None:
        self._db, self._scope, self._catalogue = db, scope, catalogue
        found = families(scope, list(business_types(db)))
        self._things = [family for family in found if not family.people]
        people = [family for family in found if family.people]
        self._people = People(db, scope, people, monthly="month" in by)

    def totals(self) -> Found:
        """Of the whole scope."""
        things = self._of_things(self._scope, ()).get(_ALL, {})
        return self._finished(things, self._people.whole(), self._medians(()).get(_ALL))

    def by(self, name: str) -> dict[str, Found]:
        """P-code, sex or month (2026-01; "": not known) → the figures there, in that order, where there are any."""
        people, medians = self._people.by(name), self._medians((name,))
        things = self._things_by_sex() if name == "sex" else self._of_things(self._scope, (name,))
        nobody = Counts(MappingProxyType({}))
        codes = sorted({*people, *things}, key=lambda code: (not code, code))
        return {
            code: self._finished(things.get(code, {}), people.get(code, nobody), medians.get(code)) for code in codes
        }

    def _of_things(self, scope: Scope, by: Sequence[str]) -> dict[str, dict[str, int]]:
        """Code ("" where there is no `by`) → figure → count."""
        found: dict[str, dict[str, int]] = {}
        for family in self._things:
            for row in self._db.execute(counting(family, scope, by, _NARROW)):
                code, numbers = (row[0], row[1:]) if by else (_ALL, row)
                found.setdefault(code, {}).update(zip(family.numbers, numbers, strict=True))
        return found

    def _things_by_sex(self) -> dict[str, dict[str, int]]:
        """A thing may be of both: each sex is asked for by itself."""
        wanted = [sex.value for sex in Sex if self._scope.sex in ("", sex)]
        return {sex: self._of_things(replace(self._scope, sex=sex), ()).get(_ALL, {}) for sex in wanted}

    def _medians(self, by: Sequence[str]) -> dict[str, Median]:
        """Code ("" where there is no `by`) → the hours until cases had their first answer."""
        rows = self._db.execute(_median(self._scope, by))
        return {row[0] if by else _ALL: (float(row.median), row.many) for row in rows if row.many}

    def _finished(self, things: Mapping[str, int], people: Counts, median: Median | None) -> Found:
        """All figures of the catalogue, with shares and medians, and without what is hidden."""
        numbers: dict[str, Any] = {**things, **people.numbers}
        numbers[_REACHED] = numbers.get(_HOUSEHOLDS, numbers.get(MEMBERS, 0))
        small = self._scope.small
        hidden = set(people.hidden)
        if (_HOUSEHOLDS if self._scope.households else MEMBERS) in hidden:
            hidden.add(_REACHED)
        numbers[WOMEN_SHARE] = _share(numbers.get(WOMEN, 0), numbers.get(MEMBERS, 0))
        for key, (part, whole) in SHARES.items():
            numbers[key] = _share(numbers.get(part, 0), numbers.get(whole, 0))
            if people.hidden & {part, whole}:  # the share and the count of cases would tell the part
                hidden.add(key)
        numbers[HOURS] = None if median is None else round(median[0], 1)
        if median is not None and median[1] < small:
            hidden.add(HOURS)
        values = {one.key: None if one.key in hidden else numbers.get(one.key, 0) for one in self._catalogue}
        return Found(values, frozenset(hidden & values.keys()))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _median(scope: Scope, by: Sequence[str]) -> Select[Any]:
    """The middle one in each group, or the mean of the two middle ones; neither database's own function would do for
    both."""
    rows, wait = waits()
    groups = [dimension(rows, name).label(f"by_{name}") for name in by]
    over = [one.element for one in groups]
    inner = (
        select(
            *groups,
            wait.label("wait"),
            func.row_number().over(partition_by=over, order_by=wait).label("turn"),
            func.count().over(partition_by=over).label("many"),
        )
        .select_from(rows.source)
        .where(*rows.where, *conditions(rows, scope, _NARROW))
        .subquery()
    )
    found = [inner.c[f"by_{name}"] for name in by]
    twice = inner.c.turn * 2
    middle = select(*found, func.avg(inner.c.wait).label("median"), func.max(inner.c.many).label("many"))
    return middle.where(twice.between(inner.c.many, inner.c.many + 2)).group_by(*found)
