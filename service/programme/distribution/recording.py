"""An agent's word on a delivery: that it came, on which day, and how many of each item.

It is written once; whoever is in a position to correct it says so, and the audit trail keeps what stood before. The
returnee's word is never touched by it: it is compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from flows.effects import RecordDelivery
from service.ids import uuid7
from service.models.kit import DeliveryState, DistributionState
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.deliveries import IS_THEIRS, items
from service.programme.distribution.amiss import cases_of_difference
from service.programme.distribution.errors import AlreadyRecorded, DistributionError
from service.programme.distribution.settling import settle
from service.programme.distribution.telling import tell
from service.programme.distribution.trust import alert_of_oneself
from service.programme.followup.schedule import plan
from service.programme.visit_log import NoAgent
from service.programme.working_days import today

RECORDED, CORRECTED, TOO_LATE = "delivery recorded", "delivery corrected", "delivery recorded twice"
MOST = 999
"""Of one item: more is a slip of a key."""

_PLANNED = select(t.delivery.c.id, t.delivery.c.kit_id).where(t.delivery.c.id == bindparam("which"), IS_THEIRS)
_ROW = select(t.delivery).where(t.delivery.c.id == bindparam("which")).with_for_update()
# First the distribution, then its delivery, as whoever moves or cancels it: nobody waits for one another.
_TURN = (
    select(t.distribution.c.id)
    .join(t.delivery, t.delivery.c.distribution_id == t.distribution.c.id)
    .where(t.delivery.c.id == bindparam("which"))
    .with_for_update(of=t.distribution, key_share=True)
)
_OF_KIT = select(t.kit_item.c.id, t.kit_item.c.code, t.kit_item.c.quantity).where(
    t.kit_item.c.kit_id == bindparam("kit")
)
_PLACE_OF_PERSON = select(t.person.c.place).where(t.person.c.id == bindparam("which"))
_PLACE_OF_BUSINESS = select(t.business.c.place).where(t.business.c.id == bindparam("which"))
_ADD = Adding(t.delivery)
_WRITE = update(t.delivery).where(t.delivery.c.id == bindparam("which"))
_ADD_ITEM = Adding(t.delivery_item)
_FORGET_ITEMS = delete(t.delivery_item).where(t.delivery_item.c.delivery_id == bindparam("which"))
_STILL_TO_COME = select(func.count()).where(
    t.delivery.c.distribution_id == bindparam("which"), t.delivery.c.state == DeliveryState.PLANNED.value
)
_DONE = (
    update(t.distribution)
    .where(t.distribution.c.id == bindparam("which"), t.distribution.c.state != DistributionState.DONE.value)
    .values(state=DistributionState.DONE.value)
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """An agent's word. `delivery_id`: the delivery that was planned; None: one that nobody planned, of `kit_id`, to
    `person_id`, `business_id` or both. `items`: kit item id → how many came, all items; None: the whole kit. `how`: the
    channel ("": that of the context). `corrects`: it stands written already, and was not so. `anyhow`: it came, though
    it was cancelled."""

    kit_id: UUID
    on: date
    delivery_id: UUID | None = None
    person_id: UUID | None = None
    business_id: UUID | None = None
    items: Mapping[UUID, int] | None = None
    how: str = ""
    corrects: bool = False
    anyhow: bool = False


def record(ctx: Context, delivered: Delivered) -> UUID:
    """Write an agent's word on a delivery, plan its visits, compare it with what the returnees said, and tell them that
    they may confirm; the delivery's id. `ctx.staff_id` says it. Raises NoAgent, DistributionError, AlreadyRecorded."""
    if ctx.staff_id is None:
        raise NoAgent("a delivery was noted without an agent")
    if delivered.on > today(ctx):
        raise DistributionError("A delivery cannot have come on a day that is still to come.")
    counts = _counts(ctx, delivered)
    row_id = _written(ctx, delivered)
    _write_items(ctx, row_id, counts)
    audit.record(ctx, CORRECTED if delivered.corrects else RECORDED, "delivery", row_id, _told(ctx, row_id, counts))
    alert_of_oneself(ctx, row_id)
    plan(ctx.db, [row_id])
    if settle(ctx.db, row_id):
        cases_of_difference(ctx, row_id)
    if not delivered.corrects:
        tell(ctx, row_id)
    return row_id


