"""Verifications as lists show them: village by village, and who is still to be asked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select

from flows.places import Gazetteer
from service.models.kit import Checked
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.sampling import margin_of
from service.programme.distribution.views import label, who_of
from service.programme.distribution.whom import recipient
from service.programme.followup import sector
from service.programme.labels import NAME, NUMBER

HANDED_OUT = "verification list handed out"
"""The audit event of a list with full names and numbers."""

_target = t.verification_target
_BY_VILLAGE = (
    select(_target.c.place, _target.c.outcome, func.count().label("how_many"))
    .group_by(_target.c.place, _target.c.outcome)
    .order_by(_target.c.place)
)
_TARGETS = (
    select(
        _target.c.id,
        _target.c.place,
        _target.c.outcome,
        _target.c.tries,
        t.delivery.c.delivered_on,
        t.kit.c.code.label("kit"),
        t.kit.c.names.label("kit_names"),
        t.person.c.id.label("person_id"),
        t.person.c.name,
        t.person.c.code,
    )
    .select_from(
        _target.join(t.delivery, t.delivery.c.id == _target.c.delivery_id)
        .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
        .outerjoin(t.person, t.person.c.id == recipient)
    )
    .order_by(_target.c.id)  # they were drawn village by village
)
_PHONES = (
    select(t.person_phone.c.person_id, t.phone.c.id, t.phone.c.number)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(t.person_phone.c.until.is_(None))
    .order_by(t.person_phone.c.since)
)


@dataclass(frozen=True, slots=True)
class VillageLine:
    """What came of a sample in one village, or in all (`village` "")."""

    village: str
    drawn: int
    confirmed: int
    differs: int
    unreachable: int

    @property
    def still_open(self) -> int:
        return self.drawn - self.confirmed - self.differs - self.unreachable

    @property
    def reached(self) -> int:
        return self.confirmed + self.differs


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a verification is. `share`: confirmed of those who were reached, `margin`: how far off that may be, with
    those few; both shares of 1, None while nobody was reached."""

    villages: Sequence[VillageLine]
    total: VillageLine
    share: float | None
    margin: float | None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """Whom to ask about what. `who`: the first name and initial, or the full name on a list that is handed out, where
    `phone` is written too. `kit`: its code, `kit_names`: its names by language."""

    id: UUID
    village: str
    who: str
    card: str
    phone: str
    kit: str
    delivered_on: date | None
    outcome: str
    tries: int
    kit_names: Mapping[str, str]


def verifications(db: Connection, places: str = "") -> Sequence[t.AnyRow]:
    """Every verification that has to do with a sector (P-codes separated by spaces, "" for everywhere), the latest
    first: how many of its targets lie there (`drawn`), and how many of them have an outcome (`asked`)."""
    drawn = func.count(_target.c.id).label("drawn")
    asked = func.count(_target.c.id).filter(_target.c.outcome != "").label("asked")
    is_there = and_(_target.c.verification_id == t.verification.c.id, sector.within(_target.c.place, places))
    joined = t.verification.join(_target, is_there, isouter=not places)
    rows = select(t.verification, drawn, asked).select_from(joined).group_by(*t.verification.c)
    return db.execute(rows.order_by(t.verification.c.created_at.desc())).all()


def standing(db: Connection, known: Gazetteer, verification: t.AnyRow, places: str = "") -> Standing:
    """How far a verification is, village by village; of a sector alone, where one is said."""
    counts: dict[str, Counter[str]] = {}
    of_it = _target.c.verification_id == verification.id
    for row in db.execute(_BY_VILLAGE.where(of_it, sector.within(_target.c.place, places))):
        counts.setdefault(row.place or "", Counter())[row.outcome] = row.how_many
    villages = [_village(label(known, pcode) or "–", found) for pcode, found in counts.items()]
    total = _village("", sum(counts.values(), Counter()))
    share = total.confirmed / total.reached if total.reached else None
    margin = margin_of(total.reached, verification.population, verification.confidence, verification.expected)
    return Standing(villages, total, share, margin)


class Asker(Protocol):
    """Who asks. `places`: P-codes separated by spaces."""

    @property
    def id(self) -> UUID: ...

    @property
    def places(self) -> str: ...


def targets(
    ctx: Context,
    verification_id: UUID,
    places: Sequence[str] | None,
    agent: Asker | t.AnyRow | None,
    *,
    in_full: bool,
    after: UUID | None = None,
    most: int | None = None,
) -> Iterator[TargetLine]:
    """Whom is still to be asked, or was not reached: in these places (None: all), by this agent: in their places, and
    not what they noted themselves. `in_full`: with full names and numbers; `after`, `most`: at most so many, behind
    that one."""
    wanted = _TARGETS.where(
        _target.c.verification_id == verification_id, _target.c.outcome.in_(["", Checked.UNREACHABLE.value])
    )
    if places is not None:
        wanted = wanted.where(_target.c.place.in_(places))
    if agent is not None:
        not_theirs = or_(t.delivery.c.recorded_by.is_(None), t.delivery.c.recorded_by != agent.id)
        wanted = wanted.where(sector.within(_target.c.place, agent.places), not_theirs)
    if after is not None:
        wanted = wanted.where(_target.c.id > after)
    numbers = _numbers(ctx, verification_id) if in_full else {}
    for row in ctx.db.execute(wanted.limit(most)):
        who, card = who_of(ctx.vault, row)
        if in_full and row.person_id is not None:
            who = ctx.vault.open(NAME, row.person_id, row.name)
        village, phone = label(ctx.places, row.place), numbers.get(row.person_id, "")
        said = row.delivered_on, row.outcome, row.tries
        yield TargetLine(row.id, village, who, card, phone, row.kit, *said, row.kit_names)


def _numbers(ctx: Context, verification_id: UUID) -> dict[UUID, str]:
    """Person → the number that was told of last, of everybody in a sample."""
    people = (
        select(recipient)
        .select_from(_target.join(t.delivery, t.delivery.c.id == _target.c.delivery_id))
        .where(_target.c.verification_id == verification_id)
    )
    rows = ctx.db.execute(_PHONES.where(t.person_phone.c.person_id.in_(people)))
    return {row.person_id: ctx.vault.open(NUMBER, row.id, row.number) for row in rows}


def _village(village: str, counts: Counter[str]) -> VillageLine:
    confirmed, differs, unreachable = (counts[one.value] for one in Checked)
    return VillageLine(village, counts.total(), confirmed, differs, unreachable)
