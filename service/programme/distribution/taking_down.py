"""What a returnee tells the office came: taken down by somebody else than whoever noted the delivery. It is their word
as any other: the latest counts, is compared with the agent's, and a difference keeps, or opens, a case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from service.ids import uuid7
from service.models.kit import DeliveryState, ItemOutcome, Overall
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.deliveries import IS_THEIRS, Item, items
from service.programme.distribution import trust
from service.programme.distribution.amiss import cases_of_difference
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.recording import MOST
from service.programme.distribution.settling import settle

TAKEN_DOWN = "receipt taken down"

_DELIVERY = (
    select(t.delivery.c.id, t.delivery.c.state, t.delivery.c.recorded_by)
    .where(t.delivery.c.id == bindparam("which"), IS_THEIRS)
    .with_for_update(of=t.delivery, key_share=True)
)
_ADD, _ADD_ITEM = Adding(t.receipt), Adding(t.receipt_item)


@dataclass(frozen=True, slots=True)
class Told:
    """Who says it, and how many came of each item of the delivery (kit item id → count, all of them)."""

    delivery_id: UUID
    person_id: UUID
    counts: Mapping[UUID, int]


def take_down(ctx: Context, told: Told) -> None:
    """Write what somebody said to `ctx.staff_id`. Raises DistributionError."""
    about = {"which": told.delivery_id, "person": told.person_id}
    row = ctx.db.execute(_DELIVERY, about).first()
    if row is None:
        raise DistributionError("This delivery is not this person's.")
    if row.state in (DeliveryState.PLANNED, DeliveryState.CANCELLED):
        raise DistributionError("Nothing has come yet: there is nothing to say of it.")
    if row.recorded_by is not None and row.recorded_by == ctx.staff_id:
        raise DistributionError("You noted this delivery yourself: somebody else has to ask about it.")
    known = items(ctx.db, [told.delivery_id])
    if {item.id for item in known} != set(told.counts):
        raise DistributionError("Say of each item how many came, 0 for none.")
    if not all(0 <= count <= MOST for count in told.counts.values()):
        raise DistributionError(f"Of each item 0 to {MOST} may have come.")
    _write(ctx, told, known)
    audit.record(ctx, TAKEN_DOWN, "delivery", row.id)
    trust.recount(ctx, row.id, told.person_id)
    if settle(ctx.db, row.id):
        cases_of_difference(ctx, row.id)


def _write(ctx: Context, told: Told, known: list[Item]) -> None:
    receipt_id = uuid7()
    row = {
        "id": receipt_id,
        "delivery_id": told.delivery_id,
        "person_id": told.person_id,
        "phone_id": None,
        "conversation_id": None,
        "overall": _overall(known, told.counts).value,
        "at": ctx.now,
        "counted": False,  # until it is counted with the others
    }
    _ADD.row(ctx.db, {**dict.fromkeys(_NOT_ASKED, ""), **row})
    _ADD_ITEM.rows(ctx.db, list(_items(receipt_id, known, told.counts)))


_NOT_ASKED = ("asked_to_pay", "collected_by", "waited", "knew_rights", "knew_complaint", "respect")


def _overall(known: list[Item], counts: Mapping[UUID, int]) -> Overall:
    if not any(counts.values()):
        return Overall.NONE
    return Overall.ALL if all(counts[item.id] >= item.whole for item in known) else Overall.PART


def _items(receipt_id: UUID, known: list[Item], counts: Mapping[UUID, int]) -> Iterator[dict[str, Any]]:
    for item in known:
        count = counts[item.id]
        some = ItemOutcome.RECEIVED if count >= item.whole else ItemOutcome.PARTLY
        outcome = some if count else ItemOutcome.MISSING
        yield {"id": uuid7(), "receipt_id": receipt_id, "kit_item_id": item.id, "outcome": outcome, "count": count}
