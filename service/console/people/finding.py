"""/people: somebody is found, by what they have with them; or registered, where they are not there yet."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.people.asked import labelled, place_of, villages
from service.console.viewers import ChangesPeople, SeesPeople, Viewer
from service.programme.people.holder import PeopleError
from service.programme.people.lists import PAGE, Line, lines
from service.programme.people.registering import NewPerson, register
from service.programme.people.search import search
from service.programme.people.within import below
from service.programme.registration import ROLES

EVERYWHERE = ("village", "commune", "cercle", "region")


class FindingPages:
    """Search is sent by POST: a name, a number or a card never stands in an address."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: SeesPeople) -> Response:
        return self._shown(request, viewer, NOTHING_TYPED)

    def found(self, request: Request, viewer: SeesPeople, form: Typed) -> Response:
        try:
            found, after = self._search(viewer, form)
        except PeopleError as error:
            return self._shown(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        return self._shown(request, viewer, form, found=found, after=after)

    def _search(self, viewer: Viewer, form: Form) -> tuple[list[Line], str]:
        desk = self._desk
        place = place_of(desk, form["village"], *EVERYWHERE)
        if not form["q"] and not place and not viewer.places:
            raise PeopleError("Type a card code, a phone number, or two letters of a name.")

        def look(db: Connection) -> tuple[list[Line], str]:
            within = below(db, place, viewer.places) if place or viewer.places else None
            page = search(db, desk.office.vault, form["q"], within, form["after"], PAGE)
            return list(lines(db, desk.office.vault, page.found, desk.now().year)), page.after

        return desk.read(look)

    def _shown(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        values = {"found": None, "after": "", "typed": form, "villages": villages(self._desk), **more}
        return self._desk.show(request, viewer, "people/find.html", **values)

    def new(self, request: Request, viewer: ChangesPeople) -> Response:
        return self._asked(request, viewer, NOTHING_TYPED)

    def register(self, request: Request, viewer: ChangesPeople, form: Typed) -> Response:
        desk = self._desk
        try:
            new = NewPerson(
                consent=form["consent"],
                name=form["name"],
                role=form["role"],
                born=form["born"],
                size=form["size"],
                place=place_of(desk, form["village"]),
                language=form["language"],
                phone=form["phone"],
                guardian=form["guardian"],
                sharing=form["sharing"],
            )
            made = desk.change(viewer, lambda ctx: register(ctx, new))
        except PeopleError as error:
            return self._asked(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        said = viewer.say("Inscription faite. Code de carte : {code}", code=made.code)
        return desk.go(request, f"/people/{made.person_id}", said)

    def _asked(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        desk = self._desk
        return desk.show(
            request,
            viewer,
            "people/new.html",
            typed=form,
            villages=villages(desk),
            roles=labelled(viewer, "registration_role", list(ROLES), viewer.say("Choisir")),
            languages=labelled(viewer, "language", desk.office.settings.offered(desk.office.library.offered())),
            **more,
        )


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = FindingPages(desk)
    router.add_api_route("/people", pages.form, methods=["GET"])
    router.add_api_route("/people", pages.found, methods=["POST"])
    router.add_api_route("/people/new", pages.new, methods=["GET"])
    router.add_api_route("/people/new", pages.register, methods=["POST"])
