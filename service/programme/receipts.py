"""A receipt is the returnee's own word on what came, and only theirs: silence is none, nor is an agent's word.

A receipt that does not count (from the phone of staff, or one phone for many households) is kept, and seen.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from flows.effects import ConfirmKitReceipt, OpenSensitiveCase
from service.ids import uuid7
from service.models.case import CaseType
from service.models.kit import DeliveryState, ItemOutcome, Overall
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.casework import KIT, PAYMENT, NewCase, open_or_join
from service.programme.context import Context, Results
from service.programme.deliveries import IS_THEIRS, contents
from service.programme.identity import identified
from service.programme.sensitive import open_sensitive
from service.programme.working_days import midnight, today

HOUSEHOLDS_A_DAY = 3
"""The households that one phone may confirm for in a day; neighbours lend each other a phone."""
FAVOUR, NOTHING_ASKED = "favour", "no"
FAVOUR_WORDS = "Kit : un service demandé en échange."
MANY_HOUSEHOLDS = "alert: one phone confirms for many"

# The journey's words, in those of the table.
_OUTCOMES = {
    "received": ItemOutcome.RECEIVED,
    "damaged": ItemOutcome.DAMAGED,
    "partly": ItemOutcome.PARTLY,
    "not": ItemOutcome.MISSING,
}

_DELIVERY = select(t.delivery.c.id).where(t.delivery.c.id == bindparam("which"), IS_THEIRS)
_IS_OF_STAFF = (
    select(t.staff.c.id)
    .join_from(t.staff, t.phone, t.phone.c.number_mac == t.staff.c.phone_mac)
    .where(t.phone.c.id == bindparam("phone"), t.staff.c.active)
    .limit(1)
)
_household = func.coalesce(t.person.c.household_id, t.person.c.id)
_HOUSEHOLD = select(_household).where(t.person.c.id == bindparam("who"))
_HOUSEHOLDS = (
    select(_household)
    .distinct()
    .join_from(t.receipt, t.person, t.person.c.id == t.receipt.c.person_id)
    .where(t.receipt.c.phone_id == bindparam("phone"), t.receipt.c.at >= bindparam("since"))
)
_ADD = Adding(t.receipt)
_ADD_ITEM = Adding(t.receipt_item)
_REPLACE = (
    update(t.receipt)
    .where(t.receipt.c.delivery_id == bindparam("which"), t.receipt.c.person_id == bindparam("who"))
    .values(counted=False)
)
_SAID = select(t.receipt.c.overall).distinct().where(t.receipt.c.delivery_id == bindparam("which"), t.receipt.c.counted)
_SETTLE = update(t.delivery).where(t.delivery.c.id == bindparam("which"))


class NotTheirs(LookupError):
    """A receipt for a delivery that was never this person's: a fault of the line, never of a caller."""


def confirm_receipt(ctx: Context, effect: ConfirmKitReceipt) -> Results:
    """Keep a receipt; the latest that counts stands for this person. Raises NotIdentified, NotTheirs.

    Nothing received, or money or something else asked in return, opens a case and gives its `reference`
    and `promised`. A favour asked in return goes to the focal points in silence: no result, and the
    receipt says « no », since any other word in a plain column would be a trace of it.
    """
    person_id, delivery_id = identified(ctx), UUID(effect.delivery)
    if ctx.db.execute(_DELIVERY, {"which": delivery_id, "person": person_id}).first() is None:
        raise NotTheirs("a receipt for a delivery of somebody else")
    counted = _counts(ctx, person_id)
    if counted:
        ctx.db.execute(_REPLACE, {"which": delivery_id, "who": person_id})
    _add_receipt(ctx, effect, person_id, counted)
    if counted:
        _settle(ctx, delivery_id)
    if effect.asked_to_pay == FAVOUR:
        open_sensitive(ctx, OpenSensitiveCase(words=FAVOUR_WORDS))
    return _case_of(ctx, effect, delivery_id)


def _counts(ctx: Context, person_id: UUID) -> bool:
    """Whether this phone may speak for the person: not if it is staff's, or speaks for too many today."""
    if ctx.db.execute(_IS_OF_STAFF, {"phone": ctx.phone_id}).first() is not None:
        return False
    since = midnight(ctx, today(ctx))
    households = set(ctx.db.execute(_HOUSEHOLDS, {"phone": ctx.phone_id, "since": since}).scalars())
    households.add(ctx.db.execute(_HOUSEHOLD, {"who": person_id}).scalar_one())
    if len(households) <= HOUSEHOLDS_A_DAY:
        return True
    audit.record(ctx, MANY_HOUSEHOLDS, "phone", ctx.phone_id, str(len(households)))
    return False


def _add_receipt(ctx: Context, effect: ConfirmKitReceipt, person_id: UUID, counted: bool) -> None:
    row_id = uuid7()
    row = {
        "id": row_id,
        "delivery_id": UUID(effect.delivery),
        "person_id": person_id,
        "phone_id": ctx.phone_id,
        "conversation_id": ctx.conversation_id,
        "overall": effect.overall,
        "asked_to_pay": NOTHING_ASKED if effect.asked_to_pay == FAVOUR else effect.asked_to_pay,
        "collected_by": effect.collected_by,
        "waited": effect.waited,
        "knew_rights": effect.knew_rights,
        "knew_complaint": effect.knew_complaint,
        "respect": effect.respect,
        "at": ctx.now,
        "counted": counted,
    }
    _ADD.row(ctx.db, row)
    items = [{"id": uuid7(), "receipt_id": row_id, **item} for item in _items(ctx, effect)]
    if items:
        _ADD_ITEM.rows(ctx.db, items)


def _items(ctx: Context, effect: ConfirmKitReceipt) -> Iterator[dict[str, Any]]:
    """What was said item by item; « all » and « nothing » are said of every item that was to come."""
    if effect.items:
        for item, word in effect.items.items():
            count = effect.counts.get(item)
            yield _item(UUID(item), _OUTCOMES[word], int(float(count)) if count else None)
    elif effect.overall != Overall.PART:
        for brought in contents(ctx, [UUID(effect.delivery)]):
            came = effect.overall == Overall.ALL
            outcome = ItemOutcome.RECEIVED if came else ItemOutcome.MISSING
            yield _item(brought.id, outcome, brought.quantity if came else 0)


def _item(kit_item_id: UUID, outcome: ItemOutcome, count: int | None) -> dict[str, Any]:
    return {"kit_item_id": kit_item_id, "outcome": outcome, "count": count}


def _settle(ctx: Context, delivery_id: UUID) -> None:
    """What a delivery comes to: what all who counted say, in part where they do not say the same."""
    said = set(ctx.db.execute(_SAID, {"which": delivery_id}).scalars())
    state = DeliveryState.PARTLY
    if said == {Overall.ALL.value}:
        state = DeliveryState.CONFIRMED
    elif said == {Overall.NONE.value}:
        state = DeliveryState.NOT_RECEIVED
    ctx.db.execute(_SETTLE, {"which": delivery_id, "state": state})


def _case_of(ctx: Context, effect: ConfirmKitReceipt, delivery_id: UUID) -> Results:
    """One case, and that about the payment where both are amiss. (The journey's own OpenCase joins it.)"""
    is_paid = effect.asked_to_pay not in (NOTHING_ASKED, FAVOUR, "")
    if not is_paid and effect.overall != Overall.NONE:
        return {}
    new = NewCase(CaseType.REPORT, PAYMENT if is_paid else KIT, delivery_id=delivery_id)
    return open_or_join(ctx, new).results
