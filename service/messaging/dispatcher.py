"""Intent first: an attempt is committed before the carrier is called, and an intent without a result is
never sent again by itself.

    claim     queued → leased, one attempt each, one open attempt a phone     committed, then
    (the carrier is called, no transaction open)
    settle    leased → sent | failed | queued again later | uncertain         in settling.py
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from service.gateways.port import OutgoingSms
from service.ids import uuid7
from service.many import among
from service.messaging.outbox import BODY, NUMBER, OPTED_OUT, STOP_CONFIRMED, message
from service.messaging.trust import NEUTRAL_TEXT
from service.messaging.waiting import MOST_EQUAL, Bulk, attempt, busy_phones, due, earlier_texts
from service.models.message import AttemptState, MessageState
from service.models.phone import PhoneState
from service.prepared import Adding
from service.vault import Vault, VaultError

MOST_TEXTS = 200
MOST_CALLS = 20
"""What one claim takes at most: a worker that dies leaves no more than this uncertain."""

LEASE = timedelta(minutes=5)
LOOP = "loop"
"""Why a text failed that would have been one equal text too many."""


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


Closing = tuple[MessageState, str]
"""How a text ends unsent, and why."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed, and how many rows were closed unsent instead (too old, opted out) or put off."""

    groups: list[Group]
    closed: int = 0
    loops: int = 0

    @property
    def real(self) -> int:
        """How many texts are for the carrier."""
        return sum(len(group.leased) for group in self.groups if not group.made_up)


class _Taking:
    """One claim in the making."""

    def __init__(self, db: Connection, vault: Vault, now: datetime, real: int, bulk: Bulk | None) -> None:
        self._db, self._vault, self._now, self._real, self._bulk = db, vault, now, real, bulk
        self.groups: dict[tuple[bool, str], Group] = {}
        self.closed: defaultdict[Closing, list[UUID]] = defaultdict(list)
        self.put_off: defaultdict[datetime, list[UUID]] = defaultdict(list)
        self._busy: set[UUID] = set()

    def run(self) -> None:
        room = min(MOST_TEXTS, max(self._real, 0) + MOST_CALLS)
        rows = list(due(self._db, self._now, room, real=self._real, bulk=self._bulk))
        # An attempt committed between that statement's snapshot and its locks is seen only by a new one.
        self._busy = busy_phones(self._db, self._now)
        for row in rows:
            if row.phone_id not in self._busy and (self._real > 0 or row.made_up):
                self._decide(row)

    def _decide(self, row: Any) -> None:
        if (closing := self._unsendable(row)) is not None:
            self.closed[closing].append(row.id)
        elif (until := self._waits_until(row)) is not None:
            self.put_off[until].append(row.id)
        else:
            self._take(row)

    def _unsendable(self, row: Any) -> Closing | None:
        if row.best_before is not None and row.best_before <= self._now:
            return MessageState.EXPIRED, "too_old"
        if row.stopped and row.kind != STOP_CONFIRMED:
            return MessageState.FAILED, OPTED_OUT
        # Written for somebody, some time ago: meanwhile the number may have come into doubt.
        if row.campaign_id is not None and row.phone_state == PhoneState.WRONG.value:
            return MessageState.FAILED, "wrong_number"
        if row.campaign_id is not None and row.phone_state == PhoneState.UNVERIFIED.value and row.kind != NEUTRAL_TEXT:
            return MessageState.FAILED, "unverified"
        return None

    def _waits_until(self, row: Any) -> datetime | None:
        """A text of a campaign: until when it is one too many today, or asks where something is asked already."""
        if self._bulk is None:
            return None
        if row.today >= self._bulk.daily:
            return self._bulk.morning
        return self._bulk.later if row.is_asked else None

    def _take(self, row: Any) -> None:
        """Put the text with others of its body, unless it would need one call too many."""
        try:
            body = self._vault.open(BODY, row.id, row.body)
            number = self._vault.open(NUMBER, row.phone_id, row.number)
        except VaultError:
            self.closed[MessageState.FAILED, "unreadable"].append(row.id)
            return
        if row.recent >= MOST_EQUAL and self._is_loop(row, body):
            self.closed[MessageState.FAILED, LOOP].append(row.id)
            return
        key = (bool(row.made_up), body)
        if key not in self.groups and len(self.groups) == MOST_CALLS:
            return
        group = self.groups.setdefault(key, Group(made_up=key[0]))
        group.leased.append(Leased(uuid7(), OutgoingSms(row.id, number, body), row.attempts))
        self._busy.add(row.phone_id)
        self._real -= not row.made_up

    def _is_loop(self, row: Any, body: str) -> bool:
        """Bodies are sealed: only opened can they be compared."""
        earlier = earlier_texts(self._db, row, self._now)
        return sum(self._vault.open(BODY, one.id, one.body) == body for one in earlier) >= MOST_EQUAL


def claim(
    db: Connection,
    vault: Vault,
    worker: str,
    gateways: tuple[str, str],
    now: datetime,
    *,
    real: int,
    bulk: Bulk | None = None,
) -> Claim:
    """Lease what is due, the most urgent first. `gateways`: the names for real and for made-up people.
    `real`: how many texts the carrier may be given now; 0: only texts to made-up people. `bulk`: what campaigns may
    do; None where they wait. In a transaction of `service.database.writing`, which the caller commits before it
    calls anybody."""
    taking = _Taking(db, vault, now, real, bulk)
    taking.run()
    _write(db, taking, worker, gateways, now)
    closed = sum(map(len, (*taking.closed.values(), *taking.put_off.values())))
    return Claim(list(taking.groups.values()), closed, len(taking.closed[MessageState.FAILED, LOOP]))


_ADD_ATTEMPT = Adding(attempt)


def _write(db: Connection, taking: _Taking, worker: str, gateways: tuple[str, str], now: datetime) -> None:
    for (state, why), ids in taking.closed.items():
        _change(db, ids, state=state.value, reason=why)
    for until, ids in taking.put_off.items():
        _change(db, ids, not_before=until)
    for made_up in (False, True):
        leased = [one for group in taking.groups.values() if group.made_up == made_up for one in group.leased]
        ids = [one.text.message_id for one in leased]
        again = message.c.attempts + 1
        _change(db, ids, state=MessageState.LEASED.value, gateway=gateways[made_up], attempts=again, reason="")
        if leased:
            _ADD_ATTEMPT.rows(db, [_intent(one, worker, now) for one in leased])


def _change(db: Connection, ids: Iterable[UUID], **values: Any) -> None:
    """The same for all of them, in one statement."""
    if listed := list(ids):
        db.execute(update(message).where(among(db, message.c.id, listed)).values(**values))


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
