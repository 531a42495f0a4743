"""The catalogue of kits as a programme officer writes it, in YAML. What is wrong is told all at once, with its line.

business_types:                       # optional: the types of business
  fishing: {fr: Pêche, en: Fishing}
kits:
  fishing:                            # for businesses of the type of this code, and those that were given it
    names: {fr: Pêche, en: Fishing}
    visit_days: [30, 90, 180]         # optional: days after the delivery
    items:
      canoe: {fr: Pirogue, en: Canoe}
      net: {fr: Filets de pêche, en: Fishing nets, quantity: 4}
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from flows.vocabulary import LANGUAGES
from service.programme.distribution.errors import DistributionError

VISIT_DAYS = (30, 90, 180)
LONGEST_NAME = 30
"""Letters of a name: with a date and three options it has to fit a page of USSD."""
MOST = 999
"""Of one item, or days."""
CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")


class CatalogueError(DistributionError):
    """All that is wrong with a file, one line each: « file, line N: reason »."""


@dataclass(frozen=True, slots=True)
class WrittenItem:
    code: str
    names: Mapping[str, str]
    quantity: int


@dataclass(frozen=True, slots=True)
class WrittenKit:
    code: str
    names: Mapping[str, str]
    visit_days: tuple[int, ...]
    items: tuple[WrittenItem, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`types`: code → names of a type of business, in the file's order."""

    types: Mapping[str, Mapping[str, str]]
    kits: tuple[WrittenKit, ...]


def read_catalogue(file: str, source: str) -> Catalogue:
    """What a file says. Raises CatalogueError."""
    reading = _Reading(file)
    try:
        root = yaml.compose(source, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise CatalogueError(f"{file} is not readable as YAML: {' '.join(str(error).split())}") from None
    found = reading.catalogue(root) if root is not None else None
    if found is None or reading.problems:
        raise CatalogueError("\n".join(reading.problems or [f"{file}: there are no kits in it (kits:)."]))
    return found


@dataclass
class _Reading:
    """A file being read, and what is wrong with it."""

    file: str
    problems: list[str] = field(default_factory=list)

    def wrong(self, node: Node, reason: str) -> None:
        self.problems.append(f"{self.file}, line {node.start_mark.line + 1}: {reason}")

    def catalogue(self, root: Node) -> Catalogue | None:
        parts = self._parts(root, "the file", ("business_types", "kits"))
        if "kits" not in parts:
            return None
        types = {code: self._names(node, f"type {code}") for code, node in self._coded(parts.get("business_types"))}
        kits = tuple(self._kit(code, node) for code, node in self._coded(parts["kits"]))
        return Catalogue(types, kits) if kits or self.problems else None

    def _kit(self, code: str, node: Node) -> WrittenKit:
        where = f"kit {code}"
        parts = self._parts(node, where, ("names", "visit_days", "items"))
        names = self._names(parts["names"], where) if "names" in parts else self._missing(node, where, "names:")
        items = tuple(self._item(item, of, where) for item, of in self._coded(parts.get("items")))
        if not items:
            self._missing(node, where, "items:")
        return WrittenKit(code, names, self._days(parts.get("visit_days"), where), items)

    def _item(self, code: str, node: Node, kit: str) -> WrittenItem:
        where = f"{kit}, item {code}"
        parts = self._parts(node, where, ("quantity", *LANGUAGES))
        quantity = parts.pop("quantity", None)
        return WrittenItem(code, self._told(node, parts, where), self._whole(quantity, where, 1) if quantity else 1)

    def _days(self, node: Node | None, where: str) -> tuple[int, ...]:
        if node is None:
            return VISIT_DAYS
        if not isinstance(node, SequenceNode):
            self.wrong(node, f"{where}: visit_days: is a list of days: [30, 90, 180].")
            return ()
        return tuple(sorted({self._whole(one, where, 1) for one in node.value}))

    def _whole(self, node: Node, where: str, fewest: int) -> int:
        typed = node.value if isinstance(node, ScalarNode) else ""
        if typed.isascii() and typed.isdigit() and len(typed) <= 3 and int(typed) >= fewest:
            return int(typed)
        self.wrong(node, f"{where}: {typed or 'this'!r} is no whole number from {fewest} to {MOST}.")
        return fewest

    def _names(self, node: Node, where: str) -> Mapping[str, str]:
        return self._told(node, self._parts(node, where, LANGUAGES), where)

    def _told(self, node: Node, parts: Mapping[str, Node], where: str) -> Mapping[str, str]:
        names = {language: " ".join(str(one.value).split()) for language, one in parts.items() if self._is_text(one)}
        if not names.get("fr"):
            return self._missing(node, where, "a French name (fr:)")
        for language, name in names.items():
            if not 0 < len(name) <= LONGEST_NAME:
                self.wrong(parts[language], f"{where}: a name has 1 to {LONGEST_NAME} letters, to fit a screen.")
            elif not name.isprintable():
                self.wrong(parts[language], f"{where}: a name is written in letters that can be seen.")
        return names

    def _is_text(self, node: Node) -> bool:
        if isinstance(node, ScalarNode):
            return True
        self.wrong(node, "a name is a text.")
        return False

    def _missing(self, node: Node, where: str, what: str) -> Mapping[str, str]:
        self.wrong(node, f"{where} lacks {what}.")
        return {}

    def _coded(self, node: Node | None) -> Iterator[tuple[str, Node]]:
        """code → what stands below it."""
        for code, below in self._parts(node, "this list").items() if node is not None else ():
            if CODE.fullmatch(code):
                yield code, below
            else:
                self.wrong(below, f"{code!r} is no code: small letters, digits and _, at most 30.")

    def _parts(self, node: Node | None, where: str, allowed: tuple[str, ...] = ()) -> dict[str, Node]:
        """Name → what stands below it. Of two of one name the first would be lost."""
        found: dict[str, Node] = {}
        if not isinstance(node, MappingNode):
            if node is not None:
                self.wrong(node, f"{where} is a list of « name: value ».")
            return found
        for key, below in node.value:
            name = str(key.value)
            if allowed and name not in allowed:
                self.wrong(key, f"{where}: « {name}: » means nothing here (there are: {', '.join(allowed)}).")
            elif name in found:
                self.wrong(key, f"{where}: « {name} » stands twice.")
            else:
                found[name] = below
        return found
