"""Journeys by their digest, so that a conversation in flight finishes on the version it began with; and where people
went in them, counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
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


class JourneyPassage(Row, table=True):
    """How many times on that day people went from a screen to what is `next` (service/programme/journeys/passages.py
    says what stands there). No person, no phone; nothing of a sensitive journey."""

    __tablename__ = "journey_passage"
    __table_args__ = (Index(None, "journey", "day"),)

    day: date = Field(primary_key=True)
    version: str = Field(primary_key=True)
    screen: str = Field(primary_key=True)
    next: str = Field(primary_key=True)
    journey: str
    taken: int
