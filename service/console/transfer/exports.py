"""/transfer/export: lists given out; without names, unless one has the right to a full one, which the audit keeps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.kits.narrowing import kit_choices
from service.console.stopping import Stop
from service.console.transfer.imports import said
from service.console.transfer.reach import access, looked_on
from service.console.viewers import ExportsFull, Imports, Viewer
from service.programme.transfer import giving
from service.programme.transfer.export_columns import COLUMNS
from service.programme.transfer.exporting import export_of
from service.programme.transfer.faults import TransferError
from service.programme.transfer.giving import FileKind, Giving
from service.programme.transfer.works import Phase, Works

SOON = 2.0
FILTERS = ("region", "cercle", "commune", "village", "sex", "kit")
TYPES: Mapping[FileKind, str] = {
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
}


class ExportPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: Works[Giving] = Works(desk.now, TransferError)

    def form(self, request: Request, viewer: Imports) -> Response:
        return self._asked(request, viewer, NOTHING_TYPED)

    def make(self, request: Request, viewer: Imports, form: Typed) -> Response:
        return self._made(request, viewer, form, full=False)

    def make_full(self, request: Request, viewer: ExportsFull, form: Typed) -> Response:
        """With names, numbers and words."""
        return self._made(request, viewer, form, full=True)

    def one(self, request: Request, viewer: Imports, export_id: UUID) -> Response:
        return self._desk.show(request, viewer, "transfer/given.html", one=self._found(viewer, export_id))

    def progress(self, request: Request, viewer: Imports, export_id: UUID) -> Response:
        """How far it is, for a page that looks on."""
        one = self._found(viewer, export_id)
        return looked_on(self._desk.show(request, viewer, "transfer/given.html", block="standing", one=one), one)

    def file(self, request: Request, viewer: Imports, export_id: UUID) -> Response:
        one = self._found(viewer, export_id)
        if one.phase is not Phase.DONE:
            raise Stop(404)
        named = {"Content-Disposition": f'attachment; filename="{one.name}"'}
        return StreamingResponse(one.content(), media_type=TYPES[one.how], headers=named)

    def _made(self, request: Request, viewer: Viewer, form: Form, *, full: bool) -> Response:
        desk = self._desk
        where = {name: [form[name]] for name in FILTERS if form[name]}
        try:
            how = FileKind(form["how"]) if form["how"] in list(FileKind) else FileKind.XLSX
            export = desk.read(lambda db: export_of(desk.office.inside(db), form["kind"], where, full=full))
        except TransferError as error:
            return self._asked(request, viewer, form, status=422, errors=[said(viewer, str(error))])
        one = Giving(viewer.staff_id, desk.now(), export=export, how=how)
        self._works.begin(one, lambda work: giving.give(access(desk), work), SOON)
        return desk.go(request, f"/transfer/exports/{one.id}")

    def _found(self, viewer: Viewer, export_id: UUID) -> Giving:
        """Raises Stop: somebody else's is not there, nor one that was forgotten."""
        found = self._works.find(export_id, viewer.staff_id)
        if found is None:
            raise Stop(404, viewer.say("Ce fichier n’est plus là : demandez-le encore une fois."))
        return found

    def _asked(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        desk = self._desk
        values = {
            "typed": form,
            "kinds": list(COLUMNS),
            "kits": kit_choices(desk, viewer),
            "regions": [(place.pcode, place.name) for place in desk.places.children("")],
            **more,
        }
        return desk.show(request, viewer, "transfer/export.html", **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = ExportPages(desk)
    router.add_api_route("/transfer/export", pages.form, methods=["GET"])
    router.add_api_route("/transfer/export", pages.make, methods=["POST"])
    router.add_api_route("/transfer/export/full", pages.make_full, methods=["POST"])
    router.add_api_route("/transfer/exports/{export_id}", pages.one, methods=["GET"])
    router.add_api_route("/transfer/exports/{export_id}/progress", pages.progress, methods=["GET"])
    router.add_api_route("/transfer/exports/{export_id}/file", pages.file, methods=["GET"])
