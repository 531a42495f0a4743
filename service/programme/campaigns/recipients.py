"""The people of an audience, each once, with the phone that reaches them best: pages of a keyset, ordered by id."""

from collections import Counter
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
    func,
    literal,
    or_,
    select,
)

from flows.places import LEVELS
from service.many import Listed
from service.messaging.outbox import has_stopped
from service.models.kit import DeliveryState, Overall
from service.models.person import PersonState
from service.models.phone import PhoneRelation, PhoneState
from service.models.visit import VisitState
from service.prepared import Prepared
from service.programme import tables as t
from service.programme.campaigns.audience import Audience

PAGE = 300
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


def reach(db: Connection, audience: Audience, today: date) -> Counter[str]:
    """How many people the filters of an audience take in, by their language ("" where it is not known): whether a
    text can go to them is not asked here."""
    people = _people(audience.filters, today).order_by(None).subquery()
    counted = select(people.c.language, func.count().label("many")).group_by(people.c.language)
    return Counter({row.language: row.many for row in db.execute(counted)})


class Pages:
    """An audience, read page by page; compiled once. `today`: what a visit that is due is due by."""

    def __init__(self, audience: Audience, today: date) -> None:
        self._audience = audience
        people = _people(audience.filters, today)
        self._everybody = Prepared(people.where(t.person.c.id > bindparam("after")).limit(PAGE))
        self._some = Listed(t.person.c.id, people.where)

    def page(self, db: Connection, cursor: Cursor = FIRST) -> tuple[list[Recipient], Cursor]:
        """The people from `cursor` on, at most PAGE, and where the next page begins. One may be empty before the
        last."""
        audience = self._audience
        if audience.people is not None or audience.phones:
            return self._listed(db, cursor if isinstance(cursor, int) else 0)
        people = self._everybody.all(db, after=cursor if isinstance(cursor, UUID) else UUID(int=0))
        return _reached(db, people), people[-1].id if len(people) == PAGE else None

    def _listed(self, db: Connection, start: int) -> tuple[list[Recipient], Cursor]:
        """Of a list: its people, then its numbers."""
        people, numbers, end = self._audience.people or (), self._audience.phones, start + PAGE
        found = _reached(db, self._some.all(db, people[start:end]))
        some = numbers[max(start - len(people), 0) : max(end - len(people), 0)]
        found += [Recipient(None, None, *row) for row in _PHONES.all(db, some)]
        return found, end if end < len(people) + len(numbers) else None


def _reached(db: Connection, people: Sequence[Any]) -> list[Recipient]:
    """Each with the phone that is right, that is theirs, that was told of last. Read apart: one statement for both
    made PostgreSQL join everybody for each page."""
    phones: dict[UUID, Any] = {}
    if people:
        for row in _LINKS.all(db, [one.id for one in people]):
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


_OF_PHONE = (
    t.phone.c.language,
    t.phone.c.id,
    t.phone.c.number,
    t.phone.c.operator,
    t.phone.c.state,
    t.phone.c.made_up,
    has_stopped.label("stopped"),
)
"""What a recipient is told by of their phone, in a recipient's order."""
_LINKS = Listed(
    t.person_phone.c.person_id,
    select(t.person_phone.c.person_id, t.person_phone.c.relation, t.person_phone.c.since, *_OF_PHONE)
    .join(t.phone, t.phone.c.id == t.person_phone.c.phone_id)
    .where(t.person_phone.c.until.is_(None))
    .where,
)
_PHONES = Listed(
    t.phone.c.id,
    select(*_OF_PHONE).order_by(t.phone.c.id).where,
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
    named = or_(*(t.place.c.pcode == one for one in pcodes))  # spelt out: what is compiled once holds no IN list
    within = select(t.place.c.pcode).where(named).cte(recursive=True)
    lower = t.place.alias("lower")
    return select(within.union(select(lower.c.pcode).where(lower.c.parent == within.c.pcode)).c.pcode)


_delivery, _member = t.delivery, t.business_member
# « correlate_except »: by itself an EXISTS within an EXISTS would ask for anybody, not for the person of the row.
_THEIRS = or_(
    _delivery.c.person_id == t.person.c.id,
    exists()
    .where(_member.c.business_id == _delivery.c.business_id, _member.c.person_id == t.person.c.id)
    .correlate_except(_member),
)


def _kit(code: str, _today: date) -> ColumnElement[bool]:
    goes_on = _delivery.c.state != DeliveryState.CANCELLED.value
    return exists().where(_delivery.c.kit_id == t.kit.c.id, t.kit.c.code == code, goes_on, _THEIRS)


def _business(kind: str, _today: date) -> ColumnElement[bool]:
    return exists().where(
        _member.c.person_id == t.person.c.id, t.business.c.id == _member.c.business_id, t.business.c.type == kind
    )


def _receipt(which: str, _today: date) -> ColumnElement[bool]:
    said = exists().where(
        t.receipt.c.delivery_id == _delivery.c.id, t.receipt.c.person_id == t.person.c.id, t.receipt.c.counted
    )
    said = said.correlate_except(t.receipt)
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
