"""Delivery reports: in any order, before our own record or long after it, repeated: the same state in the end.

A report moves a text only forward: on the way < not delivered < delivered. One that names a text that we do not
know is kept, and adopted when exactly one unsettled attempt to that phone began in the day before it; where the
worker writes the carrier's name for a text later, the reports that waited for it are applied then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, update

from service.gateways.port import Progressed, SmsReport
from service.ids import uuid7
from service.many import among
from service.messaging.outbox import message, phone
from service.messaging.trust import NOT_THE_NUMBERS, heard_of
from service.messaging.waiting import attempt
from service.models import DeliveryReport, table_of
from service.models.message import AttemptState, MessageState
from service.prepared import Adding
from service.vault import Vault

PHONE = "phone"
"""The kind of hash that phones are found by."""
ADOPTED_WITHIN = timedelta(hours=24)

report = table_of(DeliveryReport)

_FORWARD: dict[Progressed, tuple[MessageState, tuple[MessageState, ...]]] = {
    "on the way": (MessageState.SENT, (MessageState.LEASED, MessageState.UNCERTAIN)),
    "undelivered": (
        MessageState.UNDELIVERED,
        (MessageState.LEASED, MessageState.UNCERTAIN, MessageState.SENT),
    ),
    "delivered": (
        MessageState.DELIVERED,
        (MessageState.LEASED, MessageState.UNCERTAIN, MessageState.SENT, MessageState.UNDELIVERED),
    ),
}
"""Where a report leads, and from where: never back."""

_ADD = Adding(report, "gateway", "carrier_id", "status")
_UNSETTLED = or_(attempt.c.state == AttemptState.OPEN.value, attempt.c.state == AttemptState.UNCERTAIN.value)
_IN_DOUBT = or_(message.c.state == MessageState.LEASED.value, message.c.state == MessageState.UNCERTAIN.value)


_OF_GATEWAY = select(message.c.id).where(message.c.gateway == bindparam("gateway")).limit(1).with_for_update(of=message)
_NAMED = (
    _OF_GATEWAY.where(message.c.carrier_id == bindparam("theirs")),
    _OF_GATEWAY.join(attempt, attempt.c.message_id == message.c.id).where(attempt.c.carrier_id == bindparam("theirs")),
)
"""One after the other, each by its own index: a report comes for every text."""
_KNOWN_END = (
    select(report.c.id)
    .where(
        or_(
            and_(report.c.gateway == bindparam("gateway"), report.c.carrier_id == bindparam("theirs")),
            report.c.message_id == bindparam("which", type_=report.c.message_id.type),
        ),
        or_(
            report.c.means == "delivered",
            and_(report.c.means == "undelivered", report.c.reason.not_in(NOT_THE_NUMBERS)),
        ),
    )
    .limit(1)
)
"""A report that told already whether a text arrived: by the carrier's name for it, or ours. Carriers tell of one
failure in several words (« Rejected », then « Failed »)."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a report: the text that it speaks of (None: not known), and whether that was concluded."""

    message_id: UUID | None
    adopted: bool = False


def take_report(db: Connection, vault: Vault, told: SmsReport, now: datetime) -> Settled:
    """Keep a report, once, and move its text forward."""
    phone_id = _phone_of(db, vault, told.phone)
    settled = _meant(db, told, phone_id, now)
    again = told.means == "undelivered" and _is_known_end(db, told, settled)
    row = {
        "id": uuid7(),
        "gateway": told.gateway,
        "carrier_id": told.carrier_id,
        "status": told.status,
        "means": told.means,
        "reason": told.reason,
        "message_id": settled.message_id,
        "phone_id": phone_id,
        "adopted": settled.adopted,
        "at": now,
    }
    is_new = _ADD.once(db, row)
    if settled.message_id is not None:
        if not is_new:
            _point(db, told, settled)
        _move(db, settled.message_id, told.means, told.reason, now)
    if is_new and phone_id is not None:
        heard_of(db, phone_id, told.means, told.reason, again=again)
    return settled


def _is_known_end(db: Connection, told: SmsReport, settled: Settled) -> bool:
    meant = {"gateway": told.gateway, "theirs": told.carrier_id, "which": settled.message_id}
    return db.execute(_KNOWN_END, meant).first() is not None


