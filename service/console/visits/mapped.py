"""/visits/map: where visits are overdue, due and made, as a map and as a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.drawing.map import Spot, drawn
from service.console.kits.narrowing import whereabouts
from service.console.viewers import SeesVisits, Viewer
from service.console.visits.counted import Counting
from service.programme.followup.by_village import VillageVisits, of_sector, totals, where


class MapPages:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._counting = desk, Counting(desk)

    def map(self, request: Request, viewer: SeesVisits) -> Response:
        desk, counted = self._desk, self._counting.latest()
        villages = of_sector(counted.villages, desk.places, viewer.places) if counted else []
        values: dict[str, Any] = {
            "counted": counted,
            "villages": villages,
            "totals": totals(villages),
            "where": whereabouts(desk),
            "map": drawn(list(self._spots(viewer, villages)), desk.places),
        }
        answer = desk.show(request, viewer, "visits/map.html", **values)
        if counted is None:
            answer.headers["Refresh"] = "2"  # the page looks again by itself, without any script
        return answer

    def _spots(self, viewer: Viewer, villages: Sequence[VillageVisits]) -> Iterator[Spot]:
        """A circle's area is by how many visits wait there; its tone tells whether any is overdue."""
        places = self._desk.places
        for one in villages:
            at = where(places, one)
            if at is not None:
                said = viewer.say(
                    "{place} : {overdue} en retard, {due} à faire, {made} faites",
                    place=places.label(one.place),
                    overdue=one.overdue,
                    due=one.due,
                    made=one.made,
                )
                tone = "bad" if one.overdue else "soon" if one.due else "good"
                yield Spot(one.place, *at, one.overdue + one.due, said, tone)


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/visits/map", MapPages(desk).map, methods=["GET"])
