"""A kit as it is typed into a form, by the rules of the file (kit_file.py). What is wrong is told field by field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.programme.distribution.catalogue import KitLine
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.kit_file import CODE, LONGEST_NAME, MOST, WrittenItem, WrittenKit

MOST_ITEMS = 30


class FormError(DistributionError):
    """All that is wrong with a form: field → why."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(faults.values())))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class TypedItem:
    """One line of the form. `code`: of an item that stands already, "" for a new one; a line without a French name is
    none, and takes its item out of the kit."""

    code: str
    fr: str
    en: str
    quantity: str


@dataclass(frozen=True, slots=True)
class TypedKit:
    """`visit_days`: « 30 90 180 »."""

    code: str
    fr: str
    en: str
    visit_days: str
    items: Sequence[TypedItem]


def written(typed: TypedKit, before: KitLine | None = None) -> WrittenKit:
    """What a form says; the names in other languages stay as they were `before`. Raises FormError. The fields: code,
    fr, en, visit_days, items, and item-N-fr, item-N-en, item-N-quantity."""
    reading = _Reading()
    code = typed.code.strip().lower()
    if not CODE.fullmatch(code):
        reading.wrong("code", "A code has small letters, digits and _, begins with a letter, and has 30 at most.")
    names = {**(before.names if before else {}), **reading.names("", typed.fr, typed.en)}
    items = tuple(reading.items(typed.items, {item.code: item.names for item in before.items} if before else {}))
    if not items and not any(name.startswith("item-") for name in reading.faults):
        reading.wrong("items", "A kit holds one item at least.")
    days = tuple(reading.days(typed.visit_days))
    if reading.faults:
        raise FormError(reading.faults)
    return WrittenKit(code, names, tuple(sorted(set(days))), items)


@dataclass
class _Reading:
    faults: dict[str, str] = field(default_factory=dict)

    def wrong(self, name: str, why: str) -> None:
        self.faults.setdefault(name, why)

    def names(self, prefix: str, fr: str, en: str) -> dict[str, str]:
        """A French name there must be."""
        found = {language: " ".join(name.split()) for language, name in (("fr", fr), ("en", en)) if name.strip()}
        if "fr" not in found:
            self.wrong(f"{prefix}fr", "A French name is missing.")
        for language, name in found.items():
            if len(name) > LONGEST_NAME or not name.isprintable():
                self.wrong(f"{prefix}{language}", f"A name has 1 to {LONGEST_NAME} letters, to fit a screen.")
        return found

    def days(self, typed: str) -> Iterator[int]:
        for word in typed.replace(",", " ").replace(";", " ").split():
            found = _whole(word)
            if found is None:
                self.wrong("visit_days", "The days of visits are whole numbers of days after the delivery: 30 90 180.")
            else:
                yield found

    def items(self, typed: Sequence[TypedItem], before: Mapping[str, Mapping[str, str]]) -> Iterator[WrittenItem]:
        taken = {one.code for one in typed if one.code}
        for place, one in enumerate(typed):
            prefix = f"item-{place}-"
            if not one.fr.strip() and (one.code or not (one.en.strip() or one.quantity.strip())):
                continue
            quantity = _whole(one.quantity)
            if quantity is None:
                self.wrong(f"{prefix}quantity", f"How many: a whole number from 1 to {MOST}.")
            names = {**before.get(one.code, {}), **self.names(prefix, one.fr, one.en)}
            code = one.code or _code_of(one.fr, taken)
            if not CODE.fullmatch(code):
                self.wrong(f"{prefix}fr", "A name begins with a letter from A to Z.")
            taken.add(code)
            yield WrittenItem(code, names, quantity or 1)


def _whole(typed: str) -> int | None:
    """A number from 1 to MOST."""
    word = typed.strip()
    is_one = word.isascii() and word.isdigit() and len(word) <= 3 and 1 <= int(word) <= MOST
    return int(word) if is_one else None


def _code_of(name: str, taken: set[str]) -> str:
    """« Filets de pêche » → filets_de_peche, with a number behind it where that is another item's."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:26]
    return next(one for one in (code, *(f"{code}_{n}" for n in range(2, 99))) if one not in taken)
