"""Kits, what is in them, their deliveries, and what the returnees say that came."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from service.models.base import Row, in_place, moment, needs, own_id, part_of, refers_to


class DeliveryState(StrEnum):
    PLANNED = "planned"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    PARTLY = "partly"
    NOT_RECEIVED = "not_received"
    CANCELLED = "cancelled"


class Overall(StrEnum):
    ALL = "all"
    PART = "part"
    NONE = "none"


class ItemOutcome(StrEnum):
    RECEIVED = "received"
    DAMAGED = "damaged"
    PARTLY = "partly"
    MISSING = "missing"


class Kit(Row, table=True):
    """`names`: language → name, French always there."""

    id: UUID = own_id()
    code: str = Field(unique=True)
    names: dict[str, Any] = Field(sa_type=JSON)
    made_up: bool = False


class KitItem(Row, table=True):
    __tablename__ = "kit_item"

    id: UUID = own_id()
    kit_id: UUID = part_of("kit.id")
    position: int = 0
    code: str
    names: dict[str, Any] = Field(sa_type=JSON)
    quantity: int = 1


class Delivery(Row, table=True):
    """What the programme says that it brought, to a person or to a business."""

    id: UUID = own_id()
    kit_id: UUID = needs("kit.id")
    person_id: UUID | None = refers_to("person.id")
    business_id: UUID | None = refers_to("business.id")
    place: str | None = in_place()
    state: str = Field(default=DeliveryState.PLANNED.value, index=True)
    planned_on: date | None = None
    delivered_on: date | None = None
    recorded_by: UUID | None = refers_to("staff.id")
    made_up: bool = False


class DeliveryItem(Row, table=True):
    __tablename__ = "delivery_item"

    id: UUID = own_id()
    delivery_id: UUID = part_of("delivery.id")
    kit_item_id: UUID = needs("kit_item.id")
    quantity: int = 1


class Receipt(Row, table=True):
    """What a returnee says that came. `counted`: it stands for this person (a later one replaces it)."""

    id: UUID = own_id()
    delivery_id: UUID = part_of("delivery.id")
    person_id: UUID = part_of("person.id")
    phone_id: UUID | None = refers_to("phone.id")
    conversation_id: UUID | None = refers_to("conversation.id")
    overall: str
    asked_to_pay: str = ""
    collected_by: str = ""
    waited: str = ""
    knew_rights: str = ""
    knew_complaint: str = ""
    respect: str = ""
    at: datetime = moment()
    counted: bool = True


class ReceiptItem(Row, table=True):
    __tablename__ = "receipt_item"

    id: UUID = own_id()
    receipt_id: UUID = part_of("receipt.id")
    kit_item_id: UUID = needs("kit_item.id")
    outcome: str
    count: int | None = None
