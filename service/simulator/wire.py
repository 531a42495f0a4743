"""What Africa's Talking writes on the wire, byte for byte, and what it makes of an answer. No I/O.

Source: the carrier's captured callbacks, kept in tests/samples (field order and percent-encoding are theirs).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

Why = Literal["", "status", "empty", "blank", "shape", "slow", "unreachable", "code"]
"""Why a call broke, as a word of words.py; "" when it did not."""

HEADERS: Mapping[str, str] = {
    "User-Agent": "at-ussd-api/1.0",
    "Content-Type": "application/x-www-form-urlencoded",
}
NETWORK = "99999"
"""The sandbox's network code."""


@dataclass(frozen=True, slots=True)
class Call:
    """One session as its carrier knows it. `number` is E.164, `texts` every input so far, `began` seconds
    since 1970, `hops` the callbacks made, `shown` the last answer with its CON or END."""

    number: str
    session: str
    texts: tuple[str, ...]
    began: float
    hops: int = 0
    shown: str = ""

    @property
    def text(self) -> str:
        """Everything typed so far, as the carrier tells it."""
        return "*".join(self.texts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one callback: the body, or why the carrier cannot use it (with the HTTP status)."""

    body: str
    why: Why = ""
    status: int = 0

    @property
    def page(self) -> str:
        """The text that the caller reads."""
        return "" if self.why else self.body[4:]

    @property
    def ends(self) -> bool:
        """Whether the line closes the call."""
        return self.body.startswith("END ")


def new_session() -> str:
    """A session id that looks like the carrier's."""
    return f"ATUid_{secrets.token_hex(16)}"


def hop_form(call: Call, service_code: str) -> bytes:
    """The callback's body: five fields in the order of the captures."""
    fields = {
        "phoneNumber": call.number,
        "serviceCode": service_code,
        "text": call.text,
        "sessionId": call.session,
        "networkCode": NETWORK,
    }
    return urlencode(fields).encode()


def event_form(call: Call, service_code: str, status: str, error: str, now: datetime) -> bytes:
    """The end event's body: thirteen fields in the order of the captures, `now` in UTC."""
    fields = {
        "durationInMillis": max(0, round((now.timestamp() - call.began) * 1000)),
        "phoneNumber": call.number,
        "errorMessage": error,
        "serviceCode": service_code,
        "lastAppResponse": call.shown,
        "hopsMetadata": "",
        "hopsCount": call.hops,
        "status": status,
        "sessionId": call.session,
        "cost": "0.00",
        "date": f"{now:%Y-%m-%d %H:%M:%S}",
        "networkCode": NETWORK,
        "input": call.text,
    }
    return urlencode(fields).encode()


def judged(status: int, body: str) -> Answer:
    """The carrier's judgement: anything but a success that begins with exactly `CON ` or `END ` ends the call."""
    if not 200 <= status < 300:
        return Answer(body, "status", status)
    if body.startswith(("CON ", "END ")):
        return Answer(body, "", status)
    if not body.strip():
        return Answer(body, "empty", status)
    return Answer(body, "blank" if body[0].isspace() else "shape", status)


def dialled(code: str, service_code: str) -> tuple[str, ...] | None:
    """The texts that a call begins with: none for the code itself, the digits behind it for
    `*384*70421*1*2#` (they come as the first text). None when the code is not the line's."""
    typed = "".join(code.split())
    if typed == service_code:
        return ()
    stem = service_code.removesuffix("#") + "*"
    if typed.startswith(stem) and typed.endswith("#"):
        return (typed.removeprefix(stem)[:-1],)
    return None
