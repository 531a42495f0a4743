"""Facilities: where care is given, found by what staff type of their names."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from flows.spelling import folded
from service.programme import tables as t
from service.programme.casedesk.steps import CaseError
from service.programme.context import Context

_FACILITIES = select(t.facility).order_by(t.facility.c.name, t.facility.c.id)


@dataclass(frozen=True, slots=True)
class Facility:
    """Where care is given. `place`: its label, "" where that is not known."""

    id: UUID
    kind: str
    name: str
    place: str


def facilities(ctx: Context) -> list[Facility]:
    """Every facility, by name."""
    return [
        Facility(row.id, row.kind, row.name, ctx.places.label(row.place) if row.place else "")
        for row in ctx.db.execute(_FACILITIES)
    ]


def facility_named(ctx: Context, typed: str) -> Facility:
    """The facility of a name, or of a part of one that only it has; accents and case are forgiven. Raises CaseError."""
    wanted = folded(typed)
    like = [one for one in facilities(ctx) if wanted and wanted in folded(one.name)]
    exact = [one for one in like if folded(one.name) == wanted] or like
    if not exact:
        raise CaseError(f"There is no facility {typed!r}: `retour referral facilities` lists them.")
    if len(exact) > 1:
        raise CaseError(f"{typed!r} is any of {', '.join(one.name for one in exact[:5])}: say more of its name.")
    return exact[0]
