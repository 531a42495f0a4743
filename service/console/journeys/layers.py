"""Boxes in layers, and the lines between them: a journey is drawn from its first screen down.

Pure: names, sizes and ways in, points of a picture out. The well-known three steps: a layer for each box (one below
the lowest that leads to it), an order within each layer that crosses few lines, and places that keep lines straight.
"""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Way = tuple[str, str]
Node = str | tuple[str, str, int]
"""A box by its name, or where a long line passes a layer: (begin, end, layer)."""
Neighbours = Mapping[Node, list[Node]]
_SWEEPS = 8
MOST_BESIDE = 4
"""Boxes in one layer: more go on in the next one, those that nothing follows first."""


@dataclass(frozen=True, slots=True)
class Layers:
    """`rows`: from above, each from left to right; `ways`: those that lead down; `back`: those that lead up again, or
    to where they begin."""

    rows: Sequence[Sequence[Node]]
    ways: Sequence[Way]
    back: Sequence[Way]

    def chain(self, way: Way) -> list[Node]:
        """The nodes that a line passes, its ends among them."""
        layer = {node: number for number, row in enumerate(self.rows) for node in row}
        return _passed(way, layer[way[0]], layer[way[1]])


def _passed(way: Way, first: int, last: int) -> list[Node]:
    return [way[0], *((*way, number) for number in range(first + 1, last)), way[1]]


def layered(names: Sequence[str], ways: Sequence[Way]) -> Layers:
    """The layers of these boxes, of which the first begins. Ways lead from box to box."""
    graph = _Graph(names, ways)
    layer = graph.layers()
    rows: list[list[Node]] = [[] for _ in range(max(layer.values()) + 1)]
    for name in names:
        rows[layer[name]].append(name)
    above: dict[Node, list[Node]] = {}
    below: dict[Node, list[Node]] = {}
    for begin, end in graph.down:
        for number in range(layer[begin] + 1, layer[end]):
            rows[number].append((begin, end, number))
        passed = _passed((begin, end), layer[begin], layer[end])
        for one, other in pairwise(passed):
            below.setdefault(one, []).append(other)
            above.setdefault(other, []).append(one)
    return Layers(_ordered(rows, above, below), graph.down, graph.back)


@dataclass
class _Graph:
    names: Sequence[str]
    ways: Sequence[Way]
    down: list[Way] = field(default_factory=list)
    back: list[Way] = field(default_factory=list)

    def layers(self) -> Mapping[str, int]:
        """Each box's layer; afterwards `down` and `back` are known."""
        onward: dict[str, list[str]] = {name: [] for name in self.names}
        for begin, end in self.ways:
            onward[begin].append(end)
        order, open_, done = list[str](), set[str](), set[str]()
        for name in self.names:
            self._visit(name, onward, order, open_, done)
        layer = dict.fromkeys(self.names, 0)
        for name in reversed(order):
            self._push(layer, name)
        self._narrow(layer)
        return layer

    def _push(self, layer: dict[str, int], name: str) -> None:
        """Whatever a box leads to stands below it."""
        for begin, end in self.down:
            if begin == name and layer[end] <= layer[name]:
                layer[end] = layer[name] + 1
                self._push(layer, end)

    def _narrow(self, layer: dict[str, int]) -> None:
        leads = {begin for begin, _ in self.down}
        number = 0
        while number <= max(layer.values()):
            row = sorted((name for name in self.names if layer[name] == number), key=lambda name: name not in leads)
            for name in row[MOST_BESIDE:]:
                layer[name] += 1
                self._push(layer, name)
            number += 1

    def _visit(
        self, name: str, onward: Mapping[str, list[str]], order: list[str], open_: set[str], done: set[str]
    ) -> None:
        """Depth first: a way to a box that is still open leads back."""
        if name in done:
            return
        open_.add(name)
        for end in onward[name]:
            (self.back if end in open_ else self.down).append((name, end))
            if end not in open_:
                self._visit(end, onward, order, open_, done)
        open_.discard(name)
        done.add(name)
        order.append(name)


def _ordered(rows: list[list[Node]], above: Neighbours, below: Neighbours) -> list[list[Node]]:
    """Each layer sorted by the middle of its neighbours, down and up by turns; the best that came up is kept."""
    best, fewest = [list(row) for row in rows], _crossings(rows, below)
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        numbers = range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1)
        for number in numbers:
            fixed = rows[number - 1 if downward else number + 1]
            rows[number] = _by_middle(rows[number], fixed, above if downward else below)
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _by_middle(row: list[Node], fixed: Sequence[Node], neighbours: Neighbours) -> list[Node]:
    place = {node: number for number, node in enumerate(fixed)}
    middles: dict[Node, float] = {}
    for number, node in enumerate(row):
        found = [place[other] for other in neighbours.get(node, ())]
        middles[node] = sum(found) / len(found) if found else number
    return sorted(row, key=lambda node: middles[node])


def _crossings(rows: Sequence[Sequence[Node]], below: Neighbours) -> int:
    return sum(_between(upper, lower, below) for upper, lower in pairwise(rows))


def _between(upper: Sequence[Node], lower: Sequence[Node], below: Neighbours) -> int:
    """Lines that cross between two layers: for each, those before it that end behind it."""
    place = {node: number for number, node in enumerate(lower)}
    crossed, ended = 0, list[int]()
    for node in upper:
        ends = sorted(place[other] for other in below.get(node, ()))
        crossed += sum(len(ended) - bisect_right(ended, end) for end in ends)
        for end in ends:
            insort(ended, end)
    return crossed


def settled(wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Places in this order as near as can be to those that are wanted, and at least so far `apart` (one less than
    places): what overlaps is pooled, and its middle is by the weights (least squares)."""
    offset = [0.0]
    for gap in apart:
        offset.append(offset[-1] + gap)
    pools: list[tuple[float, float, int]] = []  # middle, weight, how many
    for want, weight, off in zip(wanted, weights, offset, strict=True):
        middle, mass, count = want - off, weight, 1
        while pools and pools[-1][0] > middle:
            before, other, more = pools.pop()
            middle, mass, count = (before * other + middle * mass) / (other + mass), other + mass, count + more
        pools.append((middle, mass, count))
    flat = [middle for middle, _, count in pools for _ in range(count)]
    return [middle + off for middle, off in zip(flat, offset, strict=True)]
