"""The figures on a map."""

from collections.abc import Iterator

from flows.places import Gazetteer
from service.console.drawing.map import Map, Spot, drawn
from service.console.viewers import Viewer
from service.programme.figures.kept import Figures
from service.programme.figures.spots import Spot as Counted

BUSINESSES, PEOPLE = "businesses", "people"


def map_of(viewer: Viewer, places: Gazetteer, found: Figures, of: str) -> Map:
    """Where there are businesses, or people. A number that is hidden has a mark of its own, of one size for all."""
    return drawn(list(_spots(viewer, places, found, of)), places)


def _spots(viewer: Viewer, places: Gazetteer, found: Figures, of: str) -> Iterator[Spot]:
    for spot in found.spots:
        size = spot.businesses if of == BUSINESSES else spot.people
        try:
            place = places.get(spot.code)
        except KeyError:  # taken in by another process a moment ago
            continue
        if size != 0 and place.lat is not None and place.lon is not None:
            said = _said(viewer, places.label(spot.code), spot, of, found.report.small)
            yield Spot(spot.code, place.lat, place.lon, size or 0, said, "few" if size is None else "")


def _said(viewer: Viewer, name: str, spot: Counted, of: str, small: int) -> str:
    if of == BUSINESSES:
        return viewer.say("{name} : activités {count}", name=name, count=spot.businesses)
    count = f"<{small}" if spot.people is None else spot.people
    return viewer.say("{name} : personnes {count}", name=name, count=count)
