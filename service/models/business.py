"""Small businesses and their members. The ten types are configuration."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field

from service.models.base import Row, in_place, moment, needs, own_id, refers_to


class BusinessState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PARTLY = "partly"
    STOPPED = "stopped"
    NEVER_STARTED = "never_started"


class BusinessType(Row, table=True):
    """`names`: language → name, French always there."""

    __tablename__ = "business_type"

    code: str = Field(primary_key=True)
    names: dict[str, Any] = Field(sa_type=JSON)
    position: int = 0


class Business(Row, table=True):
    """`name`: what its members call it, sealed: it may be one of their names."""

    id: UUID = own_id()
    name: bytes | None = None
    type: str = needs("business_type.code")
    place: str | None = in_place()
    kit_id: UUID | None = refers_to("kit.id")
    state: str = BusinessState.PLANNED.value
    started_on: date | None = None
    made_up: bool = False


class BusinessMember(Row, table=True):
    __tablename__ = "business_member"

    business_id: UUID = Field(primary_key=True, foreign_key="business.id", ondelete="CASCADE")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE", index=True)
    role: str = ""
    since: datetime = moment()