def record_delivery(ctx: Context, effect: RecordDelivery) -> Results:
    """An agent's word by phone, on a delivery to the person whose card they typed, which was planned when they chose
    it. One that somebody else has recorded meanwhile stays as it is, and is seen; one that was cancelled has come all
    the same. Raises NoAgent, LookupError for a delivery that is not the person's."""
    about = {"which": UUID(effect.delivery), "person": UUID(effect.person)}
    row = ctx.db.execute(_PLANNED, about).first()
    if row is None:
        raise LookupError("a delivery that was never this person's was recorded")
    counts = {UUID(item): int(float(count)) for item, count in effect.counts.items()}
    word = Delivered(row.kit_id, today(ctx), row.id, items=counts if effect.came == "part" else None, anyhow=True)
    try:
        record(ctx, word)
    except AlreadyRecorded:
        audit.record(ctx, TOO_LATE, "delivery", row.id, _told(ctx, row.id, _counts(ctx, word)))
    return {}


def _counts(ctx: Context, delivered: Delivered) -> dict[UUID, int]:
    """How many came of each item of the kit."""
    rows = ctx.db.execute(_OF_KIT, {"kit": delivered.kit_id}).all()
    if delivered.items is None:
        return {row.id: row.quantity for row in rows if row.quantity}
    strange = set(delivered.items) - {row.id for row in rows}
    if strange:
        raise DistributionError("There is an item in it that is not of this kit.")
    if not all(0 <= count <= MOST for count in delivered.items.values()):
        raise DistributionError(f"Of each item 0 to {MOST} may have come.")
    if not any(delivered.items.values()):
        raise DistributionError("Nothing came of it: then it is still to be delivered, and nothing is recorded.")
    return {row.id: delivered.items.get(row.id, 0) for row in rows if row.quantity or row.id in delivered.items}


def _written(ctx: Context, delivered: Delivered) -> UUID:
    """The row, of the delivery that was planned or of a new one. Who corrects it stands in the audit trail: it stays
    the word of whoever brought it."""
    values = {
        "delivered_on": delivered.on,
        "recorded_by": ctx.staff_id,
        "recorded_at": ctx.now,
        "recorded_how": delivered.how or ctx.channel,
    }
    if delivered.delivery_id is None:
        return _added(ctx, delivered, values)
    ctx.db.execute(_TURN, {"which": delivered.delivery_id}).all()
    row = ctx.db.execute(_ROW, {"which": delivered.delivery_id}).one()
    if row.state == DeliveryState.CANCELLED and not delivered.anyhow:
        raise DistributionError("This delivery was cancelled: plan it again first.")
    if row.delivered_on is not None:
        if not delivered.corrects:
            raise AlreadyRecorded("This delivery stands as delivered already.")
        values = {"delivered_on": delivered.on}
    ctx.db.execute(_WRITE, {"which": row.id, **values, "state": DeliveryState.DELIVERED.value})
    if row.distribution_id and not ctx.db.execute(_STILL_TO_COME, {"which": row.distribution_id}).scalar_one():
        ctx.db.execute(_DONE, {"which": row.distribution_id})
    return UUID(str(row.id))


def _added(ctx: Context, delivered: Delivered, values: Mapping[str, Any]) -> UUID:
    row_id = uuid7()
    row = {
        "id": row_id,
        "kit_id": delivered.kit_id,
        "person_id": delivered.person_id,
        "business_id": delivered.business_id,
        "place": _place(ctx, delivered),
        "state": DeliveryState.DELIVERED.value,
        **values,
    }
    _ADD.row(ctx.db, row)
    return row_id


def _place(ctx: Context, delivered: Delivered) -> str | None:
    """Where it came: where the business is, else where the person lives."""
    ways = ((_PLACE_OF_BUSINESS, delivered.business_id), (_PLACE_OF_PERSON, delivered.person_id))
    found = (ctx.db.execute(query, {"which": which}).scalar() for query, which in ways if which)
    return next((place for place in found if place), None)


def _write_items(ctx: Context, delivery_id: UUID, counts: Mapping[UUID, int]) -> None:
    ctx.db.execute(_FORGET_ITEMS, {"which": delivery_id})
    rows = [
        {"id": uuid7(), "delivery_id": delivery_id, "kit_item_id": item, "quantity": count}
        for item, count in counts.items()
    ]
    if rows:
        _ADD_ITEM.rows(ctx.db, rows)


def _told(ctx: Context, delivery_id: UUID, counts: Mapping[UUID, int]) -> str:
    """An agent's word as the audit trail keeps it, whatever becomes of it later: « canoe 1, net 4 »."""
    known = items(ctx.db, [delivery_id])
    return ", ".join(f"{item.code} {counts[item.id]}" for item in known if item.id in counts)
