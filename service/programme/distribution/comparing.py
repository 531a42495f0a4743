"""The two words on a delivery, item by item: what the agent noted, and what the returnees say that came.

Only receipts that count are compared (service/programme/distribution/trust.py). Silence is no word: it never differs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from service.models.kit import ItemOutcome
from service.programme import tables as t
from service.programme.deliveries import Item, items

_SAID = (
    select(
        t.receipt.c.id,
        t.receipt.c.delivery_id,
        t.receipt.c.person_id,
        t.receipt.c.overall,
        t.receipt.c.at,
        t.receipt.c.counted,
        t.receipt_item.c.kit_item_id,
        t.receipt_item.c.outcome,
        t.receipt_item.c.count.label("how_many"),
    )
    .select_from(t.receipt.outerjoin(t.receipt_item, t.receipt_item.c.receipt_id == t.receipt.c.id))
    .where(t.receipt.c.delivery_id.in_(bindparam("ids", expanding=True)))
    .order_by(t.receipt.c.at, t.receipt.c.id)
)
_DIFFERS = update(t.delivery).where(t.delivery.c.id == bindparam("which"), t.delivery.c.differs != bindparam("now_so"))


@dataclass(frozen=True, slots=True)
class Said:
    """A receipt: how many came of each item that it speaks of (kit item id → count)."""

    receipt_id: UUID
    delivery_id: UUID
    person_id: UUID
    overall: str
    at: datetime
    counted: bool
    counts: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Words:
    """Both words on one delivery. `items` in the kit's order, `said` in the order of time."""

    items: Sequence[Item]
    said: Sequence[Said]

    def differing(self) -> Iterator[Said]:
        """The receipts that count and say another number than the agent, of at least one item."""
        brought = {item.id: item.brought for item in self.items}
        for one in self.said:
            if one.counted and any(brought.get(item, 0) != count for item, count in one.counts.items()):
                yield one


def words_of(db: Connection, delivery_ids: Sequence[UUID]) -> dict[UUID, Words]:
    """Both words on some deliveries."""
    of: dict[UUID, list[Item]] = {one: [] for one in delivery_ids}
    for item in items(db, delivery_ids):
        of[item.delivery_id].append(item)
    said: dict[UUID, list[Said]] = {one: [] for one in delivery_ids}
    for receipt in _receipts(db, delivery_ids, {item.id: item for some in of.values() for item in some}):
        said[receipt.delivery_id].append(receipt)
    return {one: Words(of[one], said[one]) for one in delivery_ids}


def compare(db: Connection, delivery_id: UUID) -> bool:
    """Whether the returnees' counted words differ from the agent's, of any item; kept in delivery.differs."""
    return delivery_id in compare_many(db, [delivery_id])


def compare_many(db: Connection, delivery_ids: Sequence[UUID]) -> set[UUID]:
    """The same for many: those that differ."""
    differing = {one for one, words in words_of(db, delivery_ids).items() if any(words.differing())}
    for one in delivery_ids:
        db.execute(_DIFFERS.values(differs=one in differing), {"which": one, "now_so": one in differing})
    return differing


def _receipts(db: Connection, delivery_ids: Sequence[UUID], known: Mapping[UUID, Item]) -> Iterator[Said]:
    rows = db.execute(_SAID, {"ids": list(delivery_ids)}).all() if delivery_ids else []
    counts: dict[UUID, dict[UUID, int]] = {row.id: {} for row in rows}
    for row in rows:
        if row.kit_item_id is not None:
            counts[row.id][row.kit_item_id] = _count(row, known.get(row.kit_item_id))
    for row in {row.id: row for row in rows}.values():
        yield Said(row.id, row.delivery_id, row.person_id, row.overall, row.at, row.counted, counts[row.id])


def _count(row: t.AnyRow, item: Item | None) -> int:
    """How many came. Without a number, what is damaged came too; « partly » is fewer than all, by at least one."""
    if row.outcome == ItemOutcome.MISSING:
        return 0
    if row.how_many is not None:
        return int(row.how_many)
    whole = item.whole if item else 1
    return max(whole - 1, 0) if row.outcome == ItemOutcome.PARTLY else whole
