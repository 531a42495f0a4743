"""The kits and their items, as a list names them: by code, or in the words of any language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from flows.spelling import folded
from service.programme import tables as t
from service.programme.transfer.cells import Reader
from service.programme.transfer.columns import Field
from service.programme.transfer.options import Options

ITEM = "item:"
"""In front of an item's code, in the name of the field that its column is."""


@dataclass(frozen=True, slots=True)
class Kit:
    """A kit of the catalogue. `items`: code → id and how many belong to it."""

    id: UUID
    code: str
    items: Mapping[str, tuple[UUID, int]]


class Kits:
    """The catalogue of the moment."""

    def __init__(self, db: Connection) -> None:
        kits = db.execute(select(t.kit).order_by(t.kit.c.code)).all()
        items = db.execute(select(t.kit_item).order_by(t.kit_item.c.kit_id, t.kit_item.c.position)).all()
        self._names = {row.code: _ways(row) for row in kits}
        self.by_code = {
            row.code: Kit(row.id, row.code, {one.code: (one.id, one.quantity) for one in items if one.kit_id == row.id})
            for row in kits
        }
        self._item_ways: dict[str, set[str]] = {}
        for one in items:
            self._item_ways.setdefault(one.code, set()).update(one.names.values())

    def options(self) -> Options:
        """The kits, as they are called."""
        return Options({code: " | ".join(ways) for code, ways in self._names.items()})

    def item_fields(self, read: Reader, taken: Iterable[str]) -> list[Field]:
        """A field for each item of any kit. What is called as another field (`taken`) has to be said with its code."""
        names = {folded(name) for name in taken}
        fields = []
        for code, ways in sorted(self._item_ways.items()):
            free = [way for way in (code, *sorted(ways)) if folded(way) not in names]
            names.update(folded(way) for way in free)
            fields.append(Field(ITEM + code, read, " | ".join(free)))
        return fields


def items_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Item code → what the row says of it."""
    return {name.removeprefix(ITEM): value for name, value in values.items() if name.startswith(ITEM)}


def _ways(row: Any) -> set[str]:
    return set(row.names.values())
