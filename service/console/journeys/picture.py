"""A journey as its page draws it: each screen a box with its words, each way an arrow with how many went along it.

Ways out of the journey and ways back are lines inside the box: as arrows they would cover all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten, wrap

from flows.graph import OUT, Way, ways
from flows.journey import Journey, ScreenRule, Target
from service.console.journeys.layers import layered
from service.console.journeys.layout import Box, Line, drawn
from service.programme.figures.suppression import Sum, hidden
from service.programme.journeys.passages import BACK, LEFT
from service.programme.journeys.ways import Traffic

TEXT_LINES, LETTERS = 2, 27
"""Lines of a screen's words in its box, and letters in each."""
_WHOLE = "*"
"""All that went on from a screen, beside the names of screens."""
HEAD, ROW, FOOT = 22, 15, 9
"""Heights: of the screen's name, of a line of text, below the last one."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How many passages, and their share of all that went on from the same screen. None where nobody was counted;
    `small`: not told, being few, or because the few would follow from it."""

    count: int = 0
    share: float | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way. `end`: a screen, or (`out`) another journey; `when`: what leads along it, in the author's words;
    `empty`: it is taken where the list holds nothing; `private`: to a sensitive journey, and not counted."""

    begin: str
    end: str
    out: bool
    when: Sequence[str]
    amount: Amount
    empty: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Inside:
    """A line inside a box. `kind`: out, back or left."""

    kind: str
    end: str
    amount: Amount
    private: bool = False


@dataclass(frozen=True, slots=True)
class ScreenBox:
    """A screen: where it stands, its words, and what is said of its ways. (`y` of its lines: from the box's top.)"""

    box: Box
    ends: bool
    words: Sequence[str]
    inside: Sequence[Inside]

    @property
    def words_at(self) -> Sequence[tuple[float, str]]:
        return [(HEAD + ROW * (n + 0.75), line) for n, line in enumerate(self.words)]

    @property
    def inside_at(self) -> Sequence[tuple[float, Inside]]:
        first = HEAD + ROW * len(self.words)
        return [(first + ROW * (n + 0.75) + 2, line) for n, line in enumerate(self.inside)]


@dataclass(frozen=True, slots=True)
class Picture:
    """`screens`: in the journey's order; `lines`: drawn arrows with what goes along them; `arrows`: all ways, for the
    table."""

    width: float
    height: float
    screens: Sequence[ScreenBox]
    lines: Sequence[tuple[Line, Arrow]]
    arrows: Sequence[Arrow]
    left: Mapping[str, Amount]


def picture(journey: Journey, traffic: Traffic, language: str, small: int, private: frozenset[str]) -> Picture:
    """The picture of a journey in a language. `small`: counts below it are not told; `private`: the names of sensitive
    journeys."""
    return _Painter(journey, traffic, language, small, private).picture()


class _Painter:
    def __init__(self, journey: Journey, traffic: Traffic, language: str, small: int, private: frozenset[str]) -> None:
        self._journey, self._traffic, self._language = journey, traffic, language
        self._small, self._private = small, private
        self._ways = list(ways(journey))
        self._untold = {name: self._hidden(name) for name in journey.screens}
        self._left = {name: self._amount(name, LEFT, traffic.left.get(name, 0)) for name in journey.screens}

    def picture(self) -> Picture:
        arrows = {way: self._arrow(way) for way in self._ways}
        among = [way for way, arrow in arrows.items() if not arrow.out]
        layers = layered(list(self._journey.screens), among)
        inside = {name: self._inside(name, arrows, layers.back) for name in self._journey.screens}
        words = {name: self._words(rule) for name, rule in self._journey.screens.items()}
        heights = {name: float(_height(words[name], inside[name])) for name in self._journey.screens}
        sheet = drawn(heights, layers)
        screens = [
            ScreenBox(sheet.boxes[name], rule.ends, words[name], inside[name])
            for name, rule in self._journey.screens.items()
        ]
        lines = [(line, arrows[line.way]) for line in sheet.lines]
        return Picture(sheet.width, sheet.height, screens, lines, list(arrows.values()), self._left)

    def _arrow(self, way: Way) -> Arrow:
        begin, end = way
        name, out = end.removeprefix(OUT), end.startswith(OUT)
        is_private = out and name in self._private
        amount = Amount() if is_private else self._amount(begin, end, self._traffic.taken.get(way, 0))
        is_empty = self._journey.screens[begin].empty == end
        return Arrow(begin, name, out, self._when(way), amount, is_empty, is_private)

    def _when(self, way: Way) -> list[str]:
        """What leads along a way: the words of its options, then conditions as they are written."""
        rule = self._journey.screens[way[0]]
        options = [option for option in rule.options if option.go and _key(option.go) == way[1]]
        said = [self._journey.text(option.key, self._language) for option in options]
        written = [branch.when.source for branch in rule.go if branch.when and _key(branch.target) == way[1]]
        return said + written

    def _hidden(self, screen: str) -> frozenset[str]:
        """The ways on from a screen that are not told: the small ones, and as many more as it takes for them not to
        follow from how many came there. (How many went back stands nowhere.)"""
        counts = {end: count for (begin, end), count in self._traffic.taken.items() if begin == screen}
        counts |= {LEFT: self._traffic.left.get(screen, 0), BACK: self._traffic.back.get(screen, 0)}
        parts = tuple(counts)
        whole: dict[str, int] = {_WHOLE: sum(counts.values())}
        also = [BACK] if counts[BACK] else []
        return hidden(counts | whole, [Sum(_WHOLE, parts)], self._small, also)

    def _amount(self, screen: str, end: str, count: int) -> Amount:
        seen, untold = self._traffic.seen(screen), self._untold[screen]
        if seen == 0:
            return Amount()
        if count and (end in untold or _WHOLE in untold):
            return Amount(small=True)
        return Amount(count, count / seen)

    def _inside(self, name: str, arrows: Mapping[Way, Arrow], back: Sequence[Way]) -> list[Inside]:
        return list(self._lines_of(name, arrows, back))

    def _lines_of(self, name: str, arrows: Mapping[Way, Arrow], back: Sequence[Way]) -> Iterator[Inside]:
        for way, arrow in arrows.items():
            if arrow.begin == name and (arrow.out or way in back):
                yield Inside("out" if arrow.out else "back", arrow.end, arrow.amount, arrow.private)
        if self._left[name].count or self._left[name].small:
            yield Inside("left", "", self._left[name])

    def _words(self, rule: ScreenRule) -> list[str]:
        text = " ".join(self._journey.text(f"{self._journey.name}/{rule.name}/say", self._language).split())
        lines = wrap(text, LETTERS)
        return [*lines[: TEXT_LINES - 1], *_rest(lines[TEXT_LINES - 1 :])]


def _key(target: Target) -> str:
    return OUT + target.enters if target.enters else target.screen


def _rest(lines: list[str]) -> list[str]:
    return [shorten(" ".join(lines), LETTERS, placeholder=" …")] if lines else []


def _height(words: Sequence[str], inside: Sequence[Inside]) -> int:
    return HEAD + ROW * (len(words) + len(inside)) + FOOT
