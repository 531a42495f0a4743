"""The pages of the key figures. They answer at once: what takes a second to count is counted behind them."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.figures.filters import Filters
from service.console.figures.looking import Looked, again, look, looks_again
from service.console.figures.mapping import BUSINESSES, PEOPLE, map_of
from service.console.figures.words import asked_in_words, grouped, named, period_choices, place_choices, telling
from service.console.forms import Typed
from service.console.viewers import SeesFigures, Viewer
from service.programme.distribution.views import label
from service.programme.figures import Dimension, FiguresError, Scope
from service.programme.figures.catalogue import SHARE
from service.programme.figures.kept import BY as TABLES
from service.programme.figures.kept import Figures, counting, read

ALL, BY, MAP = "/figures", "/figures/by", "/figures/map"
FIRST = "individuals_reached"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FigurePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def figures(self, request: Request, viewer: SeesFigures) -> Response:
        """Every figure of a scope, with its definition."""

        def values(found: Figures, _asked: Mapping[str, str]) -> dict[str, Any]:
            return {"groups": grouped(found.report.figures), "hides": bool(found.report.totals.hidden)}

        return self._page(request, viewer, "figures/all.html", ALL, values)

    def by(self, request: Request, viewer: SeesFigures) -> Response:
        """One figure as bars, and every figure as a table, by region, cercle, sex or month."""

        def values(found: Figures, asked: Mapping[str, str]) -> dict[str, Any]:
            known = {one.key: one for one in found.report.figures}
            figure = known.get(asked["figure"], known[FIRST])
            lines = named(viewer, found.report.tables[asked["by"]])
            largest = max((line.found.values[figure.key] or 0 for line in lines), default=0)
            hides = any(line.found.hidden for line in lines)
            return {"figure": figure, "lines": lines, "most": 1 if figure.unit == SHARE else largest, "hides": hides}

        return self._page(request, viewer, "figures/by.html", BY, values)

    def map(self, request: Request, viewer: SeesFigures) -> Response:
        """Where the businesses are, or the people."""

        def values(found: Figures, asked: Mapping[str, str]) -> dict[str, Any]:
            places, is_of_sex = self._desk.places, bool(Filters.of(request.query_params).sex)
            return {
                "map": map_of(viewer, places, found, BUSINESSES if is_of_sex else asked["of"]),
                "spots": [(label(places, spot.code), spot) for spot in found.spots],
                "hides": not is_of_sex and any(spot.people is None for spot in found.spots),
            }

        return self._page(request, viewer, "figures/map.html", MAP, values)

    def workbook(self, request: Request, viewer: SeesFigures) -> Response:
        """The same with every table, as `retour figures` writes it."""
        filters = Filters.of(request.query_params)
        try:
            scope = self._scope(filters)
        except FiguresError:
            return self.figures(request, viewer)
        looked = look(self._desk, scope, viewer.language, TABLES)
        figures = looked.figures or self._counted_now(scope, viewer.language)
        from service.programme.figures.workbook import save  # openpyxl takes longer to load than the whole console

        save(figures.report, file := BytesIO())
        word = viewer.say("chiffres")
        name = f"retour-{word}-{self._today()}.xlsx"
        headers = {"Content-Disposition": f"attachment; filename={name}"}
        return Response(file.getvalue(), media_type=_XLSX, headers=headers)

    def count(self, request: Request, viewer: SeesFigures, form: Typed) -> Response:
        """Count anew, and back to where that was asked for."""
        filters = Filters.of({name: form[name] for name in form.names()})
        try:
            again(self._desk, self._scope(filters))
        except FiguresError as error:
            return self._desk.go(request, ALL, said=viewer.refusal(error))
        path = form["view"] if form["view"] in (ALL, BY, MAP) else ALL
        more = {name: form[name] for name in ("by", "figure", "of")}
        return self._desk.go(request, filters.address(path, **more), said=viewer.say("On compte à nouveau."))

    def _page(self, request: Request, viewer: Viewer, template: str, path: str, values: Any) -> Response:
        """A page with its filters; with what they narrow to, where that was understood and is counted."""
        filters, asked = Filters.of(request.query_params), _asked(request)
        errors, looked, status, told = [], Looked(None, None, False), 200, ""
        try:
            by, scope = (asked["by"],) if path == BY else (), self._scope(filters)
            told = asked_in_words(viewer, filters, scope, self._desk.places)
            looked = look(self._desk, scope, viewer.language, by)
        except FiguresError as error:
            errors, status = [viewer.refusal(error)], 422
        shown = values(looked.figures, asked) if looked.figures else {}
        answer = self._desk.show(
            request,
            viewer,
            template,
            status=status,
            errors=errors,
            path=path,
            filters=filters,
            asked=asked,
            looked=looked,
            told=told,
            report=looked.figures.report if looked.figures else None,
            value=telling(viewer.language, self._desk.office.settings.small_cell),
            periods=list(period_choices(viewer, self._today(), filters.period)),
            places=list(place_choices(viewer, self._desk.places)),
            **shown,
        )
        return looks_again(answer, looked)

    def _counted_now(self, scope: Scope, language: str) -> Figures:
        places = self._desk.places
        count = counting(scope, places)
        return self._desk.read(lambda db: read(db, count(db), scope, places, language))

    def _scope(self, filters: Filters) -> Scope:
        return filters.scope(self._desk.places, self._desk.office.settings, self._today())

    def _today(self) -> date:
        return self._desk.now().astimezone(self._desk.zone).date()


def _asked(request: Request) -> dict[str, str]:
    """What a page is asked for besides the filters; the first of each where it is none that there is."""
    typed = request.query_params
    by, of = typed.get("by", ""), typed.get("of", "")
    return {
        "by": by if by in set(Dimension) else Dimension.REGION.value,
        "figure": typed.get("figure", "") or FIRST,
        "of": of if of == PEOPLE else BUSINESSES,
    }


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = FigurePages(desk)
    router.add_api_route(ALL, pages.figures, methods=["GET"])
    router.add_api_route(BY, pages.by, methods=["GET"])
    router.add_api_route(MAP, pages.map, methods=["GET"])
    router.add_api_route("/figures.xlsx", pages.workbook, methods=["GET"])
    router.add_api_route("/figures/count", pages.count, methods=["POST"])
