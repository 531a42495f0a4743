"""How an installation wants its SMS to be sent."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from service.messaging.hours import BulkRules
from service.messaging.waiting import Bulk
from service.settings import Settings

ASKS_AGAIN = timedelta(hours=6)
"""A question that waits for another one's answer is looked at again after this time."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a worker sends. `per_second`: texts that all workers together may give the gateway; 0 for no limit.
    `calls`: calls to the carrier at once. `question_open`, `dialogue_open`: how long an unanswered question, and an
    unfinished dialogue by SMS, keep the next question back."""

    per_second: float = 0
    calls: int = 8
    bulk: BulkRules = field(default_factory=BulkRules)
    question_open: timedelta = timedelta(days=7)
    dialogue_open: timedelta = timedelta(hours=48)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of an installation."""
        question, dialogue = timedelta(days=settings.checkin_days), timedelta(hours=settings.session_hours)
        return cls(settings.sms_rate_per_second, settings.sms_calls, BulkRules.of(settings), question, dialogue)

    def for_campaigns(self, now: datetime) -> Bulk | None:
        """What campaigns may do now; None in the quiet hours."""
        if not self.bulk.is_open(now):
            return None
        return Bulk(
            self.bulk.day_began(now),
            self.bulk.daily,
            self.bulk.next_morning(now),
            now - self.question_open,
            now - self.dialogue_open,
            self.bulk.next_open(now + ASKS_AGAIN),
        )
