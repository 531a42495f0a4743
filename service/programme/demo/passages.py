"""Where the demo's callers went in the journeys: made-up calls, walked step by step as the line would, and counted.

Nobody's call is among them; they only show what the drawings of the journeys are for.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from flows.codes import with_check
from flows.library import Library
from flows.places import Gazetteer
from flows.render import USSD
from service.models import JourneyPassage
from service.programme.demo.stage import Stage
from service.programme.journeys.passages import LEFT, Passage
from service.programme.journeys.playing import MENU, Played, Try
from service.programme.sample_facts import CALLERS, sample_facts

_CALLS, _DAYS = 160, 30
_ALIKE = 6
"""At most so many calls of a day went the same way."""
_MOST_HOPS = 40
_LEAVES = {"text": 0.11, "number": 0.05, "place": 0.08, "code": 0.07}
"""The share that leaves at a screen of that kind; of the others 0.025."""
_LEAVES_ELSEWHERE = 0.025
_NUMBERS = {"birth_year": "1984", "birth": "1984", "household_size": "6"}


def add_passages(stage: Stage, library: Library, places: Gazetteer) -> None:
    """The counts of a month."""
    chance, counts = stage.chance("passages"), Counter[tuple[int, Passage]]()
    callers = chance.choices(CALLERS, (55, 37, 8), k=_CALLS)
    for caller in callers:
        facts = sample_facts(stage.today, library, places, "fr", caller)
        ago, alike = chance.randrange(1, _DAYS), chance.randint(1, _ALIKE)
        for one in _call(chance, Try(library, facts, USSD)):
            counts[ago, one] += alike
    for (ago, one), taken in sorted(counts.items()):
        stage.add(JourneyPassage, day=stage.today - timedelta(days=ago), taken=taken, **one._asdict())


def _call(chance: Random, tried: Try) -> Iterator[Passage]:
    here = tried.begun(MENU, "fr")
    yield from here.passed
    for _ in range(_MOST_HOPS):
        if here.ends:
            return
        rule = here.flow.screens[here.screen]
        if chance.random() < _LEAVES.get(rule.kind, _LEAVES_ELSEWHERE):
            if not here.flow.sensitive:
                yield Passage(here.flow.name, here.flow.version, here.screen, LEFT)
            return
        here = tried.typed(here, _typed(chance, here))
        yield from here.passed


def _typed(chance: Random, here: Played) -> str:
    """Something that fits; now and then a step back."""
    rule = here.flow.screens[here.screen]
    if rule.kind in ("", "choice", "several") or (rule.options and chance.random() < 0.15):
        return _key(chance, here)
    if rule.kind == "place":
        return "1" if here.progress.scratch else "Konna"
    said = {
        "text": "Aminata Touré",
        "number": _NUMBERS.get(here.screen, "2"),
        "date": "31/12",
        "phone": "70 00 00 00",
        "code": "1234" if rule.digits else with_check("12345678"),
    }
    return said[rule.kind]


def _key(chance: Random, here: Played) -> str:
    """The options above are taken more often than those below."""
    if here.progress.trail and chance.random() < 0.03:
        return "0"
    keys = list(here.progress.shown) or ["1"]
    return chance.choices(keys, [1 / (n + 1) for n in range(len(keys))])[0]
