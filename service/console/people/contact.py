"""/people/{id}/phones and …/sms: how a person is reached, whether they want SMS, and one SMS to them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.people import asked
from service.console.viewers import ChangesPeople, Sends, Viewer
from service.programme import wishes
from service.programme.campaigns.single import send_one
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context
from service.programme.people import contact, page
from service.programme.people.contact import Change
from service.programme.people.holder import PeopleError
from service.programme.people.ties import Number, numbers
from service.programme.staff import StaffError
from service.programme.wishes import Whose


class ContactPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def phones(self, request: Request, viewer: ChangesPeople, person_id: UUID) -> Response:
        return self._asked(request, viewer, person_id, NOTHING_TYPED)

    def change(self, request: Request, viewer: ChangesPeople, person_id: UUID, form: Typed) -> Response:
        """One of its small forms, which `do` names."""
        desk = self._desk
        file = asked.file_of(desk, viewer, person_id)
        try:
            said = desk.change(viewer, lambda ctx: self._change(ctx, viewer, person_id, file.code, form))
        except (PeopleError, StaffError) as error:
            return self._asked(request, viewer, person_id, form, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/people/{person_id}/phones", said)

    def _change(self, ctx: Context, viewer: Viewer, person_id: UUID, card: str, form: Form) -> str:
        """What was done, in words. Raises PeopleError, StaffError."""
        if ctx.staff_id is None:
            raise LookupError("a change without the member of staff who makes it")
        if form["do"] == "stop":
            wishes.stop(ctx.db, ctx.vault, Whose(card=card), ctx.staff_id, ctx.now)
            return viewer.say("Plus de SMS à cette personne.")
        if form["do"] == "start":
            if form["asked"] != "yes":
                raise PeopleError("Only the person takes back their STOP: say that they asked for it.")
            wishes.start(ctx.db, ctx.vault, Whose(card=card), ctx.staff_id, ctx.now)
            return viewer.say("Les SMS reprennent.")
        contact.change(ctx, card, self._said(ctx, person_id, form))
        return viewer.say("Téléphones corrigés.")

    def _said(self, ctx: Context, person_id: UUID, form: Form) -> Change:
        """A number that is added was typed; one that goes, or is theirs alone, is chosen from those that they have."""
        if form["do"] == "add":
            return Change(own=form["number"]) if form["whose"] == "own" else Change(add=form["number"])
        chosen = self._chosen(ctx, person_id, form["phone"])
        return Change(end=chosen.number) if form["do"] == "end" else Change(own=chosen.number)

    def _chosen(self, ctx: Context, person_id: UUID, phone: str) -> Number:
        phone_id, (reading, _) = a_uuid(phone), page.opened(ctx.db, ctx.vault, person_id, _staff(ctx))
        for one in numbers(reading):
            if one.phone_id == phone_id and one.until is None:
                return one
        raise PeopleError("This phone does not reach them any more.")

    def _asked(self, request: Request, viewer: Viewer, person_id: UUID, form: Form, **more: Any) -> Response:
        desk = self._desk

        def read(db: Connection) -> dict[str, Any]:
            reading, file = asked.opened(desk, db, viewer, person_id)
            return {"file": file, "numbers": [one for one in numbers(reading) if one.until is None]}

        return desk.show(request, viewer, "people/phones.html", typed=form, **desk.read(read), **more)

    def write(self, request: Request, viewer: Sends, person_id: UUID) -> Response:
        file = asked.file_of(self._desk, viewer, person_id)
        return self._desk.show(request, viewer, "people/sms.html", file=file, typed=NOTHING_TYPED)

    def send(self, request: Request, viewer: Sends, person_id: UUID, form: Typed) -> Response:
        desk = self._desk
        file = asked.file_of(desk, viewer, person_id)
        try:
            desk.change(viewer, lambda ctx: send_one(ctx, file.code, form["words"], viewer.staff_id))
        except CampaignError as error:
            reasons = [viewer.refusal(ValueError(reason)) for reason in error.reasons]
            return desk.show(request, viewer, "people/sms.html", status=422, errors=reasons, file=file, typed=form)
        return desk.go(request, f"/people/{person_id}", viewer.say("SMS en file : il part dans un moment."))


def _staff(ctx: Context) -> UUID:
    if ctx.staff_id is None:
        raise LookupError("a change without the member of staff who makes it")
    return ctx.staff_id


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = ContactPages(desk)
    router.add_api_route("/people/{person_id}/phones", pages.phones, methods=["GET"])
    router.add_api_route("/people/{person_id}/phones", pages.change, methods=["POST"])
    router.add_api_route("/people/{person_id}/sms", pages.write, methods=["GET"])
    router.add_api_route("/people/{person_id}/sms", pages.send, methods=["POST"])
