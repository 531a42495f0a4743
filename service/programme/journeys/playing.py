"""A journey tried out without a phone: the same steps and pages as on the line, with made-up facts. Pure: nothing is
written, sent or looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.budget import Measured, measured
from flows.effects import ChooseLanguage, Effect
from flows.journey import Journey
from flows.library import Library
from flows.render import SMS, Channel, render
from flows.saying import said
from flows.state import Facts, Progress, Step
from flows.step import start, step
from service.programme.journeys.passages import Passage, passage
from service.programme.sample_facts import FOUND, RESULTS

MENU = "main_menu"
MOST_ENTERED = 5
"""Journeys entered by one input; more is a circle."""
MOST_TYPED, LONGEST_TYPED = 200, 182
"""Inputs of one try, and characters of one input: a phone takes no more."""


@dataclass(frozen=True, slots=True)
class Entered:
    """The try went on with another journey."""

    journey: str


Event = Effect | Entered


@dataclass(frozen=True)
class Played:
    """Where a try stands. `events`: what the last input led to, in order; `progress`: what the next one is read by;
    `passed`: what the line would have counted."""

    flow: Journey
    progress: Progress
    page: Measured
    ends: bool
    language: str
    events: Sequence[Event] = ()
    passed: Sequence[Passage] = ()

    @property
    def screen(self) -> str:
        return self.progress.screen


class Try:
    """One caller, one channel. `facts` are those of sample_facts.py."""

    def __init__(self, library: Library, facts: Facts, channel: Channel) -> None:
        self._library, self._facts, self._channel = library, facts, channel

    def all(self, name: str, language: str, typed: Iterable[str]) -> list[Played]:
        """The whole try, from the journey's first page to what the last input led to. What is typed after the end is
        passed over. KeyError where no journey is called so."""
        shown = [self.begun(name, language)]
        for text in typed:
            if shown[-1].ends:
                break
            shown.append(self.typed(shown[-1], text))
        return shown

    def begun(self, name: str, language: str) -> Played:
        """The first page of a journey."""
        flow = self._library.journeys[name]
        return self._shown(flow, None, start(flow, self._facts), language)

    def typed(self, here: Played, text: str) -> Played:
        """What follows from an input."""
        flow, progress = here.flow, here.progress
        words = said(flow, progress, text, self._facts, here.language) if self._channel is SMS else None
        facts = self._facts.found(FOUND) if flow.screens[progress.screen].lookup else self._facts
        after = step(flow, progress, words.key if words else text, facts)
        return self._shown(flow, progress, after, here.language)

    def _shown(self, flow: Journey, before: Progress | None, here: Step, language: str) -> Played:
        events: list[Event] = list(here.effects)
        passed = [passage(flow, before, here)]
        for _ in range(MOST_ENTERED):
            if not here.enters:
                break
            flow = self._library.journeys.get(here.enters) or self._library.journeys[MENU]
            here = start(flow, self._facts)
            events += [Entered(flow.name), *here.effects]
            if flow.sensitive:
                passed.clear()
            passed.append(passage(flow, None, here))
        language = self._spoken(language, events)
        screen = render(flow, here, self._facts, language, self._channel, RESULTS)
        progress = here.progress.moved(shown=screen.shown)
        page, counted = measured(screen.text, self._channel), tuple(one for one in passed if one)
        return Played(flow, progress, page, screen.ends, language, tuple(events), counted)

    def _spoken(self, language: str, events: Iterable[Event]) -> str:
        chosen = [one.language for one in events if isinstance(one, ChooseLanguage)]
        return next((one for one in chosen if one in self._library.offered()), language)
