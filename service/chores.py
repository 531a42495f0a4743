"""What somebody has to look after, with nobody calling: once a minute, and some of it once a day.

Each look finds by itself what there is to do, so that any number of workers may look, and one that was down misses
nothing.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from service.conversations.surroundings import Surroundings
from service.messaging.reports import apply_overlooked
from service.messaging.trust import doubt_silent
from service.programme.campaigns import standing
from service.programme.casedesk import coming_back
from service.programme.casedesk.concern_reminder import remind
from service.programme.followup import schedule
from service.programme.pulse import quiet

CHANNEL = "worker"
MOST_DOUBTED = 500
"""Silent numbers that one look puts into doubt."""


class Chores:
    """The looks of one worker."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._zone = ZoneInfo(around.settings.timezone)
        self._silent = timedelta(days=around.settings.sms_silent_days)
        self._day: date | None = None

    def __call__(self, db: Connection, now: datetime) -> None:
        """One look, within a transaction."""
        ctx = self._around.outside(db, now, CHANNEL)
        apply_overlooked(db)
        standing.look(ctx)
        coming_back.look(ctx)
        remind(ctx)
        quiet.look(ctx)
        doubt_silent(db, now - self._silent, MOST_DOUBTED)
        if (day := now.astimezone(self._zone).date()) != self._day:  # it goes through all visits that are overdue
            schedule.look(ctx)
            self._day = day
