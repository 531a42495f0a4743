"""Staff, and the audit trail of what they saw and did."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    PROGRAMME_OFFICER = "programme_officer"
    FIELD_AGENT = "field_agent"
    FOCAL_POINT = "focal_point"
    READER = "reader"


class Staff(Row, table=True):
    """`places`: P-codes separated by spaces, "" for everywhere. `pin_mac`: a keyed hash, never the PIN."""

    id: UUID = own_id()
    name: bytes
    role: str
    phone_mac: bytes | None = Field(default=None, index=True)
    phone: bytes | None = None
    pin_mac: bytes | None = None
    pin_failures: int = 0
    pin_locked_until: datetime | None = moment_or_none()
    places: str = ""
    active: bool = True
    made_up: bool = False


class AuditEvent(Row, table=True):
    """Who did what to which row. `actor`: a staff id, or the name of a part of the service; `detail` never
    holds personal data. Only ever added to, and refers to nothing, so that it outlives what it tells of."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: UUID = own_id()
    at: datetime = moment(index=True)
    actor: str
    action: str
    subject: str = ""
    subject_id: str = ""
    detail: str = ""
