"""Kits and their deliveries, as the line reads them: what waits to be confirmed, what is in it, how it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from flows.state import Choice
from service.models.kit import DeliveryState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.deliveries import IS_THEIRS, Item, items
from service.programme.distribution.recording import record_delivery
from service.programme.receipts import confirm_receipt
from service.programme.working_days import shown, shown_at

__all__ = [
    "confirm_receipt",
    "deliveries_planned",
    "deliveries_waiting",
    "items_for_person",
    "items_of",
    "record_delivery",
    "status_text",
]

_CAME = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY)
_WAITING = (
    select(t.delivery.c.id, t.delivery.c.delivered_on, t.kit.c.names)
    .join_from(t.delivery, t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(
        IS_THEIRS,
        t.delivery.c.state == DeliveryState.DELIVERED.value,
        ~select(t.receipt.c.id)
        .where(
            t.receipt.c.delivery_id == t.delivery.c.id,
            t.receipt.c.person_id == bindparam("person"),
            t.receipt.c.counted,
        )
        .exists(),
    )
    .order_by(t.delivery.c.delivered_on, t.delivery.c.id)
)
_PLANNED = (
    select(t.delivery.c.id, t.delivery.c.planned_on, t.kit.c.names)
    .join_from(t.delivery, t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(IS_THEIRS, t.delivery.c.state == DeliveryState.PLANNED.value)
    .order_by(t.delivery.c.planned_on, t.delivery.c.id)
)
_CAME_TO = select(t.delivery.c.id).where(IS_THEIRS, t.delivery.c.state.in_(_CAME))
_SAID_AT = (
    select(func.max(t.receipt.c.at))
    .where(t.receipt.c.delivery_id == t.delivery.c.id, t.receipt.c.counted)
    .scalar_subquery()
)
_LATEST = (
    select(t.delivery.c.state, t.delivery.c.delivered_on, t.kit.c.names, _SAID_AT.label("said_at"))
    .join_from(t.delivery, t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(IS_THEIRS, t.delivery.c.state != DeliveryState.CANCELLED.value)
    .order_by(
        func.coalesce(t.delivery.c.delivered_on, t.delivery.c.planned_on).desc().nulls_last(),
        t.delivery.c.id.desc(),
    )
    .limit(1)
)


def deliveries_waiting(ctx: Context) -> list[Choice]:
    """What was delivered to the identified person, or to a business of theirs, and not yet confirmed."""
    rows = ctx.db.execute(_WAITING, {"person": ctx.person_id}) if ctx.person_id else ()
    return [Choice(str(row.id), _with(row.names, _day(row.delivered_on))) for row in rows]


def deliveries_planned(ctx: Context, person_id: str) -> list[Choice]:
    """What is still to come to a person, or to a business of theirs: what an agent may say was delivered."""
    rows = ctx.db.execute(_PLANNED, {"person": UUID(person_id)})
    return [Choice(str(row.id), _with(row.names, _day(row.planned_on))) for row in rows]


def items_of(ctx: Context, delivery_ids: Sequence[str]) -> list[Choice]:
    """The items of deliveries, and how many belong to the kit, not how many the agent noted: a returnee is not asked
    to repeat the agent's word. `of`: the delivery."""
    found = items(ctx.db, [UUID(delivery_id) for delivery_id in delivery_ids])
    return [_choice(item, item.whole) for item in found]


def items_for_person(ctx: Context, person_id: str) -> list[Choice]:
    """The items that came to a person or to a business of theirs, each once: what a visitor asks after."""
    deliveries = ctx.db.execute(_CAME_TO, {"person": UUID(person_id)}).scalars().all()
    brought = {item.id: item for item in items(ctx.db, deliveries) if item.brought}
    return [_choice(item, item.brought) for item in brought.values()]


def status_text(ctx: Context) -> str:
    """How the latest delivery to the identified person stands; a blank where there is none."""
    row = ctx.db.execute(_LATEST, {"person": ctx.person_id}).first() if ctx.person_id else None
    if row is None:
        return ""
    day = shown_at(ctx, row.said_at) if row.said_at else _day(row.delivered_on)
    state = ctx.say(f"kit_{row.state}", ctx.language, {})
    name = row.names.get(ctx.language) or row.names["fr"]
    return ctx.say("kit_on_a_day" if day else "kit_on_no_day", ctx.language, {"kit": name, "state": state, "day": day})


def _choice(item: Item, quantity: int) -> Choice:
    amount = f"({quantity})" if quantity > 1 else ""
    return Choice(str(item.id), _with(item.names, amount), of=str(item.delivery_id))


def _with(names: Mapping[str, str], behind: str) -> dict[str, str]:
    return {language: f"{name} {behind}".strip() for language, name in names.items()}


def _day(day: date | None) -> str:
    return shown(day) if day else ""
