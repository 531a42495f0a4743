"""Cells of what is given out: a column is a heading, an HXL tag (hxlstandard.org), and what of a row stands there.

By default nobody is named: no name, no number, no words, no birth year; a card's code is replaced by a keyed pseudonym,
the same one wherever the person stands, which leads back to nobody without the programme's keys. What a person said
of being asked for a favour is the focal points' (service/programme/sensitive.py): no export holds it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.places import Gazetteer
from service.programme.context import Context
from service.programme.working_days import today, zone_of
from service.vault import Vault

Cell = str | int | bool | date | datetime | None
PSEUDONYM = "export"
"""The kind of the keyed hash that stands for a row outside of the programme."""
_LENGTH = 12


@dataclass(frozen=True)
class Looking:
    """What the cells of one export are made with. `beside`: what was read beside the rows of a page, by name and id."""

    vault: Vault
    places: Gazetteer
    zone: ZoneInfo
    today: date
    beside: Mapping[str, Mapping[UUID, Any]]

    @classmethod
    def of(cls, ctx: Context, beside: Mapping[str, Mapping[UUID, Any]]) -> "Looking":
        return cls(ctx.vault, ctx.places, zone_of(ctx), today(ctx), beside)


@dataclass(frozen=True, slots=True)
class Column:
    """`full`: it stands only in what is given out in full."""

    heading: str
    tag: str
    cell: Callable[[Looking, Any], Cell]
    full: bool = False


def pseudonym(vault: Vault, row_id: UUID | None) -> str:
    """What stands for a person or a row: the same within one programme."""
    return vault.index(PSEUDONYM, row_id.hex).hex()[:_LENGTH] if row_id is not None else ""


def plain(heading: str, tag: str, attribute: str = "") -> Column:
    """A column as it stands in the table."""
    name = attribute or heading
    return Column(heading, tag, lambda _, row: getattr(row, name))


def who(heading: str, tag: str, attribute: str) -> Column:
    """An id, as its pseudonym."""
    return Column(heading, tag, lambda looking, row: pseudonym(looking.vault, getattr(row, attribute)))


def moment(heading: str, tag: str, attribute: str = "") -> Column:
    """The local day of a moment."""
    name = attribute or heading

    def cell(looking: Looking, row: Any) -> Cell:
        at: datetime | None = getattr(row, name)
        return at.astimezone(looking.zone).date() if at else None

    return Column(heading, tag, cell)


def secret(heading: str, tag: str, label: str, attribute: str, key: str) -> Column:
    """A sealed column, opened; for what is given out in full."""

    def cell(looking: Looking, row: Any) -> Cell:
        blob, row_id = getattr(row, attribute), getattr(row, key)
        return looking.vault.open(label, row_id, blob) if blob else ""

    return Column(heading, tag, cell, full=True)


def beside(heading: str, tag: str, name: str, key: str = "id", *, full: bool = False) -> Column:
    """What was read beside the page: « canoe 1, net 4 »."""
    return Column(heading, tag, lambda looking, row: looking.beside[name].get(getattr(row, key), ""), full=full)
