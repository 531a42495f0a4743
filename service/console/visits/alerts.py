"""/visits/alerts: patterns that cannot be, of visits and deliveries, looked into and settled by the office."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed
from service.console.kits.narrowing import Filters
from service.console.viewers import ChangesKits, Viewer
from service.programme import alerts
from service.programme.alerts import AlertError, Finding


class AlertPages:
    """For the office alone: they are about those who visit and deliver."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, request: Request, viewer: ChangesKits, show: str = "", after: str = "") -> Response:
        return self._shown(request, viewer, show, after)

    def settle(self, request: Request, viewer: ChangesKits, alert_id: UUID, form: Typed) -> Response:
        try:
            if form["finding"] not in list(Finding):
                raise AlertError("Say what came of looking into it.")
            finding = Finding(form["finding"])
            self._desk.change(viewer, lambda ctx: alerts.settle(ctx.db, alert_id, finding, viewer.staff_id, ctx.now))
        except AlertError as error:
            return self._shown(request, viewer, "", "", status=422, errors=[viewer.refusal(error)])
        return self._desk.go(request, "/visits/alerts", viewer.say("L’alerte est réglée."))

    def _shown(self, request: Request, viewer: Viewer, show: str, after: str, **more: Any) -> Response:
        desk, only_open = self._desk, show != "all"
        page = desk.read(lambda db: alerts.page(db, desk.office.vault, only_open=only_open, after=after))
        filters = Filters.of("/visits/alerts", show="" if only_open else "all")
        values = {"page": page, "filters": filters, "only_open": only_open, "findings": list(Finding), **more}
        return desk.show(request, viewer, "visits/alerts.html", **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = AlertPages(desk)
    router.add_api_route("/visits/alerts", pages.all, methods=["GET"])
    router.add_api_route("/visits/alerts/{alert_id}", pages.settle, methods=["POST"])
