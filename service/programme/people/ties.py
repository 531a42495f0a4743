"""Who and what a person is tied to: phones that reach them, businesses, and what they said yes or no to.

Numbers are opened here, for a member of staff who may read them: they are shown masked until they are asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from flows.phones import masked
from service.messaging.outbox import has_stopped
from service.programme import tables as t
from service.programme.labels import BUSINESS_NAME, NUMBER
from service.programme.people.records import WHO, Reading

_PHONES = (
    select(t.phone.c.id, t.phone.c.number, t.phone.c.operator, t.phone.c.state, t.phone.c.last_seen)
    .add_columns(t.person_phone.c.relation, t.person_phone.c.origin, t.person_phone.c.since, t.person_phone.c.until)
    .add_columns(has_stopped.label("stopped"))
    .join(t.person_phone, t.person_phone.c.phone_id == t.phone.c.id)
    .where(t.person_phone.c.person_id == WHO)
    .order_by(t.person_phone.c.since, t.person_phone.c.id)
)
_BUSINESSES = (
    select(t.business, t.business_member.c.role, t.business_member.c.since)
    .join(t.business_member, t.business_member.c.business_id == t.business.c.id)
    .where(t.business_member.c.person_id == WHO)
    .order_by(t.business_member.c.since, t.business.c.id)
)
_CONSENTS = select(t.consent).where(t.consent.c.person_id == WHO).order_by(t.consent.c.at, t.consent.c.id)


@dataclass(frozen=True, slots=True)
class Number:
    """A phone that reaches the person, or did until a moment. `number` in full: show `masked` unless it was asked
    for; `stopped`: no SMS go to it."""

    phone_id: UUID
    number: str
    operator: str
    state: str
    relation: str
    origin: str
    since: datetime
    until: datetime | None
    last_seen: datetime
    stopped: bool

    @property
    def masked(self) -> str:
        return masked(self.number)


@dataclass(frozen=True, slots=True)
class Membership:
    """A business of theirs. `role`: leader, or "" for a member."""

    id: UUID
    type: str
    name: str
    place: str
    state: str
    started_on: date | None
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A consent, given or refused."""

    purpose: str
    given: bool
    at: datetime
    channel: str


def numbers(reading: Reading) -> Iterator[Number]:
    """Every phone that reaches them or did, the earliest first."""
    for row in reading.rows(_PHONES):
        number = reading.vault.open(NUMBER, row.id, row.number)
        about = row.operator, row.state, row.relation, row.origin, row.since, row.until, row.last_seen
        yield Number(row.id, number, *about, bool(row.stopped))


def memberships(reading: Reading) -> Iterator[Membership]:
    """Their businesses, the one that they joined first."""
    for row in reading.rows(_BUSINESSES):
        name = reading.vault.open(BUSINESS_NAME, row.id, row.name) if row.name else ""
        about = row.place or "", row.state, row.started_on, row.role, row.since
        yield Membership(row.id, row.type, name, *about)


def consents(reading: Reading) -> Iterator[Said]:
    """Every answer that they gave, in order."""
    for row in reading.rows(_CONSENTS):
        yield Said(row.purpose, bool(row.given), row.at, row.channel)
