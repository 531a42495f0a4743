"""Beside the pages: drafts are looked at and campaigns made, one of each at a time, whatever page is looked at."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import structlog
from sqlalchemy import Connection

from service.office import WebOffice
from service.programme.campaigns import looking
from service.programme.campaigns.credit import credit_of
from service.programme.campaigns.desk import Sending
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.drafts import Found
from service.programme.campaigns.looking import Look
from service.programme.campaigns.making import Making, Stopped
from service.programme.campaigns.preview import Preview
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context
from service.writer import Closed


class Background:
    """The threads of one process."""

    def __init__(self, office: WebOffice) -> None:
        self._office = office
        transact = office.write_blocking
        self._making = Making(office.engine, office.library, transact, office.inside, office.closing)
        self._looks = ThreadPoolExecutor(1, thread_name_prefix="look")
        self._campaigns = ThreadPoolExecutor(1, thread_name_prefix="campaign")

    def look(self, draft_id: UUID) -> None:
        """Look at a draft, in its turn; its row tells what came of it."""
        self._looks.submit(self._look, draft_id)

    def begin(self, draft: Draft, preview: Preview, *, again: bool, begun: Callable[[Context, UUID], None]) -> UUID:
        """A campaign that is being made from now on; its id. Raises CampaignError, and what `begun` raises."""
        sending = self._making.begin(draft, preview, again=again, begun=begun)
        self._campaigns.submit(self._make, sending)
        return sending.plan.campaign_id

    def take_back(self, campaign_id: UUID) -> None:
        """The texts of a cancelled campaign are taken back."""
        self._campaigns.submit(self._making.take_back, campaign_id)

    def _make(self, sending: Sending) -> None:
        self._making.make(sending)

    def _look(self, draft_id: UUID) -> None:
        office = self._office
        look = office.read_blocking(lambda db: looking.wanted(db, office.vault, draft_id))
        if look is None:
            return
        try:
            found = self._found(look)
        except Exception as error:  # noqa: BLE001 - whatever it was, nobody waits for it: the draft has to tell
            if not isinstance(error, Stopped):
                structlog.get_logger().error("draft not looked at", draft=draft_id, error=type(error).__name__)
            self._write(lambda ctx: looking.break_off(ctx, look))
            return
        self._write(lambda ctx: looking.end_look(ctx, look, found))

    def _found(self, look: Look) -> Found:
        try:
            draft, preview = self._making.look(look.wish)
        except CampaignError as error:
            return Found(reasons=error.reasons)
        return Found(draft, preview, credit_of(self._office.settings))

    def _write(self, act: Callable[[Context], None]) -> None:
        def unit(db: Connection) -> None:
            act(self._office.inside(db))

        with suppress(Closed):  # the line has gone down: whoever comes back looks again
            self._office.write_blocking(unit)
