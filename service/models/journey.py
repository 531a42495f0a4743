"""Journeys by their digest, so that a conversation in flight finishes on the version it began with."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from service.models.base import Row, moment


class JourneyVersion(Row, table=True):
    """`source`: the YAML; `texts`: language → message id → text."""

    __tablename__ = "journey_version"

    digest: str = Field(primary_key=True)
    journey: str = Field(index=True)
    source: str
    texts: dict[str, Any] = Field(sa_type=JSON)
    at: datetime = moment()
