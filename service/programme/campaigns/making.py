"""Campaigns that are looked at and made while callers call: by threads that wait for them, and written in steps of a
tenth of a second. One that cannot be made to its end is cancelled, and never sends."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine, select

from flows.library import Library
from service.models.campaign import CampaignState
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.desk import Sending, Wish, looked_at, sending, take_in
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.planning import Inside
from service.programme.campaigns.preview import Preview
from service.programme.context import Context
from service.units import Transact

T = TypeVar("T")


class Stopped(Exception):
    """The campaign is not to be made any more: it was cancelled, or the line is going down."""


class Making:
    """Looks at wishes, and makes campaigns of them; each call blocks its thread until it is done. How many go at once
    is for the caller to say."""

    def __init__(
        self, engine: Engine, library: Library, transact: Transact, inside: Inside, stop: Event | None = None
    ) -> None:
        """`stop`: set, it begins nothing more, and gives up what is being made."""
        self._engine, self._library, self._transact, self._inside = engine, library, transact, inside
        self._stop = stop or Event()

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Begin nothing more, and give up what is being made."""
        self._stop.set()

    def look(self, wish: Wish) -> tuple[Draft, Preview]:
        """What would come of a wish. The numbers of its list are known phones after it; nothing else is written.
        Raises CampaignError, Stopped."""
        if wish.listed is not None:
            take_in(wish.listed, self._step, self._inside)
        return self._read(lambda db: looked_at(self._inside(db), self._library, wish, self._go_on))

    def begin(
        self,
        draft: Draft,
        preview: Preview,
        *,
        again: bool,
        begun: Callable[[Context, UUID], None] | None = None,
    ) -> Sending:
        """The campaign itself, without anybody yet. Raises CampaignError, and what `begun` raises."""
        return sending(draft, preview, self._transact, self._inside, again=again, alone=True, begun=begun)

    def make(self, made: Sending) -> None:
        """Write everybody. Raises nothing: the campaign's state tells what became of it."""
        which = made.plan.campaign_id
        try:
            self._go_on()
            for _ in made.steps():
                self._go_on(which)
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody waits for it: the state has to tell
            structlog.get_logger().error("campaign not made", campaign=which, error=type(error).__name__)
            self._give_up(which)

    def take_back(self, which: UUID) -> None:
        """The texts of a cancelled campaign are taken back. Those that stay for whatever reason are never sent: nothing
        of a cancelled campaign is."""
        while not self.is_stopped and self._transact(lambda db: control.take_back(db, which)):
            pass

    def _read(self, unit: Callable[[Connection], T]) -> T:
        with self._engine.connect() as db:  # never committed
            return unit(db)

    def _step(self, unit: Callable[[Connection], T]) -> T:
        """A step of something that may be long: none is begun while the line is going down."""
        self._go_on()
        return self._transact(unit)

    def _go_on(self, which: UUID | None = None) -> None:
        """Raises Stopped where that campaign, or everything, is not to be made any more."""
        if self.is_stopped:
            raise Stopped
        if which is not None and self._read(lambda db: _state(db, which)) == CampaignState.CANCELLED:
            raise Stopped

    def _give_up(self, which: UUID) -> None:
        with suppress(control.NotPossible):  # it was cancelled before
            self._transact(lambda db: control.change(db, which, CampaignState.CANCELLED, None, self._inside(db).now))
        self.take_back(which)


def _state(db: Connection, which: UUID) -> str | None:
    found: str | None = db.scalar(select(t.campaign.c.state).where(t.campaign.c.id == which))
    return found
