"""Failures to sign in are counted, and whoever fails too often waits. Nobody can be locked out by others: a device that
somebody signed in from before has a counter of its own (docs/decisions/0024)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from service.ids import uuid7
from service.programme import audit
from service.programme import tables as t
from service.programme.labels import FAILURE
from service.vault import Vault

KEPT = timedelta(days=1)
_IPV6_NETWORK = 64
"""Bits of an IPv6 address that one customer of a network has."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Whose failures are counted together: `most` of them within a time, then they wait. `own`: it counts one
    person's failures alone, so that their success forgets it."""

    key: bytes
    most: int
    within: timedelta
    own: bool


_f = t.sign_in_failure
_ADD = insert(_f)
_OLD = delete(_f).where(_f.c.at < bindparam("before"))
_FORGET = delete(_f).where(_f.c.key_mac == bindparam("key"))
_NEWEST = (
    select(_f.c.at)
    .where(_f.c.key_mac == bindparam("key"), _f.c.at > bindparam("since"))
    .order_by(_f.c.at.desc())
    .limit(bindparam("most"))
)


def by_known_device(vault: Vault, staff_id: UUID, browser: str) -> Sequence[Counter]:
    """Passwords from a device that this person signed in from before: nobody else's failures count here."""
    return (_counter(vault, f"device {staff_id} {browser}", 10, timedelta(minutes=15)),)


def by_stranger(vault: Vault, login: str, address: str) -> Sequence[Counter]:
    """Passwords from any other device: for one name from one address, and for all names from it. `login`: folded."""
    network = network_of(address)
    return (
        _counter(vault, f"name {login} {network}", 5, timedelta(minutes=15)),
        _counter(vault, f"address {network}", 50, timedelta(minutes=15), own=False),
    )


def by_code(vault: Vault, staff_id: UUID) -> Sequence[Counter]:
    """One-time codes, from wherever: whoever gets to them knows the password."""
    return (_counter(vault, f"code {staff_id}", 10, timedelta(hours=1)),)


def by_session(vault: Vault, staff_id: UUID) -> Sequence[Counter]:
    """Passwords of somebody who is signed in already, and is asked once more."""
    return (_counter(vault, f"again {staff_id}", 10, timedelta(hours=1)),)


def _counter(vault: Vault, key: str, most: int, within: timedelta, own: bool = True) -> Counter:
    return Counter(vault.index(FAILURE, key), most, within, own)


def network_of(address: str) -> str:
    """Where one user of a network can be: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> _IPV6_NETWORK << _IPV6_NETWORK)
    return str(found)


def locked_until(db: Connection, counters: Iterable[Counter], now: datetime) -> datetime | None:
    """When the next try counts again; None: now."""
    found = [until for one in counters if (until := _until(db, one, now))]
    return max(found, default=None)


def _until(db: Connection, counter: Counter, now: datetime) -> datetime | None:
    told = {"key": counter.key, "since": now - counter.within, "most": counter.most}
    newest = list(db.scalars(_NEWEST, told))
    return newest[-1] + counter.within if len(newest) == counter.most else None


def failed(db: Connection, counters: Iterable[Counter], now: datetime, staff_id: UUID | None) -> None:
    """Somebody could not sign in. The audit keeps that it was once too often, for a member of staff: what else was
    typed as a name may be anything, even a password."""
    before = locked_until(db, counters := list(counters), now)
    db.execute(_OLD, {"before": now - KEPT})
    db.execute(_ADD, [{"id": uuid7(), "key_mac": one.key, "at": now} for one in counters])
    if before is None and locked_until(db, counters, now) is not None:
        audit.add(db, now, "console", "sign-in locked", "staff", staff_id)


def succeeded(db: Connection, counters: Iterable[Counter]) -> None:
    """What one person failed at before is forgotten; what came from an address is not."""
    for one in counters:
        if one.own:
            db.execute(_FORGET, {"key": one.key})
