"""/people/{id}/edit and …/consent: what a file says is set right, what a person agrees to is noted."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Form, Typed
from service.console.people import asked
from service.console.viewers import ChangesPeople, Viewer
from service.models.person import Sex
from service.programme.context import Context
from service.programme.people import consenting, correcting
from service.programme.people.correcting import TAKEN_OUT, Said
from service.programme.people.holder import PeopleError
from service.programme.people.records import File

_MAY_GO = ("status", "wish", "left", "returned", "stayed", "collector", "guardian")
"""Fields that are taken out where they are emptied. A name or a year is only replaced."""


class EditingPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: ChangesPeople, person_id: UUID) -> Response:
        file = asked.file_of(self._desk, viewer, person_id)
        return self._asked(request, viewer, file, self._stands(file))

    def correct(self, request: Request, viewer: ChangesPeople, person_id: UUID, form: Typed) -> Response:
        desk = self._desk
        file = asked.file_of(desk, viewer, person_id)
        try:
            said = self._said(file, form)
            desk.change(viewer, lambda ctx: _correct(ctx, file, said, form["seen"]))
        except PeopleError as error:
            typed = {name: form[name] for name in self._stands(file)} | {"vulnerability": form.all("vulnerability")}
            return self._asked(request, viewer, file, typed, status=422, errors=[viewer.refusal(error)])
        return desk.go(request, f"/people/{person_id}", viewer.say("Dossier corrigé."))

    def _stands(self, file: File) -> dict[str, Any]:
        """The file as the fields of the form."""
        return {
            "name": file.name,
            "sex": file.sex,
            "born": "" if file.born is None else str(file.born),
            "village": self._desk.places.label(file.place) if file.place else "",
            "language": file.language,
            "vulnerability": [one for one in file.vulnerability if one in correcting.VULNERABLE],
            "status": file.status,
            "wish": file.wish,
            "left": file.left_on,
            "returned": file.returned_on,
            "stayed": file.stayed,
            "collector": file.collector,
            "guardian": file.guardian,
        }

    def _said(self, file: File, form: Form) -> Said:
        """What differs from what stands. Raises PeopleError."""
        stands = self._stands(file)
        typed = dict(_changed(stands, form))
        marked = [one for one in form.all("vulnerability") if one in correcting.VULNERABLE]
        is_marked_anew = set(marked) != set(stands["vulnerability"])
        return Said(
            name=typed.get("name", ""),
            sex=Sex(typed["sex"]) if typed.get("sex") in tuple(Sex) else None,
            born=_year(typed["born"]) if "born" in typed else None,
            place=asked.place_of(self._desk, typed.get("village", "")),
            language=self._language(typed.get("language", "")),
            vulnerability=(",".join(marked) or correcting.NONE) if is_marked_anew else "",
            **{name: typed[name] for name in _MAY_GO if name in typed},
        )

    def _language(self, code: str) -> str:
        if code and code not in self._offered():
            raise PeopleError("Callers are not offered this language.")
        return code

    def _offered(self) -> tuple[str, ...]:
        return self._desk.office.settings.offered(self._desk.office.library.offered())

    def _asked(self, request: Request, viewer: Viewer, file: File, typed: Mapping[str, Any], **more: Any) -> Response:
        types, not_known = asked.types(self._desk, viewer), viewer.say("Pas connu")
        languages = list(dict.fromkeys((*self._offered(), *filter(None, [file.language]))))
        choices = {
            "sex": asked.labelled(viewer, "sex", list(Sex), "" if file.sex else not_known),
            "language": asked.labelled(viewer, "language", languages, "" if file.language else not_known),
            "status": asked.labelled(viewer, "return_status", correcting.STATUSES, not_known),
            "wish": [("", not_known), *types.items(), (correcting.WISH_OTHER, viewer.say("Autre chose"))],
            "stayed": asked.labelled(viewer, "stayed", correcting.STAYED_IN, not_known),
            "vulnerability": asked.labelled(viewer, "vulnerability", correcting.VULNERABLE),
        }
        villages, seen = asked.villages(self._desk), file.updated_at.isoformat() if file.updated_at else ""
        values: dict[str, Any] = {"file": file, "typed": typed, "choices": choices, "villages": villages, "seen": seen}
        return self._desk.show(request, viewer, "people/edit.html", **values, **more)

    def consent(self, request: Request, viewer: ChangesPeople, person_id: UUID) -> Response:
        file = asked.file_of(self._desk, viewer, person_id)
        return self._desk.show(request, viewer, "people/consent.html", file=file, typed={})

    def note(self, request: Request, viewer: ChangesPeople, person_id: UUID, form: Typed) -> Response:
        desk = self._desk
        file = asked.file_of(desk, viewer, person_id)
        try:
            desk.change(viewer, lambda ctx: consenting.note(ctx, person_id, form["purpose"], form["answer"]))
        except PeopleError as error:
            refusal = [viewer.refusal(error)]
            return desk.show(request, viewer, "people/consent.html", status=422, errors=refusal, file=file, typed=form)
        return desk.go(request, f"/people/{person_id}", viewer.say("Réponse notée."))


def _correct(ctx: Context, file: File, said: Said, seen: str) -> None:
    moment: datetime | None = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(seen)
    correcting.check_unchanged(ctx.db, file.id, moment)
    if ctx.staff_id is not None:
        correcting.correct(ctx.db, ctx.vault, file.code, said, ctx.staff_id, ctx.now)


def _changed(stands: Mapping[str, Any], form: Form) -> Iterator[tuple[str, str]]:
    """The fields that do not hold what stood there; one that was emptied and may be empty is to be taken out."""
    for name, stood in stands.items():
        if name in form and name != "vulnerability" and form[name] != stood:
            yield name, form[name] or (TAKEN_OUT if name in _MAY_GO else "")


def _year(typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) == 4):
        raise PeopleError("A year has four digits, like 1980.")
    return int(typed) if typed else None


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = EditingPages(desk)
    router.add_api_route("/people/{person_id}/edit", pages.form, methods=["GET"])
    router.add_api_route("/people/{person_id}/edit", pages.correct, methods=["POST"])
    router.add_api_route("/people/{person_id}/consent", pages.consent, methods=["GET"])
    router.add_api_route("/people/{person_id}/consent", pages.note, methods=["POST"])
