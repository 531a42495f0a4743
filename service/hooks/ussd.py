"""USSD hooks: a hop comes in, a page goes out."""

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Scope

from service.conversations.line import Line
from service.gateways import africastalking, http_ussd
from service.gateways.http_ussd import HttpUssdFields
from service.gateways.port import Carrier, SessionEnd
from service.hooks.doors import Doors

_AT, _HTTP = "africastalking", "http"


class UssdHooks:
    """The USSD doors of one line."""

    def __init__(self, line: Line, africas_talking: Carrier, http: Carrier, fields: HttpUssdFields) -> None:
        self.line = line
        self._at, self._http, self._fields = africas_talking, http, fields

    def routes(self, doors: Doors) -> list[BaseRoute]:
        """All of them, for the composition root to mount."""
        return [
            doors.route(f"/{_AT}/ussd", self._africas_talking_hop),
            doors.route(f"/{_AT}/ussd/events", self._africas_talking_end),
            doors.route(f"/{_HTTP}/ussd", self._http_hop, ("POST", "PUT", "GET")),
        ]

    async def _africas_talking_hop(self, scope: Scope, body: bytes) -> Response:
        hop = africastalking.read_ussd(body, _content_type(scope))
        reply = await self.line.reply(hop, self._at)
        return Response(africastalking.answer(reply.text, reply.ends), media_type="text/plain")

    async def _africas_talking_end(self, _scope: Scope, body: bytes) -> Response:
        await self.line.ended(africastalking.read_event(body))
        return PlainTextResponse("")

    async def _http_hop(self, scope: Scope, body: bytes) -> Response:
        hop = http_ussd.read(self._fields, body, _content_type(scope), scope["query_string"].decode("latin-1"))
        if isinstance(hop, SessionEnd):
            await self.line.ended(hop)
            reply = http_ussd.answer(self._fields, "", True)
        else:
            shown = await self.line.reply(hop, self._http)
            reply = http_ussd.answer(self._fields, shown.text, shown.ends)
        return Response(reply.body, media_type=reply.media_type, headers=dict(reply.headers))


def _content_type(scope: Scope) -> str:
    found = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return str(found.decode("latin-1"))
