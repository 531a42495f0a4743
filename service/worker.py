"""Sends what stands in the outbox: claim and commit, call the carrier with nothing open, write down."""

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from service.gateways.port import PAUSES_THE_GATEWAY, GatewayError, SmsGateway, SmsResult
from service.gateways.simulator import SimulatorSms
from service.messaging import pauses
from service.messaging.dispatcher import LEASE, MOST_CALLS, Claim, Group, claim
from service.messaging.pace import allowance, spend
from service.messaging.settling import Outcome, expire, outcome, put_back, settle
from service.messaging.terms import Terms
from service.units import Transact, transacting
from service.vault import Vault

IDLE_S = 1.0
"""Seconds between two looks into an empty outbox."""
REST_S = 0.5
"""After a claim that took all there was: the texts of this moment go together, and callers have the database."""

WRITE_EVERY_S = 0.25
"""Seconds after which results in hand are written, though more texts of the claim are still to go."""
CHORES_EVERY_S = 60.0


@dataclass
class _Batch:
    """What happens while the groups of one claim are sent. `refused`: the carrier took nothing any more."""

    began: float
    refused: GatewayError | None = None
    accepted: bool = False

    @property
    def is_late(self) -> bool:
        return time.monotonic() - self.began > LEASE.total_seconds() / 2


