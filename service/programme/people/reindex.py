"""Names read anew: the hashes by which they are found are made again, where the way of reading them has changed.

In small steps, each its own transaction: callers do not wait. Beginning again does no harm.
"""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from service.programme import tables as t
from service.programme.labels import NAME
from service.programme.names import renew_tokens
from service.units import Transact
from service.vault import Vault

STEP = 40
"""People of one step: some 30 ms."""

_COUNT = select(func.count()).select_from(t.person)
_NEXT = (
    select(t.person.c.id, t.person.c.name)
    .where(t.person.c.id > bindparam("after", type_=t.person.c.id.type))
    .order_by(t.person.c.id)
    .limit(bindparam("most"))
)


def how_many(db: Connection) -> int:
    """People whose names are to be read."""
    return int(db.execute(_COUNT).scalar_one())


def reindex(transact: Transact, vault: Vault, most: int = STEP) -> Iterator[tuple[int, int]]:
    """After each step: how many people it looked at, and for how many of them something changed."""
    after: UUID | None = UUID(int=0)
    while after is not None:
        after, looked, changed = transact(partial(_step, vault, after, most))
        yield looked, changed


def _step(vault: Vault, after: UUID, most: int, db: Connection) -> tuple[UUID | None, int, int]:
    """(where the next step begins, people looked at, people changed)."""
    rows = db.execute(_NEXT, {"after": after, "most": most}).all()
    changed = sum(renew_tokens(db, vault, row.id, vault.open(NAME, row.id, row.name)) for row in rows)
    return (rows[-1].id if len(rows) == most else None), len(rows), changed
