"""Deliveries: whose they are, and what is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, select, union_all

from service.programme import tables as t

_own, _shared = t.delivery.alias("own"), t.delivery.alias("shared")
IS_THEIRS = t.delivery.c.id.in_(
    union_all(
        select(_own.c.id).where(_own.c.person_id == bindparam("person")),
        select(_shared.c.id)
        .join(t.business_member, t.business_member.c.business_id == _shared.c.business_id)
        .where(t.business_member.c.person_id == bindparam("person")),
    )
)
"""Deliveries to a person (bound as `person`), or to a business that they are a member of. As one condition with an
« or », PostgreSQL read every delivery of the programme."""

_ITEMS = (
    select(
        t.delivery.c.id.label("delivery_id"),
        t.kit_item.c.id,
        t.kit_item.c.code,
        t.kit_item.c.names,
        t.kit_item.c.quantity,
        t.delivery_item.c.quantity.label("noted"),
    )
    .join_from(t.delivery, t.kit_item, t.kit_item.c.kit_id == t.delivery.c.kit_id)
    .outerjoin(
        t.delivery_item,
        and_(t.delivery_item.c.delivery_id == t.delivery.c.id, t.delivery_item.c.kit_item_id == t.kit_item.c.id),
    )
    .where(t.delivery.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.kit_item.c.position, t.kit_item.c.id)
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a delivery. `promised`: how many belong to the kit; `brought`: how many the agent noted, all of them
    where nothing was noted item by item."""

    delivery_id: UUID
    id: UUID
    code: str
    names: Mapping[str, str]
    promised: int
    brought: int

    @property
    def whole(self) -> int:
        """What « all of it » is."""
        return max(self.promised, self.brought)


def items(db: Connection, delivery_ids: Sequence[UUID]) -> list[Item]:
    """What is in some deliveries, in the order of their kits. What left a kit (none are promised) and was never
    brought is no part of it."""
    rows = db.execute(_ITEMS, {"ids": list(delivery_ids)}).all() if delivery_ids else []
    noted = {row.delivery_id for row in rows if row.noted is not None}
    found = (_item(row, row.delivery_id in noted) for row in rows)
    return [item for item in found if item.whole]


def _item(row: t.AnyRow, is_noted: bool) -> Item:
    brought = (row.noted or 0) if is_noted else row.quantity
    return Item(row.delivery_id, row.id, row.code, row.names, row.quantity, brought)
