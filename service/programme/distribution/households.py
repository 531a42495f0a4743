"""How many households a distribution is for: of the people that it goes to, and of all members of its businesses.

Of a large distribution that is thousands of people: what was counted is kept for some minutes, where many look at it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select, union

from service.many import among
from service.models.kit import DeliveryState
from service.programme import tables as t

Counts = Callable[[Connection, Sequence[UUID]], Mapping[UUID, int]]
"""Distributions → how many households each is for; one that is for none may be left out."""
KEEPS, MOST_KEPT = timedelta(minutes=10), 10_000

_household = func.coalesce(t.person.c.household_id, t.person.c.id)
_goes_on = t.delivery.c.state != DeliveryState.CANCELLED.value
_OF_PERSON = (
    select(t.delivery.c.distribution_id.label("which"), _household.label("household"))
    .join(t.person, t.person.c.id == t.delivery.c.person_id)
    .where(t.delivery.c.business_id.is_(None), _goes_on)
)
_OF_BUSINESS = (
    select(t.delivery.c.distribution_id.label("which"), _household.label("household"))
    .join(t.business_member, t.business_member.c.business_id == t.delivery.c.business_id)
    .join(t.person, t.person.c.id == t.business_member.c.person_id)
    .where(_goes_on)
)


def count(db: Connection, ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """As it is now."""
    if not ids:
        return {}
    theirs = among(db, t.delivery.c.distribution_id, ids)
    each = union(_OF_PERSON.where(theirs), _OF_BUSINESS.where(theirs)).subquery()
    counted = select(each.c.which, func.count().label("how_many")).group_by(each.c.which)
    return {row.which: row.how_many for row in db.execute(counted)}


class Kept:
    """Counts that are kept in this process."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._counts: dict[UUID, tuple[datetime, int]] = {}

    def __call__(self, db: Connection, ids: Sequence[UUID]) -> Mapping[UUID, int]:
        now = self._clock()
        missing = [one for one in ids if one not in self._counts or self._counts[one][0] < now - KEEPS]
        if missing:
            if len(self._counts) > MOST_KEPT:
                self._counts.clear()
            counted = count(db, missing)
            self._counts.update({one: (now, counted.get(one, 0)) for one in missing})
        return {one: self._counts[one][1] for one in ids if one in self._counts}
