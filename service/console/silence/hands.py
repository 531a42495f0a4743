"""/silence/mine and …/hands/{id}: the list that somebody carries, to print, and what came of its lines."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.businesses.asked import kits
from service.console.desk import Desk
from service.console.forms import Typed
from service.console.people.asked import labelled
from service.console.silence.shown import Shown, shown
from service.console.stopping import Stop
from service.console.viewers import ChangesPeople, SeesPeople, Viewer
from service.programme import audit
from service.programme.followup import handing, kept
from service.programme.followup.handing import HandingError, Outcome


class HandsPages:
    """Names and numbers stand here in full: whoever looks for somebody needs them. Who opened a list is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def mine(self, request: Request, viewer: SeesPeople) -> Response:
        return self._carried(request, viewer, viewer.staff_id)

    def carried(self, request: Request, viewer: ChangesPeople, staff_id: UUID) -> Response:
        return self._carried(request, viewer, staff_id)

    def settle(self, request: Request, viewer: SeesPeople, handed_id: UUID, form: Typed) -> Response:
        """What came of a line: whoever had it in hand has it no more."""
        return self._settled(request, viewer, viewer.staff_id, handed_id, form["outcome"], "/silence/mine")

    def settle_for(
        self, request: Request, viewer: ChangesPeople, staff_id: UUID, handed_id: UUID, form: Typed
    ) -> Response:
        """The same by the office, of what somebody else carries."""
        where = f"/silence/hands/{staff_id}"
        return self._settled(request, viewer, staff_id, handed_id, form["outcome"], where)

    def _settled(
        self, request: Request, viewer: Viewer, staff_id: UUID, handed_id: UUID, outcome: str, where: str
    ) -> Response:
        desk = self._desk
        try:
            came = _outcome(outcome)
            desk.change(viewer, lambda ctx: handing.done(ctx.db, handed_id, came, viewer.staff_id, ctx.now))
        except HandingError as error:
            return self._carried(request, viewer, staff_id, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, where, viewer.say("C’est noté."))

    def _carried(self, request: Request, viewer: Viewer, staff_id: UUID, **more: Any) -> Response:
        desk, vault = self._desk, self._desk.office.vault

        def read(db: Connection) -> dict[str, Any]:
            lines: list[Shown] = [shown(vault, one) for one in kept.in_hand(desk.office.inside(db), staff_id)]
            names = {one.id: one.name for one in handing.searchers(db, vault)}
            return {"lines": lines, "name": names.get(staff_id, ""), "kit_names": kits(db, viewer)}

        values = desk.read(read)
        is_own = staff_id == viewer.staff_id
        if not is_own and not values["name"]:
            raise Stop(404)
        if values["lines"]:
            desk.write(lambda db: audit.add(db, desk.now(), str(viewer.staff_id), handing.LISTED, "staff", staff_id))
        own = "/silence/mine" if is_own else f"/silence/hands/{staff_id}"
        return desk.show(
            request, viewer, "silence/carried.html", own=own, is_own=is_own, outcomes=_choices(viewer), **values, **more
        )


def _outcome(typed: str) -> Outcome:
    if typed not in tuple(Outcome):
        raise HandingError("Say what came of it.")
    return Outcome(typed)


def _choices(viewer: Viewer) -> Sequence[tuple[str, str]]:
    return labelled(viewer, "silence_outcome", list(Outcome), viewer.say("Ce qui en est"))


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = HandsPages(desk)
    router.add_api_route("/silence/mine", pages.mine, methods=["GET"])
    router.add_api_route("/silence/mine/{handed_id}", pages.settle, methods=["POST"])
    router.add_api_route("/silence/hands/{staff_id}", pages.carried, methods=["GET"])
    router.add_api_route("/silence/hands/{staff_id}/{handed_id}", pages.settle_for, methods=["POST"])
