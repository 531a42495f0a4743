"""What is known of a person as titled tables, for a terminal: the cells of records.py, ties.py and doings.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from flows.places import Gazetteer
from service.programme import tables as t
from service.programme.people import doings, records, ties
from service.programme.people.bands import BANDS
from service.programme.people.records import WHO, Reading

Cell = str | int | bool | date | datetime | None
Cells = tuple[Cell, ...]

_MESSAGES = (
    select(t.message.c.state, func.count().label("count"), func.max(t.message.c.created_at).label("last"))
    .where(t.message.c.person_id == WHO)
    .group_by(t.message.c.state)
    .order_by(t.message.c.state)
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a section is told with."""

    reading: Reading
    places: Gazetteer

    def place(self, pcode: str) -> str:
        return self.places.label(pcode) if pcode else ""

    def each(self, records_of: Callable[[Reading], Iterator[Any]]) -> Iterator[Any]:
        return records_of(self.reading)


def _household(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(records.households):
        yield one.size, *one.bands.values(), one.head, one.head_sex, telling.place(one.place)


def _files(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(records.other_cards):
        yield one.code, one.name, one.born, telling.place(one.place), one.registered_at, one.merged_at


def _phones(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(ties.numbers):
        yield one.number, one.operator, one.state, one.relation, one.origin, one.since, one.until


def _businesses(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(ties.memberships):
        where = telling.place(one.place)
        yield one.type, one.name, where, one.state, one.role or "member", one.since, str(one.id)


def _deliveries(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(doings.deliveries):
        to = "business" if one.for_business else "person"
        yield one.kit, to, one.planned_on, one.delivered_on, one.state, "yes" if one.differs else ""


def _receipts(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(doings.receipts):
        yield one.kit, one.at, one.overall, one.asked_to_pay, one.collected_by, "yes" if one.counts else "no"


def _visits(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(doings.visits):
        seen = one.visited_on, one.state, one.presence, one.business_status
        yield one.due_on, *seen, one.confirmed, one.next_visit_on


def _cases(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(doings.cases):
        when = one.opened_at, one.promised_at, one.answered_at, one.closed_at
        yield one.reference, one.type, one.topic, one.criticality, one.state, *when


def _referrals(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(doings.referrals):
        yield one.service, one.state, one.outcome, one.at, one.referred_on, one.received_on


def _messages(telling: Telling) -> Iterator[Cells]:
    for row in telling.reading.rows(_MESSAGES):
        yield row.state, row.count, row.last


def _consents(telling: Telling) -> Iterator[Cells]:
    for one in telling.each(ties.consents):
        yield one.purpose, "yes" if one.given else "no", one.at, one.channel


Read = Callable[[Telling], Iterator[Cells]]
SECTIONS: Mapping[str, tuple[str, Read]] = {
    "household": (f"size|{'|'.join(BANDS.values())}|head|head's sex|place", _household),
    "other cards": ("card|name|born|place|registered|merged", _files),
    "phones": ("number|operator|state|relation|how|since|until", _phones),
    "businesses": ("type|name|place|state|role|since|business", _businesses),
    "deliveries": ("kit|to|planned|delivered|state|differs", _deliveries),
    "receipts": ("kit|at|received|asked to pay|collected by|counts", _receipts),
    "visits": ("due|visited|state|presence|business|confirmed|next", _visits),
    "cases": ("reference|type|topic|criticality|state|opened|promised|answered|closed", _cases),
    "referrals": ("service|state|outcome|asked|referred|received", _referrals),
    "messages": ("state|count|last", _messages),
    "consents": ("for|given|at|how", _consents),
}
"""Title → (headings, how its lines are read), in the order of the page."""
NOT_FOR_AGENTS = frozenset({"cases", "referrals"})
"""Who collects data cannot browse what people complain of and what ails them."""
