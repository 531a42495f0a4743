"""/messages/stops: how many phones want no SMS. Which they are stands on the page of each person."""

from datetime import timedelta

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.messages.counted import Counting
from service.console.viewers import SeesMessages
from service.programme import stops

LATELY = timedelta(days=30)
YOUNG = 60.0


class StopPages:
    def __init__(self, desk: Desk, counting: Counting) -> None:
        self._desk, self._counting = desk, counting

    def counted(self, request: Request, viewer: SeesMessages) -> Response:
        """The counts, as they were a moment ago."""
        moment = self._desk.now() - LATELY

        def count(db: Connection) -> tuple[dict[str, int], tuple[int, int]]:
            return dict(stops.in_force(db).most_common()), stops.since(db, moment)

        found = self._counting.look("stops", lambda: self._desk.read(count), young=YOUNG)
        return self._desk.show(request, viewer, "messages/stops.html", found=found, days=LATELY.days)


def add_to(router: APIRouter, desk: Desk, counting: Counting) -> None:
    """The routes."""
    router.add_api_route("/messages/stops", StopPages(desk, counting).counted, methods=["GET"])
