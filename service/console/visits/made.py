"""/visits/done: those that were made, the latest first: who showed their card, and what they say of it themselves."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.kits.narrowing import Filters, kit_choices, narrowed, whereabouts
from service.console.viewers import SeesVisits
from service.console.visits import agents
from service.models.visit import Confirmed, Presence
from service.programme.followup import made
from service.programme.followup.made import UNSAID, MadeVisit, Wanted
from service.programme.keyset import Page

SAID = (Confirmed.YES.value, Confirmed.NO.value, UNSAID)
PRESENCE = tuple(Presence)


class MadePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(
        self,
        request: Request,
        viewer: SeesVisits,
        agent: str = "",
        where: str = "",
        kit: str = "",
        presence: str = "",
        said: str = "",
        after: str = "",
    ) -> Response:
        desk, at = self._desk, narrowed(self._desk, viewer, where)
        wanted = Wanted(
            agents.chosen(viewer, agent),
            at.place,
            viewer.places,
            kit,
            presence if presence in PRESENCE else "",
            said if said in SAID else "",
        )

        def look(db: Connection) -> Page[MadeVisit]:
            return made.page(desk.office.inside(db), wanted, after)

        chosen = {"agent": agent, "where": where, "kit": kit, "presence": presence, "said": said}
        values: dict[str, Any] = {
            "page": Page([]) if at.error else desk.read(look),
            "filters": Filters.of("/visits/done", **chosen),
            "kits": kit_choices(desk, viewer),
            "agents": agents.choices(desk),
            "is_bound": agents.is_bound(viewer),
            "where": whereabouts(desk),
            "presences": PRESENCE,
            "sayings": SAID,
        }
        return desk.show(request, viewer, "visits/made.html", errors=at.errors, **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/visits/done", MadePages(desk).all, methods=["GET"])
