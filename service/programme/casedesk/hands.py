"""Who may be given a case, as a list to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from service.models.staff import Role
from service.programme import tables as t
from service.programme.casedesk.steps import HANDS
from service.programme.context import Context
from service.programme.followup.sector import covers
from service.programme.labels import STAFF_NAME
from service.programme.names import first_name_and_initial

_HANDS = (
    select(t.staff.c.id, t.staff.c.name, t.staff.c.role, t.staff.c.places)
    .where(t.staff.c.active, t.staff.c.role.in_([role.value for role in HANDS]))
    .order_by(t.staff.c.id)
)


@dataclass(frozen=True, slots=True)
class Hand:
    """A member of staff: « Aminata T. » and their role."""

    id: UUID
    name: str
    role: str


def hands(ctx: Context, place: str | None = None) -> Sequence[Hand]:
    """Everybody at work who may be given a case, by name; for one that comes from a place, of the agents only those
    who work there."""
    found = [
        Hand(row.id, first_name_and_initial(ctx.vault.open(STAFF_NAME, row.id, row.name)), row.role)
        for row in ctx.db.execute(_HANDS)
        if row.role != Role.FIELD_AGENT or covers(ctx.places, row.places, place or "")
    ]
    return sorted(found, key=lambda one: (one.name, one.id))
