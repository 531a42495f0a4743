"""Follow-up visits: due, done or missed; what the agent saw, and whether the returnee says that it was so."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, moment_or_none, needs, own_id, part_of, refers_to


class VisitState(StrEnum):
    DUE = "due"
    DONE = "done"
    MISSED = "missed"


class Presence(StrEnum):
    CODE = "code"
    ABSENT = "absent"


class Interview(StrEnum):
    """How it was held; blank: in person, as on the phone's menu."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    OFFICE = "office"


class Confirmed(StrEnum):
    YES = "yes"
    NO = "no"


class Visit(Row, table=True):
    """`delivery_id`, `after_days`: the delivery that it follows, and how many days after it. `channel`: how it was
    noted (ussd, command, console, import). `reasons`: ids separated by spaces. `takings`: a band. `born`, `died`,
    `alive`: goats."""

    # An agent's phone lists the next ones within a hop; the office reads the last ones that were made.
    __table_args__ = (Index(None, "state", "due_on"), Index(None, "state", "visited_on"))

    id: UUID = own_id()
    person_id: UUID = part_of("person.id")
    business_id: UUID | None = refers_to("business.id")
    staff_id: UUID | None = refers_to("staff.id")
    conversation_id: UUID | None = refers_to("conversation.id")
    delivery_id: UUID | None = refers_to("delivery.id")
    after_days: int | None = None
    due_on: date | None = Field(default=None, index=True)
    visited_on: date | None = None
    channel: str = ""
    state: str = Field(default=VisitState.DUE.value, index=True)
    presence: str = ""
    interview: str = ""
    business_status: str = ""
    reasons: str = ""
    takings: str = ""
    money_decision: str = ""
    new_debt: str = ""
    problems: bytes | None = None
    next_visit_on: date | None = None
    wants_call: bool = False
    born: int | None = None
    died: int | None = None
    alive: int | None = None
    confirmed: str = ""
    confirmed_at: datetime | None = moment_or_none()


class VisitItem(Row, table=True):
    __tablename__ = "visit_item"

    id: UUID = own_id()
    visit_id: UUID = part_of("visit.id")
    kit_item_id: UUID = needs("kit_item.id")
    outcome: str
    count: int | None = None
