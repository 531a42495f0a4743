"""Campaigns that are looked at and made while callers call: in threads, one look and one campaign at a time, written
through the writer in steps of a tenth of a second. One that cannot be made to its end is cancelled, and never sends."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Event
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection, func, select

from service.api.office import ApiOffice
from service.models.campaign import CampaignState
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.audience import MOST_FAULTS, read_audience
from service.programme.campaigns.desk import Sending, Wish, looked_at, refusals
from service.programme.campaigns.drafting import Draft, fingerprint
from service.programme.campaigns.planning import Plan, begin
from service.programme.campaigns.preview import SAME_WITHIN, Preview
from service.programme.campaigns.wording import CampaignError

T = TypeVar("T")
ROWS = 50
"""Rows of a list that are taken in at once."""
SOON = 2.0
"""Seconds in which a small campaign is made, and whoever asked for it still waits."""
_SAME = "The campaign {} said the same to the same people within a day: say it twice to mean it."
_ROW = re.compile(r"^Row (\d+)")


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
            self._take_in(list(wish.listed))
        return self._office.read_blocking(lambda db: looked_at(self._office.inside(db), self._office.library, wish))

    def _take_in(self, rows: Sequence[str]) -> None:
        """The numbers of a list become known phones beforehand, some at a time. Otherwise the look itself would write
        them, and hold up every caller until it is done. Raises CampaignError with the rows that are wrong."""
        wrong: list[str] = []
        for start in range(0, len(rows), ROWS):
            self._go_on()
            some = rows[start : start + ROWS]
            try:
                self._transact(partial(self._known, rows=some))
            except CampaignError as error:
                wrong += _moved(error.reasons, start)
            if len(wrong) >= MOST_FAULTS:
                break
        if wrong:
            raise CampaignError(wrong[:MOST_FAULTS])

    def _known(self, db: Connection, rows: Sequence[str]) -> None:
        read_audience(self._office.inside(db), {}, rows)

    def _begun(self, wish: Wish, *, again: bool) -> Sending:
        draft, preview = self._looked_at(wish)
        if reasons := list(refusals(draft, preview, again=again)):
            raise CampaignError(reasons)

        def unit(db: Connection) -> Plan:
            ctx = self._office.inside(db)
            said = fingerprint(ctx.vault, draft)
            if not again and (other := _same_now(db, said, ctx.now - SAME_WITHIN)):
                raise CampaignError(
                    [f"The campaign {other} says the same to the same people: say it twice to mean it."]
                )
            return begin(ctx, draft, preview.recipients)

        return Sending(self._transact(unit), self._transact, self._office.inside)

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


def _moved(reasons: Iterable[str], by: int) -> Iterator[str]:
    """The reasons of a part of a list, with the numbers that its rows have in the whole."""
    for reason in reasons:
        if _ROW.match(reason):
            yield _ROW.sub(lambda found: f"Row {int(found[1]) + by}", reason)


def _same_now(db: Connection, said: bytes, since: object) -> UUID | None:
    """A campaign that says the same, even one that is only being made: a program asks again where an answer was lost.
    On PostgreSQL whoever asks at the same time waits until the other's stands."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(int.from_bytes(said[:8], signed=True))))
    campaign = t.campaign
    found: UUID | None = db.scalar(
        select(campaign.c.id)
        .where(
            campaign.c.fingerprint == said,
            campaign.c.created_at > since,
            campaign.c.state != CampaignState.CANCELLED.value,
        )
        .limit(1)
    )
    return found


def _state(db: Connection, which: UUID) -> str | None:
    found: str | None = db.scalar(select(t.campaign.c.state).where(t.campaign.c.id == which))
    return found
