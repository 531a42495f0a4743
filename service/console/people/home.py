"""/people/{id}/household: who lives together, how many they are, who heads them; who joins and who leaves."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.people import asked
from service.console.viewers import ChangesPeople, Viewer
from service.models.person import Sex
from service.programme.context import Context
from service.programme.people import households
from service.programme.people.bands import BANDS
from service.programme.people.holder import PeopleError
from service.programme.people.households import Correction
from service.programme.people.records import File, at_home
from service.programme.people.records import households as of_person


class HomePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: ChangesPeople, person_id: UUID) -> Response:
        return self._asked(request, viewer, person_id, NOTHING_TYPED)

    def change(self, request: Request, viewer: ChangesPeople, person_id: UUID, form: Typed) -> Response:
        """One of its small forms, which `do` names."""
        desk = self._desk
        file = asked.file_of(desk, viewer, person_id)
        try:
            card, said = _correction(file, form)
            desk.change(viewer, lambda ctx: _correct(ctx, card, said))
        except PeopleError as error:
            return self._asked(request, viewer, person_id, form, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/people/{person_id}/household", viewer.say("Ménage corrigé."))

    def _asked(self, request: Request, viewer: Viewer, person_id: UUID, form: Form, **more: Any) -> Response:
        desk = self._desk

        def read(db: Connection) -> dict[str, Any]:
            reading, file = asked.opened(desk, db, viewer, person_id)
            found = [one for one in of_person(reading) if one.id == file.household_id]
            relatives = list(at_home(db, desk.office.vault, file.household_id)) if file.household_id else []
            return {"file": file, "household": found[0] if found else None, "relatives": relatives}

        sexes = asked.labelled(viewer, "sex", list(Sex), viewer.say("Ne pas changer"))
        values = {**desk.read(read), "typed": form, "bands": BANDS, "sexes": sexes}
        return desk.show(request, viewer, "people/household.html", **values, **more)


def _correction(file: File, form: Form) -> tuple[str, Correction]:
    """The card whose household is meant, and what is said of it. Raises PeopleError."""
    if form["do"] == "join":
        if not form["card"]:
            raise PeopleError("Type the code of their card.")
        return form["card"], Correction(into=file.code)
    if form["do"] == "leave":
        return file.code, Correction(into=form["card"], apart=not form["card"])
    if form["do"] == "head":
        sex = Sex(form["head_sex"]) if form["head_sex"] in tuple(Sex) else None
        return file.code, Correction(head=form["head"], head_sex=sex)
    bands = [form[band] for band in BANDS]
    return file.code, Correction(size=_size(form["size"]), bands=",".join(bands) if any(bands) else "")


def _size(typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        raise PeopleError("Write how many they are as a number.")
    return int(typed) if typed else None


def _correct(ctx: Context, card: str, said: Correction) -> None:
    if ctx.staff_id is not None:
        households.correct(ctx.db, ctx.vault, card, said, ctx.staff_id, ctx.now)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = HomePages(desk)
    router.add_api_route("/people/{person_id}/household", pages.form, methods=["GET"])
    router.add_api_route("/people/{person_id}/household", pages.change, methods=["POST"])
