"""What the figures are asked for on their pages, as it was chosen and typed: it stands in the address."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlencode

from flows.places import Gazetteer
from service.programme.figures import Asked, FiguresError, Scope, read_scope
from service.programme.figures.cube import REGION_CODE
from service.programme.figures.periods import days_of
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Filters:
    """`place`: the P-code of a region or a cercle; `period`: 2026, 2026-Q4, 2026-11; or else the days `since` and
    `until`. "" does not narrow."""

    place: str = ""
    sex: str = ""
    period: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "Filters":
        return cls(**{name: typed.get(name, "").strip() for name in cls.__dataclass_fields__})

    def scope(self, places: Gazetteer, settings: Settings, today: date) -> Scope:
        """What is asked for. Raises FiguresError."""
        since, until = self.since, self.until
        if self.period and (since or until):
            raise FiguresError("Choose a period, or days: not both.")
        if self.period:
            since, until = (day.isoformat() for day in days_of(self.period))
        is_region = len(self.place) == REGION_CODE
        asked = Asked(
            region=self.place if is_region else "",
            cercle="" if is_region else self.place,
            sex=self.sex,
            since=since,
            until=until,
        )
        return read_scope(asked, places, settings, today)

    def address(self, path: str, **more: str) -> str:
        """A page with the same filters."""
        chosen = {name: value for name, value in {**asdict(self), **more}.items() if value}
        return f"{path}?{urlencode(chosen)}" if chosen else path
