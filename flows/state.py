"""What goes into a step and what comes out: frozen, plain, and (Progress) safe to keep as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flows.changed import changed
from flows.effects import Effect

if TYPE_CHECKING:
    from flows.places import Gazetteer

Value = str | float | None
"""An answer or a fact: text, number, or nothing. Several choices are one text, separated by spaces
(as in XLSForm); dates are ISO text, whole or in part ("2014", "2014-03", "2014-03-12")."""

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """The empty mapping that nobody can fill: a default for frozen rows."""
    return NOTHING


PAGES_ON = "+"
"""What stands behind the key `9` in `Progress.shown`: the next page."""

WAY_OUT = -1
HELP = -2
OR_STOP = -3
"""Built-in pages that lie over a screen: « 1 retour 2 menu », the offer of help, and the question whether a word was
meant as an answer or as STOP (the answer's id stands last in `scratch`)."""


@dataclass(frozen=True)
class Progress:
    """Where a person is in a journey.

    `shown` keeps the ids behind the numbers on the screen, so that option 2 stays what it was when
    the lists change. `trail` holds the (screen, turn) pairs behind this one, for the back key;
    `turn` is the entry of a repeated group; `scratch` is what a screen remembers of itself between
    two inputs (the opened place, what was ticked on an earlier page).
    """

    flow: str
    version: str
    screen: str
    answers: Mapping[str, Value] = field(default_factory=nothing)
    page: int = 0
    shown: Mapping[str, str] = field(default_factory=nothing)
    trail: tuple[tuple[str, str], ...] = ()
    turn: str = ""
    tries: int = 0
    scratch: tuple[str, ...] = ()

    def moved(self, **changes: Any) -> "Progress":
        return changed(self, **changes)

    def to_json(self) -> str:
        """Compact JSON; `from_json` gives an equal Progress back."""
        row = [
            self.flow,
            self.version,
            self.screen,
            dict(self.answers),
            self.page,
            dict(self.shown),
            self.trail,
            self.turn,
            self.tries,
            self.scratch,
        ]
        return _COMPACT.encode(row)

    @classmethod
    def from_json(cls, text: str) -> "Progress":
        """Raise ValueError on anything that `to_json` did not write."""
        row = json.loads(text)
        if not isinstance(row, list) or len(row) != 10:
            raise ValueError("not a Progress")
        flow, version, screen, answers, page, shown, trail, turn, tries, scratch = row
        steps = tuple((name, entry) for name, entry in trail)
        return cls(flow, version, screen, answers, page, shown, steps, turn, tries, tuple(scratch))


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a list gathered by the service. `of` is what a `filter:` compares (a parent's id)."""

    id: str
    label: str | Mapping[str, str]
    of: str = ""

    def named(self, language: str) -> str:
        """The label in that language, else in French, else in any."""
        if isinstance(self.label, str):
            return self.label
        return self.label.get(language) or self.label.get("fr") or next(iter(self.label.values()), self.id)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What the service found out about the words just typed, before the step."""

    state: str
    values: Mapping[str, Value] = field(default_factory=nothing)


@dataclass(frozen=True)
class Facts:
    """One look at the world, gathered by the service for one input."""

    today: date
    values: Mapping[str, Value] = field(default_factory=nothing)
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=nothing)
    lookup: Lookup | None = None
    places: "Gazetteer | None" = None

    def found(self, lookup: Lookup | None) -> "Facts":
        return changed(self, lookup=lookup)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an input was not taken: the name of a text, and what it speaks of."""

    text: str
    values: Mapping[str, str] = field(default_factory=nothing)


@dataclass(frozen=True)
class Step:
    """What follows from one input.

    `enters` names another journey to go on with ("menu", "draft" and "fresh" are resolved by the
    service, which knows what waits); `ends` closes the call; `keeps_draft` is set where the journey is
    left without being finished (help was asked for, or the menu).
    """

    progress: Progress
    effects: tuple[Effect, ...] = field(default=())
    ends: bool = False
    enters: str = ""
    problem: Problem | None = None
    keeps_draft: bool = False
