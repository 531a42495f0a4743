"""Work lists that were handed to somebody: nobody is handed the same twice, and what was done is seen."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id, part_of


class Handed(Row, table=True):
    """One line of a silence list in an agent's hands. `kind`: a kind of silence; `subject_id`: the person, the
    delivery, the visit or the conversation that it is about."""

    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: UUID = own_id()
    kind: str
    subject_id: UUID = Field(index=True)
    staff_id: UUID = part_of("staff.id")
    handed_at: datetime = moment()
    done_at: datetime | None = moment_or_none()
    outcome: str = ""
