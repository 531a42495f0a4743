"""Phones are not people: a number, who was reached by it, and whether it wants messages."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id, part_of


class PhoneState(StrEnum):
    NEW = "new"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    WRONG = "wrong"


class PhoneRelation(StrEnum):
    OWN = "own"
    SHARED = "shared"
    CONTACT = "contact"


class Phone(Row, table=True):
    """`operator`: orange, malitel, telecel or "". Failures of the second fact count by phone, not card. `undelivered`:
    texts in a row that did not arrive."""

    id: UUID = own_id()
    number_mac: bytes = Field(unique=True)
    number: bytes
    language: str = ""
    operator: str = ""
    state: str = PhoneState.NEW.value
    made_up: bool = False
    first_seen: datetime = moment()
    last_seen: datetime = moment()
    second_fact_failures: int = 0
    undelivered: int = 0
    locked_until: datetime | None = moment_or_none()


class PersonPhone(Row, table=True):
    """A person is reached by a phone. Links are ended (`until`), not deleted."""

    __tablename__ = "person_phone"
    __table_args__ = (UniqueConstraint("person_id", "phone_id"),)

    id: UUID = own_id()
    person_id: UUID = part_of("person.id", index=False)
    phone_id: UUID = part_of("phone.id")
    relation: str = PhoneRelation.OWN.value
    origin: str = ""
    since: datetime = moment()
    until: datetime | None = moment_or_none()


class OptOut(Row, table=True):
    """A STOP, and the moment when it was taken back. An import never takes one back.
    `scope`: "" for every message, else what it is about."""

    __tablename__ = "opt_out"

    id: UUID = own_id()
    phone_id: UUID = part_of("phone.id")
    scope: str = ""
    origin: str = ""
    at: datetime = moment()
    resumed_at: datetime | None = moment_or_none()
