"""/kits: distributions, and one of them: who was planned, who came, what differs; another day, or none."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day
from service.console.kits.narrowing import Filters, kit_choices, narrowed, whereabouts
from service.console.stopping import Stop
from service.console.viewers import ChangesKits, SeesKits, Viewer
from service.programme.distribution import households, overview, planning
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.overview import Brought, DistributionLine, Phase, Wanted
from service.programme.keyset import Page


class DistributionPages:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._households = desk, households.Kept(desk.now)

    def all(
        self, request: Request, viewer: SeesKits, phase: str = "", where: str = "", kit: str = "", after: str = ""
    ) -> Response:
        filters, at = Filters.of("/kits", phase=phase, where=where, kit=kit), narrowed(self._desk, viewer, where)
        chosen = Phase(phase) if phase in list(Phase) else None
        wanted = Wanted(chosen, at.place, viewer.places, kit)
        page = Page([]) if at.error else self._desk.read(lambda db: overview.page(db, wanted, after, self._households))
        values: dict[str, Any] = {
            "page": page,
            "filters": filters,
            "kits": kit_choices(self._desk, viewer),
            "phases": list(Phase),
            "where": whereabouts(self._desk),
        }
        return self._desk.show(request, viewer, "kits/distributions.html", errors=at.errors, **values)

    def one(self, request: Request, viewer: SeesKits, distribution_id: UUID, after: str = "") -> Response:
        return self._shown(request, viewer, distribution_id, after, NOTHING_TYPED)

    def move(self, request: Request, viewer: ChangesKits, distribution_id: UUID, form: Typed) -> Response:
        self._found(viewer, distribution_id)
        try:
            day = a_day(form["on"])
            if day is None:
                raise DistributionError("Say the day.")
            self._desk.change(viewer, lambda ctx: planning.move(ctx, distribution_id, day))
        except ValueError as error:
            return self._refused(request, viewer, distribution_id, form, error)
        return self._desk.go(request, f"/kits/distributions/{distribution_id}", viewer.say("La date est changée."))

    def cancel(self, request: Request, viewer: ChangesKits, distribution_id: UUID, form: Typed) -> Response:
        self._found(viewer, distribution_id)
        try:
            if not form["sure"]:
                raise DistributionError("Tick the box: what is cancelled will not come.")
            count = self._desk.change(viewer, lambda ctx: planning.cancel(ctx, distribution_id))
        except DistributionError as error:
            return self._refused(request, viewer, distribution_id, form, error)
        said = viewer.say("Livraisons annulées : {n}.", n=count)
        return self._desk.go(request, f"/kits/distributions/{distribution_id}", said)

    def _found(self, viewer: Viewer, distribution_id: UUID) -> DistributionLine:
        """Raises Stop: somebody else's is not there."""
        found = self._desk.read(lambda db: overview.one(db, distribution_id, viewer.places))
        if found is None:
            raise Stop(404)
        return found

    def _refused(
        self, request: Request, viewer: Viewer, distribution_id: UUID, form: Form, error: Exception
    ) -> Response:
        more = {"status": 422, "errors": [viewer.refusal(error)]}
        return self._shown(request, viewer, distribution_id, "", form, **more)

    def _shown(
        self, request: Request, viewer: Viewer, distribution_id: UUID, after: str, form: Form, **more: Any
    ) -> Response:
        one = self._found(viewer, distribution_id)

        def look(db: Connection) -> Page[Brought]:
            return overview.deliveries(self._desk.office.inside(db), distribution_id, after)

        filters = Filters.of(f"/kits/distributions/{distribution_id}")
        values = {"one": one, "page": self._desk.read(look), "filters": filters, "typed": form, **more}
        return self._desk.show(request, viewer, "kits/distribution.html", **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = DistributionPages(desk)
    router.add_api_route("/kits", pages.all, methods=["GET"])
    router.add_api_route("/kits/distributions/{distribution_id}", pages.one, methods=["GET"])
    router.add_api_route("/kits/distributions/{distribution_id}/move", pages.move, methods=["POST"])
    router.add_api_route("/kits/distributions/{distribution_id}/cancel", pages.cancel, methods=["POST"])
