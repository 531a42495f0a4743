"""A date that is not known to the day says so: a year, a month of it, or a day, and nothing made up."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of it, or a day. ValueError for what is in no calendar, or outside 1900 to 2100."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        if not EARLIEST <= self.year <= LATEST:
            raise ValueError(f"the year {self.year} is out of reach")
        self.first()

    def iso(self) -> str:
        """« 2014 », « 2014-03 » or « 2014-03-12 »."""
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)])

    def first(self) -> date:
        """The first day that it can be."""
        month, day = (1 if part is None else part for part in (self.month, self.day))
        return date(self.year, month, day)

    def last(self) -> date:
        """The last day that it can be."""
        month = 12 if self.month is None else self.month
        return date(self.year, month, monthrange(self.year, month)[1] if self.day is None else self.day)

    def shown(self) -> str:
        """As it is written here: « 2014 », « 03/2014 », « 12/03/2014 »."""
        return "/".join(reversed(self.iso().split("-")))
