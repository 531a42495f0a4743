"""Health care and someone to talk to: where it is given, who was referred on their own consent, who came."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from service.models.base import Row, in_place, moment, moment_or_none, needs, own_id, part_of, refers_to


class FacilityKind(StrEnum):
    HEALTH_CENTRE = "health_centre"
    SPECIALISED = "specialised"


class ReferralState(StrEnum):
    ASKED = "asked"
    REFERRED = "referred"
    RECEIVED = "received"
    CLOSED = "closed"


class ReferralOutcome(StrEnum):
    """How a referral ended."""

    TREATED = "treated"
    ONWARD = "onward"
    NOT_COME = "not_come"
    DECLINED = "declined"


class CareKind(StrEnum):
    CARE = "care"
    MENTAL_HEALTH = "mental_health"
    COUNSELLING = "counselling"


class Facility(Row, table=True):
    id: UUID = own_id()
    kind: str
    name: str
    place: str | None = in_place()
    made_up: bool = False


class Referral(Row, table=True):
    """Cannot be without the consent that was given for it."""

    id: UUID = own_id()
    person_id: UUID = part_of("person.id")
    phone_id: UUID | None = refers_to("phone.id")
    service: str
    facility_id: UUID | None = refers_to("facility.id")
    case_id: UUID | None = refers_to("case.id")
    reason: bytes | None = None
    state: str = Field(default=ReferralState.ASKED.value, index=True)
    consent_id: UUID = part_of("consent.id")
    outcome: str = ""
    staff_id: UUID | None = refers_to("staff.id")
    at: datetime = moment()
    referred_on: date | None = None
    received_on: date | None = None
    closed_at: datetime | None = moment_or_none()


class Care(Row, table=True):
    """Care that a person received, on a day."""

    id: UUID = own_id()
    person_id: UUID = part_of("person.id")
    facility_id: UUID = needs("facility.id")
    kind: str
    on: date
    made_up: bool = False
