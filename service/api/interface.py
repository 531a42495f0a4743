"""The interface as a whole: its routes, its door, its description, joined to the web application."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from service.api.answers import Reasons
from service.api.bodies import FIELDS
from service.api.campaigns import CampaignRoutes
from service.api.door import OPENAPI, PREFIX, Door
from service.api.messages import MessageRoutes
from service.api.planner import Planner
from service.api.refusals import explain_in
from service.office import WebOffice

VERSION = "1"
_PARAMETERS = ("before", "most", "campaign_id", "message_id")
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Reasons, "description": "No token in force was shown."},
    403: {"model": Reasons, "description": "The token may not do that."},
    404: {"model": Reasons, "description": "There is nothing at this address."},
    409: {"model": Reasons, "description": "As it stands, that cannot be done to it."},
    413: {"model": Reasons, "description": "The body is too large."},
    422: {"model": Reasons, "description": "What was sent cannot be done; every reason is said."},
    503: {"model": Reasons, "description": "It passes by itself: try again later."},
}


class Interface:
    """/api/v1 for one web process."""

    def __init__(self, office: WebOffice, clock: Callable[[], datetime]) -> None:
        self._office, self._clock = office, clock
        self._planner = Planner(office)
        self._router = APIRouter(
            prefix=PREFIX,
            responses=_REFUSALS,
            lifespan=self._alive,
            generate_unique_id_function=lambda route: f"{route.path.split('/')[3]}_{route.name}",
        )
        CampaignRoutes(office, self._planner).add_to(self._router)
        MessageRoutes(office).add_to(self._router)
        self._router.add_api_route(OPENAPI.removeprefix(PREFIX), self._describe, include_in_schema=False)

    def join(self, app: FastAPI) -> None:
        """Add it to an application, before the middlewares that shall stand around it."""
        app.include_router(self._router)
        explain_in(app, PREFIX, (*FIELDS, *_PARAMETERS, *self._office.library.languages))
        app.add_middleware(Door, office=self._office, clock=self._clock)

    @cached_property
    def description(self) -> dict[str, Any]:
        """OpenAPI, for programs and for those who write them. There is no page: it would load from elsewhere."""
        return get_openapi(
            title="Retour",
            version=VERSION,
            summary="SMS of the programme: campaigns, single texts, and what is uncertain.",
            routes=self._router.routes,
        )

    def _describe(self) -> JSONResponse:  # in a thread: it takes a while, the first time
        return JSONResponse(self.description)

    @asynccontextmanager
    async def _alive(self, _app: FastAPI) -> AsyncIterator[None]:
        yield
        await self._planner.close()
