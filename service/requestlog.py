"""One log line a request, with the route's template: the hook key and personal data stand in paths and
bodies, so neither is ever logged (the web server's own access log is off)."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/phone/messages"})
"""Asked every few seconds, and say nothing about a call."""


class RequestLog:
    """Pure ASGI: costs a hop some microseconds, where a BaseHTTPMiddleware costs hundreds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in QUIET:
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            took = round((perf_counter() - began) * 1000, 1)
            structlog.get_logger().info("request", method=scope["method"], route=_route(scope), status=status, ms=took)


def _route(scope: Scope) -> str:
    """The template that matched (« /hooks/{key}/… »), never the path itself."""
    found = scope.get("retour.route") or getattr(scope.get("route"), "path", "")
    return str(found) or "no such route"
