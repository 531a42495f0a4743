"""A journey as it was read: frozen, and right by construction (flows/loader.py refuses what is wrong)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from flows.effects import Effect
from flows.expressions import Expression
from flows.state import Value

Kind = Literal["choice", "several", "text", "number", "date", "phone", "place", "code", ""]
"""How a screen asks; "" only says something."""

KINDS: tuple[str, ...] = ("choice", "several", "text", "number", "date", "phone", "place", "code")

JOURNEY, MENU, DRAFT, FRESH = "journey", "menu", "draft", "fresh"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a screen goes: a screen of this journey, or (kind ≠ "") out of it."""

    screen: str = ""
    enters: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way on: taken when `when` holds (None: always)."""

    target: Target
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One written answer. `key` is its text's msgctxt."""

    id: str
    text: str
    key: str
    when: Expression | None = None
    go: Target | None = None


@dataclass(frozen=True, slots=True)
class EffectCall:
    """An effect to raise: its type, the values written for its fields, its condition."""

    kind: type[Effect]
    given: Mapping[str, Value | Expression] = field(default_factory=lambda: MappingProxyType({}))
    when: Expression | None = None


@dataclass(frozen=True, slots=True)
class ScreenRule:
    """A named screen: says something, asks something, and goes somewhere."""

    name: str
    say: str
    kind: Kind = ""
    options: tuple[Option, ...] = ()
    list: str = ""
    filter: Expression | None = None
    empty: str = ""
    single: bool = False
    constraint: Expression | None = None
    message: str = ""
    length: int = 60
    decimal: bool = False
    past: bool = False
    future: bool = False
    upto: str = "village"
    digits: int = 0
    secret: bool = False
    lookup: str = ""
    when: Expression | None = None
    each: str = ""
    go: tuple[Branch, ...] = ()
    ends: bool = False
    do: tuple[EffectCall, ...] = ()
    zero_answers: bool = False
    keep: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Name → fact: what the screen showed, kept for the answer to it. The world may change between the two."""

    def option(self, id_: str) -> Option | None:
        return next((o for o in self.options if o.id == id_), None)


@dataclass(frozen=True)
class Journey:
    """A whole journey. `texts`: language → msgctxt → text, French included. `version` is a digest of
    `source` and texts: a conversation in flight finishes on the version that it began with."""

    name: str
    version: str
    title: str
    source: str
    first: str
    screens: Mapping[str, ScreenRule]
    texts: Mapping[str, Mapping[str, str]]
    sensitive: bool = False
    draft: bool = True
    needs: frozenset[str] = frozenset()
    """The facts and lists that it uses: what the service has to gather."""
    needs_at: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """screen → those that an input to this screen can touch (flows/needs.py)."""
    sms: bool = True
    """Whether its author lets it run by SMS (docs/decisions/0015)."""

    @cached_property
    def repeated(self) -> tuple[ScreenRule, ...]:
        """The screens that are asked once for each entry of a list."""
        return tuple(rule for rule in self.screens.values() if rule.each)

    @cached_property
    def by_sms(self) -> bool:
        """Whether it may run by SMS, which stays on the phone for others to read: nothing sensitive, no PIN."""
        return self.sms and not self.sensitive and not any(rule.secret for rule in self.screens.values())

    def text(self, key: str, language: str) -> str:
        """A text in that language, else in French: never blank."""
        return self.texts.get(language, {}).get(key) or self.texts["fr"][key]
