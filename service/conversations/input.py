"""What was newly typed: what follows the text seen so far, never `split("*")`, since people type `*`.

A hop that adds nothing (the same text again, or a shorter one) is a repeat: the stored reply is given
again and nothing is applied.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.gateways.port import Carrier, Hop
from service.vault import Vault

SAME_WITHIN = timedelta(seconds=3)
"""A carrier that sends only the latest input and no turn: an identical body within this time is a repeat."""
MOST_DIALLED = 3
_SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a session row remembers of the text so far: never the text itself, which may hold PINs."""

    length: int
    mac: bytes
    turn: str
    touched_at: datetime


def mark(vault: Vault, text: str) -> bytes:
    """The HMAC that stands for a text."""
    return vault.index(_SEEN, text)


def dialled(hop: Hop, carrier: Carrier) -> list[str]:
    """The digits dialled together with the code, at most three, where the carrier sends them so."""
    if not carrier.dialled or not hop.text:
        return []
    parts = hop.text.split("*")
    return [part for part in parts[:MOST_DIALLED] if part.isdigit()]


def new_input(hop: Hop, carrier: Carrier, seen: Seen, vault: Vault, now: datetime) -> str | None:
    """The words newly typed; None where the hop is a repeat."""
    return _accumulated(hop, seen, vault) if carrier.cumulative else _latest(hop, seen, vault, now)


def _accumulated(hop: Hop, seen: Seen, vault: Vault) -> str | None:
    if len(hop.text) <= seen.length or mark(vault, hop.text[: seen.length]) != seen.mac:
        return None
    added = hop.text[seen.length :]
    return added.removeprefix("*") if seen.length else added


def _latest(hop: Hop, seen: Seen, vault: Vault, now: datetime) -> str | None:
    if hop.turn:
        return None if hop.turn == seen.turn else hop.text
    same = mark(vault, hop.text) == seen.mac
    return None if same and now - seen.touched_at < SAME_WITHIN else hop.text
