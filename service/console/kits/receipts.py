"""/kits/receipts: what agents noted and what returnees say, side by side; what differs first."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.kits.narrowing import Filters, kit_choices, narrowed, whereabouts
from service.console.viewers import SeesKits
from service.programme.distribution import side_by_side
from service.programme.distribution.overview import BROUGHT
from service.programme.distribution.side_by_side import ReceiptLine, Standing, Wanted
from service.programme.keyset import Page

STATES = (Standing.DIFFERS.value, Standing.WAITING.value, *BROUGHT)


class ReceiptPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(
        self, request: Request, viewer: SeesKits, state: str = "", where: str = "", kit: str = "", after: str = ""
    ) -> Response:
        desk, at = self._desk, narrowed(self._desk, viewer, where)
        wanted = Wanted(state if state in STATES else "", at.place, viewer.places, kit)

        def look(db: Connection) -> Page[ReceiptLine]:
            return side_by_side.page(desk.office.inside(db), wanted, after)

        values: dict[str, Any] = {
            "page": Page([]) if at.error else desk.read(look),
            "filters": Filters.of("/kits/receipts", state=state, where=where, kit=kit),
            "kits": kit_choices(desk, viewer),
            "where": whereabouts(desk),
            "states": STATES,
            "days": desk.office.settings.receipt_days,
        }
        return desk.show(request, viewer, "kits/receipts.html", errors=at.errors, **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/kits/receipts", ReceiptPages(desk).all, methods=["GET"])
