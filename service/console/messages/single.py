"""/messages/one: one SMS to a number, or to whoever has a card; and what a text takes while it is typed."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.messages.lengths import length_of
from service.console.viewers import Sends, Viewer
from service.programme.campaigns.single import send_one
from service.programme.campaigns.wording import CampaignError, costly, tidied


class SinglePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def blank(self, request: Request, viewer: Sends) -> Response:
        """The form."""
        return self._show(request, viewer, NOTHING_TYPED)

    def _show(self, request: Request, viewer: Viewer, form: Form, reasons: Sequence[str] = ()) -> Response:
        wrong = {"to": "", "text": ""}
        for reason in reasons:
            name = "text" if _speaks_of_words(reason) else "to"
            wrong[name] = f"{wrong[name]} {viewer.refusal(ValueError(reason))}".strip()
        status = 422 if reasons else 200
        return self._desk.show(request, viewer, "messages/one.html", status=status, typed=form, wrong=wrong)

    def send(self, request: Request, viewer: Sends, form: Typed) -> Response:
        """Queue it. It goes before the texts of campaigns."""
        try:
            self._desk.change(viewer, lambda ctx: send_one(ctx, form["to"], form["text"], viewer.staff_id))
        except CampaignError as error:
            return self._show(request, viewer, form, error.reasons)
        return self._desk.go(request, "/messages/one", viewer.say("SMS en file : il part bientôt."))

    def length(self, request: Request, viewer: Sends, form: Typed) -> Response:
        """What the text that is being typed takes (htmx)."""
        found = tidied({"": form["text"]})[""]
        return self._desk.show(
            request, viewer, "messages/length.html", block="length", count=length_of(found), costly=costly(found)
        )


def _speaks_of_words(reason: str) -> bool:
    return reason.startswith(("It ", "There is no field", "A { ", "{"))


def add_to(router: APIRouter, desk: Desk) -> None:
    """The routes."""
    pages = SinglePages(desk)
    router.add_api_route("/messages/one", pages.blank, methods=["GET"])
    router.add_api_route("/messages/one", pages.send, methods=["POST"])
    router.add_api_route("/messages/length", pages.length, methods=["POST"])
