"""The SMS gateway of the simulator: it takes every text and keeps nothing; the texts stand in the outbox.

On demand it behaves as carriers do on bad days: it takes its time, refuses, answers nothing clear, and reports late,
twice and in the wrong order. The same seed and the same order of texts give the same faults.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from threading import Lock

from service.gateways.later import Job, Later
from service.gateways.port import OutgoingSms, Progressed, SmsReport, SmsResult, State

NAME = "simulator"
ON_THE_WAY, DELIVERED, UNDELIVERED = "Sent", "Success", "Failed"
_MEANS: dict[str, Progressed] = {ON_THE_WAY: "on the way", DELIVERED: "delivered", UNDELIVERED: "undelivered"}

Reports = Callable[[SmsReport], None]


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong: shares from 0 to 1 of all texts (`reported`: of those taken; the last four: of the reports),
    and seconds. By default nothing does, and nothing is reported."""

    delay_s: float = 0.0
    refused: float = 0.0
    retry: float = 0.0
    uncertain: float = 0.0
    reported: float = 0.0
    undelivered: float = 0.0
    report_s: float = 3.0
    repeated: float = 0.0
    shuffled: float = 0.0
    seed: int = 1


class SimulatorSms:
    """Accepts everything, unless told otherwise. Texts to made-up people go nowhere else, whatever the programme's
    carrier is. `reports` takes the delivery reports, on a thread that is not the caller's. Thread-safe."""

    name = NAME
    most_per_second: float | None = None

    def __init__(
        self,
        faults: Faults | None = None,
        reports: Reports | None = None,
        later: Callable[[float, Job], None] | None = None,
    ) -> None:
        self._faults = faults or Faults()
        self._reports, self._later = reports, later or Later()
        self._dice, self._lock = Random(self._faults.seed), Lock()

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        """As the port says."""
        time.sleep(self._faults.delay_s)
        with self._lock:
            return [self._one(text) for text in texts]

    def _one(self, text: OutgoingSms) -> SmsResult:
        state, reason = self._fate()
        name = f"simulated-{text.message_id}"
        # What is uncertain has arrived more often than not, and its report is what settles it.
        if state in ("accepted", "uncertain"):
            self._report(text, name)
        return SmsResult(text.message_id, state, name if state == "accepted" else "", "", None, reason)

    def _fate(self) -> tuple[State, str]:
        faults, drawn = self._faults, self._dice.random()
        if drawn < faults.refused:
            return "failed", "UserInBlacklist"
        if drawn < faults.refused + faults.retry:
            return "retry", "InternalServerError"
        if drawn < faults.refused + faults.retry + faults.uncertain:
            return "uncertain", "Timeout"
        return "accepted", ""

    def _report(self, text: OutgoingSms, name: str) -> None:
        reports = self._reports
        if reports is None or self._dice.random() >= self._faults.reported:
            return
        for seconds, status in self._schedule():
            told = SmsReport(NAME, name, text.to, status, _MEANS[status], "" if status != UNDELIVERED else "Simulated")
            self._later(seconds, lambda told=told: reports(told))  # type: ignore[misc]

    def _schedule(self) -> Iterator[tuple[float, str]]:
        """When which report comes: on the way, then the end, some of them exchanged, some of them twice."""
        faults, dice = self._faults, self._dice
        end = UNDELIVERED if dice.random() < faults.undelivered else DELIVERED
        first, second = sorted(dice.uniform(0, faults.report_s) for _ in range(2))
        if dice.random() < faults.shuffled:
            first, second = second, first
        for seconds, status in ((first, ON_THE_WAY), (second, end)):
            yield seconds, status
            if dice.random() < faults.repeated:
                yield seconds + dice.uniform(0, faults.report_s), status
