"""SMS hooks: delivery reports, texts that people send, opt-outs.

Whatever comes is answered 200 once its key is right: a carrier sends what it got no 200 for again, for hours, and
what cannot be used today cannot be used then. A failure of ours is a 500: then the carrier shall try again.
"""

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import Scope

from service.conversations.inbox import Inbox
from service.gateways import africastalking_callbacks as africas_talking
from service.hooks.doors import Doors

_AT = "africastalking"


class SmsHooks:
    """The SMS doors of one line."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def routes(self, doors: Doors) -> list[BaseRoute]:
        """All of them, for the composition root to mount."""
        return [
            doors.route(f"/{_AT}/delivery", self._report, refused=200),
            doors.route(f"/{_AT}/sms", self._incoming, refused=200),
            doors.route(f"/{_AT}/optout", self._opt_out, refused=200),
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
