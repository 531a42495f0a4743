"""Promises by the clock: 24 hours, 3 working days, 7 days or 14 days, in the programme's own time zone.

Working days are Monday to Friday less the holidays of the settings. A promise keeps the hour of the day.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from service.models.case import Criticality
from service.programme.context import Context

SATURDAY = 5
HIGH_WORKING_DAYS = 3
_CRITICAL = timedelta(hours=24)
_DAYS = {Criticality.MEDIUM: 7, Criticality.LOW: 14}


def promised_at(criticality: str, now: datetime, zone: ZoneInfo, holidays: Collection[date]) -> datetime:
    """When an answer is due at the latest, in UTC. ValueError for a criticality that is none."""
    how = Criticality(criticality)
    if how is Criticality.CRITICAL:
        return now + _CRITICAL
    local = now.astimezone(zone)
    day = (
        working_days_on(local.date(), HIGH_WORKING_DAYS, holidays)
        if how is Criticality.HIGH
        else local.date() + timedelta(days=_DAYS[how])
    )
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def working_days_on(day: date, days: int, holidays: Collection[date]) -> date:
    """So many working days after a day, which itself does not count."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def promise(ctx: Context, criticality: str) -> datetime:
    """The promise that is made in this hop."""
    return promised_at(criticality, ctx.now, zone_of(ctx), ctx.settings.holidays)


def zone_of(ctx: Context) -> ZoneInfo:
    return ZoneInfo(ctx.settings.timezone)


def today(ctx: Context) -> date:
    """The day that it is for the programme."""
    return ctx.now.astimezone(zone_of(ctx)).date()


def midnight(ctx: Context, day: date) -> datetime:
    """When that day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone_of(ctx)).astimezone(UTC)


def shown(day: date) -> str:
    """As a screen or an SMS says it: 30/12/2026."""
    return day.strftime("%d/%m/%Y")


def shown_at(ctx: Context, moment: datetime) -> str:
    """The local day of a moment, as it is said."""
    return shown(moment.astimezone(zone_of(ctx)).date())
