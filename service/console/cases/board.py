"""/cases: the board, one of its columns in full, and the way to a case by its reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from flows.places import Gazetteer
from service.console.desk import Desk
from service.console.forms import a_uuid
from service.console.looking import look
from service.console.stopping import Stop
from service.console.viewers import SeesCases, Viewer
from service.models.case import CaseType, Criticality
from service.programme.casedesk import board, steps
from service.programme.casedesk.board import Column
from service.programme.casedesk.coding import packaged_codes
from service.programme.casedesk.hands import hands
from service.programme.casedesk.listing import Wanted
from service.programme.casedesk.steps import LEADS, NoCase
from service.programme.context import Context
from service.programme.followup.sector import covers

One = TypeVar("One", bound=StrEnum)
MINE, NOBODY = "mine", "nobody"
LEVELS = ("region", "cercle", "village")
"""The places that the list is narrowed to: communes are too many to choose from."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What stands in the address of the list, as it was typed; blanks narrow nothing. `who`: a staff id, « mine » or
    « nobody »."""

    type: str = ""
    criticality: str = ""
    place: str = ""
    who: str = ""
    code: str = ""

    def wanted(self, viewer: Viewer, places: Gazetteer) -> Wanted:
        """What cannot be meant narrows nothing."""
        return Wanted(
            type=_one_of(CaseType, self.type),
            criticality=_one_of(Criticality, self.criticality),
            place=self.place if _is_place(places, self.place) else "",
            assigned_to=viewer.staff_id if self.who == MINE else a_uuid(self.who),
            unassigned=self.who == NOBODY,
            coding=self.code,
        )

    @property
    def narrows(self) -> bool:
        """Whether anything is chosen."""
        return any(getattr(self, name) for name in self.__slots__)

    def address(self, **more: str) -> str:
        """The list with these filters, and more."""
        given = {name: getattr(self, name) for name in self.__slots__} | more
        told = {name: value for name, value in given.items() if value}
        return f"/cases?{urlencode(told)}" if told else "/cases"


class BoardPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._codes = packaged_codes()

    def show(  # noqa: PLR0913 a list's address holds what it is narrowed by
        self,
        request: Request,
        viewer: SeesCases,
        *,
        type: str = "",  # noqa: A002 the name in the address
        criticality: str = "",
        place: str = "",
        who: str = "",
        code: str = "",
        clock: str = "",
        after: str = "",
        reference: str = "",
    ) -> Response:
        filters = Filters(type, criticality, place, who, code)
        if reference:
            return self._by_reference(request, viewer, filters, reference)
        column = _one_of(Column, clock)
        return (
            self._board(request, viewer, filters)
            if column is None
            else self._column(request, viewer, filters, column, after)
        )

    def _by_reference(self, request: Request, viewer: Viewer, filters: Filters, reference: str) -> Response:
        try:
            found = look(self._desk, viewer, lambda ctx: steps.found(ctx, reference))
        except NoCase as error:
            said = viewer.refusal(error)
            return self._board(request, viewer, filters, reference=reference, wrong=said, status=404)
        return self._desk.go(request, f"/cases/{found.id}")

    def _board(
        self,
        request: Request,
        viewer: Viewer,
        filters: Filters,
        status: int = 200,
        reference: str = "",
        wrong: str = "",
    ) -> Response:
        wanted = filters.wanted(viewer, self._desk.places)
        columns, choices = look(self._desk, viewer, lambda ctx: (board.board(ctx, wanted), self._choices(ctx, viewer)))
        values = {"columns": columns, "filters": filters, "reference": reference, "wrong": wrong, **choices}
        return self._desk.show(request, viewer, "cases/board.html", status=status, **values)

    def _column(self, request: Request, viewer: Viewer, filters: Filters, column: Column, after: str) -> Response:
        wanted = filters.wanted(viewer, self._desk.places)

        def read(ctx: Context) -> tuple[Any, ...]:
            counts = {} if after else board.counts(ctx, wanted)
            return board.page(ctx, wanted, column, after), counts, self._choices(ctx, viewer)

        try:
            page, counts, choices = look(self._desk, viewer, read)
        except ValueError:
            raise Stop(404) from None
        more = filters.address(clock=column.value, after=page.after) if page.after else ""
        return self._desk.show(
            request,
            viewer,
            "cases/column.html",
            column=column,
            page=page,
            counts=counts,
            more=more,
            filters=filters,
            **choices,
        )

    def _choices(self, ctx: Context, viewer: Viewer) -> dict[str, Any]:
        """What can be chosen in the filters."""
        label, language = viewer.label, viewer.language
        leads = viewer.role in LEADS
        return {
            "leads": leads,
            "types": [(one.value, label("case_type", one)) for one in CaseType],
            "urgencies": [(one.value, label("criticality", one)) for one in Criticality],
            "places": _places(self._desk.places, viewer),
            "people": [(str(one.id), one.name) for one in hands(ctx)] if leads else [],
            "codes": [(one.code, one.labels[language]) for one in self._codes],
        }


def _one_of(kind: type[One], typed: str) -> One | None:
    try:
        return kind(typed)
    except ValueError:
        return None


def _is_place(places: Gazetteer, pcode: str) -> bool:
    try:
        return bool(pcode) and bool(places.get(pcode))
    except KeyError:
        return False


def _places(places: Gazetteer, viewer: Viewer) -> Sequence[tuple[str, str]]:
    """Regions with their cercles and the programme's villages; of an agent only their own."""
    found = []
    for region in places.children(""):
        for one in _below(places, region.pcode):
            if covers(places, viewer.places, one):
                found.append((one, places.label(one)))
    return found


def _below(places: Gazetteer, pcode: str) -> Sequence[str]:
    here = [pcode] if places.get(pcode).level in LEVELS else []
    return [*here, *(one for child in places.children(pcode) for one in _below(places, child.pcode))]
