"""USSD hooks. Plain ASGI on the raw body: FastAPI's `Form()` costs more than the whole hop, and each wrapping
of a request some more (docs/decisions/0011).

The key in the path is the carrier's only proof: a wrong one is a 404 that says nothing.
"""

import hmac
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from service.conversations.line import Line
from service.gateways import africastalking, http_ussd
from service.gateways.http_ussd import HttpUssdFields
from service.gateways.port import BadRequest, Carrier, SessionEnd
from service.metrics import Metrics

Handler = Callable[[Scope, bytes], Awaitable[Response]]
_AT, _HTTP = "africastalking", "http"


class UssdHooks:
    """The USSD doors of one line."""

    def __init__(
        self,
        line: Line,
        key: str,
        most_bytes: int,
        africas_talking: Carrier,
        http: Carrier,
        fields: HttpUssdFields,
    ) -> None:
        self.line, self._key, self._most = line, key.encode(), most_bytes
        self._at, self._http, self._fields = africas_talking, http, fields
        self._metrics: Metrics = line.metrics

    def routes(self) -> list[BaseRoute]:
        """All doors, for the composition root to mount."""
        return [
            self._route(f"/hooks/{{key}}/{_AT}/ussd", self._africas_talking_hop),
            self._route(f"/hooks/{{key}}/{_AT}/ussd/events", self._africas_talking_end),
            self._route(f"/hooks/{{key}}/{_HTTP}/ussd", self._http_hop, ("POST", "PUT", "GET")),
        ]

    def _route(self, path: str, handler: Handler, methods: tuple[str, ...] = ("POST",)) -> BaseRoute:
        return Route(path, _Door(self, path, handler, methods))

    async def answered(self, path: str, handler: Handler, scope: Scope, receive: Receive) -> Response:
        """What a carrier reads."""
        if not hmac.compare_digest(scope["path_params"]["key"].encode(), self._key):
            return PlainTextResponse("Not Found", 404)
        try:
            return await handler(scope, await self._body(receive))
        except BadRequest as error:
            return self._refused(path, error)

    def _refused(self, path: str, error: BadRequest) -> Response:
        self._metrics.refused(path)
        structlog.get_logger().warning("request refused", hook=path, reason=str(error))
        return PlainTextResponse(f"{error}\n", 400)

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

    async def _africas_talking_hop(self, scope: Scope, body: bytes) -> Response:
        hop = africastalking.read_ussd(body, _content_type(scope))
        reply = await self.line.reply(hop, self._at)
        return Response(africastalking.answer(reply.text, reply.ends), media_type="text/plain")

    async def _africas_talking_end(self, _scope: Scope, body: bytes) -> Response:
        await self.line.ended(africastalking.read_event(body))
        return PlainTextResponse("")

    async def _http_hop(self, scope: Scope, body: bytes) -> Response:
        content_type = _content_type(scope)
        hop = http_ussd.read(self._fields, body, content_type, scope["query_string"].decode("latin-1"))
        if isinstance(hop, SessionEnd):
            await self.line.ended(hop)
            reply = http_ussd.answer(self._fields, "", True)
        else:
            shown = await self.line.reply(hop, self._http)
            reply = http_ussd.answer(self._fields, shown.text, shown.ends)
        return Response(reply.body, media_type=reply.media_type, headers=dict(reply.headers))


class _Door:
    """One hook as an ASGI application: a Route calls it as it is, without Starlette's request around it."""

    def __init__(self, hooks: UssdHooks, path: str, handler: Handler, methods: tuple[str, ...]) -> None:
        self._hooks, self._path, self._handler, self._methods = hooks, path, handler, methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["retour.route"] = self._path
        if scope["method"] in self._methods:
            response = await self._hooks.answered(self._path, self._handler, scope, receive)
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


def _content_type(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return str(found.decode("latin-1"))
