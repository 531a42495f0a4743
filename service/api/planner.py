"""Campaigns that programs ask for: looked at and made in threads, one look and one campaign at a time
(service/programme/campaigns/making.py), while the answer is on its way."""

import asyncio
from uuid import UUID

from service.office import WebOffice
from service.programme.campaigns.desk import Sending, Wish
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.making import Making
from service.programme.campaigns.preview import Preview

SOON = 2.0
"""Seconds in which a small campaign is made, and whoever asked for it still waits."""


class Planner:
    """Looks at wishes, and makes campaigns of them."""

    def __init__(self, office: WebOffice, soon: float = SOON) -> None:
        self._making = Making(office.engine, office.library, office.writer.run_blocking, office.inside)
        self._soon = soon
        # Locks of the loop: whoever waits for their turn keeps no thread.
        self._look, self._turn = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def preview(self, wish: Wish) -> tuple[Draft, Preview]:
        """What would come of it. Raises CampaignError."""
        async with self._look:
            return await asyncio.to_thread(self._making.look, wish)

    async def make(self, wish: Wish, *, again: bool) -> UUID:
        """A campaign that is being made; a small one is made already. Raises CampaignError."""
        async with self._look:
            sending = await asyncio.to_thread(self._begun, wish, again=again)
        await asyncio.wait([self._spawn(self._in_turn(sending))], timeout=self._soon)
        return sending.plan.campaign_id

    def take_back(self, campaign_id: UUID) -> None:
        """The texts of a cancelled campaign are taken back, after the answer."""
        self._spawn(asyncio.to_thread(self._making.take_back, campaign_id))

    async def close(self) -> None:
        """Begin nothing more; give up what is being made, and wait for it."""
        self._making.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begun(self, wish: Wish, *, again: bool) -> Sending:
        return self._making.begin(*self._making.look(wish), again=again)

    async def _in_turn(self, sending: Sending) -> None:
        async with self._turn:
            await asyncio.to_thread(self._making.make, sending)

    def _spawn(self, work: "asyncio._CoroutineLike[None]") -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop itself keeps no task alive
        task.add_done_callback(self._tasks.discard)
        return task
