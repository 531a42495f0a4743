"""The delivery reports of the stand-in carrier: late, some twice, in any order, until somebody says 200."""

import asyncio
import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit

from tests.support.at_books import AppendOnly, Entry, lines_in
from tests.support.carrier import Connection

POSTERS = 4
AGAIN_S = 0.5


@dataclass(frozen=True)
class Manner:
    """`late_s`: how late at most. `twice`, `failed`: shares of the texts; failed ones reach nobody."""

    late_s: float = 1.0
    twice: float = 0.1
    failed: float = 0.0
    seed: int = 1


class Reports:
    """Posts to one address of 127.0.0.1. What was reported to the end is written down in `path`, so that a restart
    goes on where a kill -9 ended it."""

    def __init__(self, url: str, path: Path, manner: Manner) -> None:
        target = urlsplit(url)
        self._port, self._path = target.port or 80, target.path
        self._manner, self._dice = manner, Random(manner.seed)
        self._done = {told["id"] for told in lines_in(path)}
        self._file = AppendOnly(path)
        self._due: list[tuple[float, int, str, str, str]] = []
        self._order, self._tasks = count(), list[asyncio.Task[None]]()
        self._news = asyncio.Event()

    def start(self, known: Iterable[Entry]) -> None:
        """In the running loop: what is not reported yet, of those known already, and whatever comes."""
        self.expect(known)
        self._tasks = [asyncio.create_task(self._post()) for _ in range(POSTERS)]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def expect(self, entries: Iterable[Entry]) -> None:
        """Report these, each at some time."""
        manner, dice, now = self._manner, self._dice, asyncio.get_running_loop().time()
        for entry in entries:
            if entry.id in self._done:
                continue
            end = "Failed" if dice.random() < manner.failed else "Success"
            statuses = [end] if dice.random() < 0.5 else ["Sent", end]
            if dice.random() < manner.twice:
                statuses.append(dice.choice(statuses))
            for status in statuses:  # each at a time of its own: in any order
                self._add(now + dice.uniform(0, manner.late_s), entry.id, entry.to, status)

    def _add(self, at: float, carrier_id: str, to: str, status: str) -> None:
        heappush(self._due, (at, next(self._order), carrier_id, to, status))
        self._news.set()

    async def _post(self) -> None:
        connection = Connection(self._port, self._path)
        loop = asyncio.get_running_loop()
        while True:
            wait = self._due[0][0] - loop.time() if self._due else None
            if wait is None or wait > 0:
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), wait)
                continue
            _, _, carrier_id, to, status = heappop(self._due)
            if await self._is_told(connection, carrier_id, to, status):
                if status != "Sent":
                    self._done.add(carrier_id)
                    self._file.add(json.dumps({"id": carrier_id, "status": status}) + "\n")
            else:
                self._add(loop.time() + AGAIN_S, carrier_id, to, status)

    async def _is_told(self, connection: Connection, carrier_id: str, to: str, status: str) -> bool:
        form = {"id": carrier_id, "status": status, "phoneNumber": to, "networkCode": "61003", "retryCount": "0"}
        if status == "Failed":
            form["failureReason"] = "DeliveryFailure"
        try:
            answered, _ = await connection.answered(urlencode(form).encode())
        except (OSError, asyncio.IncompleteReadError):
            await connection.close()
            return False
        return answered == 200
