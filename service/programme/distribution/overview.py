"""Distributions as the office sees them: planned, under way, done, each with what came of it; one page at a time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, func, select

from service.many import among
from service.models.kit import DeliveryState, DistributionState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import households
from service.programme.distribution.households import Counts
from service.programme.distribution.views import who_of
from service.programme.distribution.whom import recipient
from service.programme.followup.sector import within
from service.programme.keyset import Page, cut, page_of, read, told

MOST, MOST_DELIVERIES = 15, 50
BROUGHT = (
    DeliveryState.DELIVERED.value,
    DeliveryState.CONFIRMED.value,
    DeliveryState.PARTLY.value,
    DeliveryState.NOT_RECEIVED.value,
)
"""The states of a delivery of which somebody has said something."""


class Phase(StrEnum):
    """How far a distribution is: under way, when some of it has come and some has not."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which distributions. `place`: a P-code, with all that lies in it; `sector`: the places of whoever looks, P-codes
    separated by spaces; `kit`: a code; None, "": whatever it is."""

    phase: Phase | None = None
    place: str = ""
    sector: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class DistributionLine:
    """A distribution, and how many of its deliveries stand how. `kit`: names by language; `households`: of those whom
    it is for; `amiss`: said to have come in part, or not at all."""

    id: UUID
    kit: Mapping[str, str]
    place: str
    on: date
    phase: Phase
    households: int
    deliveries: int
    to_come: int
    delivered: int
    confirmed: int
    partly: int
    not_received: int
    differs: int

    @property
    def amiss(self) -> int:
        return self.partly + self.not_received


@dataclass(frozen=True, slots=True)
class Brought:
    """A delivery within a distribution. `who`, `card`: of the person that it went to, or who leads the business."""

    id: UUID
    who: str
    card: str
    place: str
    state: str
    delivered_on: date | None
    differs: bool


_has_begun = (
    select(t.delivery.c.id)
    .where(t.delivery.c.distribution_id == t.distribution.c.id, t.delivery.c.state.in_(BROUGHT))
    .correlate(t.distribution)
    .exists()
)
_is_planned = t.distribution.c.state == DistributionState.PLANNED.value
_PHASES: Mapping[Phase, tuple[ColumnElement[bool], ...]] = MappingProxyType(
    {
        Phase.PLANNED: (_is_planned, ~_has_begun),
        Phase.UNDER_WAY: (_is_planned, _has_begun),
        Phase.DONE: (t.distribution.c.state == DistributionState.DONE.value,),
        Phase.CANCELLED: (t.distribution.c.state == DistributionState.CANCELLED.value,),
    }
)
_LIST = select(
    t.distribution.c.id,
    t.distribution.c.place,
    t.distribution.c.planned_on,
    t.distribution.c.state,
    t.kit.c.names.label("kit"),
).join_from(t.distribution, t.kit, t.kit.c.id == t.distribution.c.kit_id)
_COUNTS = select(
    t.delivery.c.distribution_id, t.delivery.c.state, t.delivery.c.differs, func.count().label("how_many")
).group_by(t.delivery.c.distribution_id, t.delivery.c.state, t.delivery.c.differs)
_FIRST = t.delivery.c.differs.desc()
_DELIVERIES = (
    select(*(t.delivery.c[name] for name in ("id", "state", "place", "delivered_on", "differs")))
    .add_columns(t.person.c.id.label("person_id"), t.person.c.name, t.person.c.code)
    .select_from(t.delivery.outerjoin(t.person, t.person.c.id == recipient))
    .order_by(_FIRST, t.delivery.c.id)
    .limit(MOST_DELIVERIES + 1)
)


def page(
    db: Connection, wanted: Wanted, after: str = "", households: Counts = households.count
) -> Page[DistributionLine]:
    """The latest days first. `households`: counts them, or has kept them."""
    found = page_of(_LIST, after, t.distribution.c.planned_on, t.distribution.c.id, MOST, down=True)
    rows = db.execute(_narrowed(found, wanted)).all()
    cut_off = cut(rows, MOST, lambda row: told(row.planned_on, row.id))
    return Page(_lines(db, cut_off.lines, households), cut_off.after)


def one(db: Connection, distribution_id: UUID, sector: str) -> DistributionLine | None:
    """A distribution; None where there is none in that sector."""
    wanted = _LIST.where(t.distribution.c.id == distribution_id, within(t.distribution.c.place, sector))
    return next(iter(_lines(db, db.execute(wanted).all(), households.count)), None)


def deliveries(ctx: Context, distribution_id: UUID, after: str = "") -> Page[Brought]:
    """Whom it is for, and what came of it; those of whom two words differ first."""
    wanted = _DELIVERIES.where(t.delivery.c.distribution_id == distribution_id)
    place = read(after)
    if place is not None:
        is_first = place.key == "1"
        rest = (t.delivery.c.differs.is_(is_first)) & (t.delivery.c.id > place.id)
        wanted = wanted.where(rest | t.delivery.c.differs.is_(False) if is_first else rest)
    rows = ctx.db.execute(wanted).all()
    return cut(rows, MOST_DELIVERIES, lambda row: told(int(row.differs), row.id)).of(lambda row: _brought(ctx, row))


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    place = t.distribution.c.place
    found = statement.where(within(place, wanted.place), within(place, wanted.sector))
    if wanted.kit:
        found = found.where(t.kit.c.code == wanted.kit)
    return found.where(*_PHASES[wanted.phase]) if wanted.phase else found


def _lines(db: Connection, rows: Sequence[t.AnyRow], households: Counts) -> list[DistributionLine]:
    ids = [row.id for row in rows]
    counts, of_each = _counts(db, ids), households(db, ids)
    return [_line(row, counts.get(row.id, {}), of_each.get(row.id, 0)) for row in rows]


def _counts(db: Connection, ids: Sequence[UUID]) -> dict[UUID, dict[tuple[str, bool], int]]:
    """Distribution → (state, whether the words differ) → how many deliveries."""
    found: dict[UUID, dict[tuple[str, bool], int]] = {}
    for row in db.execute(_COUNTS.where(among(db, t.delivery.c.distribution_id, ids))) if ids else ():
        found.setdefault(row.distribution_id, {})[row.state, bool(row.differs)] = row.how_many
    return found


def _line(row: t.AnyRow, counts: Mapping[tuple[str, bool], int], households: int) -> DistributionLine:
    by_state = Counter[str]()
    for (state, _), count in counts.items():
        by_state[state] += count
    brought = sum(by_state[state] for state in BROUGHT)
    phase = Phase.UNDER_WAY if row.state == DistributionState.PLANNED and brought else Phase(row.state)
    return DistributionLine(
        row.id,
        row.kit,
        row.place or "",
        row.planned_on,
        phase,
        households,
        by_state.total() - by_state[DeliveryState.CANCELLED],
        by_state[DeliveryState.PLANNED],
        brought,
        by_state[DeliveryState.CONFIRMED],
        by_state[DeliveryState.PARTLY],
        by_state[DeliveryState.NOT_RECEIVED],
        sum(count for (_, differs), count in counts.items() if differs),
    )


def _brought(ctx: Context, row: t.AnyRow) -> Brought:
    who, card = who_of(ctx.vault, row)
    return Brought(row.id, who, card, row.place or "", row.state, row.delivered_on, bool(row.differs))
