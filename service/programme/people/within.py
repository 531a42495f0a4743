"""The places that a list is narrowed to."""

from sqlalchemy import Connection, select

from service.programme import tables as t
from service.programme.followup import sector


def below(db: Connection, pcode: str, places: str = "") -> list[str]:
    """The place itself and every place that lies in it, by their P-codes; of these, those of a sector (P-codes
    separated by spaces, "" for everywhere). A blank place is the whole country."""
    column = t.place.c.pcode
    return list(db.scalars(select(column).where(sector.within(column, pcode), sector.within(column, places))))
