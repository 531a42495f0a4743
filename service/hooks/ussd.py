"""USSD hooks. Plain Starlette routes on the raw body: FastAPI's `Form()` costs more than the whole hop
(docs/decisions/0011). The key in the path is the carrier's only proof: a wrong one is a 404 that says nothing."""

import hmac
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from service.conversations.line import Line
from service.gateways import africastalking, http_ussd
from service.gateways.http_ussd import HttpUssdFields
from service.gateways.port import BadRequest, Carrier, SessionEnd
from service.metrics import Metrics

Handler = Callable[[Request, bytes], Awaitable[Response]]
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
        async def guarded(request: Request) -> Response:
            request.scope["retour.route"] = path
            if not hmac.compare_digest(request.path_params["key"].encode(), self._key):
                return PlainTextResponse("Not Found", 404)
            try:
                return await handler(request, await self._body(request))
            except BadRequest as error:
                return self._refused(path, error)

        return Route(path, guarded, methods=list(methods))

    def _refused(self, path: str, error: BadRequest) -> Response:
        self._metrics.refused(path)
        structlog.get_logger().warning("request refused", hook=path, reason=str(error))
        return PlainTextResponse(f"{error}\n", 400)

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._most:
                raise BadRequest(f"the body is larger than {self._most} bytes")
        return bytes(body)

    async def _africas_talking_hop(self, request: Request, body: bytes) -> Response:
        hop = africastalking.read_ussd(body, request.headers.get("content-type", ""))
        reply = await self.line.reply(hop, self._at)
        return Response(africastalking.answer(reply.text, reply.ends), media_type="text/plain")

    async def _africas_talking_end(self, _request: Request, body: bytes) -> Response:
        await self.line.ended(africastalking.read_event(body))
        return PlainTextResponse("")

    async def _http_hop(self, request: Request, body: bytes) -> Response:
        content_type = request.headers.get("content-type", "")
        hop = http_ussd.read(self._fields, body, content_type, request.url.query)
        if isinstance(hop, SessionEnd):
            await self.line.ended(hop)
            reply = http_ussd.answer(self._fields, "", True)
        else:
            shown = await self.line.reply(hop, self._http)
            reply = http_ussd.answer(self._fields, shown.text, shown.ends)
        return Response(reply.body, media_type=reply.media_type, headers=dict(reply.headers))
