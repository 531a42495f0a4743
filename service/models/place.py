"""Places: regions, cercles and communes with their OCHA P-codes, and the programme's own villages below."""

from enum import StrEnum

from sqlmodel import Field

from service.models.base import Row


class Level(StrEnum):
    REGION = "region"
    CERCLE = "cercle"
    COMMUNE = "commune"
    VILLAGE = "village"


class Place(Row, table=True):
    pcode: str = Field(primary_key=True)
    level: str
    name: str
    parent: str | None = Field(default=None, foreign_key="place.pcode", ondelete="RESTRICT", index=True)
    lat: float | None = None
    lon: float | None = None
    made_up: bool = False
