"""Places: the regions, cercles and communes of the reference file, and the programme's own villages.

Source of the reference: OCHA COD-AB Mali, 2021 edition (service/programme/reference/README.md).
"""

import csv
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files

from sqlalchemy import Connection, func, insert, select

from flows.places import Gazetteer, Place
from flows.spelling import folded
from service.models.base import table_of
from service.models.place import Place as PlaceRow

_TABLE = table_of(PlaceRow)


def reference_places() -> list[Place]:
    """The places of the reference file, parents first."""
    text = (files("service.programme") / "reference" / "places.csv").read_text(encoding="utf-8")
    return list(_read(text))


def _read(text: str) -> Iterator[Place]:
    for row in csv.DictReader(text.splitlines()):
        lat, lon = (float(row[k]) if row[k] else None for k in ("lat", "lon"))
        yield Place(row["pcode"], row["level"], row["name"], row["parent"], lat, lon)


def reference_gazetteer() -> Gazetteer:
    return Gazetteer(reference_places())


def named(places: Gazetteer, level: str, typed: str) -> list[str]:
    """The P-codes of a level that may be meant: the code itself, else the places of exactly that name, else the one
    like it. Spelling is forgiven as on the line."""
    with suppress(KeyError):
        by_code = places.get(typed.strip().upper())
        return [by_code.pcode] if by_code.level == level else []
    like = [place for place in places.find(typed, limit=20) if place.level == level]
    exact = [place for place in like if folded(place.name) == folded(typed)]
    return [place.pcode for place in exact or like[:1]]


def anywhere(places: Gazetteer, typed: str) -> str:
    """The P-code of a place of any level, by its code or its very name: rights hang on it, so that nothing is guessed.
    Raises ValueError in plain words."""
    with suppress(KeyError):
        return places.get(typed.strip().upper()).pcode
    found = [one.pcode for one in places.find(typed, limit=20) if folded(one.name) == folded(typed)]
    if pcode := only(places, typed, found):
        return pcode
    raise ValueError(f"There is no place {typed!r}.")


def only(places: Gazetteer, typed: str, found: list[str]) -> str:
    """The only one of those that were found, "" for none. Raises ValueError where there are several."""
    if len(found) > 1:
        labels = ", ".join(f"{places.label(pcode)} ({pcode})" for pcode in found)
        raise ValueError(f"{typed!r} is any of {labels}: say which by its code.")
    return found[0] if found else ""


def ensure_reference(db: Connection) -> int:
    """Write the reference places that the database does not have yet; how many."""
    known = set(db.execute(select(_TABLE.c.pcode)).scalars())
    rows = [
        {
            "pcode": p.pcode,
            "level": p.level,
            "name": p.name,
            "parent": p.parent or None,
            "lat": p.lat,
            "lon": p.lon,
            "made_up": False,
        }
        for p in reference_places()
        if p.pcode not in known
    ]
    if rows:
        db.execute(insert(_TABLE), rows)
    return len(rows)


class Atlas:
    """The gazetteer of the moment: read anew when the programme has added villages."""

    def __init__(self) -> None:
        self.gazetteer = Gazetteer([])
        self._count = -1

    def refresh(self, db: Connection) -> None:
        """Read the places if there are more or fewer than last time."""
        count = db.execute(select(func.count()).select_from(_TABLE)).scalar_one()
        if count != self._count:
            self.gazetteer = Gazetteer(list(_places(db)))
            self._count = count


def _places(db: Connection) -> Iterator[Place]:
    for row in db.execute(select(_TABLE)):
        yield Place(row.pcode, row.level, row.name, row.parent or "", row.lat, row.lon)
