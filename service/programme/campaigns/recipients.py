"""The people of an audience, each once, with the phone that reaches them best: pages of a keyset, ordered by id."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    literal,
    or_,
    select,
)

from flows.places import LEVELS
from service.many import among
from service.messaging.outbox import has_stopped
from service.models.kit import DeliveryState, Overall
from service.models.person import PersonState
from service.models.phone import PhoneRelation, PhoneState
from service.models.visit import VisitState
from service.programme import tables as t
from service.programme.campaigns.audience import Audience

PAGE = 500
"""People of one look, and of one step of planning: as many as are written in a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of the audience. `name` and `number` are sealed; no phone: `phone_id` is None."""

    person_id: UUID | None
    name: bytes | None
    language: str
    phone_id: UUID | None
    number: bytes | None
    operator: str
    state: str
    made_up: bool
    stopped: bool


Cursor = UUID | int | None
"""Where the next page begins: after a person, or in a list. None: there is none."""
FIRST: Cursor = 0
_NEARNESS = {PhoneRelation.OWN.value: 0, PhoneRelation.SHARED.value: 1}


def page(db: Connection, audience: Audience, today: date, cursor: Cursor) -> tuple[list[Recipient], Cursor]:
    """The people from `cursor` on, at most PAGE, and where the next page begins. One may be empty before the last."""
    if audience.phones:
        some, cursor = _slice(audience.phones, cursor)
        listed = _PHONES.where(among(db, t.phone.c.id, some)).order_by(t.phone.c.id)
        return [Recipient(None, None, *row) for row in db.execute(listed)], cursor
    if audience.people is not None:
        some, cursor = _slice(audience.people, cursor)
        narrowed = _people(audience.filters, today).where(among(db, t.person.c.id, some))
        return _reached(db, db.execute(narrowed).all()), cursor
    statement = _people(audience.filters, today).where(t.person.c.id > bindparam("after")).limit(PAGE)
    rows = db.execute(statement, {"after": cursor if isinstance(cursor, UUID) else UUID(int=0)}).all()
    return _reached(db, rows), rows[-1].id if len(rows) == PAGE else None


def _slice(ids: Sequence[UUID], cursor: Cursor) -> tuple[list[UUID], Cursor]:
    start = cursor if isinstance(cursor, int) else 0
    return list(ids[start : start + PAGE]), start + PAGE if start + PAGE < len(ids) else None


def _reached(db: Connection, people: Sequence[Any]) -> list[Recipient]:
    """Each with the phone that is right, that is theirs, that was told of last. Read apart: one statement for both
    made PostgreSQL join everybody for each page."""
    phones: dict[UUID, Any] = {}
    if people:
        for row in db.execute(_LINKS.where(among(db, t.person_phone.c.person_id, [one.id for one in people]))):
            if row.person_id not in phones or _preference(row) > _preference(phones[row.person_id]):
                phones[row.person_id] = row
    return [_recipient(one, phones.get(one.id)) for one in people]


def _preference(row: Any) -> tuple[bool, int, datetime]:
    return row.state != PhoneState.WRONG.value, -_NEARNESS.get(row.relation, 2), row.since


def _recipient(one: Any, phone: Any) -> Recipient:
    if phone is None:
        return Recipient(one.id, one.name, one.language, None, None, "", "", one.made_up, False)
    language, made_up = one.language or phone.language, one.made_up or phone.made_up
    reached = phone.id, phone.number, phone.operator, phone.state
    return Recipient(one.id, one.name, language, *reached, made_up, phone.stopped)


_LINKS = (
    select(
        t.person_phone.c.person_id,
        t.person_phone.c.relation,
        t.person_phone.c.since,
        t.phone.c.id,
        t.phone.c.number,
        t.phone.c.operator,
        t.phone.c.state,
        t.phone.c.language,
        t.phone.c.made_up,
        has_stopped.label("stopped"),
    )
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(t.person_phone.c.until.is_(None))
)
_PHONES = select(
    t.phone.c.language,
    t.phone.c.id,
    t.phone.c.number,
    t.phone.c.operator,
    t.phone.c.state,
    t.phone.c.made_up,
    has_stopped,
)


def _people(filters: Mapping[str, Sequence[str]], today: date) -> Select[tuple[Any, ...]]:
    return (
        select(t.person.c.id, t.person.c.name, t.person.c.language, t.person.c.made_up)
        # « + "" »: by its index of states PostgreSQL would read, and sort, everybody for each page.
        .where(t.person.c.state + "" == PersonState.ACTIVE.value, *_conditions(filters, today))
        .order_by(t.person.c.id)
    )


def _conditions(filters: Mapping[str, Sequence[str]], today: date) -> Iterator[ColumnElement[bool]]:
    for name, values in filters.items():
        if name in LEVELS:
            yield t.person.c.place.in_(_below(values))
        elif name != "all":
            yield or_(*(_CONDITIONS[name](value, today) for value in values))


def _below(pcodes: Sequence[str]) -> Select[tuple[str]]:
    """These places and all that lie in them: villages stand below communes, by whatever code the programme gave."""
    within = select(t.place.c.pcode).where(t.place.c.pcode.in_(pcodes)).cte("within", recursive=True)
    lower = t.place.alias("lower")
    return select(within.union(select(lower.c.pcode).where(lower.c.parent == within.c.pcode)).c.pcode)


_delivery, _member = t.delivery, t.business_member
_THEIRS = or_(
    _delivery.c.person_id == t.person.c.id,
    exists().where(_member.c.business_id == _delivery.c.business_id, _member.c.person_id == t.person.c.id),
)


def _kit(code: str, _today: date) -> ColumnElement[bool]:
    return exists().where(_delivery.c.kit_id == t.kit.c.id, t.kit.c.code == code, _THEIRS)


def _business(kind: str, _today: date) -> ColumnElement[bool]:
    return exists().where(
        _member.c.person_id == t.person.c.id, t.business.c.id == _member.c.business_id, t.business.c.type == kind
    )


def _receipt(which: str, _today: date) -> ColumnElement[bool]:
    said = exists().where(
        t.receipt.c.delivery_id == _delivery.c.id, t.receipt.c.person_id == t.person.c.id, t.receipt.c.counted
    )
    if which == "unconfirmed":
        return exists().where(_delivery.c.state == DeliveryState.DELIVERED.value, _THEIRS, ~said)
    overall = {"partly": Overall.PART, "none": Overall.NONE, "confirmed": Overall.ALL}[which].value
    return exists().where(t.receipt.c.person_id == t.person.c.id, t.receipt.c.counted, t.receipt.c.overall == overall)


def _visit(which: str, today: date) -> ColumnElement[bool]:
    is_late = t.visit.c.due_on < today if which == "overdue" else t.visit.c.due_on >= today
    return exists().where(t.visit.c.person_id == t.person.c.id, t.visit.c.state == VisitState.DUE.value, is_late)


def _unanswered(campaign: str, _today: date) -> ColumnElement[bool]:
    target = t.campaign_target
    return exists().where(
        target.c.campaign_id == UUID(campaign),
        target.c.person_id == t.person.c.id,
        target.c.message_id.is_not(None),
        target.c.answered_at.is_(None),
    )


_CONDITIONS: Mapping[str, Callable[[str, date], ColumnElement[bool]]] = {
    "kit": _kit,
    "business": _business,
    "sex": lambda value, _: t.person.c.sex == value,
    "head": lambda value, _: t.person.c.head.is_(value == "yes"),
    "vulnerability": lambda value, _: (literal(" ") + t.person.c.vulnerability + " ").contains(f" {value} "),
    "language": lambda value, _: t.person.c.language == value,
    "receipt": _receipt,
    "visit": _visit,
    "unanswered": _unanswered,
}
