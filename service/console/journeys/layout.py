"""Where the boxes of a journey stand in its drawing, and how the lines between them run. Pure: points of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.console.journeys.layers import Layers, Node, Way, settled

WIDTH, GAP = 212.0, 24.0
"""Of a box; between two."""
LINE_ROOM = 10.0
"""Of a line that passes a layer, and between two of them."""
BETWEEN, MARGIN = 58.0, 14.0
"""Between two layers; around all."""
_ROUNDS = 12
_STRAIGHT = 6.0
"""How much more a line that passes a layer keeps to its place than a box."""


@dataclass(frozen=True, slots=True)
class Box:
    name: str
    x: float
    y: float
    height: float
    width: float = WIDTH


@dataclass(frozen=True, slots=True)
class Line:
    """`path`: for an SVG path; (`x`, `y`): where something can be written on its right, and `room`: how wide
    that may be."""

    way: Way
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """`lines`: of the ways that lead down; those that lead up again are better said than drawn."""

    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: Sequence[Line]


def drawn(heights: Mapping[str, float], layers: Layers) -> Drawing:
    """The drawing of boxes of these heights in their layers."""
    return _Sheet(heights, layers).drawing()


class _Sheet:
    def __init__(self, heights: Mapping[str, float], layers: Layers) -> None:
        self._heights, self._layers = heights, layers
        self._chains = {way: layers.chain(way) for way in layers.ways}
        self._middle = self._middles()
        self._top, self._foot = self._levels()
        self._row_of = {node: number for number, row in enumerate(layers.rows) for node in row}

    def drawing(self) -> Drawing:
        boxes = {
            name: Box(name, round(self._middle[name] - WIDTH / 2, 1), self._top[self._row_of[name]], height)
            for name, height in self._heights.items()
        }
        lines = [self._down(way, boxes) for way in self._layers.ways]
        right = max(self._middle[node] + _width(node) / 2 for row in self._layers.rows for node in row)
        height = self._foot[-1] + MARGIN
        return Drawing(round(right + MARGIN, 1), round(height, 1), boxes, lines)

    def _levels(self) -> tuple[list[float], list[float]]:
        """Top and foot of each layer."""
        top, foot, y = list[float](), list[float](), MARGIN
        for row in self._layers.rows:
            top.append(y)
            y += max((self._heights[node] for node in row if isinstance(node, str)), default=0)
            foot.append(y)
            y += BETWEEN
        return top, foot

    def _middles(self) -> Mapping[Node, float]:
        """Each node's middle: near that of its neighbours, and apart from those beside it."""
        above: dict[Node, list[Node]] = {}
        below: dict[Node, list[Node]] = {}
        for chain in self._chains.values():
            for one, other in pairwise(chain):
                below.setdefault(one, []).append(other)
                above.setdefault(other, []).append(one)
        middle: dict[Node, float] = {}
        for row in self._layers.rows:
            middle |= _beside(row, [0.0] * len(row))
        for turn in range(_ROUNDS):
            rows, near = (self._layers.rows, above) if turn % 2 == 0 else (self._layers.rows[::-1], below)
            for row in rows:
                middle |= _beside(row, [_mean([middle[other] for other in near.get(n, [])], middle[n]) for n in row])
        left = min(middle[node] - _width(node) / 2 for node in middle)
        return {node: x - left + MARGIN for node, x in middle.items()}

    def _down(self, way: Way, boxes: Mapping[str, Box]) -> Line:
        """From the foot of a box to the top of another, straight past the layers between."""
        begin, end = boxes[way[0]], boxes[way[1]]
        chain = self._chains[way]
        x, y = self._port(way, 0), begin.y + begin.height
        path = [f"M{x:.0f} {y:.0f}"]
        first = self._row_of[way[0]]
        for layer, node in enumerate(chain[1:-1], first + 1):
            path.append(_curve(x, y, self._middle[node], self._top[layer]))
            x, y = self._middle[node], self._foot[layer]
            path.append(f"V{y:.0f}")
        path.append(_curve(x, y, self._port(way, -1), end.y - 3))
        return Line(way, "".join(path), *self._beside(way, begin.y + begin.height + 14, end.y - 10))

    def _beside(self, way: Way, high: float, low: float) -> tuple[float, float, float]:
        """Where there is more room to write: below the box that it leaves, or above the one that it comes to."""
        leaves = WIDTH / sum(one[0] == way[0] for one in self._layers.ways)
        comes = WIDTH / sum(one[1] == way[1] for one in self._layers.ways)
        at, y = (0, high) if leaves >= comes else (-1, low)
        return round(self._port(way, at) + 6, 1), round(y, 1), round(max(leaves, comes) - 6, 1)

    def _port(self, way: Way, at: int) -> float:
        """Where a line leaves a box, or comes to it: those to the left further left."""
        name = way[0] if at == 0 else way[1]
        others = [one for one in self._layers.ways if (one[0] if at == 0 else one[1]) == name]
        others.sort(key=lambda one: self._middle[self._chains[one][1 if at == 0 else -2]])
        room = WIDTH / len(others)
        return self._middle[name] - WIDTH / 2 + (others.index(way) + 0.5) * room


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (y + to_y) / 2
    return f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}"


def _width(node: Node) -> float:
    return WIDTH if isinstance(node, str) else LINE_ROOM


def _beside(row: Sequence[Node], wanted: Sequence[float]) -> Mapping[Node, float]:
    """The nodes of a layer as near as can be to where they are wanted."""
    weights = [_STRAIGHT if isinstance(node, tuple) else 1.0 for node in row]
    return dict(zip(row, settled(wanted, weights, _apart(row)), strict=True))


def _apart(row: Sequence[Node]) -> list[float]:
    return [(_width(one) + _width(other)) / 2 + _gap(one, other) for one, other in pairwise(row)]


def _gap(one: Node, other: Node) -> float:
    boxes = isinstance(one, str) + isinstance(other, str)
    return (LINE_ROOM, GAP / 2, GAP)[boxes]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
