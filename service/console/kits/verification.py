"""/kits/verification: samples of what was noted as delivered, about which somebody else asks again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.kits.narrowing import Filters, kit_choices
from service.console.stopping import Stop
from service.console.viewers import ChangesKits, SeesKits, Viewer
from service.models.kit import Checked
from service.programme import audit
from service.programme import tables as t
from service.programme.context import Context
from service.programme.distribution import samples
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.samples import HANDED_OUT, Standing, TargetLine
from service.programme.distribution.verification import Wanted, draw, keep, note, verification_named

PAGE = 40


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: in their places, and not about what they noted themselves."""

    id: UUID
    places: str


class VerificationPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, request: Request, viewer: SeesKits) -> Response:
        return self._list(request, viewer, NOTHING_TYPED)

    def draw(self, request: Request, viewer: ChangesKits, form: Typed) -> Response:
        desk = self._desk
        wanted = Wanted(form["title"], form["kit"], form["region"])
        try:
            # Callers do not wait while many deliveries are read.
            sample = desk.read(lambda db: draw(db, desk.places, desk.office.settings, wanted))
            which = desk.change(viewer, lambda ctx: keep(ctx, sample))
        except DistributionError as error:
            return self._list(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        said = viewer.say("{size} livraisons tirées au sort sur {all}.", size=sample.size, all=sample.population)
        return desk.go(request, f"/kits/verification/{which}", said)

    def one(self, request: Request, viewer: SeesKits, verification_id: UUID, after: str = "") -> Response:
        return self._shown(request, viewer, verification_id, after)

    def outcome(self, request: Request, viewer: SeesKits, verification_id: UUID, form: Typed) -> Response:
        """Noted by whoever asked: an agent too, in their villages (note() says where not)."""
        try:
            found = Checked(form["outcome"])
        except ValueError:
            found = None
        try:
            if found is None:
                raise DistributionError("Say what came of asking.")
            self._desk.change(viewer, lambda ctx: note(ctx, verification_id, form["target"], found))
        except DistributionError as error:
            more: dict[str, Any] = {"status": 422, "errors": [viewer.refusal(error)]}
            return self._shown(request, viewer, verification_id, "", **more)
        said = viewer.say("C’est noté ; un cas est ouvert.") if found is Checked.DIFFERS else viewer.say("C’est noté.")
        return self._desk.go(request, f"/kits/verification/{verification_id}", said)

    def handed_out(self, request: Request, viewer: ChangesKits, verification_id: UUID) -> Response:
        """With full names and numbers, to be printed: nobody has it before it is written who took it."""
        row, lines = self._desk.read(lambda db: self._in_full(db, viewer, verification_id))

        def noted(ctx: Context) -> None:
            audit.record(ctx, HANDED_OUT, "verification", verification_id, str(len(lines)))

        self._desk.change(viewer, noted)
        return self._desk.show(request, viewer, "kits/asking.html", one=row, lines=lines)

    def _in_full(self, db: Connection, viewer: Viewer, which: UUID) -> tuple[t.AnyRow, list[TargetLine]]:
        row, ctx = _found(db, which), self._desk.office.inside(db)
        asker = Asker(viewer.staff_id, viewer.places)
        return row, list(samples.targets(ctx, which, None, asker, in_full=True))

    def _list(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        desk = self._desk
        regions = [(place.pcode, place.name) for place in desk.places.children("")]
        values = {
            "found": desk.read(lambda db: samples.verifications(db, viewer.places)),
            "kits": kit_choices(desk, viewer),
            "regions": regions,
            "settings": desk.office.settings,
            "typed": form,
            **more,
        }
        return desk.show(request, viewer, "kits/verifications.html", **values)

    def _shown(self, request: Request, viewer: Viewer, which: UUID, after: str, **more: Any) -> Response:
        row, standing, lines = self._desk.read(lambda db: self._looked_up(db, viewer, which, a_uuid(after)))
        values = {
            "one": row,
            "standing": standing,
            "lines": lines[:PAGE],
            "filters": Filters.of(f"/kits/verification/{which}"),
            "after": str(lines[PAGE - 1].id) if len(lines) > PAGE else "",
            "outcomes": list(Checked),
            **more,
        }
        return self._desk.show(request, viewer, "kits/verification.html", **values)

    def _looked_up(
        self, db: Connection, viewer: Viewer, which: UUID, after: UUID | None
    ) -> tuple[t.AnyRow, Standing, list[TargetLine]]:
        row, ctx = _found(db, which), self._desk.office.inside(db)
        standing = samples.standing(db, self._desk.places, row, viewer.places)
        if viewer.places and not standing.total.drawn:  # none of it is theirs
            raise Stop(404)
        asker = Asker(viewer.staff_id, viewer.places)
        lines = samples.targets(ctx, which, None, asker, in_full=False, after=after, most=PAGE + 1)
        return row, standing, list(lines)


def _found(db: Connection, which: UUID) -> t.AnyRow:
    """Raises Stop."""
    try:
        return verification_named(db, str(which))
    except DistributionError:
        raise Stop(404) from None


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = VerificationPages(desk)
    router.add_api_route("/kits/verification", pages.all, methods=["GET"])
    router.add_api_route("/kits/verification", pages.draw, methods=["POST"])
    router.add_api_route("/kits/verification/{verification_id}", pages.one, methods=["GET"])
    router.add_api_route("/kits/verification/{verification_id}/outcome", pages.outcome, methods=["POST"])
    router.add_api_route("/kits/verification/{verification_id}/list", pages.handed_out, methods=["POST"])
