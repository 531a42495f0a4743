"""Deliveries from a list: to the person whose card a row names, or to a business of theirs, as on the phone: that for
which the kit was planned, or is; item by item where it says.

Nobody is told by SMS: a list is of what came before. The visits that follow a delivery are planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, or_, select, update

from service.ids import uuid7
from service.many import among
from service.models.kit import DeliveryState, DistributionState
from service.prepared import Adding
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.comparing import compare_many
from service.programme.distribution.recording import MOST
from service.programme.followup.schedule import plan
from service.programme.transfer.cells import card, phones, whole, words
from service.programme.transfer.changes import Changes, Difference, difference
from service.programme.transfer.columns import Field
from service.programme.transfer.days import past_day
from service.programme.transfer.kind import Kind, people_by_card, person_of, staff_by_phone
from service.programme.transfer.kits import Kits, items_in
from service.programme.transfer.options import one_of
from service.programme.transfer.people_writing import CHANNEL
from service.programme.transfer.reading import Outcome, Record
from service.programme.transfer.whereabouts import PLACE
from service.programme.transfer.whose import Businesses

_CAME = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY, DeliveryState.NOT_RECEIVED)
_DONE = Difference({"state": DistributionState.PLANNED.value}, {"state": DistributionState.DONE.value})
_ADD, _ADD_ITEMS = Adding(t.delivery), Adding(t.delivery_item)


@dataclass(frozen=True, slots=True)
class Coming:
    """What a row says that came: the columns of the delivery, and whose card it names."""

    row: dict[str, Any]
    whose: UUID | None


class Deliveries(Kind):
    """What came, on which day, and how many of each item."""

    name = "deliveries"
    needs = (("code", "business"), ("kit",), ("delivered_on",))

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._kits = Kits(ctx.db)
        fields = (
            Field("code", card, "code carte | code de carte | carte | card | card code | numéro de carte"),
            Field("business", words(), "entreprise | activité | microentreprise | business id | petite entreprise"),
            Field("kit", one_of(self._kits.options()), "type de kit | kit reçu | kit type | code kit"),
            Field("delivered_on", past_day, "date | date de livraison | livré le | date de remise"
                  " | date de distribution | delivery date | date of delivery"),
            Field("agent", phones, "agent | téléphone de l'agent | tel agent | agent's phone"),
            *PLACE,
        )  # fmt: skip
        taken = [name for field in fields for name in field.names()]
        self.fields = (*fields, *self._kits.item_fields(whole(0, MOST), taken))

    def settle(self, db: Connection, records: Sequence[Record]) -> None:
        cards = people_by_card(db, self.vault, [r.values["code"] for r in records if "code" in r.values])
        agents = staff_by_phone(db, self.vault, [r.values["agent"][0] for r in records if "agent" in r.values])
        businesses = Businesses(db, records, cards)
        for record in records:
            self._check(record, cards, agents, businesses)
        good = [record for record in records if record.outcome is Outcome.NEW]
        self._find_planned(db, good)

    def _check(self, record: Record, cards: Any, agents: Any, businesses: Businesses) -> None:
        values = record.values
        person = person_of(record, cards) if "code" in values else None
        business = businesses.of(record, person)
        if "code" not in values and "business" not in values:
            record.wrong("code", "it is missing: whose is the delivery?")
        for name in ("kit", "delivered_on"):
            if name not in values:
                record.wrong(name, "it is missing")
        if business is None and person is not None and "business" not in values and "kit" in values:
            business = businesses.for_kit(person, self._kits.by_code[values["kit"]])
        place = self.where.of(record) or (business and business.place) or (person and person.place)
        if "agent" in values and values["agent"][0] not in agents:
            record.wrong("agent", "nobody of the staff works from this number")
        if record.outcome is Outcome.WRONG:
            return
        kit = self._kits.by_code[values["kit"]]
        items = items_in(values)
        strange = [code for code in items if code not in kit.items and items[code]]
        for code in strange:
            record.wrong(f"item:{code}", f"it is no item of the kit {kit.code}")
        if items and not any(items.values()):
            record.wrong("kit", "nothing came of it: then it was not delivered")
        row = {
            "kit_id": kit.id,
            "person_id": person.id if person is not None and business is None else None,
            "business_id": business.id if business is not None else None,
            "place": place,
            "delivered_on": values["delivered_on"],
            "recorded_by": agents.get(values["agent"][0]) if "agent" in values else None,
        }
        by_card = person if "business" not in values else None
        record.change = Coming(row, by_card.id if by_card is not None else row["person_id"])

    def _find_planned(self, db: Connection, records: Sequence[Record]) -> None:
        """What was planned is what came; what stands as delivered on that day is there already."""
        there = _theirs(db, [record.change for record in records])
        taken: set[UUID] = set()
        met: set[tuple[Any, ...]] = set()
        for record in records:
            wanted = record.change.row
            key = tuple(wanted[name] for name in ("kit_id", "person_id", "business_id", "delivered_on"))
            mine = [row for row in there if _is_same(row, record.change) and row.id not in taken]
            is_there = any(row.delivered_on == wanted["delivered_on"] for row in mine if row.state in _CAME)
            if is_there or key in met:
                record.outcome = Outcome.SAME
                record.doubt("", "this delivery is recorded already, for the same day: the row changes nothing")
                continue
            met.add(key)
            planned = [row for row in mine if row.state == DeliveryState.PLANNED.value]
            if planned:
                record.outcome, record.made = (
                    Outcome.CHANGED,
                    min(planned, key=lambda row: (str(row.planned_on), row.id)),
                )
                taken.add(record.made.id)

    def write(self, ctx: Context, records: Sequence[Record], changes: Changes) -> None:
        said = {"state": DeliveryState.DELIVERED.value, "recorded_at": ctx.now, "recorded_how": CHANNEL}
        new: list[dict[str, Any]] = []
        items: list[dict[str, Any]] = []
        ids: list[UUID] = []
        for record in records:
            if record.outcome not in (Outcome.NEW, Outcome.CHANGED):
                continue
            wanted = {**record.change.row, **said}
            if record.outcome is Outcome.CHANGED:
                ids.append(record.made.id)
                self._settle_planned(ctx.db, record, wanted, changes)
            else:
                ids.append(uuid7())
                new.append({"id": ids[-1], **wanted})
                changes.of_row(record, "delivery", ids[-1])
            items += self._items(record, ids[-1])
        _ADD.many(ctx.db, new)
        _ADD_ITEMS.many(ctx.db, items)
        plan(ctx.db, ids)
        compare_many(ctx.db, [record.made.id for record in records if record.outcome is Outcome.CHANGED])

    def _settle_planned(self, db: Connection, record: Record, wanted: dict[str, Any], changes: Changes) -> None:
        kept = ("kit_id", "person_id", "business_id", "place")
        what = difference(self.vault, "delivery", record.made, {n: v for n, v in wanted.items() if n not in kept})
        db.execute(update(t.delivery).where(t.delivery.c.id == record.made.id).values(**what.after))
        changes.of_row(record, "delivery", record.made.id, what)
        if record.made.distribution_id is not None and _closed(db, record.made.distribution_id):
            changes.beside(record, "distribution", record.made.distribution_id, _DONE)

    def _items(self, record: Record, delivery_id: UUID) -> list[dict[str, Any]]:
        """How many came of each; the whole kit where the row says nothing of items."""
        kit = self._kits.by_code[record.values["kit"]]
        said = items_in(record.values)
        return [
            {
                "id": uuid7(),
                "delivery_id": delivery_id,
                "kit_item_id": item_id,
                "quantity": said.get(code, 0) if said else n,
            }
            for code, (item_id, n) in kit.items.items()
            if n or said.get(code)
        ]


def _theirs(db: Connection, coming: Sequence[Coming]) -> list[Any]:
    """Deliveries to any of these people and businesses."""
    people = [one.whose for one in coming if one.whose is not None]
    businesses = [one.row["business_id"] for one in coming if one.row["business_id"] is not None]
    ways = [
        among(db, column, ids)
        for column, ids in ((t.delivery.c.person_id, people), (t.delivery.c.business_id, businesses))
        if ids
    ]
    if not ways:
        return []
    return list(db.execute(select(t.delivery).where(or_(*ways)).order_by(t.delivery.c.id)))


def _is_same(row: Any, coming: Coming) -> bool:
    """The same kit to the same business, or to the person whose card it was."""
    if row.kit_id != coming.row["kit_id"]:
        return False
    business_id = coming.row["business_id"]
    if business_id is not None and row.business_id == business_id:
        return True
    return row.business_id is None and coming.whose is not None and bool(row.person_id == coming.whose)


def _closed(db: Connection, distribution_id: UUID) -> bool:
    """A distribution of which nothing is still to come is done; whether it is so from now on."""
    still = select(func.count()).where(
        t.delivery.c.distribution_id == distribution_id, t.delivery.c.state == DeliveryState.PLANNED.value
    )
    if db.execute(still).scalar_one():
        return False
    planned = t.distribution.c.state == DistributionState.PLANNED.value
    done = update(t.distribution).where(t.distribution.c.id == distribution_id, planned).values(**_DONE.after)
    return db.execute(done).rowcount == 1
