"""/cases/new: a case for somebody who came to the office or was met in the village, registered or not."""

from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.looking import look
from service.console.stopping import Stop
from service.console.viewers import Viewer, WorksCases
from service.models.case import CaseType
from service.programme.casedesk import opening
from service.programme.casedesk.opening import Heard, Told
from service.programme.casedesk.steps import CaseError
from service.programme.context import Context
from service.programme.people.holder import PeopleError


class OpeningPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, request: Request, viewer: WorksCases, person: str = "") -> Response:
        return self._asked(request, viewer, a_uuid(person), NOTHING_TYPED)

    def open(self, request: Request, viewer: WorksCases, form: Typed) -> Response:
        person_id = a_uuid(form["person"])
        try:
            heard = Heard(_type(form["type"]), form["words"], tells=form["tells"] == "yes")
            told = self._desk.change(viewer, lambda ctx: _opened(ctx, person_id, form["telephone"], heard))
        except (CaseError, PeopleError) as error:
            return self._asked(request, viewer, person_id, form, status=422, errors=[viewer.refusal(error)])
        return self._desk.go(request, *_next(viewer, told))

    def _asked(self, request: Request, viewer: Viewer, person_id: UUID | None, typed: Form, **more: Any) -> Response:
        """Whoever it is for must be somebody whom they may open a case for."""
        try:
            name = look(self._desk, viewer, lambda ctx: opening.whose(ctx, person_id)) if person_id else ""
        except (CaseError, PeopleError):
            raise Stop(404) from None
        types = [(one.value, viewer.label("case_type", one)) for one in CaseType]
        return self._desk.show(
            request, viewer, "cases/new.html", person=person_id, name=name, types=types, typed=typed, **more
        )


def _type(typed: str) -> CaseType:
    try:
        return CaseType(typed)
    except ValueError:
        raise CaseError("Choose one of the list.") from None


def _opened(ctx: Context, person_id: UUID | None, number: str, heard: Heard) -> Told:
    if person_id is not None:
        return opening.open_for(ctx, person_id, heard)
    return opening.open_without(ctx, number, heard)


def _next(viewer: Viewer, told: Told) -> tuple[str, str]:
    """Where to, and what is said there."""
    if told.joined:
        said = viewer.say("Ajouté au cas {reference}, qui était déjà ouvert.", reference=told.reference)
    else:
        said = viewer.say("Cas {reference} ouvert.", reference=told.reference)
    return (f"/cases/{told.case_id}" if told.theirs else "/cases"), said
