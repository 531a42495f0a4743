"""The console as a whole: an application of its own, built when its first page is asked for.

It takes every address that is nobody else's. Hooks, health and the interface of programs stand before it.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from service.console.desk import Desk
from service.console.headers import Headers
from service.console.stopping import GoTo, Stop
from service.console.viewers import Viewer
from service.writer import Busy, Closed, Uncertain

_OTHERS = ("/hooks/", "/api/")
_SMALLEST = 500
_UNCERTAIN, _LATER = 500, 503


class ConsoleRoute(BaseRoute):
    """Hands what no other route takes to the console."""

    def __init__(self, build: Callable[[], Desk]) -> None:
        self._build, self._one = build, Lock()
        self._made: FastAPI | None = None

    @property
    def app(self) -> FastAPI:
        """The application; several first visitors wait for the same one."""
        with self._one:
            if self._made is None:
                self._made = console(self._build())
            return self._made

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_ours = scope["type"] == "http" and not scope["path"].startswith(_OTHERS)
        return (Match.FULL, {}) if is_ours else (Match.NONE, {})

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._made
        if app is None:
            app = await run_in_threadpool(lambda: self.app)
        await app(scope, receive, send)


class Family(Protocol):
    """Pages that belong together: a room below this one."""

    def add_to(self, router: APIRouter, desk: Desk) -> None: ...


def _families() -> tuple[Family, ...]:
    """Loaded with the first page: a process that is asked for none, as most of the tests', begins sooner without."""
    from service.console import (
        access,
        audit,
        businesses,
        cases,
        figures,
        journeys,
        kits,
        language,
        messages,
        people,
        referrals,
        sensitive,
        settings,
        silence,
        today,
        tour,
        transfer,
        visits,
    )

    first = (language, access, today, people, businesses, silence, kits, visits, transfer, cases, referrals, sensitive)
    return (*first, messages, journeys, figures, tour, settings, audit)


def console(desk: Desk) -> FastAPI:
    """The application with all its pages."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.desk = desk
    router = app.router
    router.add_api_route("/static/{digest}/{name:path}", desk.files.answer, methods=["GET"])
    for family in _families():
        family.add_to(router, desk)
    for kind, handler in _handlers(desk).items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(GZipMiddleware, minimum_size=_SMALLEST, compresslevel=6)
    app.add_middleware(Headers)
    return app


def _handlers(desk: Desk) -> Mapping[type[Exception], Callable[[Request, Any], Any]]:
    """What is shown in place of a page. Nothing that was typed stands in it, and nothing of an error."""

    async def stopped(request: Request, error: Stop) -> Response:
        return await _instead(desk, request, error.status, error.said)

    async def elsewhere(request: Request, error: GoTo) -> Response:
        return desk.go(request, _and_back(request, error.where))

    async def http(request: Request, error: HTTPException) -> Response:
        return await _instead(desk, request, error.status_code)

    async def unreadable(request: Request, _error: RequestValidationError) -> Response:
        return await _instead(desk, request, 404)

    async def later(request: Request, _error: Exception) -> Response:
        return await _instead(desk, request, _LATER)

    async def uncertain(request: Request, _error: Exception) -> Response:
        return await _instead(desk, request, _UNCERTAIN)

    return {
        Stop: stopped,
        GoTo: elsewhere,
        HTTPException: http,
        RequestValidationError: unreadable,
        **dict.fromkeys((Busy, Closed, OperationalError), later),
        Uncertain: uncertain,
    }


async def _instead(desk: Desk, request: Request, status: int, said: str = "") -> Response:
    viewer: Viewer | None = None
    if status != _LATER:
        with suppress(Stop):
            viewer = await desk.viewer(request)
    return await run_in_threadpool(
        lambda: desk.show(request, viewer, "instead.html", status=status, code=status, why=said)
    )


def _and_back(request: Request, where: str) -> str:
    """Whoever has to sign in first comes back to where they were going."""
    path = request.url.path
    return f"{where}?next={path}" if where == "/login" and request.method == "GET" and path != "/" else where
