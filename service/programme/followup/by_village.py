"""Visits by village: how many are overdue, due soon, and were made. Counting them all takes longer than a page may: who
shows it keeps it for a while, with its moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, case, func, or_, select

from flows.places import Gazetteer
from service.models.person import PersonState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.followup.sector import covers
from service.programme.followup.suspicion import point

SOON, LATELY = timedelta(days=30), timedelta(days=90)
"""How far ahead a visit is due soon, and how far back one was made lately."""


@dataclass(frozen=True, slots=True)
class VillageVisits:
    """A place where people live who are visited (a P-code, "" where it is not known)."""

    place: str
    overdue: int
    due: int
    made: int


@dataclass(frozen=True, slots=True)
class Totals:
    overdue: int
    due: int
    made: int


def _counting(today: date) -> Select[Any]:
    visit = t.visit.c
    is_due = and_(visit.state == VisitState.DUE.value, t.person.c.state == PersonState.ACTIVE.value)
    is_made = and_(visit.state == VisitState.DONE.value, visit.visited_on > today - LATELY)
    kinds = {
        "overdue": and_(is_due, visit.due_on < today),
        "due": and_(is_due, visit.due_on >= today, visit.due_on <= today + SOON),
        "made": is_made,
    }
    return (
        select(t.person.c.place, *(func.count(case((is_one, 1))).label(name) for name, is_one in kinds.items()))
        .join_from(t.visit, t.person, t.person.c.id == visit.person_id)
        .where(or_(visit.state == VisitState.DUE.value, is_made))
        .group_by(t.person.c.place)
    )


def by_village(db: Connection, today: date) -> list[VillageVisits]:
    """All villages in which a visit is due, or was made lately."""
    rows = db.execute(_counting(today))
    found = [VillageVisits(row.place or "", row.overdue, row.due, row.made) for row in rows]
    return [one for one in found if one.overdue or one.due or one.made]


def of_sector(found: Iterable[VillageVisits], places: Gazetteer, sector: str) -> list[VillageVisits]:
    """Those of a sector (P-codes separated by spaces, "" for everywhere), the most overdue first. A place that is not
    known is in no sector but that of everywhere, as in the lists."""
    theirs = [one for one in found if not sector or (one.place and covers(places, sector, one.place))]
    return sorted(theirs, key=lambda one: (-one.overdue, -one.due, one.place))


def totals(found: Iterable[VillageVisits]) -> Totals:
    several = list(found)
    return Totals(*(sum(getattr(one, name) for one in several) for name in ("overdue", "due", "made")))


def where(places: Gazetteer, one: VillageVisits) -> tuple[float, float] | None:
    """Degrees (latitude, longitude) of the village, or of the place above it; None where nobody knows."""
    return point(places, one.place) if one.place else None
