"""Deliveries: whose they are, and what is in them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from service.programme import tables as t
from service.programme.context import Context

IS_THEIRS = or_(
    t.delivery.c.person_id == bindparam("person"),
    t.delivery.c.business_id.in_(
        select(t.business_member.c.business_id).where(t.business_member.c.person_id == bindparam("person"))
    ),
)
"""Deliveries to a person (bound as `person`), or to a business that they are a member of."""

_BROUGHT = (
    select(t.delivery_item.c.delivery_id, t.kit_item.c.id, t.kit_item.c.names, t.delivery_item.c.quantity)
    .join_from(t.delivery_item, t.kit_item, t.kit_item.c.id == t.delivery_item.c.kit_item_id)
    .where(t.delivery_item.c.delivery_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.kit_item.c.position, t.kit_item.c.id)
)
_OF_KIT = (
    select(t.delivery.c.id.label("delivery_id"), t.kit_item.c.id, t.kit_item.c.names, t.kit_item.c.quantity)
    .join_from(t.delivery, t.kit_item, t.kit_item.c.kit_id == t.delivery.c.kit_id)
    .where(t.delivery.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.kit_item.c.position, t.kit_item.c.id)
)


def contents(ctx: Context, delivery_ids: Sequence[UUID]) -> list[t.AnyRow]:
    """Rows of delivery_id, id (of the kit's item), names, quantity: what was noted as brought; where nothing
    was noted, what belongs to the kit."""
    if not delivery_ids:
        return []
    rows: list[t.AnyRow] = list(ctx.db.execute(_BROUGHT, {"ids": list(delivery_ids)}))
    rest = [known for known in delivery_ids if known not in {row.delivery_id for row in rows}]
    if rest:
        rows += ctx.db.execute(_OF_KIT, {"ids": rest})
    return rows