def _phone_of(db: Connection, vault: Vault, number: str) -> UUID | None:
    found: UUID | None = None
    if number:
        found = db.scalar(select(phone.c.id).where(phone.c.number_mac == vault.index(PHONE, number)))
    return found


def _meant(db: Connection, told: SmsReport, phone_id: UUID | None, now: datetime) -> Settled:
    """The text with the carrier's name for it; else the only one to that phone of which nobody knows what became."""
    known = _named(db, told)
    if known is not None or phone_id is None:
        return Settled(known)
    in_doubt = db.execute(
        select(attempt.c.id, attempt.c.message_id, attempt.c.state)
        .join(message, message.c.id == attempt.c.message_id)
        .where(
            message.c.phone_id == phone_id,
            message.c.gateway == told.gateway,
            message.c.carrier_id.is_(None),
            attempt.c.at > now - ADOPTED_WITHIN,
            attempt.c.at <= now,
            _UNSETTLED,
            _IN_DOUBT,
        )
        .limit(2)
        .with_for_update(of=message)
    ).all()
    if len(in_doubt) == 1:
        return _adopted(db, told, in_doubt[0])
    # A worker may have been writing the name just now: the look above waited for it, and this one sees it.
    return Settled(_named(db, told))


def _named(db: Connection, told: SmsReport) -> UUID | None:
    found = (db.scalar(named, {"gateway": told.gateway, "theirs": told.carrier_id}) for named in _NAMED)
    return next((known for known in found if known is not None), None)


def _adopted(db: Connection, told: SmsReport, one: Any) -> Settled:
    """The text gets the carrier's name for it; an attempt that had expired is known to have arrived there."""
    db.execute(update(message).where(message.c.id == one.message_id).values(carrier_id=told.carrier_id))
    accepted = {"carrier_id": told.carrier_id, "state": AttemptState.ACCEPTED.value}
    db.execute(
        update(attempt)
        .where(attempt.c.id == one.id, attempt.c.state == AttemptState.UNCERTAIN.value)
        .values(**accepted)
    )
    return Settled(one.message_id, adopted=True)


def _point(db: Connection, told: SmsReport, settled: Settled) -> None:
    """A report that was kept before it was known of what it speaks."""
    same = (report.c.gateway == told.gateway, report.c.carrier_id == told.carrier_id, report.c.status == told.status)
    found = {"message_id": settled.message_id, "adopted": settled.adopted}
    db.execute(update(report).where(*same, report.c.message_id.is_(None)).values(**found))


def _move(db: Connection, message_id: UUID, means: Progressed, reason: str, now: datetime) -> None:
    if means == "":
        return
    state, before = _FORWARD[means]
    db.execute(
        update(message)
        .where(message.c.id == message_id, message.c.state.in_([one.value for one in before]))
        .values(
            state=state.value,
            reason=reason if state is MessageState.UNDELIVERED else "",
            sent_at=func.coalesce(message.c.sent_at, now),
        )
    )


def apply_waiting(db: Connection, named: Mapping[str, UUID]) -> None:
    """Apply the reports that came before the worker wrote the carrier's names of these texts (name → text)."""
    if named:
        _apply(db, _MATCHED.where(among(db, report.c.carrier_id, list(named))))


def apply_overlooked(db: Connection, most: int = 500) -> int:
    """Apply reports whose text got its name in the very moment in which they were kept: two transactions that do not
    see one another. How many; looked for now and then."""
    return _apply(db, _MATCHED.limit(most))


_MATCHED = (
    select(report.c.id, report.c.means, report.c.reason, report.c.at, message.c.id.label("text"))
    .join(message, (message.c.carrier_id == report.c.carrier_id) & (message.c.gateway == report.c.gateway))
    .where(report.c.message_id.is_(None))
)


def _apply(db: Connection, found: Select[Any]) -> int:
    rows = db.execute(found).all()
    for row in rows:
        db.execute(update(report).where(report.c.id == row.id).values(message_id=row.text))
        _move(db, row.text, row.means, row.reason, row.at)
    return len(rows)
