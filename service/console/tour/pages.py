"""`/tour`: what to do with the phone, where to look for what comes of it, and what has happened already.

It works signed out: a newcomer dials first. Only where the phone is, and it shows nobody anything but ticks.
"""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.stopping import Stop
from service.console.viewers import Anybody
from service.messaging.hours import BulkRules
from service.programme.demo.tour import look

_FORM = "%Y%m%dT%H%M%SZ"
UNCHANGED = 204
"""htmx leaves the page as it is."""


class TourPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tour(self, request: Request, viewer: Anybody, since: str = "", done: str = "") -> Response:
        """`since`: when the tour began, which the address keeps; `done`: how many steps the page shows as done."""
        if not self._desk.office.settings.simulator:
            raise Stop(404)
        began = _moment(since)
        if began is None:
            return self._desk.go(request, f"/tour?since={self._desk.now().astimezone(UTC).strftime(_FORM)}")
        found = self._desk.read(lambda db: look(self._desk.office.inside(db), began))
        is_asked_again = bool(request.headers.get("hx-request")) and bool(done)
        if is_asked_again and done == str(sum(found.steps)):
            return Response(status_code=UNCHANGED)
        rules = BulkRules.of(self._desk.office.settings)
        return self._desk.show(
            request,
            viewer,
            "tour/tour.html",
            block="steps" if is_asked_again else "",
            tour=found,
            since=since,
            done=sum(found.steps),
            waits_for_morning=not rules.is_open(self._desk.now()),
            opens=f"{rules.opens:%H:%M}",
            closes=f"{rules.closes:%H:%M}",
        )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/tour", TourPages(desk).tour, methods=["GET"])
