"""The sessions of a whole batch of hops, read at once: on PostgreSQL one way to the server instead of one a hop.

What was read is used once, by the first hop of its session; the rows are locked, where the database locks rows,
and nobody else changes them before the batch is done. Whatever in the batch itself changes conversations that
are not its own forgets what was read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from service.models.base import table_of
from service.models.conversation import Conversation
from service.prepared import Prepared

TABLE = table_of(Conversation)
Key = tuple[str, str]
"""(gateway, session id)."""
_AHEAD = "retour.ahead"
_SIZES = (2, 8, 24)
"""How many are asked for in one statement, filled up by repeating the last: each is prepared once, and psycopg takes
a statement apart anew each time where it has more than fifty parameters."""


def _several(count: int) -> Prepared:
    wanted = (
        and_(TABLE.c.gateway == bindparam(f"gateway_{n}"), TABLE.c.session_id == bindparam(f"session_{n}"))
        for n in range(count)
    )
    # One order for every process: two that lock the same rows wait for one another, and never for ever.
    return Prepared(select(TABLE).where(or_(*wanted)).order_by(TABLE.c.id).with_for_update())


_FIND = {size: _several(size) for size in _SIZES}
_FIND_ONE = Prepared(
    select(TABLE)
    .where(TABLE.c.gateway == bindparam("gateway"), TABLE.c.session_id == bindparam("session"))
    .with_for_update()
)


def read_ahead(db: Connection, keys: Sequence[Key]) -> None:
    """Read the rows of these sessions; those that have none are known to have none."""
    found: dict[Key, Any] = dict.fromkeys(keys)
    for some in _in_parts(list(found)):
        size = next(size for size in _SIZES if size >= len(some))
        filled = some + some[-1:] * (size - len(some))
        told = {f"gateway_{n}": gateway for n, (gateway, _) in enumerate(filled)}
        told |= {f"session_{n}": session for n, (_, session) in enumerate(filled)}
        for row in _FIND[size].all(db, **told):
            found[row.gateway, row.session_id] = row
    db.info[_AHEAD] = found


def _in_parts(keys: list[Key]) -> Iterator[list[Key]]:
    return (keys[start : start + _SIZES[-1]] for start in range(0, len(keys), _SIZES[-1]))


def forget_ahead(db: Connection) -> None:
    """Conversations were changed behind the backs of those that were read."""
    db.info.pop(_AHEAD, None)


def row_of(db: Connection, gateway: str, session: str) -> Any:
    """The row of a session, as it was read ahead or else as it is, locked; None where there is none."""
    ahead = db.info.get(_AHEAD, {})
    if (gateway, session) in ahead:
        return ahead.pop((gateway, session))
    return _FIND_ONE.first(db, gateway=gateway, session=session)
