"""Whom a kit goes to: every business of a village that it is for, or the people of a list; each once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select

from flows.codes import is_valid, tidy
from flows.places import Gazetteer
from service.many import among
from service.models.kit import DeliveryState
from service.models.staff import Role
from service.programme import tables as t
from service.programme.context import Context
from service.programme.deliveries import IS_THEIRS
from service.programme.distribution.errors import DistributionError
from service.programme.followup import sector
from service.programme.places import named
from service.programme.proof import find_card

MOST_FAULTS = 20
CARD_DIGITS = 9

_goes_on = t.delivery.c.state != DeliveryState.CANCELLED.value
_fits = or_(
    t.business.c.kit_id == bindparam("kit"),
    and_(t.business.c.kit_id.is_(None), t.business.c.type == bindparam("code")),
)
"""A business that a kit is for: it was given that kit, or none in particular and is of the kit's own type."""
_has_it = (
    select(t.delivery.c.id)
    .where(t.delivery.c.business_id == t.business.c.id, t.delivery.c.kit_id == bindparam("kit"), _goes_on)
    .correlate(t.business)
    .exists()
)
_IN_VILLAGE = (
    select(t.business.c.id, t.business.c.place, _has_it.label("has_it"))
    .where(t.business.c.place.in_(bindparam("places", expanding=True)), _fits)
    .order_by(t.business.c.id)
)
_OF_PERSON = (
    select(t.business.c.id, t.business.c.place, _has_it.label("has_it"))
    .join(t.business_member, t.business_member.c.business_id == t.business.c.id)
    .where(t.business_member.c.person_id == bindparam("person"), _fits)
    .order_by(t.business_member.c.since, t.business.c.id)
    .limit(1)
)
_STAFF = select(t.staff.c.role, t.staff.c.places).where(t.staff.c.id == bindparam("who"))
_PERSON_HAS_IT = select(t.delivery.c.id).where(IS_THEIRS, t.delivery.c.kit_id == bindparam("kit"), _goes_on).limit(1)


@dataclass(frozen=True, slots=True)
class To:
    """Whom a delivery goes to."""

    person_id: UUID | None
    business_id: UUID | None
    place: str | None
    has_it: bool


def of_village(ctx: Context, kit: t.AnyRow, place: str) -> Iterator[To]:
    about = {"places": within(ctx.places, place), "kit": kit.id, "code": kit.code}
    for row in ctx.db.execute(_IN_VILLAGE, about):
        yield To(None, row.id, row.place, row.has_it)


def of_list(ctx: Context, kit: t.AnyRow, rows: Sequence[str]) -> Iterator[To]:
    """Each person once, and each business of theirs once. The first row may be a heading."""
    faults: list[str] = []
    found: dict[UUID, To] = {}
    for place, row in enumerate(rows, 1):
        typed = row.split(";")[0].split(",")[0].strip().strip('"')
        if not typed or (place == 1 and not any(c.isdigit() for c in typed)):
            continue
        person_id = person_of_card(ctx, typed)
        if person_id is None:
            faults.append(f"Row {place}: this is nobody's card code (…{tidy(typed)[-2:]}).")
            continue
        to = _to_person(ctx, kit, person_id)
        found.setdefault(to.business_id or person_id, to)
    if faults or not found:
        more = len(faults) - MOST_FAULTS
        told = faults[:MOST_FAULTS] + ([f"… and {more} more."] if more > 0 else [])
        raise DistributionError("\n".join(told or ["The list is empty."]))
    yield from found.values()


def without_one(ctx: Context, kit_id: UUID, to: Sequence[To]) -> list[To]:
    """Those of them who have no such kit, and wait for none, as it is now."""
    has = select(t.delivery.c.business_id, t.delivery.c.person_id).where(t.delivery.c.kit_id == kit_id, _goes_on)
    businesses = [one.business_id for one in to if one.business_id]
    people = [one.person_id for one in to if one.person_id and not one.business_id]
    taken: set[UUID] = set()
    for column, ids in ((t.delivery.c.business_id, businesses), (t.delivery.c.person_id, people)):
        for row in ctx.db.execute(has.where(among(ctx.db, column, ids))) if ids else ():
            taken |= {row.business_id, row.person_id}
    return [one for one in to if (one.business_id or one.person_id) not in taken]


def _to_person(ctx: Context, kit: t.AnyRow, person_id: UUID) -> To:
    """A kit that belongs to a business goes to it, by the hands of this member."""
    business = fitting_business(ctx, kit, person_id)
    if business is not None:
        return To(person_id, business.id, business.place, business.has_it)
    has_it = ctx.db.execute(_PERSON_HAS_IT, {"person": person_id, "kit": kit.id}).first() is not None
    lives_in = ctx.db.scalar(select(t.person.c.place).where(t.person.c.id == person_id))
    return To(person_id, None, lives_in, has_it)


def place_named(places: Gazetteer, typed: str) -> str:
    """The P-code of a village, or of a commune whose villages are on no list. Raises DistributionError."""
    for level in ("village", "commune"):
        found = named(places, level, typed)
        if len(found) == 1:
            return found[0]
        if found:
            told = "; ".join(f"{pcode} ({places.label(pcode)})" for pcode in found)
            raise DistributionError(f"{typed!r} is any of {told}: say which by its code.")
    raise DistributionError(f"There is no village and no commune {typed!r}.")


def within(places: Gazetteer, pcode: str) -> list[str]:
    """A place and all that lies in it."""
    return [pcode, *(lower for below in places.children(pcode) for lower in within(places, below.pcode))]


def fitting_business(ctx: Context, kit: t.AnyRow, person_id: UUID) -> t.AnyRow | None:
    """The business of a person that a kit is for."""
    return ctx.db.execute(_OF_PERSON, {"person": person_id, "kit": kit.id, "code": kit.code}).first()


def person_of_card(ctx: Context, typed: str) -> UUID | None:
    """Whose card it is; None for a code that is none, or nobody's."""
    digits = tidy(typed)
    found = find_card(ctx, digits) if len(digits) == CARD_DIGITS and is_valid(digits) else None
    return UUID(str(found.values["person"])) if found and found.state == "ok" else None


def in_their_places(ctx: Context, place: str | None) -> None:
    """A field agent, who is `ctx.staff_id`, speaks of nobody elsewhere. Raises DistributionError."""
    staff = ctx.db.execute(_STAFF, {"who": ctx.staff_id}).first()
    if staff and staff.role == Role.FIELD_AGENT and not sector.covers(ctx.places, staff.places, place or ""):
        raise DistributionError("This person is of another area than the agent's.")
