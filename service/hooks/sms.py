"""SMS hooks: delivery reports, texts that people send, opt-outs.

Whatever comes is answered 200 once its key is right: a carrier sends what it got no 200 for again, for hours, and
what cannot be used today cannot be used then. A failure of ours is a 500: then the carrier shall try again.
"""

from dataclasses import replace

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Scope

from service.conversations.inbox import Inbox
from service.gateways import africastalking_callbacks as africas_talking
from service.gateways import http_callbacks, orange_callbacks
from service.gateways.chosen import http_sms_fields
from service.gateways.port import IncomingText, SmsReport
from service.hooks.doors import Doors

_AT, _ORANGE, _HTTP = "africastalking", "orange", "http"
_ANY = ("POST", "GET", "PUT")
UNNAMED = "incoming_sms.unnamed"
"""The kind of the hash that names a text to which its carrier gives no name."""


class SmsHooks:
    """The SMS doors of one line."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._fields = http_sms_fields(inbox.around.settings)

    def routes(self, doors: Doors) -> list[BaseRoute]:
        """All of them, for the composition root to mount."""
        return [
            doors.route(f"/{_AT}/delivery", self._report, refused=200),
            doors.route(f"/{_AT}/sms", self._incoming, refused=200),
            doors.route(f"/{_AT}/optout", self._opt_out, refused=200),
            doors.route(f"/{_ORANGE}/delivery", self._orange, refused=200),
            doors.route(f"/{_ORANGE}/sms", self._orange, refused=200),
            doors.route(f"/{_HTTP}/delivery", self._http_report, _ANY, refused=200),
            doors.route(f"/{_HTTP}/sms", self._http_incoming, _ANY, refused=200),
        ]

    async def _report(self, _scope: Scope, body: bytes) -> Response:
        await self._inbox.report(africas_talking.read_report(body))
        return PlainTextResponse("")

    async def _incoming(self, _scope: Scope, body: bytes) -> Response:
        await self._inbox.incoming(africas_talking.read_incoming(body))
        return PlainTextResponse("")

    async def _opt_out(self, _scope: Scope, body: bytes) -> Response:
        await self._inbox.opt_out(africas_talking.read_opt_out(body))
        return PlainTextResponse("")

    async def _orange(self, _scope: Scope, body: bytes) -> Response:
        for told in orange_callbacks.read(body):
            if isinstance(told, SmsReport):
                await self._inbox.report(told)
            else:
                await self._inbox.incoming(self._named(told))
        return PlainTextResponse("")

    async def _http_report(self, scope: Scope, body: bytes) -> Response:
        await self._inbox.report(http_callbacks.read_report(self._fields, body, *_around(scope)))
        return PlainTextResponse("")

    async def _http_incoming(self, scope: Scope, body: bytes) -> Response:
        text = http_callbacks.read_incoming(self._fields, body, *_around(scope))
        await self._inbox.incoming(self._named(text))
        return PlainTextResponse("")

    def _named(self, text: IncomingText) -> IncomingText:
        """A text that has a name: a keyed hash of all that it says, where the carrier gives it none, so that the same
        one told again is known. Without a moment of its own it is the same within the minute in which it came."""
        if text.carrier_id:
            return text
        moment = text.written_at or self._inbox.clock().replace(second=0, microsecond=0)
        parts = (text.gateway, text.sender, text.addressee, text.words, moment.isoformat())
        name = self._inbox.around.vault.index(UNNAMED, "\0".join(parts)).hex()
        return replace(text, carrier_id=f"unnamed-{name}")


def _around(scope: Scope) -> tuple[str, str]:
    """The content type, and the query of the address."""
    found = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return found.decode("latin-1"), scope["query_string"].decode("latin-1")
