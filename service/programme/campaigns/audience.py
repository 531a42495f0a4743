"""Whom a campaign is for: filters that narrow one another, or a list of card codes and numbers.

A filter with several values takes in whoever fits one of them.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection, select

from flows.codes import is_valid, tidy
from flows.phones import masked, read_phone
from flows.places import LEVELS
from flows.spelling import folded
from service.models.person import Sex
from service.programme import phones
from service.programme import tables as t
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context
from service.programme.people.holder import holder_of
from service.programme.places import named
from service.vault import Vault

CARD_DIGITS = 9
RECEIPTS = ("unconfirmed", "partly", "none", "confirmed")
VISITS = ("due", "overdue")
_YES_NO = {"yes": "yes", "oui": "yes", "no": "no", "non": "no"}
MASKED_FROM = 8
"""Digits of what is shown as a number with its country; of less only the end is shown."""
VULNERABILITIES = frozenset(
    "woman_head pregnant child_head elderly_alone disability chronic_illness single_parent".split()
)
MOST_FAULTS = 20
"""Faults that are told at once."""


@dataclass(frozen=True, slots=True)
class Audience:
    """`filters`: name → values as the database has them. `people`, `numbers`: ids of the rows of a list."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: tuple[UUID, ...] | None = None
    phones: tuple[UUID, ...] = ()

    def told(self) -> str:
        """As it is kept (JSON), and as two audiences are compared."""
        filters = {name: sorted(values) for name, values in sorted(self.filters.items())}
        people = None if self.people is None else sorted(str(one) for one in self.people)
        listed = sorted(str(one) for one in self.phones)
        return json.dumps({"filters": filters, "people": people, "phones": listed}, sort_keys=True)


def read_told(told: str) -> Audience:
    """An audience that was kept."""
    kept = json.loads(told)
    people = None if kept["people"] is None else tuple(UUID(one) for one in kept["people"])
    filters = {name: tuple(values) for name, values in kept["filters"].items()}
    return Audience(filters, people, tuple(UUID(one) for one in kept["phones"]))


def read_audience(
    ctx: Context, where: Mapping[str, Sequence[str]], listed: Iterable[str] | None, languages: Iterable[str] = ()
) -> Audience:
    """What was typed (« region » → « Mopti, Gao ») and the rows of a list, each a card code or a number. The first
    row may be a heading. `languages`: those that there are, whether anybody speaks them or not. Only reads: the numbers
    of a list were taken in before. Raises CampaignError with every fault, by its row."""
    reading = _Reading(ctx, languages)
    filters = {name: reading.values(name, values) for name, values in where.items()}
    people, numbers = reading.rows(listed) if listed is not None else (None, ())
    if numbers and filters:
        reading.faults.append("A list of numbers cannot be narrowed by filters: numbers have no region and no kit.")
    if not filters and listed is None:
        reading.faults.append("Say whom it is for: filters, everybody, or a list.")
    if reading.unknown and not reading.faults:
        reading.faults.append(f"Numbers of the list that were not taken in: {reading.unknown}.")
    if reading.faults:
        more = len(reading.faults) - MOST_FAULTS
        raise CampaignError(reading.faults[:MOST_FAULTS] + ([f"… and {more} more."] if more > 0 else []))
    return Audience(filters, people, numbers)


def take_in_numbers(ctx: Context, listed: Iterable[str]) -> None:
    """Make the numbers of some rows of a list known phones. What is wrong with a row is told by read_audience."""
    for row in listed:
        typed = _cell(row)
        if not is_card(typed) and (number := read_phone(typed)):
            phones.phone_named(ctx.db, ctx.vault, number, ctx.now)


def _cell(row: str) -> str:
    """The first column of a row, without the quote that our own lists have in front of a « + » (listing.py)."""
    return re.split("[;,]", row, maxsplit=1)[0].strip().strip("\"'")


