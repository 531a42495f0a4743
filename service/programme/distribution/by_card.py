"""A delivery that is recorded in the office: by a card, the code of a kit, a day, and how many of each item came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from service.models.kit import DeliveryState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.deliveries import IS_THEIRS
from service.programme.distribution.catalogue import kit_named
from service.programme.distribution.errors import AlreadyRecorded, DistributionError
from service.programme.distribution.recipients import fitting_business, in_their_places, person_of_card
from service.programme.distribution.recording import Delivered, record
from service.programme.working_days import shown

_OF_KIT = (
    select(t.delivery.c.id, t.delivery.c.state, t.delivery.c.planned_on, t.delivery.c.delivered_on)
    .where(IS_THEIRS, t.delivery.c.kit_id == bindparam("kit"), t.delivery.c.state != DeliveryState.CANCELLED.value)
    .order_by(t.delivery.c.planned_on, t.delivery.c.id)
)
_WAITING = (
    select(t.kit.c.code)
    .join_from(t.delivery, t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(IS_THEIRS, t.delivery.c.state == DeliveryState.PLANNED.value)
    .group_by(t.kit.c.code)
    .order_by(t.kit.c.code)
)
_CODES = select(t.kit_item.c.id, t.kit_item.c.code).where(
    t.kit_item.c.kit_id == bindparam("kit"), t.kit_item.c.quantity > 0
)
# Two who type the same delivery take turns, so that it stands once.
_PLACE = select(t.person.c.place).where(t.person.c.id == bindparam("who")).with_for_update(key_share=True)


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of a delivery. `items`: code → how many; None: the whole kit. `again`: a further kit, besides one
    that came before, or one that nobody planned; `corrects`: the one that came before was noted wrongly."""

    card: str
    kit: str
    on: date
    items: Mapping[str, int] | None = None
    again: bool = False
    corrects: bool = False


def record_typed(ctx: Context, typed: Typed) -> UUID:
    """Record it, by `ctx.staff_id`; the delivery's id. Raises DistributionError."""
    kit = kit_named(ctx.db, typed.kit)
    person_id = person_of_card(ctx, typed.card)
    if person_id is None:
        raise DistributionError("Nobody has a card with this code.")
    in_their_places(ctx, ctx.db.execute(_PLACE, {"who": person_id}).scalar())
    counts = None if typed.items is None else _counts(ctx, kit, typed.items)
    found = ctx.db.execute(_OF_KIT, {"person": person_id, "kit": kit.id}).all()
    delivery_id = _which(found, typed, kit.code)
    if delivery_id is not None:
        return record(ctx, Delivered(kit.id, typed.on, delivery_id, items=counts, corrects=typed.corrects))
    business = fitting_business(ctx, kit, person_id)
    if business is None and not typed.again:
        _check_slip(ctx, kit, person_id)
    new = Delivered(kit.id, typed.on, None, person_id, business.id if business else None, items=counts)
    return record(ctx, new)


def _check_slip(ctx: Context, kit: t.AnyRow, person_id: UUID) -> None:
    """Whoever waits for another kit was hardly brought one that nobody planned: its code was mistyped."""
    waiting = ctx.db.scalars(_WAITING, {"person": person_id}).all()
    if waiting:
        raise DistributionError(
            f"No kit {kit.code} is planned for this person, who waits for: {', '.join(waiting)}. "
            "Say « again » if it came all the same."
        )


def _which(found: Sequence[t.AnyRow], typed: Typed, kit: str) -> UUID | None:
    """The delivery that is meant: the first that is still to come, or the last that came where that was noted wrongly;
    None for one that nobody planned."""
    came = [row for row in found if row.delivered_on is not None]
    if typed.corrects:
        if not came:
            raise DistributionError(f"No kit {kit} stands as delivered: there is nothing to correct.")
        latest: UUID = max(came, key=lambda row: (row.delivered_on, row.id)).id
        return latest
    to_come = next((row.id for row in found if row.state == DeliveryState.PLANNED), None)
    if to_come is None and came and not typed.again:
        day = shown(max(row.delivered_on for row in came))
        raise AlreadyRecorded(
            f"A kit {kit} stands as delivered on {day}: say « correct » if that was wrong, « again » for another."
        )
    return to_come


def _counts(ctx: Context, kit: t.AnyRow, typed: Mapping[str, int]) -> dict[UUID, int]:
    """Every item has its number: what is not said is not guessed."""
    known = {row.code: row.id for row in ctx.db.execute(_CODES, {"kit": kit.id})}
    strange, unsaid = sorted(set(typed) - set(known)), sorted(set(known) - set(typed))
    if strange:
        raise DistributionError(f"The kit {kit.code} has no {', '.join(strange)}: it has {', '.join(known)}.")
    if unsaid:
        raise DistributionError(f"Say of each item how many came, 0 for none: {', '.join(unsaid)}.")
    return {known[code]: count for code, count in typed.items()}
