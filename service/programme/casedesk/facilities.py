"""Facilities: where care is given, found by what staff type of their names."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from flows.spelling import folded
from service.models.referral import ReferralState
from service.programme import tables as t
from service.programme.casedesk.steps import CaseError
from service.programme.context import Context

_REFERRED = (
    select(t.referral.c.facility_id, t.referral.c.state, func.count().label("many"))
    .where(t.referral.c.facility_id.is_not(None))
    .group_by(t.referral.c.facility_id, t.referral.c.state)
)
_CARED_FOR = select(t.care.c.facility_id, func.count(t.care.c.person_id.distinct()).label("many")).group_by(
    t.care.c.facility_id
)
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


@dataclass(frozen=True, slots=True)
class Load:
    """What a facility has to do with: how many are on their way to it, how many came and are not through yet, and how
    many people had care there."""

    facility: Facility
    expected: int
    received: int
    cared_for: int


def loads(ctx: Context) -> list[Load]:
    """Every facility, by name, with what it has to do with."""
    referred = {(row.facility_id, row.state): int(row.many) for row in ctx.db.execute(_REFERRED)}
    cared_for = {row.facility_id: int(row.many) for row in ctx.db.execute(_CARED_FOR)}
    return [
        Load(
            one,
            referred.get((one.id, ReferralState.REFERRED.value), 0),
            referred.get((one.id, ReferralState.RECEIVED.value), 0),
            cared_for.get(one.id, 0),
        )
        for one in facilities(ctx)
    ]


def facility_named(ctx: Context, typed: str) -> Facility:
    """The facility of an id, a name, or a part of a name that only it has; accents and case are forgiven. Raises
    CaseError."""
    known, wanted = facilities(ctx), folded(typed)
    like = [one for one in known if str(one.id) == typed]
    like = like or [one for one in known if wanted and wanted in folded(one.name)]
    exact = [one for one in like if folded(one.name) == wanted] or like
    if not exact:
        raise CaseError(f"There is no facility {typed!r}: `retour referral facilities` lists them.")
    if len(exact) > 1:
        raise CaseError(f"{typed!r} is any of {', '.join(one.name for one in exact[:5])}: say more of its name.")
    return exact[0]
