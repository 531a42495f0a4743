"""What the leaders of the businesses said that came, item by item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from service.models import Delivery, Receipt, ReceiptItem
from service.models.kit import DeliveryState, ItemOutcome, Overall
from service.programme.demo.enterprises import Enterprise
from service.programme.demo.kits import Item
from service.programme.demo.plan import NET_MISSING
from service.programme.demo.stage import Columns, Stage


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What did not come whole of a kit."""

    item: Item
    outcome: ItemOutcome
    count: int

    @property
    def is_fewer(self) -> bool:
        """Whether the returnee's number is not the agent's: what came damaged did come."""
        return self.count < self.item.quantity


@dataclass(frozen=True, slots=True)
class Amiss:
    """What the case of a receipt is about: something asked in return, else what was missing (`shortfall`).
    `heard`, `at`: days since it was said, and the moment; `differs`: the returnee's count is not the agent's."""

    enterprise: Enterprise
    heard: int
    at: datetime
    shortfall: Shortfall | None = None
    differs: bool = False


_Said = Mapping[str, tuple[ItemOutcome, int]]
"""Item code → what became of it, and how many came."""


def add_receipts(stage: Stage, enterprises: list[Enterprise]) -> list[Amiss]:
    """A receipt for each delivery that was confirmed, in whole or in part; where something was amiss."""
    chance = stage.chance("receipts")
    spoken = [e for e in enterprises if e.state != DeliveryState.DELIVERED]
    found = [amiss for enterprise in spoken if (amiss := _add(stage, chance, enterprise))]
    fewer = {one.enterprise.delivery for one in found if one.differs}
    for row in stage.rows[Delivery]:
        row["differs"] = row["id"] in fewer
    return found


def _add(stage: Stage, chance: Random, enterprise: Enterprise) -> Amiss | None:
    heard = max(1, enterprise.ago - chance.randint(2, 12))
    at = stage.at(heard)
    receipt = stage.new_id(at)
    shortfall = _shortfall(chance, enterprise)
    paid = "no" if enterprise.team.is_known else chance.choices(("no", "money", "other"), (97, 2, 1))[0]
    stage.add(
        Receipt,
        id=receipt,
        delivery_id=enterprise.delivery,
        person_id=enterprise.leader.id,
        phone_id=enterprise.leader.phone,
        overall=Overall.PART.value if shortfall else Overall.ALL.value,
        asked_to_pay=paid,
        at=at,
        **_words(chance),
    )
    _add_items(stage, receipt, enterprise, _said(enterprise, shortfall))
    differs = shortfall is not None and shortfall.is_fewer
    if paid != "no":
        return Amiss(enterprise, heard, at, differs=differs)
    return Amiss(enterprise, heard, at, shortfall, differs) if shortfall else None


def _shortfall(chance: Random, enterprise: Enterprise) -> Shortfall | None:
    """Of four nets three came; of the others chance says what."""
    if enterprise.state != DeliveryState.PARTLY:
        return None
    items = enterprise.team.kind.items
    if enterprise.team.story == NET_MISSING:
        net = next(item for item in items if item.code == "net")
        return Shortfall(net, ItemOutcome.PARTLY, net.quantity - 1)
    item = chance.choice(items)
    if item.quantity > 1 and chance.random() < 0.5:
        return Shortfall(item, ItemOutcome.PARTLY, chance.randint(1, item.quantity - 1))
    is_damaged = chance.random() < 0.5
    outcome = ItemOutcome.DAMAGED if is_damaged else ItemOutcome.MISSING
    return Shortfall(item, outcome, item.quantity if is_damaged else 0)


def _said(enterprise: Enterprise, shortfall: Shortfall | None) -> _Said:
    said = {item.code: (ItemOutcome.RECEIVED, item.quantity) for item in enterprise.team.kind.items}
    return {**said, shortfall.item.code: (shortfall.outcome, shortfall.count)} if shortfall else said


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
    asked: Columns = {
        "collected_by": chance.choices(("self", "family", "other"), (80, 17, 3))[0],
    }
    if chance.random() > 0.6:
        return asked
    return {
        **asked,
        "waited": chance.choices(("under_1h", "to_3h", "half_day", "day"), (44, 36, 15, 5))[0],
        "knew_rights": _yes(chance, 0.86),
        "knew_complaint": _yes(chance, 0.72),
        "respect": _yes(chance, 0.96),
    }


def _yes(chance: Random, share: float) -> str:
    return "yes" if chance.random() < share else "no"
