"""What every hook of a carrier has in common: its key, its body, its refusals.

Plain ASGI on the raw body: FastAPI's `Form()` costs more than the whole hop, and each wrapping of a request some
more (docs/decisions/0011). The key in the path is the carrier's only proof: a wrong one is a 404 that says nothing.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from service.gateways.port import BadRequest
from service.metrics import Metrics

Handler = Callable[[Scope, bytes], Awaitable[Response]]


class Doors:
    """Makes the doors of one installation: all have the same key and the same largest body."""

    def __init__(self, key: str, most_bytes: int, metrics: Metrics) -> None:
        self._key, self._most, self._metrics = key.encode(), most_bytes, metrics

    def route(
        self, path: str, handler: Handler, methods: tuple[str, ...] = ("POST",), *, refused: int = 400
    ) -> BaseRoute:
        """A door at /hooks/{key}`path`. `refused`: the status for a body that cannot be used; 200 for a carrier that
        would send the same for hours."""
        return Route(f"/hooks/{{key}}{path}", _Door(self, f"/hooks/{{key}}{path}", handler, methods, refused))

    async def answered(self, path: str, handler: Handler, refused: int, scope: Scope, receive: Receive) -> Response:
        """What a carrier reads."""
        if not hmac.compare_digest(scope["path_params"]["key"].encode(), self._key):
            return PlainTextResponse("Not Found", 404)
        try:
            return await handler(scope, await self._body(receive))
        except BadRequest as error:
            self._metrics.refused(path)
            structlog.get_logger().warning("request refused", hook=path, reason=str(error))
            return PlainTextResponse(f"{error}\n", refused)

    async def _body(self, receive: Receive) -> bytes:
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._most:
                raise BadRequest(f"the body is larger than {self._most} bytes")
        return body


class _Door:
    """One hook as an ASGI application: a Route calls it as it is, without Starlette's request around it."""

    def __init__(self, doors: Doors, path: str, handler: Handler, methods: tuple[str, ...], refused: int) -> None:
        self._doors, self._path, self._handler = doors, path, handler
        self._methods, self._refused = methods, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["retour.route"] = self._path
        if scope["method"] in self._methods:
            response = await self._doors.answered(self._path, self._handler, self._refused, scope, receive)
        else:
            response = PlainTextResponse("Method Not Allowed", 405, {"Allow": ", ".join(self._methods)})
        await response(scope, receive, send)


class HooksFirst:
    """A middleware: the hooks are looked for before the layers that the rest of the application stands behind."""

    def __init__(self, app: ASGIApp, doors: Sequence[BaseRoute]) -> None:
        self._app = app
        self._doors = Router(doors, redirect_slashes=False, default=app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._doors if scope["type"] == "http" else self._app)(scope, receive, send)
