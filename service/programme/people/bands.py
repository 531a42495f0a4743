"""The ages of a household: how many there are of each, and that they add up."""

from collections.abc import Mapping
from types import MappingProxyType

from service.programme.people.holder import PeopleError

BANDS: Mapping[str, str] = MappingProxyType(
    {"band_0_5": "0–5", "band_6_17": "6–17", "band_18_59": "18–59", "band_60": "60+"}
)
"""Column → years of age."""
_UNTIL: Mapping[str, float] = MappingProxyType(
    {"band_0_5": 5, "band_6_17": 17, "band_18_59": 59, "band_60": float("inf")}
)
MOST = 60
"""The most that a household may count, as on the line."""


def band_of(born: int | None, year: int) -> str:
    """The band (a key of BANDS) that somebody is in, in that year; "" where it is not known when they were born."""
    if born is None:
        return ""
    return next(band for band, until in _UNTIL.items() if year - born <= until)


def read_bands(typed: str) -> dict[str, int]:
    """« 2,3,2,0 »: the four bands from the youngest on. Raises PeopleError."""
    parts = [part.strip() for part in typed.split(",")]
    if len(parts) != len(BANDS) or not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        raise PeopleError(f"The bands are four numbers, for {', '.join(BANDS.values())} years: 2,3,2,0.")
    return dict(zip(BANDS, map(int, parts), strict=True))


def checked_size(size: int | None, bands: Mapping[str, int | None]) -> int | None:
    """The size of a household with these bands. Where all four are known they add up to it, or are it where no size
    was said; what is known of them is never more. Raises PeopleError."""
    known = [count for count in bands.values() if count is not None]
    total = sum(known)
    whole = len(known) == len(BANDS)
    if size is None and whole:
        size = total
    if size is None:
        return None
    if not 1 <= size <= MOST:
        raise PeopleError(f"A household has 1 to {MOST} people.")
    if total > size or (whole and total != size):
        raise PeopleError(f"The ages add up to {total}, but the household has {size} people.")
    return size
