"""Ids are UUIDv7, made by the application: rows sort by the time they were made, on both databases."""

import os
import time
from datetime import datetime
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_LOW_62 = (1 << 62) - 1
_NS_PER_MS = 1_000_000


def uuid7() -> UUID:
    """A new id (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits of the fraction below, 62 random.

    The fraction keeps ids of one process in order down to a quarter of a microsecond, without a counter
    that threads would have to share (section 6.2, method 3).
    """
    ms, ns = divmod(time.time_ns(), _NS_PER_MS)
    fraction = (ns << 12) // _NS_PER_MS
    chance = int.from_bytes(os.urandom(8)) & _LOW_62
    return UUID(int=ms << 80 | _VERSION | fraction << 64 | _VARIANT | chance)


def first_since(moment: datetime) -> UUID:
    """The smallest id that can be made at that moment: the rows since then begin with it, without an index of their
    own."""
    return UUID(int=int(moment.timestamp() * 1000) << 80 | _VERSION | _VARIANT)
