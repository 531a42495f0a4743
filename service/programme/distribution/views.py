"""Distributions and deliveries as lists show them: places by name, people by their first name and initial."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, func, select

from flows.codes import spaced
from flows.places import Gazetteer
from service.models.kit import DeliveryState
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution.comparing import Said, words_of
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.whom import recipient
from service.programme.labels import CODE, NAME
from service.programme.names import first_name_and_initial
from service.vault import Vault


def _count(*states: DeliveryState) -> Any:
    return func.coalesce(func.sum(case((t.delivery.c.state.in_([state.value for state in states]), 1), else_=0)), 0)


_BROUGHT = (DeliveryState.DELIVERED, DeliveryState.CONFIRMED, DeliveryState.PARTLY, DeliveryState.NOT_RECEIVED)
_DISTRIBUTIONS = (
    select(
        t.distribution,
        t.kit.c.code.label("kit"),
        func.count(t.delivery.c.id).label("deliveries"),
        _count(DeliveryState.PLANNED).label("to_come"),
        _count(*_BROUGHT).label("delivered"),
        _count(DeliveryState.CONFIRMED).label("confirmed"),
        _count(DeliveryState.PARTLY, DeliveryState.NOT_RECEIVED).label("amiss"),
        func.coalesce(func.sum(case((t.delivery.c.differs, 1), else_=0)), 0).label("differs"),
    )
    .select_from(
        t.distribution.join(t.kit, t.kit.c.id == t.distribution.c.kit_id).outerjoin(
            t.delivery, t.delivery.c.distribution_id == t.distribution.c.id
        )
    )
    .group_by(*t.distribution.c, t.kit.c.code)
    .order_by(t.distribution.c.planned_on.desc(), t.distribution.c.place, t.distribution.c.id)
)
_DELIVERIES = (
    select(
        t.delivery.c.id,
        t.delivery.c.state,
        t.delivery.c.place,
        t.delivery.c.planned_on,
        t.delivery.c.delivered_on,
        t.delivery.c.differs,
        t.kit.c.code.label("kit"),
        t.person.c.id.label("person_id"),
        t.person.c.name,
        t.person.c.code,
    )
    .select_from(
        t.delivery.join(t.kit, t.kit.c.id == t.delivery.c.kit_id).outerjoin(t.person, t.person.c.id == recipient)
    )
    .order_by(t.delivery.c.place, t.delivery.c.id)
)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as a list shows it. `who` and `card`: of the person that it went to, or who leads the business."""

    id: UUID
    kit: str
    who: str
    card: str
    village: str
    state: str
    planned_on: date | None
    delivered_on: date | None
    differs: bool


@dataclass(frozen=True, slots=True)
class WordLine:
    """One item of a delivery: how many were promised, noted by the agent, and said to have come. `who`: whose word, ""
    where nobody has said anything; `counts`: whether it stands."""

    item: str
    promised: int
    agent: int
    person: int | None
    who: str
    day: date | None
    counts: bool


def distributions(db: Connection, places: Sequence[str] | None = None) -> Sequence[t.AnyRow]:
    """Each with its counts, the latest first; of these places, None: of all."""
    wanted = _DISTRIBUTIONS if places is None else _DISTRIBUTIONS.where(t.distribution.c.place.in_(places))
    return db.execute(wanted).all()


def of_distribution(ctx: Context, distribution_id: UUID) -> Iterator[DeliveryLine]:
    """The deliveries of a distribution. Raises DistributionError."""
    if ctx.db.execute(select(t.distribution.c.id).where(t.distribution.c.id == distribution_id)).first() is None:
        raise DistributionError("There is no such distribution.")
    return _lines(ctx, _DELIVERIES.where(t.delivery.c.distribution_id == distribution_id))


def differing(ctx: Context) -> Iterator[DeliveryLine]:
    """The deliveries of which a returnee says something else than the agent."""
    return _lines(ctx, _DELIVERIES.where(t.delivery.c.differs))


def both_words(ctx: Context, delivery_id: UUID, language: str) -> list[WordLine]:
    """What was promised, what the agent noted, what the returnees said: item by item, every receipt that there is.
    Raises DistributionError where there is no such delivery."""
    if ctx.db.execute(select(t.delivery.c.id).where(t.delivery.c.id == delivery_id)).first() is None:
        raise DistributionError("There is no such delivery.")
    words = words_of(ctx.db, [delivery_id])[delivery_id]
    lines = []
    for item in words.items:
        name = item.names.get(language) or item.names["fr"]
        heard: Sequence[Said | None] = words.said or [None]
        for said in heard:
            count, who, day, counts = _of_receipt(ctx, said, item.id)
            lines.append(WordLine(name, item.promised, item.brought, count, who, day, counts))
    return lines


def label(places: Gazetteer, pcode: str | None) -> str:
    """A place as a list says it; its code where it has left the programme's list."""
    try:
        return places.label(pcode) if pcode else ""
    except KeyError:
        return pcode or ""


def who_of(vault: Vault, row: t.AnyRow) -> tuple[str, str]:
    """(first name and initial, card in threes) of a row with person_id, name, code; blanks for nobody."""
    if row.person_id is None:
        return "", ""
    name, code = vault.open(NAME, row.person_id, row.name), vault.open(CODE, row.person_id, row.code)
    return first_name_and_initial(name), spaced(code)


def _of_receipt(ctx: Context, said: Said | None, item: UUID) -> tuple[int | None, str, date | None, bool]:
    if said is None:
        return None, "", None, False
    row = ctx.db.execute(select(t.person.c.name).where(t.person.c.id == said.person_id)).one()
    name = first_name_and_initial(ctx.vault.open(NAME, said.person_id, row.name))
    return said.counts.get(item), name, said.at.date(), said.counted


def _lines(ctx: Context, wanted: Select[Any]) -> Iterator[DeliveryLine]:
    for row in ctx.db.execute(wanted):
        who, card = who_of(ctx.vault, row)
        village = label(ctx.places, row.place)
        yield DeliveryLine(
            row.id, row.kit, who, card, village, row.state, row.planned_on, row.delivered_on, row.differs
        )
