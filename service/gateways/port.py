"""What every carrier is turned into: a hop, the end of a session, a text to send and its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

Kind = Literal["begin", "continue", "end", ""]
"""What the carrier says of the hop; "" when it says nothing (whether the session is known decides)."""

State = Literal["accepted", "failed", "retry", "uncertain"]
"""accepted: the carrier has it. failed: it never will. retry: it surely does not, and later might.
uncertain: nobody knows, so it is never sent again by itself."""

OUT_OF_CREDIT = "InsufficientBalance"
BAD_SENDER = "InvalidSenderId"
PAUSES_THE_GATEWAY = frozenset({OUT_OF_CREDIT, BAD_SENDER})
"""Reasons of a `retry` that no later try cures until somebody acts: the gateway pauses and says so."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One input of a caller. `phone` is E.164 with its plus sign; `text` is as the carrier tells it:
    everything so far where `Carrier.cumulative`, else the latest input only."""

    gateway: str
    session: str
    phone: str
    text: str
    kind: Kind
    turn: str = ""
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """The carrier's word that a session is over. `status`, `cost` and `error` are its own words."""

    gateway: str
    session: str
    status: str
    duration_ms: int | None
    hops: int | None
    cost: str
    error: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """How a USSD carrier works. `cumulative`: text grows with each hop. `dialled`: digits dialled with
    the code come as the first text. `gsm` and `ucs2`: characters of one page."""

    name: str
    cumulative: bool
    dialled: bool
    gsm: int = 160
    ucs2: int = 70


class BadRequest(ValueError):
    """A call that cannot be used. `str()` is plain words for the carrier's log; no value typed is in it."""


class GatewayError(Exception):
    """The gateway took none of the texts. `permanent`: no later try helps until somebody acts."""

    def __init__(self, message: str, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class OutgoingSms:
    """One text to one phone (E.164). `message_id` comes back in the result."""

    message_id: UUID
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class SmsResult:
    """What became of one text. `cost` is the carrier's word ("KES 0.8000"), `parts` the segments billed."""

    message_id: UUID
    state: State
    carrier_id: str = ""
    cost: str = ""
    parts: int | None = None
    reason: str = ""


Progressed = Literal["on the way", "delivered", "undelivered", ""]
"""What a delivery report means; "" for a word that nobody knows (yet)."""


@dataclass(frozen=True, slots=True)
class SmsReport:
    """A carrier's report on a text that was sent. `phone` is E.164, "" where it says none; `status` and `reason` its
    own words."""

    gateway: str
    carrier_id: str
    phone: str
    status: str
    means: Progressed
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that somebody sent us. `sender` as the carrier says it: a number, a short one, a name."""

    gateway: str
    carrier_id: str
    sender: str
    addressee: str
    words: str
    written_at: datetime | None


class SmsGateway(Protocol):
    """Sends texts. One body a call, each phone once, at most 200 phones: a call is the blast radius."""

    @property
    def name(self) -> str:
        """The name kept with each attempt."""

    def send(self, texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        """One result for each text, in any order. Raises GatewayError when none was taken."""
