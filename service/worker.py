"""Sends what stands in the outbox: claim and commit, call the carrier with nothing open, write down."""

import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from service.database import writing
from service.gateways.port import PAUSES_THE_GATEWAY, GatewayError, SmsGateway, SmsResult
from service.gateways.simulator import SimulatorSms
from service.messaging.dispatcher import LEASE, MOST_CALLS, Claim, Group, claim
from service.messaging.pace import allowance, spend
from service.messaging.settling import Outcome, expire, outcome, put_back, settle
from service.vault import Vault

IDLE_S = 1.0
REST_S = 0.5
"""After a claim that took all there was: the texts of this moment go together, and callers have the database."""
"""Seconds between two looks into an empty outbox."""

WRITE_EVERY_S = 0.25
"""Seconds after which results in hand are written, though more texts of the claim are still to go."""

PERMANENT_PAUSE = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)

T = TypeVar("T")


class Transact(Protocol):
    """Runs a unit of work in a transaction of its own, and commits it."""

    def __call__(self, unit: Callable[[Connection], T]) -> T: ...


@dataclass
class Pause:
    """When the carrier may be called again. A pause that repeats grows; a success ends it."""

    until: datetime | None = None
    permanent: bool = False
    times: int = 0

    def holds(self, now: datetime) -> bool:
        return self.until is not None and now < self.until

    def begin(self, now: datetime, permanent: bool) -> bool:
        """Pause from now on; whether this is news (an outage is told once)."""
        is_news = self.times == 0 or (permanent and not self.permanent)
        grown = min(FIRST_PAUSE * 2 ** min(self.times, 10), LONGEST_PAUSE)
        self.until = now + (PERMANENT_PAUSE if permanent else grown)
        self.permanent, self.times = permanent, self.times + 1
        return is_news

    def end(self) -> bool:
        """The carrier works; whether that is news."""
        is_news = self.times > 0
        self.until, self.permanent, self.times = None, False, 0
        return is_news


class Worker:
    """One worker, for one thread. Any number of them, in any number of processes, share an outbox."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        gateway: SmsGateway,
        name: str = "",
        transact: Transact | None = None,
        per_second: float = 0,
    ) -> None:
        """`transact` runs a unit in a transaction: within a web process on SQLite, the one writer's. `per_second`:
        texts that all workers together may give the gateway; 0 for no limit."""
        self._transact = transact or _transactions_of(engine)
        self._vault, self._gateway = vault, gateway
        # Made-up people are never handed to a real carrier, whatever the programme's is.
        self._made_up: SmsGateway = SimulatorSms()
        self.name = name or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._pause = Pause()
        self._per_second = per_second
        self._unwritten: list[Outcome] = []
        self._log = structlog.get_logger()

    def run_once(self, now: datetime) -> int:
        """One claim, sent and written down; how many texts it moved. 0: nothing is due.
        Raises OperationalError where the database is out of reach; results in hand stay for the next run."""
        self._write(now)
        names = (self._gateway.name, self._made_up.name)
        holds = self._pause.holds(now)

        def claimed_now(db: Connection) -> tuple[int, Claim]:
            lost = expire(db, now)
            may = 0 if holds else allowance(db, self._gateway.name, self._per_second, now)
            if not may and not holds:
                return lost, Claim([], 0)  # nobody's turn: a look at all that waits would keep callers waiting
            claimed = claim(db, self._vault, self.name, names, now, real=may)
            spend(db, self._gateway.name, self._per_second, claimed.real, now)
            return lost, claimed

        lost, claimed = self._transact(claimed_now)
        if lost:
            self._log.warning("sms without a result are uncertain", count=lost)
        self._send(claimed.groups, now)
        return claimed.closed + sum(len(group.leased) for group in claimed.groups)

    def run_forever(self, stop: Event, idle_s: float = IDLE_S) -> None:
        """Send until `stop` is set. What is in hand then is finished first."""
        while not stop.is_set():
            try:
                moved = self.run_once(datetime.now(UTC))
            except OperationalError as error:
                self._log.error("the outbox cannot be read or written", error=type(error).__name__)
                moved = 0
            if moved < MOST_CALLS:
                stop.wait(REST_S if moved else idle_s)

    def _send(self, groups: Sequence[Group], now: datetime) -> None:
        began = written = time.monotonic()
        try:
            for group in groups:
                is_late = time.monotonic() - began > LEASE.total_seconds() / 2
                self._unwritten += self._call(group, now, is_late)
                if time.monotonic() - written > WRITE_EVERY_S:
                    self._write(now)
                    written = time.monotonic()
        finally:
            self._write(now)

    def _call(self, group: Group, now: datetime, is_late: bool) -> list[Outcome]:
        """Hand one group to its gateway. Too late in the lease, or in a pause, its texts go back unsent."""
        if not group.made_up and (is_late or self._pause.holds(now)):
            return [put_back(one, "not_called") for one in group.leased]
        gateway = self._made_up if group.made_up else self._gateway
        try:
            results = gateway.send([one.text for one in group.leased])
        except GatewayError as refused:
            self._begin_pause(now, refused.permanent, str(refused))
            return [put_back(one, "gateway") for one in group.leased]
        if not group.made_up:
            self._judge(results, now)
        by_id = {result.message_id: result for result in results}
        return [outcome(one, by_id.get(one.text.message_id), now) for one in group.leased]

    def _judge(self, results: Sequence[SmsResult], now: datetime) -> None:
        """What single results say of the gateway as a whole."""
        pausing = {one.reason for one in results if one.state == "retry"} & PAUSES_THE_GATEWAY
        if pausing:
            self._begin_pause(now, True, ", ".join(sorted(pausing)))
        elif any(one.state == "accepted" for one in results) and self._pause.end():
            self._log.info("the sms gateway works again", gateway=self._gateway.name)

    def _begin_pause(self, now: datetime, permanent: bool, reason: str) -> None:
        if self._pause.begin(now, permanent):
            say = self._log.error if permanent else self._log.warning
            say("the sms gateway is paused", gateway=self._gateway.name, reason=reason, permanent=permanent)

    def _write(self, now: datetime) -> None:
        if self._unwritten:
            self._transact(lambda db: settle(db, self._unwritten, now))
            self._unwritten = []


def _transactions_of(engine: Engine) -> Transact:
    def transact(unit: Callable[[Connection], T]) -> T:
        with writing(engine) as db:
            return unit(db)

    return transact
