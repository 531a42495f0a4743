"""/transfer/import/{kind}: a list is sent, looked at whole, its columns told, and written when somebody says so."""

import io
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed
from service.console.stopping import Stop
from service.console.transfer.reach import access, looked_on
from service.console.viewers import Imports, Viewer
from service.programme.transfer import lists
from service.programme.transfer.columns import Field
from service.programme.transfer.faults import TransferError
from service.programme.transfer.files import write_csv
from service.programme.transfer.kinds import KINDS
from service.programme.transfer.lists import Sent, Taking
from service.programme.transfer.reading import Outcome
from service.programme.transfer.works import Works

PAGE = 50
"""Faults of one page."""
SOON = 1.5
"""Seconds that a page waits for a small list."""
FAULT_HEADINGS = ("row", "column", "what", "reason")


class ImportPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: Works[Taking] = Works(desk.now, TransferError)

    def form(self, request: Request, viewer: Imports, kind: str) -> Response:
        return self._asked(request, viewer, kind)

    def send(self, request: Request, viewer: Imports, kind: str, form: Typed) -> Response:
        _check(kind)
        content = form.upload("file")
        if not content:
            return self._asked(request, viewer, kind, status=422, errors=[viewer.say("Choisissez un fichier.")])
        sent = Sent.of(kind, form.upload_name("file"), content)
        one = Taking(viewer.staff_id, self._desk.now(), sent=sent)
        self._look(one)
        return self._desk.go(request, f"/transfer/lists/{one.id}")

    def one(self, request: Request, viewer: Imports, list_id: UUID, after: str = "") -> Response:
        return self._shown(request, viewer, self._found(viewer, list_id), after)

    def progress(self, request: Request, viewer: Imports, list_id: UUID) -> Response:
        """How far it is, for a page that looks on."""
        one = self._found(viewer, list_id)
        return looked_on(self._shown(request, viewer, one, "", block="standing"), one)

    def columns(self, request: Request, viewer: Imports, list_id: UUID, form: Typed) -> Response:
        """What the columns are, as somebody says: it is looked at anew."""
        one = self._found(viewer, list_id)
        typed = [form[f"column-{place}"] for place in range(len(one.read_as()))]
        if one.is_over and one.job is None:
            one.said = {**one.said, **lists.corrected(one, typed)}
            self._look(one)
        return self._desk.go(request, f"/transfer/lists/{list_id}")

    def apply(self, request: Request, viewer: Imports, list_id: UUID, form: Typed) -> Response:
        one = self._found(viewer, list_id)
        skip_wrong = bool(form["skip_wrong"])
        if one.is_looked_at:
            self._works.begin(one, lambda work: lists.write(access(self._desk), work, skip_wrong=skip_wrong), SOON)
        return self._desk.go(request, f"/transfer/lists/{list_id}")

    def forget(self, request: Request, viewer: Imports, list_id: UUID) -> Response:
        one = self._found(viewer, list_id)
        if one.is_over:
            self._works.forget(one)
        return self._desk.go(request, "/transfer", viewer.say("La liste est abandonnée."))

    def faults(self, request: Request, viewer: Imports, list_id: UUID) -> Response:
        """All that is wrong or doubtful, as a file. It repeats nothing of a row."""
        one, file = self._found(viewer, list_id), io.StringIO(newline="")
        words = {True: viewer.say("avertissement"), False: viewer.say("faux")}
        headings = [viewer.label("fault_heading", name) for name in FAULT_HEADINGS]
        rows = ((fault.line, fault.column, words[fault.warning], said(viewer, fault.reason)) for fault in one.faults)
        write_csv((dict(zip(headings, row, strict=True)) for row in rows), headings, file)
        named = {"Content-Disposition": 'attachment; filename="faults.csv"'}
        return Response(file.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=named)

    def _look(self, one: Taking) -> None:
        self._works.begin(one, lambda work: lists.look(access(self._desk), work), SOON)

    def _found(self, viewer: Viewer, list_id: UUID) -> Taking:
        """Raises Stop: somebody else's list is not there, nor one that was forgotten."""
        found = self._works.find(list_id, viewer.staff_id)
        if found is None:
            raise Stop(404, viewer.say("Cette liste n’est plus là : envoyez le fichier encore une fois."))
        return found

    def _asked(self, request: Request, viewer: Viewer, kind: str, **more: Any) -> Response:
        values = {"kind": kind, "fields": self._fields(kind), **more}
        return self._desk.show(request, viewer, "transfer/import.html", **values)

    def _fields(self, kind: str) -> list[Field]:
        """What a list of that kind may hold. Raises Stop."""
        _check(kind)

        def look(db: Connection) -> list[Field]:
            return list(KINDS[kind](self._desk.office.inside(db)).fields)

        return self._desk.read(look)

    def _shown(self, request: Request, viewer: Viewer, one: Taking, after: str, **more: Any) -> Response:
        first = int(after) if after.isdecimal() and len(after) < 6 else 0
        rows = one.faults[first : first + PAGE]
        values = {
            "one": one,
            "fields": self._fields(one.sent.kind) if not more.get("block") else [],
            "faults": [(fault, said(viewer, fault.reason)) for fault in rows],
            "after": str(first + PAGE) if len(one.faults) > first + PAGE else "",
            "outcomes": {outcome.value: one.found.outcomes[outcome] for outcome in Outcome},
            "refusal": said(viewer, one.refusal),
            "notes": [said(viewer, note) for note in one.notes],
            **more,
        }
        return self._desk.show(request, viewer, "transfer/list.html", **values)


def said(viewer: Viewer, sentence: str) -> str:
    """What the programme says of a file, in the viewer's language."""
    return viewer.refusal(TransferError(sentence)) if sentence else ""


def _check(kind: str) -> None:
    """Raises Stop."""
    if kind not in KINDS:
        raise Stop(404)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = ImportPages(desk)
    router.add_api_route("/transfer/import/{kind}", pages.form, methods=["GET"])
    router.add_api_route("/transfer/import/{kind}", pages.send, methods=["POST"])
    router.add_api_route("/transfer/lists/{list_id}", pages.one, methods=["GET"])
    router.add_api_route("/transfer/lists/{list_id}/progress", pages.progress, methods=["GET"])
    router.add_api_route("/transfer/lists/{list_id}/faults.csv", pages.faults, methods=["GET"])
    router.add_api_route("/transfer/lists/{list_id}/columns", pages.columns, methods=["POST"])
    router.add_api_route("/transfer/lists/{list_id}/apply", pages.apply, methods=["POST"])
    router.add_api_route("/transfer/lists/{list_id}/forget", pages.forget, methods=["POST"])