class Worker:
    """One worker, for one thread. Any number of them, in any number of processes, share an outbox."""

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        gateway: SmsGateway,
        name: str = "",
        transact: Transact | None = None,
        terms: Terms | None = None,
        chores: Callable[[Connection, datetime], None] | None = None,
    ) -> None:
        """`transact` runs a unit in a transaction: within a web process on SQLite, the one writer's. `chores`: what is
        to be looked after once a minute (check-ins that fall due, numbers in doubt), in a transaction."""
        self._transact = transact or transacting(engine)
        self._vault, self._gateway, self._terms = vault, gateway, terms or Terms()
        # Made-up people are never handed to a real carrier, whatever the programme's is.
        self._made_up: SmsGateway = gateway if isinstance(gateway, SimulatorSms) else SimulatorSms()
        self.name = name or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._pool = ThreadPoolExecutor(self._terms.calls, thread_name_prefix="sms")
        self._chores, self._chores_at = chores, 0.0
        self._unwritten: list[Outcome] = []
        self._paused = pauses.Pause()
        self._log = structlog.get_logger()

    def run_once(self, now: datetime) -> int:
        """One claim, sent and written down; how many texts it moved. 0: nothing is due.
        Raises OperationalError where the database is out of reach; results in hand stay for the next run."""
        self._write(now, None)
        lost, claimed = self._transact(lambda db: self._claimed(db, now))
        if lost:
            self._log.warning("sms without a result are uncertain", count=lost)
        if claimed.loops:
            self._log.error("sms in a loop: equal texts to one phone were stopped", count=claimed.loops)
        if claimed.groups:
            self._send(claimed.groups, now)
        return claimed.closed + sum(len(group.leased) for group in claimed.groups)

    def run_forever(self, stop: Event, idle_s: float = IDLE_S) -> None:
        """Send until `stop` is set. What is in hand then is finished first."""
        while not stop.is_set():
            try:
                self._do_chores()
                moved = self.run_once(datetime.now(UTC))
            except OperationalError as error:
                self._log.error("the outbox cannot be read or written", error=type(error).__name__)
                moved = 0
            if moved < MOST_CALLS:
                stop.wait(REST_S if moved else idle_s)
        self._pool.shutdown()

    def _do_chores(self) -> None:
        if self._chores is None or time.monotonic() < self._chores_at:
            return
        chores, self._chores_at = self._chores, time.monotonic() + CHORES_EVERY_S
        try:
            self._transact(lambda db: chores(db, datetime.now(UTC)))
        except IntegrityError:  # another worker was first with the same check-ins
            self._log.info("check-ins were looked after by another worker")

    def _claimed(self, db: Connection, now: datetime) -> tuple[int, Claim]:
        lost = expire(db, now)
        name, pace = self._gateway.name, self._terms.per_second
        self._paused = pauses.pause_of(db, name)
        holds = self._paused.holds(now)
        may = 0 if holds else allowance(db, name, pace, now)
        if not may and not holds:
            return lost, Claim([])  # nobody's turn: a look at all that waits would keep callers waiting
        names, bulk = (name, self._made_up.name), self._terms.for_campaigns(now)
        claimed = claim(db, self._vault, self.name, names, now, real=may, bulk=bulk)
        spend(db, name, pace, claimed.real, now)
        return lost, claimed

    def _send(self, groups: Sequence[Group], now: datetime) -> None:
        batch = _Batch(time.monotonic())
        written = batch.began
        try:
            for outcomes in self._called(groups, now, batch):
                self._unwritten += outcomes
                if time.monotonic() - written > WRITE_EVERY_S:
                    self._write(now, batch)
                    written = time.monotonic()
        finally:
            self._write(now, batch)

    def _called(self, groups: Sequence[Group], now: datetime, batch: _Batch) -> Iterator[list[Outcome]]:
        """Each group's outcomes, as they come: calls wait for the carrier, so several go at once."""
        if len(groups) == 1:
            yield self._call(groups[0], now, batch)
            return
        waiting: set[Future[list[Outcome]]] = {self._pool.submit(self._call, group, now, batch) for group in groups}
        while waiting:
            done, waiting = wait(waiting, timeout=WRITE_EVERY_S, return_when=FIRST_COMPLETED)
            for one in done:
                yield one.result()

    def _call(self, group: Group, now: datetime, batch: _Batch) -> list[Outcome]:
        """Hand one group to its gateway. Too late in the lease, or in a pause, its texts go back unsent."""
        if not group.made_up and (batch.is_late or batch.refused):
            return [put_back(one, "not_called") for one in group.leased]
        gateway = self._made_up if group.made_up else self._gateway
        try:
            results = gateway.send([one.text for one in group.leased])
        except GatewayError as refused:
            batch.refused = _graver(batch.refused, refused)
            return [put_back(one, "gateway") for one in group.leased]
        if not group.made_up:
            _judge(results, batch)
        by_id = {result.message_id: result for result in results}
        return [outcome(one, by_id.get(one.text.message_id), now) for one in group.leased]

    def _write(self, now: datetime, batch: _Batch | None) -> None:
        """Write what is in hand, and what the carrier's answers say of the carrier."""
        if not self._unwritten:
            return
        unwritten, name = self._unwritten, self._gateway.name
        refused, works = (batch.refused, batch.accepted) if batch else (None, False)

        def unit(db: Connection) -> bool:
            settle(db, unwritten, now)
            if refused is not None:
                return pauses.begin(db, name, now, str(refused), permanent=refused.permanent)
            return works and self._paused.times > 0 and pauses.end(db, name)

        is_news = self._transact(unit)
        self._unwritten = []
        if is_news:
            self._tell(refused)

    def _tell(self, refused: GatewayError | None) -> None:
        if refused is None:
            self._log.info("the sms gateway works again", gateway=self._gateway.name)
            return
        say = self._log.error if refused.permanent else self._log.warning
        say(
            "the sms gateway is paused",
            gateway=self._gateway.name,
            reason=str(refused),
            permanent=refused.permanent,
        )


def _judge(results: Sequence[SmsResult], batch: _Batch) -> None:
    """What single results say of the gateway as a whole."""
    pausing = {one.reason for one in results if one.state == "retry"} & PAUSES_THE_GATEWAY
    if pausing:
        batch.refused = _graver(batch.refused, GatewayError(", ".join(sorted(pausing)), permanent=True))
    elif any(one.state == "accepted" for one in results):
        batch.accepted = True


def _graver(one: GatewayError | None, other: GatewayError) -> GatewayError:
    return one if one is not None and one.permanent >= other.permanent else other
