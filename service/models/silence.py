"""The silences as a background look found them last: lists and counts of them are read from here, by any page."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from service.models.base import Row, refers_to


class SilenceLine(Row, table=True):
    """One silence. `kind`, `subject_id`: as in `handed`; `since`: when it began; `place`: a P-code or ""; `kit`: its
    code, or ""; `person_id` None: a registration that broke off."""

    __tablename__ = "silence_line"
    __table_args__ = (Index(None, "kind", "since", "subject_id"),)

    kind: str = Field(primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", ondelete="CASCADE", nullable=True, index=True)
    phone_id: UUID | None = refers_to("phone.id")
    since: date
    place: str = ""
    sex: str = ""
    kit: str = ""
