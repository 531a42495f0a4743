"""A map of places: a circle each, its area by a number, and the names of the cercles around them.

Pure: degrees in, points of a picture out. At this scale a degree of longitude is shortened by the cosine of the
latitude, and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import cos, radians, sqrt
from statistics import fmean

from flows.places import Gazetteer

WIDTH, MARGIN = 480.0, 30.0
LEAST_DEGREES = 0.5
"""A map of one village shows the land around it."""
LARGEST, SMALLEST = 20.0, 3.5
"""Radius of a circle."""
LETTER, LINE, EDGE = 7.5, 14.0, 5.0
"""Width of a letter and height of a line of the names, and how far they keep from the edge, in the map's units."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What is drawn at a place. `code`: its P-code; degrees WGS 84; `size`: what the circle's area is by; `said`: in
    words; `tone`: a class of the style sheet (good, soon, bad), which `said` must say too."""

    code: str
    lat: float
    lon: float
    size: float
    said: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Circle:
    x: float
    y: float
    radius: float
    said: str
    tone: str


@dataclass(frozen=True, slots=True)
class Name:
    """A cercle's name; `x` is its middle, `y` the foot of its letters."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """`circles`: the largest first, so that none hides a smaller one."""

    width: float
    height: float
    circles: Sequence[Circle]
    names: Sequence[Name]


def drawn(spots: Sequence[Spot], places: Gazetteer) -> Map:
    """The map of these spots; without any it is empty, and 0 high."""
    if not spots:
        return Map(WIDTH, 0, (), ())
    sheet = _Sheet.around([(spot.lat, spot.lon) for spot in spots])
    largest = max(spot.size for spot in spots)
    circles = [
        Circle(*sheet.at(spot.lat, spot.lon), _radius(spot.size, largest), spot.said, spot.tone)
        for spot in sorted(spots, key=lambda spot: (-spot.size, spot.code))
    ]
    return Map(WIDTH, sheet.height, circles, list(_named(sheet, spots, places, circles)))


def _radius(size: float, largest: float) -> float:
    """The area is by the size: twice the radius is four times as much."""
    return round(max(LARGEST * sqrt(size / largest), SMALLEST), 1) if size > 0 else SMALLEST


@dataclass(frozen=True, slots=True)
class _Sheet:
    """From degrees to points, north above."""

    north: float
    west: float
    scale: float
    squeeze: float
    height: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> "_Sheet":
        south, north = _spread(lat for lat, _ in points)
        west, east = _spread(lon for _, lon in points)
        squeeze = cos(radians((south + north) / 2))
        scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
        return cls(north, west, scale, squeeze, round((north - south) * scale + 2 * MARGIN, 1))

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        x = (lon - self.west) * self.squeeze * self.scale + MARGIN
        return round(x, 1), round((self.north - lat) * self.scale + MARGIN, 1)


def _spread(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    middle, half = (min(found) + max(found)) / 2, max(max(found) - min(found), LEAST_DEGREES) / 2
    return middle - half, middle + half


def _named(sheet: _Sheet, spots: Sequence[Spot], places: Gazetteer, circles: Sequence[Circle]) -> Iterator[Name]:
    """The cercles that the spots lie in, where their names cover neither one another nor a large circle."""
    taken = [
        _Box(c.x - c.radius, c.y - c.radius, c.x + c.radius, c.y + c.radius) for c in circles if c.radius > LINE / 2
    ]
    for lat, lon, text in sorted(_cercles(spots, places), key=lambda one: one[2]):
        box = next((box for box in _around(*sheet.at(lat, lon), text) if _is_free(box, sheet.height, taken)), None)
        if box is not None:
            taken.append(box)
            yield Name(round((box.left + box.right) / 2, 1), round(box.foot - LINE / 4, 1), text)


def _around(x: float, y: float, text: str) -> Iterator["_Box"]:
    """Where a name may stand: at its point, else a little above, below, left or right of it."""
    half = len(text) * LETTER / 2
    for down in (0, -1.5, 1.5, -2.5, 2.5):
        for right in (0, half, -half):
            middle = min(max(x + right, half + EDGE), WIDTH - half - EDGE)
            foot = y + down * LINE + LINE / 2
            yield _Box(middle - half, foot - LINE, middle + half, foot)


def _is_free(box: "_Box", height: float, taken: Sequence["_Box"]) -> bool:
    return box.top >= 0 and box.foot <= height and not any(box.meets(other) for other in taken)


def _cercles(spots: Sequence[Spot], places: Gazetteer) -> Iterator[tuple[float, float, str]]:
    """Each cercle with a name, in the middle of its spots: its own middle may lie far out in the desert."""
    found: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        with suppress(KeyError):  # taken in by another process a moment ago
            for place in places.path(spot.code):
                if place.level == "cercle":
                    found[place.name].append(spot)
    for name, some in found.items():
        yield fmean(spot.lat for spot in some), fmean(spot.lon for spot in some), name


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    foot: float

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.foot and other.top < self.foot
