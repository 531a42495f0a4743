"""A receipt is the returnee's own word on what came, and only theirs: silence is none, nor is an agent's word.

A receipt that does not count (service/programme/distribution/trust.py) is kept, and seen. What somebody complains of
opens a case from whatever phone: only a confirmation can be false to an agent's advantage.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from flows.effects import ConfirmKitReceipt, OpenSensitiveCase
from service.ids import uuid7
from service.models.kit import ItemOutcome, Overall
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context, Results
from service.programme.deliveries import IS_THEIRS, Item, items
from service.programme.distribution import trust
from service.programme.distribution.amiss import case_of_receipt, cases_of_difference
from service.programme.distribution.settling import settle, take_turns
from service.programme.identity import identified
from service.programme.sensitive import open_sensitive

FAVOUR, NOTHING_ASKED = "favour", "no"
FAVOUR_WORDS = "Kit : un service demandé en échange."

# The journey's words, in those of the table.
_OUTCOMES = {
    "received": ItemOutcome.RECEIVED,
    "damaged": ItemOutcome.DAMAGED,
    "partly": ItemOutcome.PARTLY,
    "not": ItemOutcome.MISSING,
}

# Two who speak of one delivery take turns: each counts what the other said.
_DELIVERY = (
    select(t.delivery.c.recorded_by)
    .where(t.delivery.c.id == bindparam("which"), IS_THEIRS)
    .with_for_update(of=t.delivery, key_share=True)
)
_ADD = Adding(t.receipt)
_ADD_ITEM = Adding(t.receipt_item)


class NotTheirs(LookupError):
    """A receipt for a delivery that was never this person's: a fault of the line, never of a caller."""


def confirm_receipt(ctx: Context, effect: ConfirmKitReceipt) -> Results:
    """Keep a receipt; the latest that may be believed counts for this person. Raises NotIdentified, NotTheirs.

    What did not come whole, money or something else asked in return, or another word than the agent's opens a case;
    one that the caller speaks of gives its `reference` and `promised`. A favour asked in return goes to the focal
    points in silence: no result, and the receipt says « no », since any other word in a plain column would be a trace.
    """
    person_id, delivery_id = identified(ctx), UUID(effect.delivery)
    row = ctx.db.execute(_DELIVERY, {"which": delivery_id, "person": person_id}).first()
    if row is None:
        raise NotTheirs("a receipt for a delivery of somebody else")
    receipt_id = _add_receipt(ctx, effect, person_id)
    doubt = trust.doubt_about(ctx, ctx.phone_id, ctx.now, row.recorded_by)
    differing = _take_stock(ctx, doubt, delivery_id, person_id)
    if effect.asked_to_pay == FAVOUR:
        open_sensitive(ctx, OpenSensitiveCase(words=FAVOUR_WORDS))
    is_asked = effect.asked_to_pay not in (NOTHING_ASKED, FAVOUR, "")
    results = case_of_receipt(ctx, delivery_id, receipt_id, is_asked)
    for which in differing:
        cases_of_difference(ctx, which, but=receipt_id)
    return results


def _take_stock(ctx: Context, doubt: trust.Doubt | None, delivery_id: UUID, person_id: UUID) -> list[UUID]:
    """What counts after this receipt; the deliveries on which two words differ now. A phone that has just spoken for
    one household too many has spoken for none: an earlier word of those people stands again."""
    pairs = {(delivery_id, person_id)}
    if doubt is not None:
        trust.alert(ctx, doubt)
        pairs |= trust.counted_today(ctx, ctx.phone_id)
        take_turns(ctx.db, {which for which, _ in pairs})
    for which, who in sorted(pairs):
        trust.recount(ctx, which, who)
    return [which for which in sorted({which for which, _ in pairs}) if settle(ctx.db, which)]


def _add_receipt(ctx: Context, effect: ConfirmKitReceipt, person_id: UUID) -> UUID:
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
        "counted": False,  # until it is known whose word it is
    }
    _ADD.row(ctx.db, row)
    said = [{"id": uuid7(), "receipt_id": row_id, **item} for item in _items(ctx, effect)]
    if said:
        _ADD_ITEM.rows(ctx.db, said)
    return row_id


def _items(ctx: Context, effect: ConfirmKitReceipt) -> Iterator[dict[str, Any]]:
    """What was said item by item; « all » and « nothing » are said of every item of the kit."""
    known = {str(item.id): item for item in items(ctx.db, [UUID(effect.delivery)])}
    if effect.items:
        for item_id, word in effect.items.items():
            yield _item(UUID(item_id), _OUTCOMES[word], effect.counts.get(item_id), known.get(item_id))
    elif effect.overall != Overall.PART:
        outcome = ItemOutcome.RECEIVED if effect.overall == Overall.ALL else ItemOutcome.MISSING
        for item in known.values():
            yield _item(item.id, outcome, None, item)


def _item(kit_item_id: UUID, outcome: ItemOutcome, said: str | None, item: Item | None) -> dict[str, Any]:
    """`count`: as it was said; without a number as many as there were to be, damaged or not, and none of what is
    missing."""
    count = int(float(said)) if said else None
    if outcome is ItemOutcome.MISSING:
        count = 0
    elif count is None and outcome is not ItemOutcome.PARTLY and item:
        count = item.whole
    return {"kit_item_id": kit_item_id, "outcome": outcome, "count": count}
