"""The line: hands each hop to the writer, and answers the caller whatever happens."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter

import structlog
from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from flows.render import SMS, USSD
from service.conversations.ahead import forget_ahead, read_ahead
from service.conversations.dropped import Drop, drop_session, drop_silent, expire
from service.conversations.hop import Done, HopUnit
from service.conversations.reply import Reply
from service.conversations.sessions import TABLE
from service.conversations.surroundings import Surroundings
from service.gateways.port import Carrier, Hop, SessionEnd
from service.metrics import Metrics
from service.programme.journeys.passages import LEFT, Passage, Passages, keep
from service.writer import Ahead, Writer

Clock = Callable[[], datetime]
TROUBLE = "trouble"
"""The text (of _texts.yaml) that a caller reads when the line fails: never an exception."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Line:
    """The door of the conversations. Thread-safe; one for the process."""

    around: Surroundings
    writer: Writer
    metrics: Metrics
    clock: Clock = utc_now
    passages: Passages = field(default_factory=Passages)

    async def reply(self, hop: Hop, carrier: Carrier) -> Reply:
        """The page that follows from a hop. Committed before it returns; « Désolé, réessayez. » and the
        end of the call where anything failed, with the answers of the earlier hops safe."""
        began = perf_counter()
        try:
            done = await self._done(hop, carrier)
        except Exception as error:  # noqa: BLE001 - the boundary to the caller, who never sees an exception
            self._failed(hop, error)
            return Reply(self.around.versions.library.text(TROUBLE, self.around.settings.default_language), True)
        self._count(done, perf_counter() - began)
        return done.reply

    async def _done(self, hop: Hop, carrier: Carrier) -> Done:
        def unit(db: Connection) -> Done:
            return HopUnit(self.around, db, hop, carrier, self.clock()).run()

        ahead = Ahead(read_ahead, forget_ahead, (hop.gateway, hop.session))
        try:
            return await self.writer.run(unit, key=hop.phone, ahead=ahead)
        except IntegrityError:
            # Two processes began the same session at once: the other was first, so this is a repeat now.
            return await self.writer.run(unit, key=hop.phone)

    def _count(self, done: Done, seconds: float) -> None:
        if done.drops:
            self._lost(done.drops)
        if done.passed:
            self.passages.add(self._today(), done.passed)
        progress = done.session.progress
        private = done.session.sensitive or progress is None
        journey, screen = ("private", "private") if private or progress is None else (progress.flow, progress.screen)
        self.metrics.hop(journey, screen, seconds, repeated=done.repeated, ends=done.reply.ends)

    def _lost(self, drops: Iterable[Drop]) -> None:
        drops = tuple(drops)
        self.metrics.dropped(drops)
        known = (Passage(drop.journey, drop.version, drop.screen, LEFT) for drop in drops if drop.journey)
        self.passages.add(self._today(), known)

    def _today(self) -> date:
        return self.clock().astimezone(self.around.zone).date()

    def _failed(self, hop: Hop, error: Exception) -> None:
        """Log what happened without personal data: the kind of the error and the places, no message."""
        self.metrics.error(type(error).__name__)
        structlog.get_logger().error(
            "hop failed",
            gateway=hop.gateway,
            error=type(error).__name__,
            at=_places_of(error),
            service_code=hop.service_code,
        )

    async def ended(self, end: SessionEnd) -> None:
        """The carrier's end event. Keeps length and status; never the input or the last reply."""

        def unit(db: Connection) -> list[Drop]:
            now = self.clock()
            drops = drop_session(self.around.outside(db, now, USSD.name), end.gateway, end.session)
            which = (TABLE.c.gateway == end.gateway) & (TABLE.c.session_id == end.session)
            values = {"end_status": end.status, "duration_ms": end.duration_ms}
            db.execute(update(TABLE).where(which).values(**values))
            db.execute(update(TABLE).where(which, TABLE.c.ended_at.is_(None)).values(ended_at=now))
            return drops

        self._lost(await self.writer.run(unit, key=end.session))

    async def sweep(self) -> int:
        """Sessions that fell silent are dropped, what is too old is forgotten. Returns how many dropped."""
        settings = self.around.settings

        def silent(db: Connection) -> list[Drop]:
            ctx = self.around.outside(db, self.clock(), USSD.name)
            calls = drop_silent(ctx, timedelta(minutes=settings.session_idle_minutes))
            return calls + drop_silent(ctx, timedelta(hours=settings.session_hours), SMS.name)

        def old(db: Connection) -> None:
            self.around.atlas.refresh(db)
            expire(db, self.clock(), timedelta(hours=settings.session_hours), timedelta(days=settings.draft_days))

        drops = await self.writer.run(silent)
        await self.writer.run(old)
        self._lost(drops)
        await keep(self.passages, self.writer)
        return len(drops)


def _places_of(error: Exception) -> list[str]:
    frames: Iterable[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)[-4:]
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