class _Reading:
    """What was typed, looked up; what is wrong with it is gathered, so that it is told at once. `unknown`: numbers
    that no phone has."""

    def __init__(self, ctx: Context, languages: Iterable[str]) -> None:
        self._ctx = ctx
        self._offered = {"language": frozenset(languages), "vulnerability": VULNERABILITIES}
        self._db: Connection = ctx.db
        self._vault: Vault = ctx.vault
        self.faults: list[str] = []
        self.unknown = 0

    def values(self, name: str, typed: Sequence[str]) -> tuple[str, ...]:
        known = self._known(name, typed)
        if known is None:
            self.faults.append(f"There is no filter {name!r}: there are {', '.join(FILTERS)}.")
            return ()
        if not typed:  # none to choose from is not everybody
            self.faults.append(f"{name} has no value.")
        found: list[str] = []
        for value in typed:
            meant = known.get(folded(value)) if name not in LEVELS else self._place(name, value)
            if meant is None:
                choices = "" if name in LEVELS or len(known) > 20 else f": there are {', '.join(sorted(known))}"
                self.faults.append(f"{name} has no {value!r}{choices}.")
            else:
                found.append(meant)
        return tuple(found)

    def _known(self, name: str, typed: Sequence[str]) -> Mapping[str, str] | None:
        """What a filter may be told, as typed (folded) → as the database has it."""
        match name:
            case "all":
                return {"yes": "yes", "oui": "yes"}
            case "sex":
                return {one.value: one.value for one in Sex} | {"women": Sex.FEMALE, "men": Sex.MALE}
            case "head":
                return _YES_NO
            case "receipt":
                return {one: one for one in RECEIPTS}
            case "visit":
                return {one: one for one in VISITS}
            case _ if name in LEVELS:
                return {}
            case _ if self._offered.get(name, frozenset()).issuperset(typed):  # nobody need be looked at
                return {folded(one): one for one in typed}
            case _:
                return self._from_tables(name)

    def _from_tables(self, name: str) -> Mapping[str, str] | None:
        columns = {
            "kit": t.kit.c.code,
            "business": t.business_type.c.code,
            "language": t.person.c.language,
            "vulnerability": t.person.c.vulnerability,
            "unanswered": t.campaign.c.id,
        }
        if name not in columns:
            return None
        words = {part for one in self._db.scalars(select(columns[name]).distinct()) for part in str(one).split()}
        return {folded(one): one for one in words}

    def _place(self, level: str, typed: str) -> str | None:
        """A P-code, or a name that only one place of that level has. Spelling is forgiven as on the line."""
        found = named(self._ctx.places, level, typed)
        if len(found) > 1:
            self.faults.append(f"{level} {typed!r} is any of {', '.join(found)}: say which by its code.")
        return found[0] if found else None

    def rows(self, listed: Iterable[str]) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """(people, phones) of a list's rows, each once, in the order of the list."""
        people: dict[UUID, None] = {}
        numbers: dict[UUID, None] = {}
        rows = 0
        for place, row in enumerate(listed, 1):
            typed = _cell(row)
            if not typed or (place == 1 and not any(c.isdigit() for c in typed)):
                continue
            rows += 1
            if is_card(typed):
                self._card(place, typed, people)
            elif number := read_phone(typed):
                self._number(number, numbers)
            else:
                self.faults.append(f"Row {place}: {_shown(typed)} is neither a card code nor a phone number.")
        if not rows:
            self.faults.append("The list is empty.")
        return tuple(people), tuple(numbers)

    def _number(self, number: str, numbers: dict[UUID, None]) -> None:
        found = phones.phone_known(self._db, self._vault, number)
        if found is None:
            self.unknown += 1
        else:
            numbers[found] = None

    def _card(self, place: int, typed: str, people: dict[UUID, None]) -> None:
        found = holder_of(self._db, self._vault, tidy(typed))
        if found is None:
            self.faults.append(f"Row {place}: nobody has the card code {_shown(typed)}.")
        else:
            people[found] = None


FILTERS = (
    "all",
    *LEVELS,
    "kit",
    "business",
    "sex",
    "head",
    "vulnerability",
    "language",
    "receipt",
    "visit",
    "unanswered",
)


def is_card(typed: str) -> bool:
    """Whether this is a card code, and no phone number."""
    digits = tidy(typed)
    return len(digits) == CARD_DIGITS and "+" not in typed and is_valid(digits)


def _shown(typed: str) -> str:
    """What a fault may show of a row: a list holds names, numbers and codes of people."""
    digits = tidy(typed)
    if not digits:
        return "what stands there"
    return masked(typed) if len(digits) >= MASKED_FROM else f"…{digits[-2:]}"
