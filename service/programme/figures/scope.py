"""What the figures are asked for: a place, a sex, a period; and how somebody types them."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from flows.places import Gazetteer
from flows.spelling import folded
from service.models.person import Sex
from service.programme.figures.cube import REGION_CODE, Cell
from service.programme.places import named
from service.settings import Settings

_SEXES: Mapping[str, str] = MappingProxyType(
    {
        folded(word): sex.value
        for sex, words in {Sex.FEMALE: "female women f femme femmes", Sex.MALE: "male men m homme hommes"}.items()
        for word in words.split()
    }
)


class Dimension(StrEnum):
    """What figures are told apart by."""

    REGION = "region"
    CERCLE = "cercle"
    SEX = "sex"
    MONTH = "month"


class FiguresError(ValueError):
    """What was asked for cannot be understood. str() is plain words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`place`: P-code of a region or a cercle, "" for everywhere. `sex`: "" for all. `since`, `until`: the first and
    the last day, None for no bound. `today`: the day on which a visit is due or overdue. `households`: the individuals
    reached are the households of the members. `small`: counts of fewer people are not shown."""

    today: date
    place: str = ""
    sex: str = ""
    since: date | None = None
    until: date | None = None
    households: bool = False
    small: int = 5

    @property
    def cell(self) -> Cell:
        """The cell of place and sex."""
        cercle = self.place if len(self.place) > REGION_CODE else None
        return Cell(self.place[:REGION_CODE] or None, cercle, self.sex or None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; "" for what was not."""

    region: str = ""
    cercle: str = ""
    sex: str = ""
    since: str = ""
    until: str = ""


def read_scope(asked: Asked, places: Gazetteer, settings: Settings, today: date) -> Scope:
    """Names or P-codes of places, spelt as they may be; days as 2026-01-31, or whole months as 2026-01. Raises
    FiguresError."""
    region, cercle = (
        _place(places, level, typed) for level, typed in (("region", asked.region), ("cercle", asked.cercle))
    )
    if region and cercle and not cercle.startswith(region):
        raise FiguresError(f"The cercle {asked.cercle!r} does not lie in the region {asked.region!r}.")
    since, until = _day(asked.since, last=False), _day(asked.until, last=True)
    if since and until and since > until:
        raise FiguresError(f"The period ends ({until}) before it begins ({since}).")
    return Scope(
        today=today,
        place=cercle or region,
        sex=_sex(asked.sex),
        since=since,
        until=until,
        households=settings.reached == "households",
        small=settings.small_cell,
    )


def _place(places: Gazetteer, level: str, typed: str) -> str:
    if not typed.strip():
        return ""
    found = named(places, level, typed)
    if not found:
        raise FiguresError(f"There is no {level} {typed!r}.")
    if len(found) > 1:
        raise FiguresError(f"The {level} {typed!r} is any of {', '.join(found)}: say which by its code.")
    return found[0]


def _sex(typed: str) -> str:
    if not typed.strip():
        return ""
    found = _SEXES.get(folded(typed))
    if found is None:
        raise FiguresError(f"There is no sex {typed!r}: say female or male.")
    return found


def _day(typed: str, *, last: bool) -> date | None:
    """A day; of a month, its first or its last one."""
    typed = typed.strip()
    if not typed:
        return None
    try:
        if len(typed) != len("2026-01"):
            return date.fromisoformat(typed)
        first = date.fromisoformat(f"{typed}-01")
        return first.replace(day=monthrange(first.year, first.month)[1]) if last else first
    except ValueError:
        raise FiguresError(f"{typed!r} is no day: write it as 2026-01-31, or a month as 2026-01.") from None
