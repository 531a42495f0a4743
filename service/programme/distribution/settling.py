"""What a delivery comes to: what all whose receipt counts say of it, in part where they do not say the same.

An agent's word never confirms; silence never does; what is cancelled stays so.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.models.kit import DeliveryState, Overall
from service.programme import tables as t
from service.programme.distribution.comparing import compare

_NOW = select(t.delivery.c.state, t.delivery.c.delivered_on).where(t.delivery.c.id == bindparam("which"))
_SAID = select(t.receipt.c.overall).distinct().where(t.receipt.c.delivery_id == bindparam("which"), t.receipt.c.counted)
_TURNS = (
    select(t.delivery.c.id)
    .where(t.delivery.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.delivery.c.id)
    .with_for_update(key_share=True)
)
_SETTLE = update(t.delivery).where(t.delivery.c.id == bindparam("which"))


def settle(db: Connection, delivery_id: UUID) -> bool:
    """Bring a delivery's state, and whether the words on it differ, in line with what was said of it; whether they
    differ."""
    row = db.execute(_NOW, {"which": delivery_id}).one()
    said = set(db.execute(_SAID, {"which": delivery_id}).scalars())
    if row.state != DeliveryState.CANCELLED:
        state = state_of(said, is_brought=row.delivered_on is not None)
        db.execute(_SETTLE, {"which": delivery_id, "state": state.value})
    return compare(db, delivery_id)


def take_turns(db: Connection, delivery_ids: Iterable[UUID]) -> None:
    """Wait for whoever speaks of one of these deliveries just now."""
    db.execute(_TURNS, {"ids": list(delivery_ids)}).all()


def state_of(said: set[str], is_brought: bool) -> DeliveryState:
    """The state that counted receipts make (their `overall`), or, without any, the agent's word."""
    if not said:
        return DeliveryState.DELIVERED if is_brought else DeliveryState.PLANNED
    if said == {Overall.ALL.value}:
        return DeliveryState.CONFIRMED
    return DeliveryState.NOT_RECEIVED if said == {Overall.NONE.value} else DeliveryState.PARTLY
