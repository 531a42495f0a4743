"""The catalogue of kits: what is in each, and what a file changes of it.

An item that was ever delivered, or spoken of, is not deleted: it leaves the kit, and what was said of it stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, update

from service.ids import uuid7
from service.models.kit import DeliveryState
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.kit_file import Catalogue, WrittenKit

LOADED, RETIRED = "kit loaded", "kit retired"

_BY_CODE = select(t.kit).where(t.kit.c.code == bindparam("named"))
_ITEMS = select(t.kit_item).where(t.kit_item.c.kit_id == bindparam("kit")).order_by(t.kit_item.c.position)
_WRITE_KIT = update(t.kit).where(t.kit.c.id == bindparam("which"))
_WRITE_ITEM = update(t.kit_item).where(t.kit_item.c.id == bindparam("which"))
_DROP_ITEM = delete(t.kit_item).where(t.kit_item.c.id == bindparam("which"))
_TYPE = select(t.business_type.c.code).where(t.business_type.c.code == bindparam("named"))
_WRITE_TYPE = update(t.business_type).where(t.business_type.c.code == bindparam("named"))
_LAST_TYPE = select(func.coalesce(func.max(t.business_type.c.position), -1))
_SPOKEN_OF = [
    select(table.c.id).where(table.c.kit_item_id == bindparam("item")).limit(1)
    for table in (t.delivery_item, t.receipt_item, t.visit_item)
]


def _how_many(*states: DeliveryState) -> Any:
    return func.sum(case((t.delivery.c.state.in_([state.value for state in states]), 1), else_=0))


_CAME = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY, DeliveryState.NOT_RECEIVED)
_COUNTS = select(
    t.delivery.c.kit_id,
    _how_many(DeliveryState.PLANNED).label("planned"),
    _how_many(*_CAME).label("delivered"),
).group_by(t.delivery.c.kit_id)


@dataclass(frozen=True, slots=True)
class KitLine:
    """A kit as a list shows it. `business_type`: names of the type of business that it is for by its code, if there is
    one; `items`: rows of kit_item that belong to it; `planned`, `delivered`: deliveries."""

    id: UUID
    code: str
    names: Mapping[str, str]
    business_type: Mapping[str, str]
    visit_days: str
    active: bool
    items: list[t.AnyRow]
    planned: int
    delivered: int


def every_kit(db: Connection) -> list[KitLine]:
    """The catalogue, by code."""
    counts = {row.kit_id: row for row in db.execute(_COUNTS)}
    rows = select(t.kit, t.business_type.c.names.label("type_names")).select_from(
        t.kit.outerjoin(t.business_type, t.business_type.c.code == t.kit.c.code)
    )
    return [_line(db, row, counts.get(row.id)) for row in db.execute(rows.order_by(t.kit.c.code)).all()]


def kit_names(db: Connection, *, only_active: bool = False) -> dict[str, Mapping[str, str]]:
    """Code → names by language, of every kit, or of those that may be planned."""
    wanted = select(t.kit.c.code, t.kit.c.names).order_by(t.kit.c.code)
    return {row.code: row.names for row in db.execute(wanted.where(t.kit.c.active) if only_active else wanted)}


def kit_named(db: Connection, code: str) -> t.AnyRow:
    """The row of a kit. Raises DistributionError, with the codes that there are."""
    row = db.execute(_BY_CODE, {"named": code.strip().lower()}).first()
    if row is None:
        known = ", ".join(db.scalars(select(t.kit.c.code).order_by(t.kit.c.code))) or "none yet"
        raise DistributionError(f"There is no kit {code!r}: there are {known}.")
    return row


def items_of_kit(db: Connection, code: str) -> list[t.AnyRow]:
    """The rows of kit_item that belong to a kit now, in their order. Raises DistributionError."""
    return [row for row in db.execute(_ITEMS, {"kit": kit_named(db, code).id}) if row.quantity]


def load(ctx: Context, catalogue: Catalogue) -> tuple[int, int]:
    """Write what a file says, by `ctx.staff_id`: (kits that are new, kits that stood already)."""
    for code, names in catalogue.types.items():
        _write_type(ctx.db, code, names)
    new = [_write_kit(ctx, kit) for kit in catalogue.kits]
    return sum(new), len(new) - sum(new)


def retire(ctx: Context, code: str) -> int:
    """The kit is planned no more, says `ctx.staff_id`; how many are still to be delivered. Raises DistributionError."""
    db = ctx.db
    kit = kit_named(db, code)
    if not kit.active:
        raise DistributionError(f"The kit {kit.code} is retired already.")
    db.execute(_WRITE_KIT, {"which": kit.id, "active": False})
    audit.record(ctx, RETIRED, "kit", kit.id, kit.code)
    still = (t.delivery.c.kit_id == kit.id, t.delivery.c.state == DeliveryState.PLANNED.value)
    return int(db.scalar(select(func.count()).select_from(t.delivery).where(*still)) or 0)


def _line(db: Connection, row: t.AnyRow, counts: t.AnyRow | None) -> KitLine:
    items = [item for item in db.execute(_ITEMS, {"kit": row.id}) if item.quantity]
    planned, delivered = (counts.planned, counts.delivered) if counts else (0, 0)
    kind = row.type_names or {}
    return KitLine(row.id, row.code, row.names, kind, row.visit_days, row.active, items, planned, delivered)


def _write_type(db: Connection, code: str, names: Mapping[str, str]) -> None:
    if db.execute(_TYPE, {"named": code}).first() is not None:
        db.execute(_WRITE_TYPE.values(names=dict(names)), {"named": code})
        return
    position = int(db.execute(_LAST_TYPE).scalar_one()) + 1
    db.execute(insert(t.business_type), {"code": code, "names": dict(names), "position": position})


def _write_kit(ctx: Context, kit: WrittenKit) -> bool:
    """Whether it is new."""
    db = ctx.db
    row = db.execute(_BY_CODE, {"named": kit.code}).first()
    kit_id = row.id if row else uuid7()
    values = {"names": dict(kit.names), "visit_days": " ".join(map(str, kit.visit_days)), "active": True}
    if row is None:
        db.execute(insert(t.kit), {"id": kit_id, "code": kit.code, **values})
    else:
        db.execute(_WRITE_KIT, {"which": kit_id, **values})
    _write_items(db, kit_id, kit)
    audit.record(ctx, LOADED, "kit", kit_id, kit.code)
    return row is None


def _write_items(db: Connection, kit_id: UUID, kit: WrittenKit) -> None:
    before = {row.code: row.id for row in db.execute(_ITEMS, {"kit": kit_id})}
    for position, item in enumerate(kit.items):
        values = {"names": dict(item.names), "quantity": item.quantity, "position": position}
        item_id = before.pop(item.code, None)
        if item_id is None:
            db.execute(insert(t.kit_item), {"id": uuid7(), "kit_id": kit_id, "code": item.code, **values})
        else:
            db.execute(_WRITE_ITEM, {"which": item_id, **values})
    for item_id in before.values():
        _leave(db, item_id)


def _leave(db: Connection, item_id: UUID) -> None:
    if any(db.execute(query, {"item": item_id}).first() for query in _SPOKEN_OF):
        db.execute(_WRITE_ITEM, {"which": item_id, "quantity": 0})
    else:
        db.execute(_DROP_ITEM, {"which": item_id})
