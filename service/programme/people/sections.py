"""What is known of a person, section by section: each a statement and the cells of its lines.

Sensitive reports know no person, and so cannot stand here. What was said in a case is read where it is answered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from flows.codes import spaced
from flows.places import Gazetteer
from service.programme import tables as t
from service.programme.deliveries import IS_THEIRS
from service.programme.labels import BUSINESS_NAME, CODE, NAME, NUMBER
from service.programme.names import first_name_and_initial
from service.programme.people.bands import BANDS
from service.vault import Vault

Cell = str | int | bool | date | datetime | None
Cells = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a section is read with."""

    db: Connection
    vault: Vault
    places: Gazetteer
    person_id: UUID

    def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """The rows of a statement about the person (bound as `person`)."""
        return self.db.execute(statement, {"person": self.person_id}).all()

    def place(self, pcode: str | None) -> str:
        return self.places.label(pcode) if pcode else ""


_who = bindparam("person", type_=t.person.c.id.type)
_head = t.person.alias("head")
_HOUSEHOLD = (
    select(t.household, _head.c.id.label("head_id"), _head.c.name.label("head_name"))
    .join_from(t.person, t.household, t.household.c.id == t.person.c.household_id)
    .outerjoin(_head, _head.c.id == t.household.c.head_person_id)
    .where(or_(t.person.c.id == _who, t.person.c.merged_into == _who))
    .distinct()
)
_FILES = select(t.person).where(t.person.c.merged_into == _who).order_by(t.person.c.registered_at, t.person.c.id)
_PHONES = (
    select(t.phone.c.id, t.phone.c.number, t.phone.c.operator, t.phone.c.state, t.phone.c.last_seen)
    .add_columns(t.person_phone.c.relation, t.person_phone.c.origin, t.person_phone.c.since, t.person_phone.c.until)
    .join(t.person_phone, t.person_phone.c.phone_id == t.phone.c.id)
    .where(t.person_phone.c.person_id == _who)
    .order_by(t.person_phone.c.since, t.person_phone.c.id)
)
_BUSINESSES = (
    select(t.business, t.business_member.c.role, t.business_member.c.since)
    .join(t.business_member, t.business_member.c.business_id == t.business.c.id)
    .where(t.business_member.c.person_id == _who)
    .order_by(t.business_member.c.since, t.business.c.id)
)
_said = select(t.receipt.c.delivery_id).where(t.receipt.c.person_id == _who)
_DELIVERIES = (
    select(t.delivery, t.kit.c.code)
    .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(or_(IS_THEIRS, t.delivery.c.id.in_(_said)))
    .order_by(t.delivery.c.delivered_on, t.delivery.c.id)
)
_RECEIPTS = (
    select(t.receipt, t.kit.c.code)
    .join(t.delivery, t.delivery.c.id == t.receipt.c.delivery_id)
    .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(t.receipt.c.person_id == _who)
    .order_by(t.receipt.c.at, t.receipt.c.id)
)
_VISITS = select(t.visit).where(t.visit.c.person_id == _who).order_by(t.visit.c.due_on, t.visit.c.id)
_CASES = select(t.case).where(t.case.c.person_id == _who).order_by(t.case.c.opened_at, t.case.c.id)
_REFERRALS = select(t.referral).where(t.referral.c.person_id == _who).order_by(t.referral.c.at, t.referral.c.id)
_MESSAGES = (
    select(t.message.c.state, func.count().label("count"), func.max(t.message.c.created_at).label("last"))
    .where(t.message.c.person_id == _who)
    .group_by(t.message.c.state)
    .order_by(t.message.c.state)
)
_CONSENTS = select(t.consent).where(t.consent.c.person_id == _who).order_by(t.consent.c.at, t.consent.c.id)


def _household(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_HOUSEHOLD):
        bands = (getattr(row, band) for band in BANDS)
        head = first_name_and_initial(reading.vault.open(NAME, row.head_id, row.head_name)) if row.head_id else ""
        yield row.size, *bands, head, row.head_sex, reading.place(row.place)


def _files(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_FILES):
        code, name = reading.vault.open(CODE, row.id, row.code), reading.vault.open(NAME, row.id, row.name)
        yield spaced(code), name, row.birth_year, reading.place(row.place), row.registered_at, row.updated_at


def _phones(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_PHONES):
        number = reading.vault.open(NUMBER, row.id, row.number)
        yield number, row.operator, row.state, row.relation, row.origin, row.since, row.until


def _businesses(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_BUSINESSES):
        name = reading.vault.open(BUSINESS_NAME, row.id, row.name) if row.name else ""
        yield row.type, name, reading.place(row.place), row.state, row.role or "member", row.since, str(row.id)


def _deliveries(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_DELIVERIES):
        to = "person" if row.person_id else "business"
        yield row.code, to, row.planned_on, row.delivered_on, row.state, "yes" if row.differs else ""


def _receipts(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_RECEIPTS):
        yield row.code, row.at, row.overall, row.asked_to_pay, row.collected_by, "yes" if row.counted else "no"


def _visits(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_VISITS):
        seen = row.visited_on, row.state, row.presence, row.business_status
        yield row.due_on, *seen, row.confirmed, row.next_visit_on


def _cases(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_CASES):
        when = row.opened_at, row.promised_at, row.answered_at, row.closed_at
        yield spaced(row.reference), row.type, row.topic, row.criticality, row.state, *when


def _referrals(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_REFERRALS):
        yield row.service, row.state, row.outcome, row.at, row.referred_on, row.received_on


def _messages(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_MESSAGES):
        yield row.state, row.count, row.last


def _consents(reading: Reading) -> Iterator[Cells]:
    for row in reading.rows(_CONSENTS):
        yield row.purpose, "yes" if row.given else "no", row.at, row.channel


Read = Callable[[Reading], Iterator[Cells]]
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
