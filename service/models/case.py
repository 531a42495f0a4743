"""Cases: what people ask, say and complain of, until they have heard an answer. Sensitive ones live apart."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, in_place, moment, moment_or_none, own_id, part_of, refers_to


class CaseType(StrEnum):
    QUESTION = "question"
    REQUEST = "request"
    COMPLAINT = "complaint"
    THANKS = "thanks"
    REPORT = "report"
    INCOMPLETE = "incomplete"
    """Too little was said to act on: somebody has to ask."""


class Criticality(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CaseState(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    ANSWERED = "answered"
    CLOSED = "closed"


class ClosedHow(StrEnum):
    """By which way the loop was closed: the person was told, but for NOT_TOLD. Thanks are closed by none (""):
    nobody waits to be told. LINE: they heard it themselves, and it will do."""

    LINE = "line"
    CALL = "call"
    VISIT = "visit"
    MESSAGE = "message"
    FOCAL_POINT = "focal_point"
    NOT_TOLD = "not_told"


class CaseOutcome(StrEnum):
    """What was done about it. Feedback acted upon is ACTED or REFERRED; the others were answered, and no more."""

    ACTED = "acted"
    EXPLAINED = "explained"
    REFERRED = "referred"
    NOT_POSSIBLE = "not_possible"


class Case(Row, table=True):
    """`reference`: six digits, the last one a check digit. Never holds a sensitive report. `coding`: a code of
    service/programme/reference/feedback_codes.csv. `calls_failed`: attempts to call back that reached nobody, ten
    minutes apart or more. `held_until`: when a case on hold comes back. `reminded_at`: when it was last said that the
    promise is overdue."""

    __table_args__ = (Index(None, "closed_at", "id"),)

    id: UUID = own_id()
    reference: str = Field(unique=True)
    type: str
    topic: str = ""
    criticality: str = Criticality.MEDIUM.value
    state: str = Field(default=CaseState.NEW.value, index=True)
    person_id: UUID | None = refers_to("person.id")
    phone_id: UUID | None = refers_to("phone.id")
    delivery_id: UUID | None = refers_to("delivery.id")
    visit_id: UUID | None = refers_to("visit.id")
    conversation_id: UUID | None = refers_to("conversation.id")
    words: bytes | None = None
    answer: bytes | None = None
    opened_at: datetime = moment()
    promised_at: datetime | None = moment_or_none()
    answered_at: datetime | None = moment_or_none()
    heard_at: datetime | None = moment_or_none()
    closed_at: datetime | None = moment_or_none()
    closed_how: str = ""
    satisfied: str = ""
    reopened: int = 0
    assigned_to: UUID | None = refers_to("staff.id")
    coding: str = ""
    outcome: str = ""
    calls_failed: int = 0
    called_at: datetime | None = moment_or_none()
    held_until: datetime | None = moment_or_none()
    reminded_at: datetime | None = moment_or_none()
    made_up: bool = False


class CaseEvent(Row, table=True):
    """What happened to a case, in order. Only ever added to."""

    __tablename__ = "case_event"

    id: UUID = own_id()
    case_id: UUID = part_of("case.id")
    kind: str
    at: datetime = moment()
    staff_id: UUID | None = refers_to("staff.id")
    words: bytes | None = None


class SensitiveCase(Row, table=True):
    """A report for the focal points. It knows no person and no phone, and not the call that it came from: its id is a
    keyed hash of the call's, so that one call makes one report."""

    __tablename__ = "sensitive_case"

    id: UUID = own_id()
    words: bytes | None = None
    who: bytes | None = None
    place: str | None = in_place()
    contact: bytes | None = None
    opened_at: datetime = moment()
    due_at: datetime | None = moment_or_none()
    state: str = Field(default=CaseState.NEW.value, index=True)
    incomplete: bool = False
    assigned_to: UUID | None = refers_to("staff.id")
    reminded_at: datetime | None = moment_or_none()
    closed_at: datetime | None = moment_or_none()
    outcome: str = ""


class SensitiveEvent(Row, table=True):
    """What happened to a sensitive report, in order. Only ever added to."""

    __tablename__ = "sensitive_event"

    id: UUID = own_id()
    sensitive_case_id: UUID = part_of("sensitive_case.id")
    kind: str
    at: datetime = moment()
    staff_id: UUID | None = refers_to("staff.id")
    words: bytes | None = None
