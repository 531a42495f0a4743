"""A small programme to act in: a few places, phones, people, staff and kits, and one open transaction."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from flows import effects as e
from flows.library import Library
from flows.places import Gazetteer, Place
from service.ids import uuid7
from service.messaging.outbox import BODY
from service.models import (
    Business,
    BusinessMember,
    BusinessType,
    Conversation,
    Delivery,
    DeliveryItem,
    Kit,
    KitItem,
    Message,
    Phone,
    Row,
    table_of,
)
from service.models import Place as PlaceRow
from service.models.staff import Role
from service.programme.context import Context
from service.programme.labels import NUMBER
from service.programme.phones import phone_for
from service.programme.registration import register_returnee
from service.programme.staff import NewStaff, add_staff
from service.settings import Settings
from service.vault import Vault

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, ten o'clock in Bamako."""

PLACES = (
    Place("ML05", "region", "Mopti", "", None, None),
    Place("ML0506", "cercle", "Mopti", "ML05", None, None),
    Place("ML050605", "commune", "Konna", "ML0506", None, None),
    Place("ML050604", "commune", "Fatoma", "ML0506", None, None),
)
AMINATA, OUMAR, AGENT, FOCAL = "+22350001101", "+22350001102", "+22350001103", "+22350001104"


def registration(name: str = "Aminata Traoré", **changes: Any) -> e.RegisterReturnee:
    """A woman who heads a household of six in Konna registers herself."""
    made = e.RegisterReturnee("yes", "self", name, "woman_head", 1980.0, 6.0, "ML050605")
    return replace(made, **changes)


@dataclass
class World:
    db: Connection
    vault: Vault
    settings: Settings
    library: Library
    now: datetime = NOW
    places: Gazetteer = field(default_factory=lambda: Gazetteer(PLACES))

    def furnish(self) -> None:
        for place in PLACES:
            self.add(PlaceRow, pcode=place.pcode, level=place.level, name=place.name, parent=place.parent or None)

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    def add(self, model: type[Row], **values: Any) -> Any:
        """A row; its id where it has one."""
        row = {"id": uuid7(), **values} if "id" in table_of(model).c else values
        self.db.execute(insert(table_of(model)), row)
        return row.get("id")

    def rows(self, model: type[Row], **where: Any) -> list[Any]:
        table = table_of(model)
        wanted = (table.c[name] == value for name, value in where.items())
        return list(self.db.execute(select(table).where(*wanted).order_by(*table.primary_key.columns)))

    def one(self, model: type[Row], **where: Any) -> Any:
        found = self.rows(model, **where)
        assert len(found) == 1, f"{len(found)} rows of {model.__name__}"
        return found[0]

    def call(
        self, number: str = AMINATA, person: UUID | None = None, staff: UUID | None = None, **changes: Any
    ) -> Context:
        """A call from a phone: its own conversation, as the line would have begun it."""
        phone = phone_for(self.db, self.vault, number, self.now)
        conversation = self.add(
            Conversation,
            gateway="test",
            session_id=str(uuid7()),
            channel="ussd",
            phone_id=phone.id,
            phone_mac=phone.number_mac,
            started_at=self.now,
            touched_at=self.now,
        )
        made = Context(
            db=self.db,
            vault=self.vault,
            settings=self.settings,
            say=self.library.text,
            places=self.places,
            now=self.now,
            channel="ussd",
            language="fr",
            phone_id=phone.id,
            conversation_id=conversation,
            version="digest",
            person_id=person,
            staff_id=staff,
        )
        return replace(made, **changes)

    def register(self, number: str = AMINATA, **changes: Any) -> tuple[UUID, str]:
        """Somebody registers by that phone: their id, and the code of their card."""
        known = {row.id for row in self.people()}
        code = register_returnee(self.call(number), registration(**changes))["card_code"]
        (new,) = [row.id for row in self.people() if row.id not in known]
        return new, code.replace(" ", "")

    def people(self) -> list[Any]:
        from service.models import Person

        return self.rows(Person)

    def staff(self, role: Role = Role.FIELD_AGENT, number: str = AGENT, pin: str = "2468") -> UUID:
        new = NewStaff(role, "Boubacar Maïga", number, pin)
        return add_staff(self.db, self.vault, new, self.now)

    def kit(self, *items: str, code: str = "fishing", name: str = "Pêche") -> tuple[UUID, list[UUID]]:
        """A kit; each item « word » or « word 4 »."""
        kit_id = self.add(Kit, code=code, names={"fr": name, "en": name.upper()})
        ids = []
        for position, item in enumerate(items):
            word, _, quantity = item.partition(" ")
            ids.append(
                self.add(
                    KitItem,
                    kit_id=kit_id,
                    position=position,
                    code=word,
                    names={"fr": word},
                    quantity=int(quantity or 1),
                )
            )
        return kit_id, ids

    def delivery(self, kit_id: UUID, state: str = "delivered", **values: Any) -> UUID:
        made = {"kit_id": kit_id, "state": state, "delivered_on": date(2026, 11, 3), **values}
        return UUID(str(self.add(Delivery, **made)))

    def brought(self, delivery_id: UUID, kit_item_id: UUID, quantity: int) -> None:
        self.add(DeliveryItem, delivery_id=delivery_id, kit_item_id=kit_item_id, quantity=quantity)

    def business(self, *members: UUID, type: str = "fishing") -> UUID:  # noqa: A002 the column's name
        self.add(BusinessType, code=type, names={"fr": type}, position=len(self.rows(BusinessType)))
        business_id = self.add(Business, type=type)
        for member in members:
            self.add(BusinessMember, business_id=business_id, person_id=member, since=self.now)
        return UUID(str(business_id))

    def texts(self) -> list[tuple[str, str, str]]:
        """(number, kind, body) of everything that was put into the outbox, in order."""
        numbers = {row.id: self.vault.open(NUMBER, row.id, row.number) for row in self.rows(Phone)}
        return [
            (numbers[row.phone_id], row.kind, self.vault.open(BODY, row.id, row.body)) for row in self.rows(Message)
        ]

    def sent_to(self, number: str) -> list[str]:
        """The kinds of the texts to that phone."""
        return [kind for to, kind, _ in self.texts() if to == number]


def receipt(delivery: UUID, overall: str = "all", asked: str = "no", **more: Any) -> e.ConfirmKitReceipt:
    return e.ConfirmKitReceipt(str(delivery), overall, asked, "self", **more)


def visit(person: UUID, **more: Any) -> e.LogFollowUpVisit:
    return e.LogFollowUpVisit(**{"person": str(person), "presence": "code", "business_status": "running", **more})
