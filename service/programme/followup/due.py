"""The visits to be made, and by whom: the agent who agreed on one, else those who work where the person lives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from flows.places import Gazetteer
from flows.state import Choice
from service.many import among
from service.models.person import PersonState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup.sector import inside, within
from service.programme.keyset import Page, cut, page_of, told
from service.programme.labels import CODE, NAME
from service.programme.names import first_name_and_initial
from service.programme.working_days import today

ON_THE_PHONE, AHEAD = 20, timedelta(days=30)
"""The visits that an agent's phone shows, and how far ahead."""
MOST = 50
"""Visits of one page."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Whose visits. `places`: P-codes separated by spaces, "" for everywhere."""

    id: UUID
    places: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which visits: due from a day (`since`) until a day, of an agent, below a place, after the delivery of a kit (its
    code); `sector`: the places of whoever looks; None, "": whatever it is."""

    until: date
    since: date | None = None
    agent: Agent | None = None
    place: str = ""
    kit: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A visit to be made. `name`: first name and initial; `place`: a P-code or ""; `kit`: its French name, `kits`: its
    names by language; `agent`: the one who agreed on it; `after_days`: of the schedule, None where it was agreed with
    the person."""

    id: UUID
    due_on: date
    name: str
    code: str
    place: str
    kit: str
    after_days: int | None
    agent: UUID | None
    kits: Mapping[str, str]
    person_id: UUID


_DUE = (
    select(
        *(t.visit.c[name] for name in ("id", "due_on", "person_id", "after_days")),
        *(t.person.c[name] for name in ("name", "code", "place")),
        t.kit.c.names.label("kit"),
        t.staff.c.id.label("agent"),
    )
    .select_from(
        t.visit.join(t.person, t.person.c.id == t.visit.c.person_id)
        .outerjoin(t.staff, (t.staff.c.id == t.visit.c.staff_id) & t.staff.c.active)
        .outerjoin(t.delivery, t.delivery.c.id == t.visit.c.delivery_id)
        .outerjoin(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    )
    .where(t.visit.c.state == VisitState.DUE.value, t.person.c.state == PersonState.ACTIVE.value)
)


_ALL = select(func.count()).where(
    t.visit.c.state == VisitState.DUE.value, t.visit.c.due_on <= bindparam("until", type_=t.visit.c.due_on.type)
)
_OF_INACTIVE = _ALL.join_from(t.visit, t.person, t.person.c.id == t.visit.c.person_id).where(
    t.person.c.state.in_([state.value for state in PersonState if state is not PersonState.ACTIVE])
)


def _which(wanted: Wanted) -> Select[Any]:
    found = _DUE.where(t.visit.c.due_on <= wanted.until)
    found = found.where(within(t.person.c.place, wanted.place), within(t.person.c.place, wanted.sector))
    if wanted.since is not None:
        found = found.where(t.visit.c.due_on >= wanted.since)
    if wanted.kit:
        found = found.where(t.kit.c.code == wanted.kit)
    return found if wanted.agent is None else found.where(_is_of(wanted.agent))


def _is_of(agent: Agent) -> ColumnElement[bool]:
    """Whoever agreed on a visit makes it; where they have left, or nobody did, it is of those who work there."""
    return or_(t.staff.c.id == agent.id, t.staff.c.id.is_(None) & within(t.person.c.place, agent.places))


def visits(ctx: Context, wanted: Wanted) -> Iterator[DueVisit]:
    """The visits that are due, the most overdue first."""
    for row in ctx.db.execute(_in_order(wanted)):
        yield _visit(ctx, row)


def page(ctx: Context, wanted: Wanted, after: str = "", most: int = MOST) -> Page[DueVisit]:
    """The same, one page of them."""
    rows = ctx.db.execute(page_of(_which(wanted), after, t.visit.c.due_on, t.visit.c.id, most)).all()
    return cut(rows, most, lambda row: told(row.due_on, row.id)).of(lambda row: _visit(ctx, row))


def one(ctx: Context, visit_id: UUID, sector: str) -> DueVisit | None:
    """A visit that is due; None where there is none in that sector."""
    found = _DUE.where(t.visit.c.id == visit_id, within(t.person.c.place, sector))
    row = ctx.db.execute(found).first()
    return row and _visit(ctx, row)


def _visit(ctx: Context, row: t.AnyRow) -> DueVisit:
    kits: Mapping[str, str] = row.kit or {}
    return DueVisit(
        row.id,
        row.due_on,
        first_name_and_initial(ctx.vault.open(NAME, row.person_id, row.name)),
        ctx.vault.open(CODE, row.person_id, row.code),
        row.place or "",
        kits.get("fr", ""),
        row.after_days,
        row.agent,
        kits,
        row.person_id,
    )


def _in_order(wanted: Wanted) -> Select[Any]:
    return _which(wanted).order_by(t.visit.c.due_on, t.visit.c.id)


def count(db: Connection, wanted: Wanted) -> int:
    """How many they are. Nearly all people are active: of everybody's visits those are counted by their index, less
    those of the few who are not."""
    if wanted != Wanted(wanted.until):
        found = _which(replace(wanted, sector=""))
        if wanted.sector:
            found = found.where(among(db, t.person.c.place, inside(db, wanted.sector)))
        return db.scalar(select(func.count()).select_from(found.subquery())) or 0
    until = {"until": wanted.until}
    return (db.scalar(_ALL, until) or 0) - (db.scalar(_OF_INACTIVE, until) or 0)


def choices(ctx: Context, agent: Agent) -> list[Choice]:
    """The next visits of an agent as the phone lists them: « Aminata T., Konna, 12/12 »."""
    rows = ctx.db.execute(_in_order(Wanted(today(ctx) + AHEAD, agent=agent)).limit(ON_THE_PHONE))
    return [Choice(str(row.id), ", ".join(part for part in _line(ctx, row) if part)) for row in rows]


def _line(ctx: Context, row: t.AnyRow) -> tuple[str, str, str]:
    name = first_name_and_initial(ctx.vault.open(NAME, row.person_id, row.name))
    return name, village(ctx.places, row.place), f"{row.due_on:%d/%m}"


def village(places: Gazetteer, pcode: str | None) -> str:
    """The name of a place, nothing more; "" for one that is not known (or not yet, to this process)."""
    try:
        return places.get(pcode).name if pcode else ""
    except KeyError:
        return ""


def agent_of(db: Connection, staff_id: UUID) -> Agent:
    """A member of staff as the one whose visits are meant."""
    return Agent(staff_id, db.execute(select(t.staff.c.places).where(t.staff.c.id == staff_id)).scalar_one())
