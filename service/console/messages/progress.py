"""/messages/campaigns/{id}/progress: the bar of a campaign, sent anew whenever it has moved (server-sent events).

All who watch a campaign share one count of it, at most one a second (standings.py), and one bar for each language. A
stream ends with the campaign, when the browser goes, when the line goes down, and after a while anyway: the browser
asks again then, and shows anew that it may.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from service.console.desk import Desk
from service.console.messages.standings import Shown, Standings
from service.console.stopping import Stop
from service.console.viewers import SeesMessages, Viewer
from service.programme.campaigns import watching
from service.programme.campaigns.control import NotPossible

MOST_LISTENERS = 300
LOOKS_S = 1.0
LASTS_S = 120.0
BEATS_S = 15.0
"""A stream in which nothing moves says something after so long: a browser that has gone is noticed."""
QUIET_S = 20.0
"""A campaign of which everything has left is over once no report has come for so long."""
_NAP_S = 0.2
_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy hands on each event as it comes


@dataclass
class _Listener:
    """What somebody has been told, and when."""

    told: Shown | None = None
    began: float = field(default_factory=time.monotonic)
    moved: float = field(default_factory=time.monotonic)
    beat: float = field(default_factory=time.monotonic)

    def is_over(self) -> bool:
        """Whether nothing will move any more."""
        if self.told is None or self.told.status is None or not self.told.is_over:
            return False
        waits_for_reports = self.told.status.texts["sent"] > 0
        return not waits_for_reports or time.monotonic() - self.moved > QUIET_S


class Progress:
    def __init__(self, desk: Desk, standings: Standings) -> None:
        self._desk, self._standings = desk, standings
        self._listeners = 0
        self._bars: dict[tuple[UUID, str], tuple[Shown, str]] = {}

    async def stream(self, request: Request, viewer: SeesMessages, campaign_id: UUID) -> Response:
        """The stream. 404 where there is no such campaign, 503 where too many listen already."""
        await run_in_threadpool(self._check, campaign_id)
        if self._listeners >= MOST_LISTENERS:
            raise Stop(503)
        events = self._events(request, viewer, campaign_id)
        return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)

    def _check(self, campaign_id: UUID) -> None:
        try:
            self._desk.read(lambda db: watching.said(db, self._desk.office.vault, campaign_id))
        except NotPossible:
            raise Stop(404) from None

    async def _events(self, request: Request, viewer: Viewer, campaign_id: UUID) -> AsyncIterator[str]:
        self._listeners += 1
        listener = _Listener()
        try:
            while time.monotonic() - listener.began < LASTS_S and not self._desk.office.closing.is_set():
                shown = self._standings.watched(campaign_id)
                for event in self._news(request, viewer, shown, listener):
                    yield event
                if listener.is_over():
                    yield _event("ended")
                    return
                await self._rest(_NAP_S if listener.told is None else LOOKS_S)
        finally:
            self._listeners -= 1

    def _news(self, request: Request, viewer: Viewer, shown: Shown | None, listener: _Listener) -> Iterator[str]:
        """What a listener does not know yet."""
        now, before = time.monotonic(), listener.told
        if shown is None or (before is not None and _is_same(shown, before)):
            if now - listener.beat > BEATS_S:
                listener.beat = now
                yield ": \n\n"
            return
        listener.told, listener.moved, listener.beat = shown, now, now
        yield _event("", self._bar(request, viewer, shown))
        if before is not None and _answered(before) != _answered(shown):
            yield _event("answered")
        if before is not None and before.state != shown.state:
            yield _event("changed")

    def _bar(self, request: Request, viewer: Viewer, shown: Shown) -> str:
        """The block of the page, made once for all who read its language."""
        kept = self._bars.get((shown.id, viewer.language))
        if kept is None or not _is_same(kept[0], shown):
            made = self._desk.show(request, viewer, "messages/campaign.html", block="bar", shown=shown)
            kept = self._bars[shown.id, viewer.language] = shown, bytes(made.body).decode()
            while len(self._bars) > MOST_LISTENERS:
                self._bars.pop(next(iter(self._bars)))
        return kept[1]

    async def _rest(self, seconds: float) -> None:
        """Wait, or until the line goes down."""
        for _ in range(round(seconds / _NAP_S)):
            if self._desk.office.closing.is_set():
                return
            await asyncio.sleep(_NAP_S)


def _is_same(one: Shown, other: Shown) -> bool:
    return one.state == other.state and one.status == other.status


def _answered(shown: Shown) -> int:
    return shown.status.answered if shown.status else 0


def _event(name: str, html: str = "") -> str:
    """One event: each line of its data has the word in front."""
    lines = "\n".join(f"data: {line}" for line in html.split("\n"))
    return f"event: {name}\n{lines}\n\n" if name else f"{lines}\n\n"


def add_to(router: APIRouter, desk: Desk, standings: Standings) -> None:
    """The route."""
    progress = Progress(desk, standings)
    router.add_api_route("/messages/campaigns/{campaign_id}/progress", progress.stream, methods=["GET"])
