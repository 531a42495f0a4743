"""What happened with a person: kits and what they said of them, visits, cases, referrals.

Sensitive reports know no person, and so cannot stand here. What was said in a case is read where it is answered.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from flows.codes import spaced
from service.programme import tables as t
from service.programme.deliveries import IS_THEIRS
from service.programme.people.records import WHO, Reading

_said = select(t.receipt.c.delivery_id).where(t.receipt.c.person_id == WHO)
_DELIVERIES = (
    select(t.delivery, t.kit.c.code, t.kit.c.names)
    .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(or_(IS_THEIRS, t.delivery.c.id.in_(_said)))
    .order_by(t.delivery.c.delivered_on, t.delivery.c.id)
)
_RECEIPTS = (
    select(t.receipt, t.kit.c.code)
    .join(t.delivery, t.delivery.c.id == t.receipt.c.delivery_id)
    .join(t.kit, t.kit.c.id == t.delivery.c.kit_id)
    .where(t.receipt.c.person_id == WHO)
    .order_by(t.receipt.c.at, t.receipt.c.id)
)
_SAID_ITEMS = (
    select(t.receipt_item.c.receipt_id, t.receipt_item.c.outcome, t.receipt_item.c.count, t.kit_item.c.names)
    .join(t.receipt, t.receipt.c.id == t.receipt_item.c.receipt_id)
    .join(t.kit_item, t.kit_item.c.id == t.receipt_item.c.kit_item_id)
    .where(t.receipt.c.person_id == WHO)
    .order_by(t.kit_item.c.position, t.kit_item.c.id)
)
_VISITS = select(t.visit).where(t.visit.c.person_id == WHO).order_by(t.visit.c.due_on, t.visit.c.id)
_CASES = select(t.case).where(t.case.c.person_id == WHO).order_by(t.case.c.opened_at, t.case.c.id)
_REFERRALS = select(t.referral).where(t.referral.c.person_id == WHO).order_by(t.referral.c.at, t.referral.c.id)


@dataclass(frozen=True, slots=True)
class SaidItem:
    """What they said of one item. `names`: by language; `count` None: not said."""

    names: Mapping[str, str]
    outcome: str
    count: int | None


@dataclass(frozen=True, slots=True)
class SaidOfKit:
    """A receipt. `kit`: its code; `counts`: whether it stands for this person."""

    delivery_id: UUID
    kit: str
    at: datetime
    overall: str
    asked_to_pay: str
    collected_by: str
    counts: bool
    items: tuple[SaidItem, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A kit for them or for a business of theirs, and what they said of it. `names`: the kit's, by language."""

    id: UUID
    kit: str
    names: Mapping[str, str]
    for_business: bool
    planned_on: date | None
    delivered_on: date | None
    state: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit, made or to be made. `after_days`: of the schedule, None where it was agreed with them."""

    id: UUID
    due_on: date | None
    visited_on: date | None
    after_days: int | None
    state: str
    presence: str
    business_status: str
    confirmed: str
    next_visit_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A case, without a word of it. `reference` in pairs."""

    id: UUID
    reference: str
    type: str
    topic: str
    criticality: str
    state: str
    opened_at: datetime
    promised_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral, without its reason."""

    service: str
    state: str
    outcome: str
    at: datetime
    referred_on: date | None
    received_on: date | None


def deliveries(reading: Reading) -> Iterator[Brought]:
    """Kits for them, the first to come first."""
    for row in reading.rows(_DELIVERIES):
        about = row.planned_on, row.delivered_on, row.state, bool(row.differs)
        yield Brought(row.id, row.code, row.names, row.person_id is None, *about)


def receipts(reading: Reading) -> Iterator[SaidOfKit]:
    """All that they said of their kits, in order; what was said later counts."""
    items: dict[UUID, list[SaidItem]] = defaultdict(list)
    for row in reading.rows(_SAID_ITEMS):
        items[row.receipt_id].append(SaidItem(row.names, row.outcome, row.count))
    for row in reading.rows(_RECEIPTS):
        about = row.at, row.overall, row.asked_to_pay, row.collected_by, bool(row.counted)
        yield SaidOfKit(row.delivery_id, row.code, *about, tuple(items[row.id]))


def visits(reading: Reading) -> Iterator[Seen]:
    """By the day on which they are, or were, due."""
    for row in reading.rows(_VISITS):
        about = row.state, row.presence, row.business_status, row.confirmed, row.next_visit_on
        yield Seen(row.id, row.due_on, row.visited_on, row.after_days, *about)


def cases(reading: Reading) -> Iterator[Asked]:
    """Their cases, the first one first."""
    for row in reading.rows(_CASES):
        when = row.opened_at, row.promised_at, row.answered_at, row.closed_at
        yield Asked(row.id, spaced(row.reference), row.type, row.topic, row.criticality, row.state, *when)


def referrals(reading: Reading) -> Iterator[Referred]:
    """Their referrals, the first one first."""
    for row in reading.rows(_REFERRALS):
        yield Referred(row.service, row.state, row.outcome, row.at, row.referred_on, row.received_on)
