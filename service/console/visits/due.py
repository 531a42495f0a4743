"""/visits: those that are to be made, the most overdue first; and one visit, due or made."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day
from service.console.kits.narrowing import Filters, kit_choices, narrowed, whereabouts
from service.console.stopping import Stop
from service.console.viewers import LogsVisits, SeesVisits, Viewer
from service.console.visits import agents
from service.programme.followup import desk as visits
from service.programme.followup import due, made
from service.programme.followup.desk import VisitError
from service.programme.followup.due import Agent, DueVisit
from service.programme.followup.made import OneVisit
from service.programme.keyset import Page

WITHIN = {"overdue": timedelta(days=-1), "week": timedelta(days=7), "month": timedelta(days=30)}
"""What may be asked for → until when a visit is due, from today on."""


class DuePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(
        self,
        request: Request,
        viewer: SeesVisits,
        until: str = "",
        agent: str = "",
        where: str = "",
        kit: str = "",
        after: str = "",
    ) -> Response:
        desk, at = self._desk, narrowed(self._desk, viewer, where)
        until = until if until in WITHIN else "month"
        wanted = due.Wanted(
            today(desk) + WITHIN[until],
            agent=self._agent(viewer, agents.chosen(viewer, agent)),
            place=at.place,
            kit=kit,
            sector=viewer.places,
        )

        def look(db: Connection) -> Page[DueVisit]:
            return due.page(desk.office.inside(db), wanted, after)

        values: dict[str, Any] = {
            "page": Page([]) if at.error else desk.read(look),
            "filters": Filters.of("/visits", until=until, agent=agent, where=where, kit=kit),
            "kits": kit_choices(desk, viewer),
            "names": agents.names(desk),
            "is_bound": agents.is_bound(viewer),
            "today": today(desk),
            "where": whereabouts(desk),
            "spans": list(WITHIN),
        }
        return desk.show(request, viewer, "visits/due.html", errors=at.errors, **values)

    def one(self, request: Request, viewer: SeesVisits, visit_id: UUID) -> Response:
        return self._shown(request, viewer, visit_id, NOTHING_TYPED)

    def move(self, request: Request, viewer: LogsVisits, visit_id: UUID, form: Typed) -> Response:
        self._found(viewer, visit_id)
        try:
            day = a_day(form["on"])
            if day is None:
                raise VisitError("Say the day.")
            self._desk.change(viewer, lambda ctx: visits.move(ctx, visit_id, day, viewer.staff_id))
        except ValueError as error:
            return self._shown(request, viewer, visit_id, form, status=422, errors=[viewer.refusal(error)])
        return self._desk.go(request, f"/visits/{visit_id}", viewer.say("La visite a un nouveau jour."))

    def _agent(self, viewer: Viewer, staff_id: UUID | None) -> Agent | None:
        if staff_id is None:
            return None
        if staff_id == viewer.staff_id:
            return Agent(staff_id, viewer.places)
        known = staff_id in agents.names(self._desk)
        return self._desk.read(lambda db: due.agent_of(db, staff_id)) if known else Agent(staff_id, "")

    def _found(self, viewer: Viewer, visit_id: UUID) -> DueVisit | OneVisit:
        """Raises Stop: somebody else's is not there."""
        inside = self._desk.office.inside

        def look(db: Connection) -> DueVisit | OneVisit | None:
            ctx = inside(db)
            return due.one(ctx, visit_id, viewer.places) or made.one(ctx, visit_id, viewer.places)

        found = self._desk.read(look)
        if found is None:
            raise Stop(404)
        return found

    def _shown(self, request: Request, viewer: Viewer, visit_id: UUID, form: Form, **more: Any) -> Response:
        found = self._found(viewer, visit_id)
        if isinstance(found, OneVisit):
            return self._desk.show(request, viewer, "visits/made_one.html", one=found, **more)
        values = {"one": found, "names": agents.names(self._desk), "today": today(self._desk), "typed": form, **more}
        return self._desk.show(request, viewer, "visits/due_one.html", **values)


def today(desk: Desk) -> date:
    """The day that it is for the programme."""
    return desk.now().astimezone(desk.zone).date()


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/visits", DuePages(desk).all, methods=["GET"])


def add_one_to(router: APIRouter, desk: Desk) -> None:
    pages = DuePages(desk)
    router.add_api_route("/visits/{visit_id}", pages.one, methods=["GET"])
    router.add_api_route("/visits/{visit_id}/move", pages.move, methods=["POST"])
