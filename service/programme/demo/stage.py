"""The stage: rows are made by a seed and a day alone, kept in memory, and written in one go.

The same seed and day make the same rows; only the nonces of sealed columns differ, as they must.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from pydantic_core import PydanticUndefined
from sqlalchemy import Connection, bindparam, update
from sqlmodel import SQLModel

from service.models import Household, Row, table_of
from service.programme.demo.bulk import Columns, insert_all
from service.vault import Vault

__all__ = ["Columns", "Stage"]

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_OPENS, _HOURS = 8 * 60, 9 * 60
"""Everything happens between eight and seventeen o'clock (minutes; Bamako keeps UTC)."""


class Stage:
    """What the makers of rows share. `today`: the day that all dates count back from."""

    def __init__(self, vault: Vault, today: date, seed: int) -> None:
        self.vault, self.today = vault, today
        self.rows: defaultdict[type[SQLModel], list[Columns]] = defaultdict(list)
        self.heads: dict[UUID, UUID] = {}
        """Household → the person who heads it: written last, since people refer to their household."""
        self._midnight = datetime.combine(today, time(), UTC)
        self._seed = seed
        self._ids = self.chance("ids")
        self._minutes = self.chance("minutes")
        self._blank: dict[type[SQLModel], Columns] = {}

    def chance(self, part: str) -> Random:
        """A stream of its own for each part, so that more people do not change the cases."""
        return Random(f"{self._seed}/{part}")

    def day(self, ago: int) -> date:
        """The day so many days before today; negative: to come."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int) -> datetime:
        """A moment within the working hours of that day."""
        return self._midnight - timedelta(days=ago, minutes=-_OPENS - int(self._minutes.random() * _HOURS))

    def new_id(self, at: datetime) -> UUID:
        """A UUIDv7 of that moment, its random part by the seed."""
        chance = self._ids.getrandbits(74)
        high, low = chance >> 62, chance & ((1 << 62) - 1)
        return UUID(int=int(at.timestamp() * 1000) << 80 | _VERSION_7 | high << 64 | _VARIANT | low)

    def seal(self, label: str, row_id: UUID, text: str) -> bytes | None:
        """The text sealed, None for a blank."""
        return self.vault.seal(label, row_id, text) if text else None

    def add(self, model: type[SQLModel], **values: object) -> None:
        """Put a row by; columns that are not given take the model's defaults."""
        blank = self._blank.get(model)
        if blank is None:
            blank = self._blank[model] = _defaults(model)
        self.rows[model].append({**blank, **values})

    def write(self, db: Connection) -> None:
        """All rows, parents first, inside the caller's transaction."""
        by_table = {table_of(model).name: rows for model, rows in self.rows.items()}
        for table in Row.metadata.sorted_tables:
            if rows := by_table.get(table.name):
                insert_all(db, table, rows)
        household = table_of(Household)
        headed = update(household).where(household.c.id == bindparam("row"))
        rows = [{"row": row, "head_person_id": head} for row, head in self.heads.items()]
        db.execute(headed.values(head_person_id=bindparam("head_person_id")), rows)


def _defaults(model: type[SQLModel]) -> Columns:
    """SQLModel's defaults are for its objects only: Core statements need them written out."""
    fields = model.model_fields.items()
    return {name: field.default for name, field in fields if field.default is not PydanticUndefined}
