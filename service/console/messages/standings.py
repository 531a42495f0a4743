"""How far campaigns are, as pages show it: the row as it is now, the texts as they were counted a moment ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.console.desk import Desk
from service.console.messages.counted import Counted, Counting
from service.models.message import MessageState
from service.programme import tables as t
from service.programme.campaigns.control import Status, counted, status_of
from service.programme.campaigns.tally import Tally, tallies

YOUNG_LIST, YOUNG_ONE = 5.0, 1.0
"""Seconds that counts are good for."""
PARTS = ("delivered", "underway", "failed", "uncertain", "cancelled", "queued")
"""What the texts of a campaign fall into, each into one, as the bar shows them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """`status` None: it is being counted for the first time. `at`: when it was counted."""

    id: UUID
    name: str
    state: str
    row: t.AnyRow
    status: Status | None
    at: datetime | None

    @property
    def total(self) -> int:
        return self.status.texts.total() if self.status else 0

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Each part of the bar, and how many texts are in it. « underway »: with the carrier, and no word yet."""
        if self.status is None:
            return []
        counts = self.status.counts | {"underway": self.status.texts[MessageState.SENT.value]}
        return [(name, counts[name]) for name in PARTS]

    @property
    def is_over(self) -> bool:
        """Nothing will move any more, but for late reports."""
        return self.state in ("cancelled", "done")


class Standings:
    def __init__(self, desk: Desk, counting: Counting) -> None:
        self._desk, self._counting = desk, counting

    def of(self, rows: Sequence[t.AnyRow]) -> list[Shown]:
        """A page of campaigns, counted together."""
        ids = [row.id for row in rows]
        found = self._counting.look(
            ("tallies", *ids), lambda: self._desk.read(lambda db: tallies(db, ids)), young=YOUNG_LIST
        )
        if found is None:
            return [self._shown(row, None, None) for row in rows]
        return [self._shown(row, found.value[row.id], found.at) for row in rows]

    def one(self, row: t.AnyRow) -> Shown:
        """One campaign, whose row was just read."""
        found = self._counted(row.id, None)
        return self._shown(row, None, None) if found is None else self._shown(row, found.value[1], found.at)

    def watched(self, campaign_id: UUID) -> Shown | None:
        """A campaign as it was counted a moment ago, without waiting for anything; None: not yet."""
        found = self._counted(campaign_id, 0.0)
        return self._shown(*found.value, found.at) if found else None

    def _counted(self, campaign_id: UUID, patience: float | None) -> Counted[tuple[t.AnyRow, Tally]] | None:
        return self._counting.look(
            ("campaign", campaign_id),
            lambda: self._desk.read(lambda db: counted(db, campaign_id)),
            young=YOUNG_ONE,
            patience=patience,
        )

    def _shown(self, row: t.AnyRow, tally: Tally | None, at: datetime | None) -> Shown:
        status = status_of(self._desk.office.vault, row, tally or Tally())
        word = status.word if tally is not None else status.state.value  # nobody knows yet whether it is done
        return Shown(row.id, status.name, word, row, status if tally is not None else None, at)
