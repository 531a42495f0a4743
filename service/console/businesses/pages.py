"""/businesses: by type and village; one business with its members, its kits, and how it was on its visits."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.businesses.asked import kits, opened
from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day
from service.console.people.asked import labelled, place_of, types, villages
from service.console.people.finding import EVERYWHERE
from service.console.viewers import ChangesPeople, SeesPeople, Viewer
from service.models.business import BusinessState
from service.programme.context import Context
from service.programme.people import businesses
from service.programme.people.enterprise import brought_to, marks, members_of
from service.programme.people.enterprises import Wanted, page
from service.programme.people.holder import PeopleError
from service.programme.people.within import below


class BusinessPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(
        self,
        request: Request,
        viewer: SeesPeople,
        type: str = "",  # noqa: A002 the name of the field
        village: str = "",
        state: str = "",
        after: str = "",
    ) -> Response:
        desk, errors = self._desk, []
        try:
            place = place_of(desk, village, *EVERYWHERE)
        except PeopleError as error:
            place, errors = "", [viewer.refusal(error)]

        def read(db: Connection) -> dict[str, Any]:
            within = below(db, place, viewer.places) if place or viewer.places else ()
            wanted = Wanted(type, state, within=within)
            found = page(db, desk.office.vault, wanted, after) if within or not (place or viewer.places) else None
            return {"found": found, "kits": kits(db, viewer)}

        values = desk.read(read)
        asked = {"type": type, "village": village, "state": state}
        beyond = values["found"].after if values["found"] else ""
        names = types(desk, viewer)
        return desk.show(
            request,
            viewer,
            "businesses/list.html",
            errors=errors,
            asked=asked,
            more=f"/businesses?{urlencode({**asked, 'after': beyond})}" if beyond else "",
            types=names,
            choices=[("", viewer.say("Tous les types")), *names.items()],
            states=labelled(viewer, "business_state", list(BusinessState), viewer.say("Tous les états")),
            villages=villages(desk),
            **values,
        )

    def one(self, request: Request, viewer: SeesPeople, business_id: UUID) -> Response:
        return self._shown(request, viewer, business_id, NOTHING_TYPED)

    def change(self, request: Request, viewer: ChangesPeople, business_id: UUID, form: Typed) -> Response:
        """One of the small forms beside its members and its state, which `do` names."""
        desk = self._desk
        desk.read(lambda db: opened(desk, db, viewer, business_id))
        try:
            desk.change(viewer, lambda ctx: _change(ctx, business_id, viewer.staff_id, form))
        except ValueError as error:  # PeopleError, and a day that is none
            return self._shown(request, viewer, business_id, form, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/businesses/{business_id}", viewer.say("C’est noté."))

    def _shown(self, request: Request, viewer: Viewer, business_id: UUID, form: Form, **more: Any) -> Response:
        desk = self._desk

        def read(db: Connection) -> dict[str, Any]:
            found = opened(desk, db, viewer, business_id)
            return {
                "business": found,
                "members": members_of(db, desk.office.vault, business_id),
                "brought": brought_to(db, business_id),
                "marks": marks(db, business_id),
                "kits": kits(db, viewer),
            }

        values = {**desk.read(read), "typed": form, "types": types(desk, viewer), "today": self._today()}
        states = labelled(viewer, "business_state", list(BusinessState))
        return desk.show(request, viewer, "businesses/one.html", states=states, **values, **more)

    def _today(self) -> str:
        return self._desk.now().astimezone(self._desk.zone).date().isoformat()


def _change(ctx: Context, business_id: UUID, staff_id: UUID, form: Form) -> None:
    """Raises ValueError in plain words."""
    about = ctx.db, ctx.vault, business_id, form["card"]
    match form["do"]:
        case "state":
            if form["state"] not in tuple(BusinessState):
                raise PeopleError("Say how it runs.")
            state = BusinessState(form["state"])
            businesses.set_state(ctx.db, business_id, state, a_day(form["started"]), staff_id, ctx.now)
        case "leave":
            businesses.leave(*about, staff_id, ctx.now)
        case _:
            businesses.join(*about, leads=form["leads"] == "yes", staff_id=staff_id, now=ctx.now)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = BusinessPages(desk)
    router.add_api_route("/businesses", pages.listed, methods=["GET"])
    router.add_api_route("/businesses/{business_id}", pages.one, methods=["GET"])
    router.add_api_route("/businesses/{business_id}", pages.change, methods=["POST"])
