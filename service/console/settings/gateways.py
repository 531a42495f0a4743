"""`/settings/gateways`: how the carriers do, and what credit is left where somebody asks for it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.viewers import Administers, Viewer
from service.gateways.chosen import sms_pace
from service.messaging.health import MOST, health
from service.programme.campaigns.credit import Credit, credit_of

HERE = "/settings/gateways"


class GatewayPages:
    """What is known without asking, and the one thing that has to be asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route(HERE, self.page, methods=["GET"])
        router.add_api_route(f"{HERE}/balance", self.ask_balance, methods=["POST"])

    def page(self, request: Request, viewer: Administers) -> Response:
        return self._show(request, viewer, None)

    def ask_balance(self, request: Request, viewer: Administers) -> Response:
        """The carrier is asked over the network, in no transaction."""
        return self._show(request, viewer, credit_of(self._desk.office.settings))

    def _show(self, request: Request, viewer: Viewer, credit: Credit | None) -> Response:
        settings = self._desk.office.settings
        found = self._desk.read(lambda db: health(db, settings.sms_gateway))
        return self._desk.show(
            request,
            viewer,
            "settings/gateways.html",
            gateway=settings.sms_gateway,
            found=found,
            most=MOST,
            is_paused=found.pause.holds(self._desk.now()),
            pace=sms_pace(settings),
            credit=credit,
            settings=settings,
            word=lambda kind, value: viewer.words.labels[kind].get(value, value),
        )
