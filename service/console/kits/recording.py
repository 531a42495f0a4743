"""/kits/record: a delivery noted in the office, by a card: first whose it is and what belongs to the kit, then how many
of each came."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day
from service.console.kits.delivery import counts_of
from service.console.kits.narrowing import kit_choices
from service.console.viewers import ChangesKits, Viewer
from service.programme import tables as t
from service.programme.distribution import by_card
from service.programme.distribution.by_card import record_typed
from service.programme.distribution.catalogue import items_of_kit
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.recipients import person_of_card
from service.programme.people.holder import shown

Items = Sequence[t.AnyRow]


class RecordingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: ChangesKits, kit: str = "") -> Response:
        return self._shown(request, viewer, NOTHING_TYPED, kit=kit)

    def record(self, request: Request, viewer: ChangesKits, form: Typed) -> Response:
        desk = self._desk
        try:
            who, items = desk.read(lambda db: self._looked_up(db, form))
        except ValueError as error:
            return self._shown(request, viewer, form, status=422, errors=[viewer.refusal(error)])
        if not form["counted"]:
            return self._shown(request, viewer, form, who=who, items=items)
        try:
            typed = _typed(form, items)
            delivery = desk.change(viewer, lambda ctx: record_typed(ctx, typed))
        except ValueError as error:
            more = {"who": who, "items": items, "status": 422, "errors": [viewer.refusal(error)]}
            return self._shown(request, viewer, form, **more)
        return desk.go(request, f"/kits/deliveries/{delivery}", viewer.say("La livraison est notée."))

    def _looked_up(self, db: Connection, form: Form) -> tuple[str, Items]:
        """Whose the card is, and what belongs to the kit. Raises ValueError in plain words."""
        if a_day(form["on"]) is None:
            raise DistributionError("Say the day.")
        person_id = person_of_card(self._desk.office.inside(db), form["card"])
        if person_id is None:
            raise DistributionError("Nobody has a card with this code.")
        return shown(db, self._desk.office.vault, person_id), items_of_kit(db, form["kit"])

    def _shown(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        today = self._desk.now().astimezone(self._desk.zone).date()
        kits = kit_choices(self._desk, viewer)
        values = {"typed": form, "kits": kits, "kit": "", "who": "", "items": (), "today": today, **more}
        return self._desk.show(request, viewer, "kits/record.html", **values)


def _typed(form: Form, items: Items) -> by_card.Typed:
    """Raises ValueError in plain words."""
    day = a_day(form["on"])
    if day is None:
        raise DistributionError("Say the day.")
    counts = counts_of(form, [item.id for item in items])
    by_code = {item.code: counts[item.id] for item in items}
    return by_card.Typed(
        form["card"], form["kit"], day, by_code, again=bool(form["again"]), corrects=bool(form["correct"])
    )


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = RecordingPages(desk)
    router.add_api_route("/kits/record", pages.form, methods=["GET"])
    router.add_api_route("/kits/record", pages.record, methods=["POST"])
