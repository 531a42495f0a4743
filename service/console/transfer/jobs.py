"""/transfer: the lists that can be taken in, those that were, and one of them: how far it is, and taken back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed
from service.console.kits.narrowing import Filters
from service.console.stopping import Stop
from service.console.transfer.imports import said
from service.console.transfer.reach import access, looked_on
from service.console.viewers import Imports, Viewer
from service.programme.transfer import jobs, lists
from service.programme.transfer.faults import TransferError
from service.programme.transfer.jobs import Listed
from service.programme.transfer.kinds import KINDS
from service.programme.transfer.lists import Undoing
from service.programme.transfer.works import Works

SOON = 1.5
SHOWN = 20
"""Rows that were kept, as a page names them."""


class JobPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._works: Works[Undoing] = Works(desk.now, TransferError)

    def all(self, request: Request, viewer: Imports, after: str = "") -> Response:
        page = self._desk.read(lambda db: jobs.page(db, self._desk.office.vault, after))
        values: dict[str, Any] = {"page": page, "kinds": list(KINDS), "filters": Filters.of("/transfer")}
        return self._desk.show(request, viewer, "transfer/all.html", **values)

    def one(self, request: Request, viewer: Imports, job_id: UUID) -> Response:
        return self._shown(request, viewer, job_id)

    def progress(self, request: Request, viewer: Imports, job_id: UUID) -> Response:
        """How far it is, for a page that looks on."""
        return looked_on(self._shown(request, viewer, job_id, block="standing"), self._work(job_id))

    def undo(self, request: Request, viewer: Imports, job_id: UUID, form: Typed) -> Response:
        self._found(job_id)
        if not form["sure"]:
            wrong = [viewer.say("Cochez la case : l’import sera défait.")]
            return self._shown(request, viewer, job_id, status=422, errors=wrong)
        at_work = self._work(job_id)
        if at_work is None or at_work.is_over:
            one = Undoing(viewer.staff_id, self._desk.now(), job_id=job_id)
            self._works.begin(one, lambda work: lists.take_back(access(self._desk), work), SOON)
        return self._desk.go(request, f"/transfer/imports/{job_id}")

    def _found(self, job_id: UUID) -> Listed:
        """Raises Stop."""
        found = self._desk.read(lambda db: jobs.one(db, self._desk.office.vault, job_id))
        if found is None:
            raise Stop(404)
        return found

    def _work(self, job_id: UUID) -> Undoing | None:
        """The newest attempt to take it back, by whomever."""
        return next((one for one in self._works.all() if one.job_id == job_id), None)

    def _shown(self, request: Request, viewer: Viewer, job_id: UUID, **more: Any) -> Response:
        work = self._work(job_id)
        values = {
            "one": self._found(job_id),
            "work": work,
            "refusal": said(viewer, work.refusal) if work else "",
            "most": SHOWN,
            **more,
        }
        return self._desk.show(request, viewer, "transfer/job.html", **values)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = JobPages(desk)
    router.add_api_route("/transfer", pages.all, methods=["GET"])
    router.add_api_route("/transfer/imports/{job_id}", pages.one, methods=["GET"])
    router.add_api_route("/transfer/imports/{job_id}/progress", pages.progress, methods=["GET"])
    router.add_api_route("/transfer/imports/{job_id}/undo", pages.undo, methods=["POST"])
