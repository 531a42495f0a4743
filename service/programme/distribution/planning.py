"""Distributions: the day on which a kit is brought to a village, and the deliveries that are planned for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from service.ids import uuid7
from service.models.kit import DeliveryState, DistributionState
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.catalogue import kit_named
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.recipients import To, of_list, of_village, place_named, without_one
from service.programme.working_days import shown

PLANNED, MOVED, CANCELLED = "distribution planned", "distribution moved", "distribution cancelled"

T = TypeVar("T")
AT_ONCE = 500
"""Deliveries of one transaction: some 30 ms."""
_ADD = Adding(t.delivery)
_TURN = select(t.kit.c.id).where(t.kit.c.id == bindparam("which")).with_for_update(key_share=True)
_ROW = select(t.distribution).where(t.distribution.c.id == bindparam("which")).with_for_update()
_WRITE = update(t.distribution).where(t.distribution.c.id == bindparam("which"))
_ITS_PLANNED = update(t.delivery).where(
    t.delivery.c.distribution_id == bindparam("which"), t.delivery.c.state == DeliveryState.PLANNED.value
)
_OTHERS = (
    select(t.delivery.c.id)
    .where(
        t.delivery.c.distribution_id == bindparam("which"),
        t.delivery.c.state.not_in([DeliveryState.PLANNED.value, DeliveryState.CANCELLED.value]),
    )
    .limit(1)
)


class Do(Protocol):
    """Does something in a transaction of its own, as whoever plans."""

    def __call__(self, act: Callable[[Context], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """A distribution as it is typed: the codes of a kit, the name or P-code of a village, a day; rows of card codes, or
    None for every business there that the kit is for. `again`: also to those who have one."""

    kit: str
    village: str
    on: date
    cards: Sequence[str] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned. `left_out`: how many have such a kit, or wait for one, already."""

    distribution_id: UUID
    place: str
    deliveries: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a plan comes to, looked up and not written yet. `everybody`: how many it is about, whoever has one."""

    kit: t.AnyRow
    place: str
    on: date
    to: Sequence[To]
    everybody: int
    again: bool


def plan_distribution(ctx: Context, plan: Plan) -> Planned:
    """Look a plan up and write it, by `ctx.staff_id`. Raises DistributionError: every row of a list that is wrong."""
    return write(ctx, look_up(ctx, plan))


def look_up(ctx: Context, plan: Plan) -> Found:
    """Whom a plan is about: of a long list that takes longer than callers should wait for a writer, and writes nothing.
    Raises DistributionError."""
    kit = kit_named(ctx.db, plan.kit)
    if not kit.active:
        raise DistributionError(f"The kit {kit.code} is retired: it is planned no more.")
    place = place_named(ctx.places, plan.village)
    everybody = list(of_list(ctx, kit, plan.cards) if plan.cards is not None else of_village(ctx, kit, place))
    to = [one for one in everybody if plan.again or not one.has_it]
    return Found(kit, place, plan.on, to, len(everybody), plan.again)


def write(ctx: Context, found: Found) -> Planned:
    """Write the distribution and its deliveries, less those that somebody else has planned meanwhile, by
    `ctx.staff_id`. Raises DistributionError where nobody is left."""
    ctx.db.execute(_TURN, {"which": found.kit.id}).all()  # two who plan the same kit take turns
    to = found.to if found.again else without_one(ctx, found.kit.id, found.to)
    if not to:
        raise DistributionError(nobody(ctx.places.label(found.place), found.kit.code, found.everybody))
    distribution_id = uuid7()
    row = {"id": distribution_id, "kit_id": found.kit.id, "place": found.place, "planned_on": found.on}
    row |= {"state": DistributionState.PLANNED.value, "created_by": ctx.staff_id, "created_at": ctx.now}
    ctx.db.execute(insert(t.distribution), row)
    _ADD.many(ctx.db, [_row(one, found.kit.id, distribution_id, found.place, found.on) for one in to])
    audit.record(ctx, PLANNED, "distribution", distribution_id, _told(found, len(to)))
    return Planned(distribution_id, found.place, len(to), found.everybody - len(to))


def write_in_steps(do: Do, found: Found, at_once: int = AT_ONCE) -> Planned:
    """The same, so many deliveries in each transaction: callers do not wait for a list of thousands. One that is cut
    short is planned as far as it came; the same list again takes in the rest. Raises DistributionError."""
    first, *others = (replace(found, to=some) for some in _parts(found.to, at_once))
    made = do(lambda ctx: write(ctx, first))
    more = sum(do(partial(_add_to, distribution_id=made.distribution_id, found=part)) for part in others)
    return replace(made, deliveries=made.deliveries + more, left_out=made.left_out - more)


def _parts(to: Sequence[To], size: int) -> Iterator[Sequence[To]]:
    """At least one, where nobody is left too."""
    return (to[start : start + size] for start in range(0, max(len(to), 1), size))


def _add_to(ctx: Context, *, distribution_id: UUID, found: Found) -> int:
    """Further deliveries of a distribution that stands; how many."""
    ctx.db.execute(_TURN, {"which": found.kit.id}).all()
    _planned(ctx, distribution_id)  # somebody may have cancelled it meanwhile
    to = found.to if found.again else without_one(ctx, found.kit.id, found.to)
    _ADD.many(ctx.db, [_row(one, found.kit.id, distribution_id, found.place, found.on) for one in to])
    audit.record(ctx, PLANNED, "distribution", distribution_id, _told(found, len(to)))
    return len(to)


def _told(found: Found, deliveries: int) -> str:
    return f"{found.kit.code}, {found.place}, {found.on}: {deliveries}"


def move(ctx: Context, distribution_id: UUID, on: date) -> None:
    """Another day for what has not come yet. Raises DistributionError."""
    before = _planned(ctx, distribution_id)
    ctx.db.execute(_WRITE, {"which": distribution_id, "planned_on": on})
    ctx.db.execute(_ITS_PLANNED, {"which": distribution_id, "planned_on": on})
    audit.record(ctx, MOVED, "distribution", distribution_id, f"{before.planned_on} > {on}")


def cancel(ctx: Context, distribution_id: UUID) -> int:
    """What has not come will not; what has come stays, and the distribution is done. How many deliveries were
    cancelled. Raises DistributionError."""
    _planned(ctx, distribution_id)
    never = {"which": distribution_id, "state": DeliveryState.CANCELLED.value}
    cancelled = ctx.db.execute(_ITS_PLANNED, never).rowcount
    has_come = ctx.db.execute(_OTHERS, {"which": distribution_id}).first() is not None
    state = DistributionState.DONE if has_come else DistributionState.CANCELLED
    ctx.db.execute(_WRITE, {"which": distribution_id, "state": state.value})
    audit.record(ctx, CANCELLED, "distribution", distribution_id, str(cancelled))
    return cancelled


def nobody(place: str, kit: str, known: int) -> str:
    """Why a plan comes to nothing. `known`: how many it would have been for."""
    if known:
        return f"Everybody there has a kit {kit}, or waits for one: say « again » for another."
    return f"Nobody in {place} is to get a kit {kit}: no business there has it, or is of this type."


def _row(to: To, kit_id: UUID, distribution_id: UUID, place: str, on: date) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "kit_id": kit_id,
        "person_id": to.person_id,
        "business_id": to.business_id,
        "place": to.place or place,
        "state": DeliveryState.PLANNED.value,
        "planned_on": on,
        "distribution_id": distribution_id,
    }


def _planned(ctx: Context, distribution_id: UUID) -> t.AnyRow:
    row = ctx.db.execute(_ROW, {"which": distribution_id}).first()
    if row is None:
        raise DistributionError("There is no such distribution.")
    if row.state != DistributionState.PLANNED:
        raise DistributionError(f"The distribution of {shown(row.planned_on)} is {row.state}: it cannot be changed.")
    return row
