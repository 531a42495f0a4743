"""/people/{id}: the whole history of a person on one page. That it was opened is kept."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from service.console.desk import Desk
from service.console.headers import POLICY
from service.console.people import asked
from service.console.people.bubbles import Bubbles
from service.console.viewers import ChangesPeople, SeesMessages, SeesPeople, Viewer
from service.conversations.retold import Retelling
from service.conversations.versions import Versions
from service.models.staff import Role
from service.programme.access.rights import Right
from service.programme.people import cards, page
from service.programme.people.history import History, history
from service.programme.people.stream import Before

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class FilePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        retelling = Retelling(Versions(desk.office.library), desk.office.vault)
        self._bubbles = Bubbles(desk, retelling)

    def show(self, request: Request, viewer: SeesPeople, person_id: UUID) -> Response:
        return self._shown(request, viewer, person_id, page.OPENED)

    def numbers(self, request: Request, viewer: SeesPeople, person_id: UUID) -> Response:
        """The same page with the numbers in full."""
        return self._shown(request, viewer, person_id, page.SHOWN_NUMBERS, in_full=True)

    def _shown(
        self, request: Request, viewer: Viewer, person_id: UUID, what: str, *, in_full: bool = False
    ) -> Response:
        desk = self._desk
        sees_words = viewer.may(Right.MESSAGES)

        def read(db: Connection) -> dict[str, Any]:
            reading, file = asked.opened(desk, db, viewer, person_id)
            if file.merged_into is not None:
                return {"file": file}
            found = history(reading, file, with_cases=viewer.role != Role.FIELD_AGENT)
            stream = self._bubbles.page(db, viewer, file, None) if sees_words else None
            return {"file": file, "found": found, "stream": stream}

        values = desk.read(read)
        file = values["file"]
        if file.merged_into is not None:
            return desk.go(
                request, f"/people/{file.merged_into}", viewer.say("Cette carte ouvre maintenant ce dossier.")
            )
        desk.write(lambda db: page.note(db, person_id, viewer.staff_id, desk.now(), what))
        types, found = asked.types(desk, viewer), values["found"]
        return desk.show(request, viewer, "people/file.html", types=types, in_full=in_full, **_flags(found), **values)

    def stream(self, request: Request, viewer: SeesMessages, person_id: UUID, before: str = "") -> Response:
        """What was said earlier: a page of its own, or the piece of one for htmx."""
        desk, start = self._desk, Before.read(before)

        def read(db: Connection) -> dict[str, Any]:
            _, file = asked.opened(desk, db, viewer, person_id)
            return {"file": file, "stream": self._bubbles.page(db, viewer, file, start)}

        values = desk.read(read)
        block = "bubbles" if request.headers.get("hx-request") else ""
        if not block:
            desk.write(lambda db: page.note(db, person_id, viewer.staff_id, desk.now()))
        return desk.show(request, viewer, "people/stream.html", block=block, **values)

    def card(self, request: Request, viewer: ChangesPeople, person_id: UUID) -> Response:
        """Their card, to be printed. The sheet brings its own style, which the policy names by its digest."""
        desk = self._desk
        asked.file_of(desk, viewer, person_id)
        made = desk.write(lambda db: cards.cards_of(db, desk.office.vault, [person_id], viewer.staff_id, desk.now()))
        sheet = cards.sheet(made, desk.office.library, viewer.language, desk.office.settings.ussd_code)
        return HTMLResponse(sheet, headers={"Content-Security-Policy": with_style(sheet)})


def with_style(page_: str) -> str:
    """The policy of a page that holds one style sheet of its own."""
    found = _STYLE.search(page_)
    digest = b64encode(sha256(found[1].encode()).digest()).decode() if found else ""
    return POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")


def _flags(found: History) -> dict[str, Any]:
    """What the page says at its top."""
    return {"is_stopped": bool(found.reached) and all(one.stopped for one in found.reached)}


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = FilePages(desk)
    router.add_api_route("/people/{person_id}", pages.show, methods=["GET"])
    router.add_api_route("/people/{person_id}/numbers", pages.numbers, methods=["POST"])
    router.add_api_route("/people/{person_id}/stream", pages.stream, methods=["GET"])
    router.add_api_route("/people/{person_id}/card", pages.card, methods=["POST"])
