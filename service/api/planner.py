"""Campaigns that are looked at and made while callers call: in threads, one look and one campaign at a time, written
through the writer in steps of a tenth of a second. One that cannot be made to its end is cancelled, and never sends."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection, select

from service.api.office import ApiOffice
from service.models.campaign import CampaignState
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.desk import Sending, Wish, looked_at, sending, take_in
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview

T = TypeVar("T")
SOON = 2.0
"""Seconds in which a small campaign is made, and whoever asked for it still waits."""


class Stopped(Exception):
    """The campaign is not to be made any more: it was cancelled, or the line is going down."""


class Planner:
    """Looks at wishes, and makes campaigns of them."""

    def __init__(self, office: ApiOffice, soon: float = SOON) -> None:
        self._office, self._soon = office, soon
        self._transact = office.writer.run_blocking
        self._stop = Event()
        self._look, self._turn = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def preview(self, wish: Wish) -> tuple[Draft, Preview]:
        """What would come of it. Raises CampaignError."""
        async with self._look:
            return await asyncio.to_thread(self._looked_at, wish)

    async def make(self, wish: Wish, *, again: bool) -> UUID:
        """A campaign that is being made; a small one is made already. Raises CampaignError."""
        async with self._look:
            sending = await asyncio.to_thread(self._begun, wish, again=again)
        await asyncio.wait([self._spawn(self._in_turn(sending))], timeout=self._soon)
        return sending.plan.campaign_id

    def take_back(self, campaign_id: UUID) -> None:
        """The texts of a cancelled campaign are taken back, after the answer. Those that stay for whatever reason
        are never sent: nothing of a cancelled campaign is."""
        self._spawn(asyncio.to_thread(self._take_back, campaign_id))

    async def close(self) -> None:
        """Begin nothing more; give up what is being made, and wait for it."""
        self._stop.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop itself keeps no task alive
        task.add_done_callback(self._tasks.discard)
        return task

    async def _in_turn(self, sending: Sending) -> None:
        async with self._turn:
            await asyncio.to_thread(self._made, sending)

    # --- in a thread ---

    def _looked_at(self, wish: Wish) -> tuple[Draft, Preview]:
        if wish.listed is not None:
            take_in(list(wish.listed), self._transact_on, self._office.inside)
        return self._office.read_blocking(lambda db: looked_at(self._office.inside(db), self._office.library, wish))

    def _transact_on(self, unit: Callable[[Connection], T]) -> T:
        """A step of something that may be long: none is begun while the line is going down."""
        self._go_on()
        return self._transact(unit)

    def _begun(self, wish: Wish, *, again: bool) -> Sending:
        draft, preview = self._looked_at(wish)
        return sending(draft, preview, self._transact, self._office.inside, again=again, alone=True)

    def _made(self, sending: Sending) -> None:
        which = sending.plan.campaign_id
        try:
            self._go_on()
            for _ in sending.steps():
                self._go_on(which)
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody waits for it: the state has to tell
            structlog.get_logger().error("campaign not made", campaign=which, error=type(error).__name__)
            self._give_up(which)

    def _go_on(self, which: UUID | None = None) -> None:
        """Raises Stopped where that campaign, or everything, is not to be made any more."""
        if self._stop.is_set():
            raise Stopped
        if which is not None and self._office.read_blocking(lambda db: _state(db, which)) == CampaignState.CANCELLED:
            raise Stopped

    def _give_up(self, which: UUID) -> None:
        with suppress(control.NotPossible):  # it was cancelled before
            self._transact(
                lambda db: control.change(db, which, CampaignState.CANCELLED, None, self._office.inside(db).now)
            )
        self._take_back(which)

    def _take_back(self, which: UUID) -> None:
        while not self._stop.is_set() and self._transact(lambda db: control.take_back(db, which)):
            pass


def _state(db: Connection, which: UUID) -> str | None:
    found: str | None = db.scalar(select(t.campaign.c.state).where(t.campaign.c.id == which))
    return found
