"""What Prometheus may read: hops, latencies, drop-off per journey and screen, errors. No person, no number."""

from collections.abc import Iterable
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Dropped(Protocol):
    """Where a caller was lost; blank journey for a sensitive conversation."""

    @property
    def journey(self) -> str: ...
    @property
    def screen(self) -> str: ...


class Metrics:
    """The counters of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._hops = Counter(
            "retour_hops",
            "Hops answered, by the screen shown.",
            ["journey", "screen"],
            registry=self.registry,
        )
        self._repeats = Counter("retour_repeated_hops", "Hops that the carrier repeated.", registry=self.registry)
        self._last = Gauge(
            "retour_last_hop_timestamp_seconds",
            "When the last hop was answered, in seconds since 1970; 0: none since the start.",
            registry=self.registry,
        )
        self._ends = Counter(
            "retour_calls_ended", "Calls that reached an end.", ["journey", "screen"], registry=self.registry
        )
        self._drops = Counter(
            "retour_calls_dropped",
            "Calls lost, by the last screen shown.",
            ["journey", "screen"],
            registry=self.registry,
        )
        self._errors = Counter("retour_errors", "Failures inside a call.", ["kind"], registry=self.registry)
        self._refused = Counter(
            "retour_refused", "Requests of a carrier that were refused.", ["hook"], registry=self.registry
        )
        self._reports = Counter(
            "retour_sms_reports", "Delivery reports, by what they mean.", ["means"], registry=self.registry
        )
        self._incoming = Counter(
            "retour_sms_incoming", "SMS that came in, by what they were taken for.", ["kind"], registry=self.registry
        )
        self._latency = Histogram(
            "retour_hop_seconds",
            "From the hop's arrival to its committed reply.",
            buckets=_SECONDS,
            registry=self.registry,
        )

    def hop(self, journey: str, screen: str, seconds: float, *, repeated: bool, ends: bool) -> None:
        if repeated:
            self._repeats.inc()
            return
        self._hops.labels(journey, screen).inc()
        self._last.set_to_current_time()
        self._latency.observe(seconds)
        if ends:
            self._ends.labels(journey, screen).inc()

    def dropped(self, drops: Iterable[Dropped]) -> None:
        for drop in drops:
            self._drops.labels(drop.journey or "private", drop.screen or "private").inc()

    def error(self, kind: str) -> None:
        self._errors.labels(kind).inc()

    def report(self, means: str) -> None:
        self._reports.labels(means or "unknown").inc()

    def incoming(self, kind: str) -> None:
        self._incoming.labels(kind).inc()

    def refused(self, hook: str) -> None:
        self._refused.labels(hook).inc()

    def text(self) -> bytes:
        """The exposition text of Prometheus."""
        return generate_latest(self.registry)
