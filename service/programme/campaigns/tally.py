"""How many texts of a campaign are how far: counted by the database, for several campaigns at once.

Of half a million texts this takes a good part of a second, whatever the index: a page takes what was counted a moment
ago (service/console/messages/counted.py) and says when. Kept counts would have to be written with every report of
every text, by all workers in one row.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, func, literal_column, select

from service.many import among
from service.models.campaign import TargetState
from service.programme import tables as t


@dataclass(frozen=True, slots=True)
class Tally:
    """`texts`: state (message.state) → how many; `left_out`: why people get nothing → how many; `answered`: people who
    wrote back."""

    texts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    answered: int = 0


def tallies(db: Connection, campaigns: Sequence[UUID]) -> dict[UUID, Tally]:
    """Each of these campaigns, counted; all zero where it has no texts."""
    texts = _by_state(db, t.message, campaigns)
    # As their indexes say it: those who are left out are few.
    left = _by_state(db, t.campaign_target, campaigns, _IS_LEFT_OUT)
    answered = _answered(db, campaigns)
    return {one: Tally(texts.get(one, Counter()), left.get(one, Counter()), answered.get(one, 0)) for one in campaigns}


_IS_LEFT_OUT = t.campaign_target.c.state != literal_column(f"'{TargetState.QUEUED.value}'")


def _by_state(
    db: Connection, table: Table, campaigns: Sequence[UUID], *which: ColumnElement[bool]
) -> dict[UUID, Counter[str]]:
    by = table.c.campaign_id, table.c.state
    found: dict[UUID, Counter[str]] = {}
    counted = select(*by, func.count().label("many")).where(among(db, table.c.campaign_id, campaigns), *which)
    for row in db.execute(counted.group_by(*by)):
        found.setdefault(row.campaign_id, Counter())[row.state] = row.many
    return found


def _answered(db: Connection, campaigns: Sequence[UUID]) -> dict[UUID, int]:
    target = t.campaign_target
    counted = select(target.c.campaign_id, func.count().label("many")).where(
        among(db, target.c.campaign_id, campaigns), target.c.answered_at.is_not(None)
    )
    return {row.campaign_id: row.many for row in db.execute(counted.group_by(target.c.campaign_id))}
