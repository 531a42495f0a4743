"""/businesses/new and what is changed in one: its name, type, village and kit, its members, how it runs."""

import re
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.businesses.asked import kits, opened
from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.people.asked import place_of, types, villages
from service.console.viewers import ChangesPeople, Viewer
from service.programme.people import businesses
from service.programme.people.businesses import NOTHING, Correction, NewBusiness
from service.programme.people.enterprises import Enterprise
from service.programme.people.holder import PeopleError

_BETWEEN = re.compile(r"[\n,;]+")


class ChangingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def new(self, request: Request, viewer: ChangesPeople) -> Response:
        return self._asked(request, viewer, NOTHING_TYPED)

    def add(self, request: Request, viewer: ChangesPeople, form: Typed) -> Response:
        desk = self._desk
        cards = [card.strip() for card in _BETWEEN.split(form["members"]) if card.strip()]
        try:
            place = place_of(desk, form["village"])
            if not place:
                raise PeopleError("Say where it is: a village.")
            new = NewBusiness(form["type"], place, cards, form["kit"], form["name"], form["leader"])
            made = desk.change(viewer, lambda ctx: businesses.add(ctx.db, ctx.vault, new, viewer.staff_id, ctx.now))
        except PeopleError as error:
            return self._asked(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/businesses/{made}", viewer.say("Activité ajoutée."))

    def _asked(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        desk = self._desk
        values: dict[str, Any] = {
            "typed": form,
            "choices": self._choices(viewer, viewer.say("Choisir")),
            "villages": villages(desk),
        }
        return desk.show(request, viewer, "businesses/new.html", **values, **more)

    def _choices(self, viewer: Viewer, blank: str = "") -> dict[str, Any]:
        names = self._desk.read(lambda db: kits(db, viewer))
        kinds = list(types(self._desk, viewer).items())
        return {
            "type": [("", blank), *kinds] if blank else kinds,
            "kit": [("", viewer.say("Pas de kit")), *names.items()],
        }

    def form(self, request: Request, viewer: ChangesPeople, business_id: UUID) -> Response:
        found = self._found(viewer, business_id)
        return self._edited(request, viewer, found, self._stands(found))

    def correct(self, request: Request, viewer: ChangesPeople, business_id: UUID, form: Typed) -> Response:
        desk, found = self._desk, self._found(viewer, business_id)
        try:
            said = self._said(found, form)
            desk.change(
                viewer,
                lambda ctx: businesses.correct(ctx.db, ctx.vault, business_id, said, viewer.staff_id, ctx.now),
            )
        except PeopleError as error:
            typed = {name: form[name] for name in self._stands(found)}
            return self._edited(request, viewer, found, typed, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/businesses/{business_id}", viewer.say("Activité corrigée."))

    def _found(self, viewer: Viewer, business_id: UUID) -> Enterprise:
        return self._desk.read(lambda db: opened(self._desk, db, viewer, business_id))

    def _stands(self, found: Enterprise) -> dict[str, str]:
        village = self._desk.places.label(found.place) if found.place else ""
        return {"name": found.name, "type": found.type, "village": village, "kit": found.kit}

    def _said(self, found: Enterprise, form: Form) -> Correction:
        """What differs from what stands; what was emptied is taken out. Raises PeopleError."""
        stands = self._stands(found)
        typed = {name: form[name] or NOTHING for name, stood in stands.items() if name in form and form[name] != stood}
        village = typed.get("village", "")
        if village == NOTHING:
            raise PeopleError("Say where it is: a village.")
        place = place_of(self._desk, village)
        return Correction(typed.get("name", ""), typed.get("type", ""), place, typed.get("kit", ""))

    def _edited(
        self, request: Request, viewer: Viewer, found: Enterprise, typed: dict[str, str], **more: Any
    ) -> Response:
        desk = self._desk
        values: dict[str, Any] = {
            "business": found,
            "typed": typed,
            "choices": self._choices(viewer),
            "villages": villages(desk),
        }
        return desk.show(request, viewer, "businesses/edit.html", **values, **more)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = ChangingPages(desk)
    router.add_api_route("/businesses/new", pages.new, methods=["GET"])
    router.add_api_route("/businesses/new", pages.add, methods=["POST"])
    router.add_api_route("/businesses/{business_id}/edit", pages.form, methods=["GET"])
    router.add_api_route("/businesses/{business_id}/edit", pages.correct, methods=["POST"])
