"""What every carrier is turned into: a hop, the end of a session, a text to send and its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable
from uuid import UUID

Kind = Literal["begin", "continue", "end", ""]
"""What the carrier says of the hop; "" when it says nothing (whether the session is known decides)."""

State = Literal["accepted", "failed", "retry", "uncertain"]
"""accepted: the carrier has it. failed: it never will. retry: it surely does not, and later might.
uncertain: nobody knows, so it is never sent again by itself."""

NOT_CALLED = "NotCalled"
"""The reason of a `retry` that never came to a call: it counts for no try."""
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


FROM_INBOX = "inbox-"
"""How the carrier's id of a text begins that was read from its inbox: there it has another id than in the hook."""


@dataclass(frozen=True, slots=True)
class IncomingText:
    """A text that somebody sent us. `sender` as the carrier says it: a number, a short one, a name. `carrier_id` ""
    where the carrier gives it none."""

    gateway: str
    carrier_id: str
    sender: str
    addressee: str
    words: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True)
class InboxText:
    """A text as it stands in the carrier's inbox, under its place there."""

    place: int
    text: IncomingText


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    currency: str
    amount: Decimal

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


class SmsGateway(Protocol):
    """Sends texts. One body a call, each phone once, at most 200 phones: a call is the blast radius."""

    @property
    def name(self) -> str:
        """The name kept with each attempt."""

    @property
    def most_per_second(self) -> float | None:
        """Texts a second that the carrier takes by its own documents; None where they say nothing."""

    def send(self, texts: Sequence[OutgoingSms]) -> Sequence[SmsResult]:
        """One result for each text, in any order. Raises GatewayError when none was taken."""


@runtime_checkable
class HasBalance(Protocol):
    """A carrier that says how much credit is left."""

    def balance(self) -> Money:
        """The credit now. Raises GatewayError."""


@runtime_checkable
class HasInbox(Protocol):
    """A carrier that keeps what people sent us, for whoever missed it."""

    @property
    def name(self) -> str:
        """The name kept with each text."""

    def received(self, after: str) -> Sequence[InboxText]:
        """The next page of texts behind a place ("" for the first page), the earliest first; empty at the end.
        Raises GatewayError."""
