"""How a list is narrowed: what stands in its address, and the address of the page behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flows.places import LEVELS
from service.console.desk import Desk
from service.console.viewers import Viewer
from service.programme.distribution.catalogue import kit_names
from service.programme.distribution.views import label
from service.programme.people.holder import PeopleError
from service.programme.people.whereabouts import place_named

Pairs = Sequence[tuple[str, str]]
"""(value, text) of what may be chosen."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Where a list is narrowed to. `typed`: as it stands in the field; `place`: its P-code, "" for everywhere; `error`:
    why there is none, "" where there is."""

    typed: str
    place: str = ""
    error: str = ""

    @property
    def errors(self) -> list[str]:
        return [self.error] if self.error else []


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list was asked for, by name, blanks left out; `where`: where it is narrowed to."""

    path: str
    chosen: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str, **chosen: str) -> "Filters":
        return cls(path, {name: value for name, value in chosen.items() if value})

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name, "")

    def more(self, after: str) -> str:
        """The address of the page behind this one; "" on the last."""
        return self.address(after=after) if after else ""

    def address(self, **other: str) -> str:
        """The address with some of it chosen otherwise."""
        chosen = {name: value for name, value in {**self.chosen, **other}.items() if value}
        return f"{self.path}?{urlencode(chosen)}" if chosen else self.path


def narrowed(desk: Desk, viewer: Viewer, typed: str) -> Narrowed:
    """The place that somebody typed, of whatever level."""
    try:
        return Narrowed(typed, place_named(desk.places, typed, LEVELS))
    except PeopleError as error:
        return Narrowed(typed, error=viewer.refusal(error))


def whereabouts(desk: Desk) -> Callable[[str], str]:
    """What a list calls a place: « Konna, Mopti »; "" for none."""
    return lambda pcode: label(desk.places, pcode)


def named(names: Mapping[str, str], language: str) -> str:
    """What something of the programme is called."""
    return names.get(language) or names.get("fr", "")


def kit_choices(desk: Desk, viewer: Viewer, *, only_active: bool = False) -> Pairs:
    """The kits, by their code."""
    found = desk.read(lambda db: kit_names(db, only_active=only_active))
    return [(code, named(names, viewer.language)) for code, names in found.items()]
