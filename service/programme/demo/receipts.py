"""What the leaders of the businesses said that came, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import UUID

from service.models import Receipt, ReceiptItem
from service.models.kit import DeliveryState, ItemOutcome, Overall
from service.programme.demo.enterprises import Enterprise
from service.programme.demo.kits import Item
from service.programme.demo.plan import NET_MISSING
from service.programme.demo.stage import Columns, Stage


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A kit that did not come whole: what its case is about. `heard`: days since it was said."""

    enterprise: Enterprise
    item: Item
    outcome: ItemOutcome
    heard: int


_Said = Mapping[str, tuple[ItemOutcome, int | None]]
"""Item code → what became of it, and how many came."""


def add_receipts(stage: Stage, enterprises: list[Enterprise]) -> list[Shortfall]:
    """A receipt for each delivery that was confirmed, in whole or in part; the parts that were missing."""
    chance = stage.chance("receipts")
    spoken = [e for e in enterprises if e.state != DeliveryState.DELIVERED]
    found = [_add(stage, chance, enterprise) for enterprise in spoken]
    return [shortfall for shortfall in found if shortfall]


def _add(stage: Stage, chance: Random, enterprise: Enterprise) -> Shortfall | None:
    heard = max(1, enterprise.ago - chance.randint(2, 12))
    at = stage.at(heard)
    receipt = stage.new_id(at)
    shortfall = _shortfall(chance, enterprise, heard)
    stage.add(
        Receipt,
        id=receipt,
        delivery_id=enterprise.delivery,
        person_id=enterprise.leader.id,
        phone_id=enterprise.leader.phone,
        overall=Overall.PART.value if shortfall else Overall.ALL.value,
        at=at,
        **_words(chance),
    )
    _add_items(stage, receipt, enterprise, _said(chance, enterprise, shortfall))
    return shortfall


def _shortfall(chance: Random, enterprise: Enterprise, heard: int) -> Shortfall | None:
    if enterprise.state != DeliveryState.PARTLY:
        return None
    items = enterprise.team.kind.items
    if enterprise.team.story == NET_MISSING:
        net = next(item for item in items if item.code == "net")
        return Shortfall(enterprise, net, ItemOutcome.PARTLY, heard)
    item = chance.choice(items)
    kinds = (ItemOutcome.MISSING, ItemOutcome.DAMAGED, *(ItemOutcome.PARTLY,) * (2 * (item.quantity > 1)))
    return Shortfall(enterprise, item, chance.choice(kinds), heard)


def _said(chance: Random, enterprise: Enterprise, shortfall: Shortfall | None) -> _Said:
    items = enterprise.team.kind.items
    said = {item.code: (ItemOutcome.RECEIVED, item.quantity) for item in items}
    return {**said, shortfall.item.code: _short(chance, shortfall)} if shortfall else said


def _short(chance: Random, shortfall: Shortfall) -> tuple[ItemOutcome, int]:
    """Of four nets three came."""
    most = shortfall.item.quantity
    if shortfall.outcome == ItemOutcome.PARTLY:
        is_net = shortfall.enterprise.team.story == NET_MISSING
        return shortfall.outcome, most - 1 if is_net else chance.randint(1, most - 1)
    return shortfall.outcome, most if shortfall.outcome == ItemOutcome.DAMAGED else 0


def _add_items(stage: Stage, receipt: UUID, enterprise: Enterprise, said: _Said) -> None:
    for code, (outcome, number) in said.items():
        stage.add(
            ReceiptItem,
            id=stage.new_id(stage.at(1)),
            receipt_id=receipt,
            kit_item_id=enterprise.kit.items[code],
            outcome=outcome.value,
            count=number,
        )


def _words(chance: Random) -> Columns:
    """The other questions; six in ten had the time for the last four."""
    asked = {
        "asked_to_pay": chance.choices(("no", "money", "other"), (97, 2, 1))[0],
        "collected_by": chance.choices(("self", "family", "other"), (80, 17, 3))[0],
    }
    if chance.random() > 0.6:
        return dict(asked)
    return {
        **asked,
        "waited": chance.choices(("under_1h", "to_3h", "half_day", "day"), (44, 36, 15, 5))[0],
        "knew_rights": _yes(chance, 0.86),
        "knew_complaint": _yes(chance, 0.72),
        "respect": _yes(chance, 0.96),
    }


def _yes(chance: Random, share: float) -> str:
    return "yes" if chance.random() < share else "no"
