"""/visits/log: a visit noted from a form, as on an agent's phone: first whom it was to, then what was seen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from flows.state import Choice
from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.stopping import Stop
from service.console.viewers import LogsVisits, Viewer
from service.console.visits import agents, seen
from service.programme.context import Context
from service.programme.followup import desk as visits
from service.programme.followup import due
from service.programme.followup.desk import VisitError
from service.programme.followup.due import Agent
from service.programme.followup.words import faults
from service.programme.kits import items_for_person
from service.programme.people.holder import shown
from service.programme.working_days import today


@dataclass(frozen=True, slots=True)
class To:
    """Whom a visit was to. `items`: what came to them, and what may be asked after."""

    person_id: UUID
    who: str
    items: list[Choice]


class LoggingPages:
    """The card stands in the form, never in an address; a visit that is due names whom it is to by its id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: LogsVisits, visit: str = "") -> Response:
        which = a_uuid(visit)
        if which is None:
            return self._asked(request, viewer, NOTHING_TYPED)
        return self._shown(request, viewer, self._due(viewer, which), visit, NOTHING_TYPED)

    def log(self, request: Request, viewer: LogsVisits, form: Typed) -> Response:
        desk, which = self._desk, a_uuid(form["visit"])
        try:
            to = self._due(viewer, which) if which else desk.read(lambda db: self._by_card(db, viewer, form["card"]))
        except VisitError as error:
            return self._asked(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        if not form["seen"]:
            return self._shown(request, viewer, to, form["visit"], form)
        return self._logged(request, viewer, to, form)

    def _logged(self, request: Request, viewer: Viewer, to: To, form: Form) -> Response:
        desk = self._desk

        def act(ctx: Context) -> None:
            noted = seen.noted(ctx, form, to.person_id, self._made_by(viewer, form), [one.id for one in to.items])
            if wrong := dict(faults(noted, today(ctx))):
                raise seen.Wrong(wrong)
            visits.add(ctx, noted, viewer.staff_id)

        try:
            desk.change(viewer, act)
        except seen.Wrong as error:
            told = {name: viewer.refusal(VisitError(why)) for name, why in error.faults.items()}
            more = {"status": 422, "faults": told, "errors": [viewer.say("Regardez ce qui est marqué plus bas.")]}
            return self._shown(request, viewer, to, form["visit"], form, **more)
        except VisitError as error:
            return self._shown(request, viewer, to, form["visit"], form, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, "/visits", viewer.say("Visite notée : {who}.", who=to.who))

    def _made_by(self, viewer: Viewer, form: Form) -> UUID:
        """Who made it: an agent themselves; at a desk, whoever is chosen."""
        chosen = a_uuid(form["agent"])
        if agents.is_bound(viewer) or chosen is None:
            return viewer.staff_id
        if chosen not in agents.names(self._desk):
            raise VisitError("Say who made the visit.")
        return chosen

    def _by_card(self, db: Connection, viewer: Viewer, card: str) -> To:
        """Raises VisitError."""
        ctx = self._desk.office.inside(db)
        person_id, _ = visits.person_of(ctx, card, Agent(viewer.staff_id, viewer.places))
        return self._to(ctx, person_id)

    def _due(self, viewer: Viewer, visit_id: UUID) -> To:
        """Whom a visit that is due is to. Raises Stop."""

        def look(db: Connection) -> To | None:
            ctx = self._desk.office.inside(db)
            found = due.one(ctx, visit_id, viewer.places)
            return self._to(ctx, found.person_id) if found else None

        found = self._desk.read(look)
        if found is None:
            raise Stop(404)
        return found

    def _to(self, ctx: Context, person_id: UUID) -> To:
        who = shown(ctx.db, ctx.vault, person_id)
        return To(person_id, who, items_for_person(ctx, str(person_id)))

    def _asked(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        return self._desk.show(request, viewer, "visits/log_whom.html", typed=form, **more)

    def _shown(self, request: Request, viewer: Viewer, to: To, visit: str, form: Form, **more: Any) -> Response:
        desk = self._desk
        values = {
            "to": to,
            "visit": visit,
            "typed": form,
            "agents": agents.choices(desk),
            "is_bound": agents.is_bound(viewer),
            "today": desk.now().astimezone(desk.zone).date(),
            "words": seen.WORDS,
            **more,
        }
        values.setdefault("faults", {})
        return desk.show(request, viewer, "visits/log.html", **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = LoggingPages(desk)
    router.add_api_route("/visits/log", pages.form, methods=["GET"])
    router.add_api_route("/visits/log", pages.log, methods=["POST"])
