"""When texts that nobody asked for may go out: in the day, by the programme's clock, and not too many to one phone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from service.settings import Settings


@dataclass(frozen=True, slots=True)
class BulkRules:
    """`opens`, `closes`: local times of one day. `daily`: texts of campaigns to one phone in a local day."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Africa/Bamako"))
    opens: time = time(8)
    closes: time = time(20)
    daily: int = 2

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of an installation."""
        zone, hours = ZoneInfo(settings.timezone), (settings.sms_bulk_from, settings.sms_bulk_until)
        return cls(zone, *hours, settings.sms_bulk_daily)

    def is_open(self, now: datetime) -> bool:
        """Whether texts of campaigns may leave now. The end of the hours is outside of them."""
        return self.opens <= now.astimezone(self.zone).time() < self.closes

    def day_began(self, now: datetime) -> datetime:
        """The last midnight, UTC."""
        return self._at(now, time(), 0)

    def next_morning(self, now: datetime) -> datetime:
        """When the hours begin tomorrow, UTC."""
        return self._at(now, self.opens, 1)

    def next_open(self, now: datetime) -> datetime:
        """The first moment from now on that is within the hours, UTC."""
        if self.is_open(now):
            return now
        today = self._at(now, self.opens, 0)
        return today if today > now else self.next_morning(now)

    def finished(self, begun: datetime, needed: timedelta) -> datetime:
        """When so much sending is done that begins then, and rests at night."""
        now, left = self.next_open(begun), needed
        while left > (until := self._at(now, self.closes, 0) - now):
            now, left = self.next_morning(now), left - until
        return now + left

    def _at(self, now: datetime, hour: time, days: int) -> datetime:
        day = now.astimezone(self.zone).date() + timedelta(days=days)
        return datetime.combine(day, hour, self.zone).astimezone(UTC)
