"""Tokens of the programming interface: only their keyed hashes are kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from service.models.base import Row, moment, moment_or_none, own_id, refers_to


class ApiToken(Row, table=True):
    """`name`: what uses it. `scopes`: what it may do, separated by spaces."""

    __tablename__ = "api_token"

    id: UUID = own_id()
    name: str
    token_mac: bytes = Field(unique=True)
    scopes: str
    staff_id: UUID | None = refers_to("staff.id")
    created_at: datetime = moment()
    used_at: datetime | None = moment_or_none()
    ended_at: datetime | None = moment_or_none()
