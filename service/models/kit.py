"""Kits, what is in them, their deliveries, and what the returnees say that came."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from service.models.base import Row, in_place, index_where, moment, moment_or_none, needs, own_id, part_of, refers_to


class DeliveryState(StrEnum):
    PLANNED = "planned"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    PARTLY = "partly"
    NOT_RECEIVED = "not_received"
    CANCELLED = "cancelled"


class DistributionState(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


class Checked(StrEnum):
    """What came of asking about one delivery of a sample."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    UNREACHABLE = "unreachable"


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
    """`names`: language → name, French always there. `visit_days`: days after the delivery on which its follow-up
    visits are due, separated by spaces. `active`: it may be planned and delivered."""

    id: UUID = own_id()
    code: str = Field(unique=True)
    names: dict[str, Any] = Field(sa_type=JSON)
    visit_days: str = "30 90 180"
    active: bool = True
    made_up: bool = False


class KitItem(Row, table=True):
    __tablename__ = "kit_item"

    id: UUID = own_id()
    kit_id: UUID = part_of("kit.id")
    position: int = 0
    code: str
    names: dict[str, Any] = Field(sa_type=JSON)
    quantity: int = 1


class Distribution(Row, table=True):
    """A day on which kits are brought to a village."""

    id: UUID = own_id()
    kit_id: UUID = needs("kit.id")
    place: str | None = in_place()
    planned_on: date
    state: str = Field(default=DistributionState.PLANNED.value, index=True)
    created_by: UUID | None = refers_to("staff.id")
    created_at: datetime = moment()
    made_up: bool = False


class Delivery(Row, table=True):
    """What the programme says that it brought, to a person or to a business. `recorded_how`: the channel (ussd,
    command, console, import). `differs`: the returnee's counted word is not the agent's."""

    __table_args__ = (index_where("ix_delivery_differs", "id", "differs"),)  # few do, and they are looked at first

    id: UUID = own_id()
    kit_id: UUID = needs("kit.id")
    person_id: UUID | None = refers_to("person.id")
    business_id: UUID | None = refers_to("business.id")
    place: str | None = in_place()
    state: str = Field(default=DeliveryState.PLANNED.value, index=True)
    planned_on: date | None = None
    delivered_on: date | None = None
    recorded_by: UUID | None = refers_to("staff.id")
    distribution_id: UUID | None = refers_to("distribution.id")
    recorded_at: datetime | None = moment_or_none()
    recorded_how: str = ""
    differs: bool = False
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


class Verification(Row, table=True):
    """A sample of deliveries about which somebody asks again. `confidence`, `margin`, `expected`: shares, 0 to 1, that
    its `size` was computed with, of a `population` of deliveries. `seed`: draws the same sample again."""

    id: UUID = own_id()
    name: str
    seed: int
    confidence: float
    margin: float
    expected: float
    population: int
    size: int
    created_by: UUID | None = refers_to("staff.id")
    created_at: datetime = moment()


class VerificationTarget(Row, table=True):
    """One delivery of a sample. `outcome`: blank until somebody was asked, or could not be."""

    __tablename__ = "verification_target"

    id: UUID = own_id()
    verification_id: UUID = part_of("verification.id")
    delivery_id: UUID = part_of("delivery.id")
    place: str | None = in_place()
    outcome: str = ""
    tries: int = 0
    staff_id: UUID | None = refers_to("staff.id")
    at: datetime | None = moment_or_none()
