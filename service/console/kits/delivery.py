"""/kits/deliveries/{id}: both words on one delivery, what counts and why, the case that came of it; and what the office
does about it: the agent's word noted or corrected, the returnee's word taken down."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day, a_uuid
from service.console.stopping import Stop
from service.console.viewers import ChangesKits, SeesKits, Viewer
from service.models.kit import DeliveryState
from service.models.staff import Role
from service.programme.context import Context
from service.programme.distribution import one_delivery
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.one_delivery import CaseOf, OneDelivery
from service.programme.distribution.recording import Delivered, record
from service.programme.distribution.taking_down import Told, take_down


class DeliveryPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def one(self, request: Request, viewer: SeesKits, delivery_id: UUID) -> Response:
        return self._shown(request, viewer, delivery_id, NOTHING_TYPED)

    def record(self, request: Request, viewer: ChangesKits, delivery_id: UUID, form: Typed) -> Response:
        """The agent's word: noted, or corrected where it stands already."""
        found = self._found(viewer, delivery_id)

        def act(ctx: Context) -> None:
            day = a_day(form["on"])
            if day is None:
                raise DistributionError("Say the day.")
            counts = counts_of(form, [item.id for item in found.items])
            corrects = found.delivered_on is not None
            record(ctx, Delivered(found.kit_id, day, delivery_id, items=counts, corrects=corrects))

        return self._done(request, viewer, delivery_id, form, act, viewer.say("La livraison est notée."))

    def word(self, request: Request, viewer: ChangesKits, delivery_id: UUID, form: Typed) -> Response:
        """What the returnee tells the office."""
        found = self._found(viewer, delivery_id)

        def act(ctx: Context) -> None:
            person = a_uuid(form["person"])
            if person is None or person not in found.members:
                raise DistributionError("Say who told it.")
            counts = counts_of(form, [item.id for item in found.items])
            take_down(ctx, Told(delivery_id, person, counts))

        return self._done(request, viewer, delivery_id, form, act, viewer.say("Sa parole est notée."))

    def _done(
        self,
        request: Request,
        viewer: Viewer,
        delivery_id: UUID,
        form: Form,
        act: Callable[[Context], None],
        said: str,
    ) -> Response:
        try:
            self._desk.change(viewer, act)
        except ValueError as error:
            return self._shown(request, viewer, delivery_id, form, status=422, errors=[viewer.refusal(error)])
        return self._desk.go(request, f"/kits/deliveries/{delivery_id}", said)

    def _found(self, viewer: Viewer, delivery_id: UUID) -> OneDelivery:
        """Raises Stop: somebody else's is not there."""
        desk = self._desk
        found = desk.read(lambda db: one_delivery.one(desk.office.inside(db), delivery_id, viewer.places))
        if found is None:
            raise Stop(404)
        return found

    def _shown(self, request: Request, viewer: Viewer, delivery_id: UUID, form: Form, **more: Any) -> Response:
        found = self._found(viewer, delivery_id)
        values = {
            "one": found,
            "cases": self._desk.read(lambda db: self._cases(db, viewer, delivery_id)),
            "typed": form,
            "is_brought": found.state not in (DeliveryState.PLANNED, DeliveryState.CANCELLED),
            "today": self._desk.now().astimezone(self._desk.zone).date(),
            **more,
        }
        return self._desk.show(request, viewer, "kits/delivery.html", **values)

    def _cases(self, db: Connection, viewer: Viewer, delivery_id: UUID) -> list[CaseOf]:
        """Whoever collects data sees the cases that were given to them, and no others."""
        if not viewer.may("cases"):
            return []
        only_of = viewer.staff_id if viewer.role == Role.FIELD_AGENT else None
        return one_delivery.cases_of(self._desk.office.inside(db), delivery_id, only_of)


def counts_of(form: Form, items: Sequence[UUID]) -> Mapping[UUID, int]:
    """How many of each item were typed, in the fields « item-ID ». Raises DistributionError."""
    found: dict[UUID, int] = {}
    for item in items:
        typed = form[f"item-{item}"]
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
            raise DistributionError("Say of each item how many came, 0 for none.")
        found[item] = int(typed)
    return found


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = DeliveryPages(desk)
    router.add_api_route("/kits/deliveries/{delivery_id}", pages.one, methods=["GET"])
    router.add_api_route("/kits/deliveries/{delivery_id}/record", pages.record, methods=["POST"])
    router.add_api_route("/kits/deliveries/{delivery_id}/word", pages.word, methods=["POST"])
