"""The days on which kits were brought to a village, or are to be: one for each kit, village and day."""

from datetime import date
from uuid import UUID

from service.models import Distribution
from service.models.kit import DistributionState
from service.programme.demo.stage import Stage

_AHEAD = 10
"""Days before it that a distribution was planned."""


class Distributions:
    """Makes each of them once."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._made: dict[tuple[UUID, str, date], UUID] = {}

    def on(self, kit: UUID, place: str, day: date, by: UUID) -> UUID:
        """The distribution of a kit in a village on a day. What is to come is planned, what was is done."""
        key = (kit, place, day)
        if key not in self._made:
            self._made[key] = self._add(kit, place, day, by)
        return self._made[key]

    def _add(self, kit: UUID, place: str, day: date, by: UUID) -> UUID:
        stage = self._stage
        at = stage.at(max(1, (stage.today - day).days + _AHEAD))
        row = stage.new_id(at)
        state = DistributionState.PLANNED if day > stage.today else DistributionState.DONE
        stage.add(
            Distribution,
            id=row,
            kit_id=kit,
            place=place,
            planned_on=day,
            state=state.value,
            created_by=by,
            created_at=at,
            made_up=True,
        )
        return row
