"""Numbers that take longer to count than a page may take: kept with their moment, until they are counted anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from service.models.base import Row, moment


class Counted(Row, table=True):
    """`what` says which numbers; `found` holds them, small counts of people left out already."""

    what: str = Field(primary_key=True)
    at: datetime = moment()
    found: dict[str, Any] = Field(sa_type=JSON)
