"""Intent first: an attempt is committed before the carrier is called, and an intent without a result is
never sent again by itself.

    claim     queued → leased, one attempt each, one open attempt a phone     committed, then
    (the carrier is called, no transaction open)
    settle    leased → sent | failed | queued again later | uncertain         in settling.py
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Connection, Row, bindparam, insert, or_, select, update

from service.gateways.port import OutgoingSms
from service.ids import uuid7
from service.messaging.outbox import BODY, NUMBER, OPTED_OUT, STOP_CONFIRMED, has_stopped, message, phone
from service.models import MessageAttempt, table_of
from service.models.message import AttemptState, MessageState
from service.vault import Vault, VaultError

MOST_TEXTS = 200
MOST_CALLS = 20
"""What one claim takes at most: a worker that dies leaves no more than this uncertain."""

LEASE = timedelta(minutes=5)

attempt = table_of(MessageAttempt)


@dataclass(frozen=True, slots=True)
class Leased:
    """A text in hand. `tries`: how often it was tried before."""

    attempt_id: UUID
    text: OutgoingSms
    tries: int


@dataclass(frozen=True, slots=True)
class Group:
    """Leased texts with one body, for one call. `made_up`: for the simulator, never for a real carrier."""

    made_up: bool
    leased: list[Leased] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed, and how many rows were closed unsent instead (too old, opted out)."""

    groups: list[Group]
    closed: int

    @property
    def real(self) -> int:
        """How many texts are for the carrier."""
        return sum(len(group.leased) for group in self.groups if not group.made_up)


_IS_MADE_UP = or_(message.c.made_up, phone.c.made_up)
_in_hand = message.alias("in_hand")
_BUSY_PHONES = (
    select(_in_hand.c.phone_id)
    .join(attempt, attempt.c.message_id == _in_hand.c.id)
    .where(attempt.c.state == AttemptState.OPEN.value, attempt.c.until > bindparam("now"))
)
_WAITING = (
    select(
        message.c.id,
        message.c.phone_id,
        message.c.kind,
        message.c.body,
        message.c.attempts,
        message.c.best_before,
        phone.c.number,
        _IS_MADE_UP.label("made_up"),
        has_stopped.label("stopped"),
    )
    .join(phone, phone.c.id == message.c.phone_id)
    .where(
        message.c.state == MessageState.QUEUED.value,
        message.c.not_before <= bindparam("now"),
        message.c.phone_id.not_in(_BUSY_PHONES),
        or_(_IS_MADE_UP, bindparam("real", type_=Boolean)),
    )
    .order_by(message.c.priority, message.c.not_before, message.c.id)
    .limit(bindparam("most"))
    # The phone's row is the guard of "one open attempt a phone" among workers (PostgreSQL; SQLite has one
    # writer). NO KEY UPDATE lets others refer to the row meanwhile.
    .with_for_update(of=[message, phone], skip_locked=True, key_share=True)
)
_CLOSE = update(message).where(message.c.id == bindparam("row")).values(state=bindparam("to"), reason=bindparam("why"))
_LEASE = (
    update(message)
    .where(message.c.id == bindparam("row"))
    .values(state=MessageState.LEASED.value, gateway=bindparam("by"), attempts=message.c.attempts + 1, reason="")
)
_ADD_ATTEMPT = insert(attempt)


def claim(db: Connection, vault: Vault, worker: str, gateways: tuple[str, str], now: datetime, *, real: int) -> Claim:
    """Lease what is due, the most urgent first. `gateways`: the names for real and for made-up people.
    `real`: how many texts the carrier may be given now; 0: only texts to made-up people. In a transaction of
    `service.database.writing`, which the caller commits before it calls anybody."""
    rows = db.execute(_WAITING, {"now": now, "real": real > 0, "most": min(MOST_TEXTS, real + MOST_CALLS)}).all()
    # An attempt committed between that statement's snapshot and its locks is seen only by a new one.
    busy = set(db.scalars(_BUSY_PHONES, {"now": now}))
    groups: dict[tuple[bool, str], Group] = {}
    closed: list[dict[str, Any]] = []
    for row in rows:
        if row.phone_id in busy or (real <= 0 and not row.made_up):
            continue
        if why := _unsendable(row, now):
            closed.append({"row": row.id, "to": why[0].value, "why": why[1]})
            continue
        try:
            taken = _take(groups, row, vault)
        except VaultError:
            closed.append({"row": row.id, "to": MessageState.FAILED.value, "why": "unreadable"})
            continue
        if taken:
            busy.add(row.phone_id)
            real -= not row.made_up
    _write_claim(db, groups.values(), closed, worker, gateways, now)
    return Claim(list(groups.values()), len(closed))


def _unsendable(row: Row[Any], now: datetime) -> tuple[MessageState, str] | None:
    if row.best_before is not None and row.best_before <= now:
        return MessageState.EXPIRED, "too_old"
    if row.stopped and row.kind != STOP_CONFIRMED:
        return MessageState.FAILED, OPTED_OUT
    return None


def _take(groups: dict[tuple[bool, str], Group], row: Row[Any], vault: Vault) -> bool:
    """Put the text with others of its body; False when it would need one call too many."""
    body = vault.open(BODY, row.id, row.body)
    key = (bool(row.made_up), body)
    if key not in groups and len(groups) == MOST_CALLS:
        return False
    number = vault.open(NUMBER, row.phone_id, row.number)
    group = groups.setdefault(key, Group(made_up=key[0]))
    group.leased.append(Leased(uuid7(), OutgoingSms(row.id, number, body), row.attempts))
    return True


def _write_claim(
    db: Connection,
    groups: Iterable[Group],
    closed: Sequence[Mapping[str, Any]],
    worker: str,
    gateways: tuple[str, str],
    now: datetime,
) -> None:
    if closed:
        db.execute(_CLOSE, closed)
    taken = [(one, gateways[group.made_up]) for group in groups for one in group.leased]
    if taken:
        db.execute(_LEASE, [{"row": one.text.message_id, "by": name} for one, name in taken])
        db.execute(_ADD_ATTEMPT, [_intent(one, worker, now) for one, _ in taken])


def _intent(one: Leased, worker: str, now: datetime) -> dict[str, Any]:
    return {
        "id": one.attempt_id,
        "message_id": one.text.message_id,
        "worker": worker,
        "until": now + LEASE,
        "state": AttemptState.OPEN.value,
        "reason": "",
        "at": now,
    }
