"""The routes of campaigns: looked at, made, watched, paused, cancelled, approved."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import Connection, select

from service.api.answers import CampaignPage, CampaignPreview, CampaignStatus
from service.api.bodies import CampaignBody, NewCampaign
from service.api.door import PREFIX, asks
from service.api.planner import Planner
from service.api.refusals import Missing, unechoed
from service.models.campaign import CampaignState
from service.office import WebOffice
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.credit import credit_of
from service.programme.campaigns.desk import refusals
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context
from service.programme.tokens import Bearer, Scope

MOST_AT_ONCE = 100
Reader = Annotated[Bearer, asks(Scope.CAMPAIGNS_READ)]
Writer = Annotated[Bearer, asks(Scope.CAMPAIGNS_WRITE)]


class CampaignRoutes:
    """The handlers, and the planner that they share."""

    def __init__(self, office: WebOffice, planner: Planner) -> None:
        self._office, self._planner = office, planner

    def add_to(self, router: APIRouter) -> None:
        """Each route with what it answers; the scope stands at the handler."""
        router.add_api_route("/campaigns/preview", self.preview, methods=["POST"])
        router.add_api_route("/campaigns", self.make, methods=["POST"], status_code=202, responses=_MADE)
        router.add_api_route("/campaigns", self.latest, methods=["GET"])
        router.add_api_route("/campaigns/{campaign_id}", self.one, methods=["GET"])
        router.add_api_route("/campaigns/{campaign_id}/pause", self.pause, methods=["POST"])
        router.add_api_route("/campaigns/{campaign_id}/resume", self.resume, methods=["POST"])
        router.add_api_route("/campaigns/{campaign_id}/cancel", self.cancel, methods=["POST"])
        router.add_api_route("/campaigns/{campaign_id}/approve", self.approve, methods=["POST"])

    async def preview(self, body: CampaignBody, bearer: Writer) -> CampaignPreview:
        """Who would get it and who not, what it costs, how long it takes. Nothing is queued."""
        with _unechoed(body):
            draft, found = await self._planner.preview(body.wish(bearer))
        credit = await asyncio.to_thread(credit_of, self._office.settings)
        return CampaignPreview.of(draft, found, credit, refusals(draft, found, again=False))

    async def make(self, body: NewCampaign, bearer: Writer, response: Response) -> CampaignStatus:
        """Queue it. 201: every text stands; 202: it is being planned, and its address says how far it is."""
        with _unechoed(body):
            made = await self._planner.make(body.wish(bearer), again=body.again)
        found = await self._status(made)
        response.headers["Location"] = f"{PREFIX}/campaigns/{made}"
        response.status_code = 202 if found.state == CampaignState.PLANNING else 201
        return found

    async def latest(
        self,
        bearer: Reader,
        before: Annotated[UUID | None, Query(description="Those made before this one: `next` of a page.")] = None,
        most: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = 50,
    ) -> CampaignPage:
        """The campaigns and the check-ins that stand, the newest first."""
        return await self._office.read(lambda db: self._page(db, before, most))

    async def one(self, campaign_id: UUID, bearer: Reader) -> CampaignStatus:
        """How far it is, and who gets nothing."""
        return await self._status(campaign_id)

    async def pause(self, campaign_id: UUID, bearer: Writer) -> CampaignStatus:
        """Nothing more of it leaves until it is resumed; what is in a worker's hands already still goes."""
        return await self._changed(campaign_id, _to(campaign_id, CampaignState.PAUSED, bearer))

    async def resume(self, campaign_id: UUID, bearer: Writer) -> CampaignStatus:
        """A paused campaign goes on where it stood."""
        return await self._changed(campaign_id, _to(campaign_id, CampaignState.RUNNING, bearer))

    async def cancel(self, campaign_id: UUID, bearer: Writer) -> CampaignStatus:
        """What has not left never will. It cannot be taken up again."""
        found = await self._changed(campaign_id, _to(campaign_id, CampaignState.CANCELLED, bearer))
        self._planner.take_back(campaign_id)
        return found

    async def approve(self, campaign_id: UUID, bearer: Writer) -> CampaignStatus:
        """The second pair of eyes: another member of staff than the one who made it."""
        return await self._changed(
            campaign_id, lambda ctx: control.approve(ctx.db, campaign_id, bearer.staff_id, ctx.now)
        )

    async def _changed(self, campaign_id: UUID, change: Callable[[Context], None]) -> CampaignStatus:
        def unit(db: Connection) -> None:
            _stands(db, campaign_id)
            change(self._office.inside(db))

        await self._office.write(unit)
        return await self._status(campaign_id)

    async def _status(self, campaign_id: UUID) -> CampaignStatus:
        def unit(db: Connection) -> CampaignStatus:
            _stands(db, campaign_id)
            return CampaignStatus.of(control.status(db, self._office.vault, campaign_id))

        return await self._office.read(unit)

    def _page(self, db: Connection, before: UUID | None, most: int) -> CampaignPage:
        found = [CampaignStatus.of(one) for one in control.everyone(db, self._office.vault, most + 1, before)]
        return CampaignPage(campaigns=found[:most], next=found[most - 1].id if len(found) > most else None)


_MADE: dict[int | str, dict[str, Any]] = {201: {"model": CampaignStatus, "description": "Every text stands."}}


def _to(campaign_id: UUID, state: CampaignState, bearer: Bearer) -> Callable[[Context], None]:
    return lambda ctx: control.change(ctx.db, campaign_id, state, bearer.staff_id, ctx.now)


def _stands(db: Connection, campaign_id: UUID) -> None:
    if db.scalar(select(t.campaign.c.id).where(t.campaign.c.id == campaign_id)) is None:
        raise Missing("There is no such campaign.")


@contextmanager
def _unechoed(body: CampaignBody) -> Iterator[None]:
    try:
        yield
    except CampaignError as error:
        raise CampaignError(unechoed(error.reasons, body.typed())) from None
