"""New people of a list, made ready outside of the transaction that writes them: sealed and hashed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flows.codes import with_check
from flows.spelling import worded
from service.ids import uuid7
from service.models.person import PersonOrigin, PersonState
from service.programme import names
from service.programme.context import Context
from service.programme.labels import CARD, CODE
from service.programme.transfer.changes import sealed
from service.programme.transfer.households import Households
from service.programme.transfer.numbers import Numbers, Told
from service.programme.transfer.people_values import person_values, vulnerability
from service.programme.transfer.reading import Outcome, Record
from service.programme.working_days import midnight

_NOON = timedelta(hours=12)
_MOST_WORDS = 20_000
_BLANK: Mapping[str, Any] = {
    "birth_year": None,
    "head": None,
    "place": None,
    **dict.fromkeys(("sex", "language", "status", "vulnerability", "wish", "left_on", "returned_on"), ""),
    **dict.fromkeys(("stayed", "collector", "guardian")),
    "state": PersonState.ACTIVE.value,
    "origin": PersonOrigin.IMPORT.value,
    "file_complete": False,
    "merged_into": None,
    "made_up": False,
    "updated_at": None,
}


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody new, ready to be written. `has_own_code`: the row gave the card's code."""

    row: dict[str, Any]
    tokens: Sequence[dict[str, Any]]
    numbers: Sequence[Told]
    has_own_code: bool


class PeopleMaking:
    """Makes the rows of one file's new people."""

    def __init__(self, ctx: Context, households: Households, numbers: Numbers) -> None:
        self._ctx, self._vault = ctx, ctx.vault
        self._households, self._numbers = households, numbers
        self._words: dict[str, list[tuple[str, bytes]]] = {}

    def prepare(self, records: Sequence[Record]) -> None:
        """Seal and hash whoever may be new."""
        for record in records:
            if record.outcome is Outcome.NEW and record.made is None and _may_be_new(record.values):
                record.made = self.new(record.values)

    def new(self, values: Mapping[str, Any]) -> NewPerson:
        """Somebody new, as the row says."""
        row_id = uuid7()
        said = sealed(self._vault, "person", row_id, person_values(values))
        row = {
            **_BLANK,
            **said,
            "id": row_id,
            "household_id": self._households.of(values),
            "vulnerability": vulnerability(values),
            "registered_at": self._registered(values.get("consent_date")),
            **self.card(row_id, values.get("code") or new_code()),
        }
        tokens = [{"person_id": row_id, "kind": kind, "token": mac} for kind, mac in self._tokens(values["name"])]
        return NewPerson(row, tokens, self._numbers.told(values), "code" in values)

    def card(self, row_id: UUID, code: str) -> dict[str, bytes]:
        """The columns of a card's code."""
        return {"code": self._vault.seal(CODE, row_id, code), "code_mac": self._vault.index(CARD, code)}

    def _registered(self, day: date | None) -> datetime:
        return midnight(self._ctx, day) + _NOON if day and day < self._ctx.now.date() else self._ctx.now

    def _tokens(self, name: str) -> list[tuple[str, bytes]]:
        """The tokens of a name are those of its words, and the words are few: each is hashed once."""
        if len(self._words) > _MOST_WORDS:
            self._words.clear()
        found: dict[tuple[str, bytes], None] = {}
        for word in worded(name).split():
            if word not in self._words:
                self._words[word] = sorted(names.tokens(self._vault, word))
            found |= dict.fromkeys(self._words[word])
        return list(found)


def _may_be_new(values: Mapping[str, Any]) -> bool:
    return all(values.get(name) for name in ("name", "sex", "birth_year", "consent"))


def new_code() -> str:
    """Eight random digits, the first of them no zero, and their check digit."""
    return with_check(str(secrets.randbelow(90_000_000) + 10_000_000))
