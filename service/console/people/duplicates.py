"""/people/duplicates: files that may be one person's, side by side; somebody decides, once."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed
from service.console.people import asked
from service.console.stopping import Stop
from service.console.viewers import ChangesPeople, Viewer
from service.programme.context import Context
from service.programme.people import compared, duplicates
from service.programme.people.holder import PeopleError
from service.programme.people.proposed import beyond, waiting
from service.programme.pulse.kept import Keeper, find

WHAT = "duplicates"
"""By what the last look for new pairs is kept."""
PAGE = 25


class DuplicatePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._keeper = Keeper(desk.read, desk.write, desk.now)

    def listed(self, request: Request, viewer: ChangesPeople, after: str = "") -> Response:
        """The pairs that wait, the likeliest first. Names are read, and the audit says by whom."""
        desk, vault = self._desk, self._desk.office.vault
        pairs = desk.write(lambda db: waiting(db, vault, viewer.staff_id, desk.now(), PAGE + 1, after))
        more = f"/people/duplicates?after={beyond(pairs[PAGE - 1])}" if len(pairs) > PAGE else ""
        looked = desk.read(lambda db: find(db, WHAT))
        values: dict[str, Any] = {
            "pairs": pairs[:PAGE],
            "more": more,
            "looked": looked,
            "is_looking": not self._keeper.wait(0),
        }
        return desk.show(request, viewer, "people/duplicates.html", **values)

    def look(self, request: Request, viewer: ChangesPeople) -> Response:
        """Look for new pairs behind the page: a hundred thousand files take a while."""
        desk = self._desk

        def count(db: Connection) -> dict[str, Any]:
            return {"new": duplicates.propose(db, desk.write, desk.office.vault, desk.now())}

        self._keeper.again(WHAT, count)
        self._keeper.wait(1)
        said = viewer.say("On cherche. Revenez dans un moment.") if not self._keeper.wait(0) else viewer.say("Cherché.")
        return desk.go(request, "/people/duplicates", said)

    def pair(self, request: Request, viewer: ChangesPeople, first: UUID, second: UUID) -> Response:
        return self._shown(request, viewer, first, second)

    def _shown(self, request: Request, viewer: Viewer, first: UUID, second: UUID, **more: Any) -> Response:
        desk = self._desk

        def read(db: Connection) -> compared.Both:
            for one in (first, second):
                asked.opened(desk, db, viewer, one)
            return compared.both(db, desk.office.vault, first, second)

        both = desk.read(read)
        if both.first.merged_into or both.second.merged_into:
            raise Stop(409, viewer.say("C’est décidé : ces deux dossiers n’en font plus qu’un."))
        return desk.show(request, viewer, "people/pair.html", both=both, types=asked.types(desk, viewer), **more)

    def decide(self, request: Request, viewer: ChangesPeople, first: UUID, second: UUID, form: Typed) -> Response:
        desk = self._desk
        cards = asked.file_of(desk, viewer, first).code, asked.file_of(desk, viewer, second).code
        try:
            where, said = desk.change(viewer, lambda ctx: _decide(ctx, viewer, cards, form["decision"]))
        except PeopleError as error:
            return self._shown(request, viewer, first, second, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, where, said)


def _decide(ctx: Context, viewer: Viewer, cards: tuple[str, str], decision: str) -> tuple[str, str]:
    """Where to go on, and what is said there. `decision`: different, or which file stays (first, second). Raises
    PeopleError."""
    if decision == "different":
        duplicates.different(ctx.db, ctx.vault, cards, viewer.staff_id, ctx.now)
        return "/people/duplicates", viewer.say("Deux personnes : c’est retenu.")
    if decision not in ("first", "second"):
        raise PeopleError("Say whether they are one person, and which file stays.")
    stays = cards[0] if decision == "first" else cards[1]
    kept = duplicates.same(ctx.db, ctx.vault, cards, viewer.staff_id, ctx.now, stays)
    return f"/people/{kept}", viewer.say("Une seule personne : les deux histoires sont dans ce dossier.")


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = DuplicatePages(desk)
    router.add_api_route("/people/duplicates", pages.listed, methods=["GET"])
    router.add_api_route("/people/duplicates/look", pages.look, methods=["POST"])
    router.add_api_route("/people/duplicates/{first}/{second}", pages.pair, methods=["GET"])
    router.add_api_route("/people/duplicates/{first}/{second}", pages.decide, methods=["POST"])
