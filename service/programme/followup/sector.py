"""An agent's sector: the places that they work in, and everybody who lives in or below one of them.

What lies below a place is known by its parents: the programme's own villages bear whatever codes it gave them.
"""

from sqlalchemy import ColumnElement, Connection, select, true

from flows.places import Gazetteer
from service.programme import tables as t


def covers(known: Gazetteer, places: str, pcode: str) -> bool:
    """Whether a place is in the sector (P-codes separated by spaces; none: everywhere). Somebody whose place is not
    known is in everybody's."""
    if not places or not pcode:
        return True
    theirs = places.split()
    try:
        return any(one.pcode in theirs for one in known.path(pcode))
    except KeyError:  # imported a moment ago, by another process: its code begins with its commune's, mostly
        return pcode.startswith(tuple(theirs))


def within(column: ColumnElement[str | None], places: str) -> ColumnElement[bool]:
    """The same of a column, in SQL; a place that is not known is in no sector but that of everywhere."""
    if not places:
        return true()
    top = select(t.place.c.pcode).where(t.place.c.pcode.in_(places.split())).cte(recursive=True)
    lower = t.place.alias()
    return column.in_(select(top.union(select(lower.c.pcode).where(lower.c.parent == top.c.pcode)).c.pcode))


def inside(db: Connection, places: str) -> list[str]:
    """The same as a list: PostgreSQL sees how few people live there, which it does not see of a place's descent."""
    return list(db.scalars(select(t.place.c.pcode).where(within(t.place.c.pcode, places))))
