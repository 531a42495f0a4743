"""Verification: a sample of the deliveries that agents noted, drawn by village, about which somebody else asks again.

Who cannot be reached stays in the sample and is counted; nobody is put in their place.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update

from flows.places import Gazetteer
from service.ids import uuid7
from service.models.kit import Checked, DeliveryState
from service.prepared import Adding
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.amiss import case_of_check
from service.programme.distribution.catalogue import kit_named
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.recipients import in_their_places, person_of_card, within
from service.programme.distribution.sampling import drawn, sample_size
from service.programme.distribution.whom import recipient, recipient_of
from service.programme.places import named
from service.settings import Settings

PLANNED, CHECKED = "verification planned", "verification noted"
SEEDS = 2**31
_BROUGHT = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY, DeliveryState.NOT_RECEIVED)
_POPULATION = select(t.delivery.c.id, t.delivery.c.place).where(
    t.delivery.c.state.in_([state.value for state in _BROUGHT])
)
_ADD_TARGET = Adding(t.verification_target)
_target = t.verification_target
_READ = (
    select(_target.c.id, _target.c.place, _target.c.tries, _target.c.outcome, _target.c.delivery_id)
    .add_columns(t.delivery.c.recorded_by)
    .join_from(_target, t.delivery, t.delivery.c.id == _target.c.delivery_id)
    .where(_target.c.verification_id == bindparam("verification"))
    .with_for_update(of=_target)  # each try counts
)
_BY_PERSON = _READ.where(recipient == bindparam("person")).order_by(_target.c.outcome, _target.c.id)
_BY_ID = _READ.where(_target.c.id == bindparam("target"))
_NOTE = update(_target).where(_target.c.id == bindparam("which"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries a sample is drawn from, as it is typed: the code of a kit, the name of a region; "" for all.
    `seed` None: one is drawn."""

    name: str
    kit: str = ""
    region: str = ""
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample that was drawn and not written yet. `targets`: (delivery, P-code of its village or None)."""

    name: str
    seed: int
    population: int
    size: int
    targets: Sequence[tuple[UUID, str | None]]


def draw(db: Connection, places: Gazetteer, settings: Settings, wanted: Wanted) -> Sample:
    """Draw a sample of the size that the settings ask for. Raises DistributionError."""
    name = " ".join(wanted.name.split())
    if not name:
        raise DistributionError("A verification needs a name.")
    groups = _by_village(db, places, wanted)
    population = sum(map(len, groups.values()))
    if not population:
        raise DistributionError("There is no delivery to verify: none was noted as delivered.")
    size = sample_size(population, settings.sample_confidence, settings.sample_margin, settings.sample_expected)
    seed = secrets.randbelow(SEEDS) if wanted.seed is None else wanted.seed
    lots = drawn(groups, size, seed)
    targets = [(delivery, village or None) for village, some in sorted(lots.items()) for delivery in some]
    return Sample(name, seed, population, size, targets)


def keep(ctx: Context, sample: Sample) -> UUID:
    """Write a sample, by `ctx.staff_id`; its id."""
    row_id, settings = uuid7(), ctx.settings
    row = {
        "id": row_id,
        "name": sample.name,
        "seed": sample.seed,
        "confidence": settings.sample_confidence,
        "margin": settings.sample_margin,
        "expected": settings.sample_expected,
        "population": sample.population,
        "size": sample.size,
        "created_by": ctx.staff_id,
        "created_at": ctx.now,
    }
    ctx.db.execute(insert(t.verification), row)
    targets = [
        {"id": uuid7(), "verification_id": row_id, "delivery_id": delivery, "place": place}
        for delivery, place in sample.targets
    ]
    _ADD_TARGET.many(ctx.db, targets)
    audit.record(ctx, PLANNED, "verification", row_id, f"{sample.size} of {sample.population}")
    return row_id


def note(ctx: Context, verification_id: UUID, which: str, outcome: Checked) -> None:
    """What came of asking, by `ctx.staff_id`. `which`: a card code, or the id of a target. Each time is one more try;
    whoever was not reached may be asked again. « differs » opens a case. Raises DistributionError."""
    row = _target_of(ctx, verification_id, which)
    in_their_places(ctx, row.place)
    if row.recorded_by is not None and row.recorded_by == ctx.staff_id:
        raise DistributionError("You noted this delivery yourself: somebody else has to ask about it.")
    if row.outcome in (Checked.CONFIRMED, Checked.DIFFERS) and outcome is Checked.UNREACHABLE:
        raise DistributionError("Somebody was reached already: it stays as they said.")
    noted = {"outcome": outcome.value, "tries": row.tries + 1, "staff_id": ctx.staff_id, "at": ctx.now}
    ctx.db.execute(_NOTE, {"which": row.id, **noted})
    audit.record(ctx, CHECKED, "verification_target", row.id, outcome.value)
    person_id = recipient_of(ctx.db, row.delivery_id) if outcome is Checked.DIFFERS else None
    if person_id is not None:
        case_of_check(ctx, row.delivery_id, person_id)


def verification_named(db: Connection, which: str) -> t.AnyRow:
    """The row of a verification, by its id or its name (the latest of that name). Raises DistributionError."""
    by_id = _id_of(which)
    wanted = t.verification.c.id == by_id if by_id else t.verification.c.name == " ".join(which.split())
    row = db.execute(select(t.verification).where(wanted).order_by(t.verification.c.created_at.desc())).first()
    if row is None:
        raise DistributionError(f"There is no verification {which!r}.")
    return row


def _by_village(db: Connection, places: Gazetteer, wanted: Wanted) -> dict[str, list[UUID]]:
    """P-code ("": not known) → deliveries, in an order that is always the same."""
    population = _POPULATION
    if wanted.kit:
        population = population.where(t.delivery.c.kit_id == kit_named(db, wanted.kit).id)
    if wanted.region:
        population = population.where(t.delivery.c.place.in_(within(places, _region(places, wanted.region))))
    groups: dict[str, list[UUID]] = {}
    for row in db.execute(population.order_by(t.delivery.c.id)):
        groups.setdefault(row.place or "", []).append(row.id)
    return groups


def _region(places: Gazetteer, typed: str) -> str:
    found = named(places, "region", typed)
    if not found:
        raise DistributionError(f"There is no region {typed!r}.")
    return found[0]


def _target_of(ctx: Context, verification_id: UUID, which: str) -> t.AnyRow:
    target = _id_of(which)
    if target is not None:
        row = ctx.db.execute(_BY_ID, {"verification": verification_id, "target": target}).first()
    else:
        person_id = person_of_card(ctx, which)
        if person_id is None:
            raise DistributionError("Nobody has a card with this code.")
        rows = ctx.db.execute(_BY_PERSON, {"verification": verification_id, "person": person_id}).all()
        if len(rows) > 1:
            raise DistributionError("This person is asked about several deliveries: say which by the id of its line.")
        row = rows[0] if rows else None
    if row is None:
        raise DistributionError("This is not in the sample: only who was drawn counts.")
    return row


def _id_of(typed: str) -> UUID | None:
    try:
        return UUID(typed.strip())
    except ValueError:
        return None
