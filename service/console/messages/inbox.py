"""/messages: the SMS that people sent us, who they are, what became of it; and one of them answered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day, a_uuid
from service.console.messages.lengths import length_of
from service.console.stopping import Stop
from service.console.viewers import SeesMessages, Sends, Viewer
from service.models.incoming import IncomingKind
from service.programme import inbox
from service.programme.campaigns.single import write_back
from service.programme.campaigns.wording import CampaignError
from service.programme.inbox import Incoming, Wanted

PAGE = 30


class InboxPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(
        self, request: Request, viewer: SeesMessages, kind: str = "", day: str = "", after: str = ""
    ) -> Response:
        """The latest texts, of a kind and of a day where one is chosen."""
        kinds = [(one.value, viewer.label("incoming_kind", one.value)) for one in IncomingKind]
        values: dict[str, Any] = {"kinds": [("", viewer.say("Tous")), *kinds], "kind": kind, "day": day}
        try:
            wanted = self._wanted(kind, day)
        except ValueError as error:
            wrong = viewer.refusal(error)
            return self._desk.show(
                request, viewer, "messages/inbox.html", status=422, wrong=wrong, texts=[], more="", **values
            )
        found = self._desk.read(lambda db: inbox.texts(db, self._desk.office.vault, wanted, PAGE + 1, a_uuid(after)))
        more = self._more(found, kind, day)
        return self._desk.show(
            request, viewer, "messages/inbox.html", wrong="", texts=found[:PAGE], more=more, **values
        )

    def _wanted(self, kind: str, day: str) -> Wanted:
        chosen = next((one for one in IncomingKind if one == kind), None)
        local = a_day(day)
        if local is None:
            return Wanted(chosen)
        return Wanted(chosen, self._midnight(local), self._midnight(local + timedelta(days=1)))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._desk.zone).astimezone(UTC)

    def _more(self, found: Sequence[Incoming], kind: str, day: str) -> str:
        if len(found) <= PAGE:
            return ""
        chosen = {"kind": kind, "day": day, "after": str(found[PAGE - 1].id)}
        return "/messages?" + urlencode({name: value for name, value in chosen.items() if value})

    def one(self, request: Request, viewer: SeesMessages, incoming_id: UUID) -> Response:
        """One text, and what it may be answered with."""
        return self._one(request, viewer, incoming_id, NOTHING_TYPED)

    def _one(
        self, request: Request, viewer: Viewer, incoming_id: UUID, form: Form, errors: Sequence[str] = ()
    ) -> Response:
        found = self._desk.read(lambda db: inbox.text(db, self._desk.office.vault, incoming_id))
        if found is None:
            raise Stop(404)
        values: dict[str, Any] = {
            "text": found,
            "typed": form,
            "count": length_of(form["text"]),
            "wrong": " ".join(errors),
        }
        return self._desk.show(request, viewer, "messages/text.html", status=422 if errors else 200, **values)

    def write_back(self, request: Request, viewer: Sends, incoming_id: UUID, form: Typed) -> Response:
        """Answer it: one SMS, to the phone that it came from."""
        try:
            self._desk.change(viewer, lambda ctx: write_back(ctx, incoming_id, form["text"], viewer.staff_id))
        except CampaignError as error:
            return self._one(
                request, viewer, incoming_id, form, [viewer.refusal(ValueError(one)) for one in error.reasons]
            )
        return self._desk.go(
            request, f"/messages/inbox/{incoming_id}", viewer.say("Réponse en file : elle part bientôt.")
        )


def add_to(router: APIRouter, desk: Desk) -> None:
    """The routes."""
    pages = InboxPages(desk)
    router.add_api_route("/messages", pages.listed, methods=["GET"])
    router.add_api_route("/messages/inbox/{incoming_id}", pages.one, methods=["GET"])
    router.add_api_route("/messages/inbox/{incoming_id}/answer", pages.write_back, methods=["POST"])
