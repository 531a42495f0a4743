"""/cases/{id}: one case with its thread. Each of its small forms is sent to an address of its own."""

from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from service.console.cases.actions import CONFIDE, TELLERS, Action, actions, check
from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed
from service.console.stopping import Stop
from service.console.viewers import SeesCases, Viewer, WorksCases
from service.models.case import CaseOutcome, CaseType, Criticality
from service.programme.casedesk import page, steps
from service.programme.casedesk.asking import SERVICES
from service.programme.casedesk.coding import packaged_codes
from service.programme.casedesk.hands import Hand, hands
from service.programme.casedesk.page import CasePage
from service.programme.casedesk.steps import CaseError, Changed, NoCase, Step
from service.programme.casework import CALL_BACK, OPEN_STATES
from service.programme.context import Context
from service.programme.people.holder import PeopleError

NEVER_SEEN = -1


class CasePages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._codes = packaged_codes()
        self._actions = actions(self._codes)

    def show(self, request: Request, viewer: SeesCases, case_id: UUID) -> Response:
        return self._shown(request, viewer, case_id, NOTHING_TYPED)

    def telephone(self, request: Request, viewer: WorksCases, case_id: UUID) -> Response:
        """The same page with the number to call back; that somebody saw it is kept."""
        try:
            number = self._desk.change(viewer, lambda ctx: page.number(ctx, case_id))
        except NoCase:
            raise Stop(404) from None
        except CaseError as error:
            return self._shown(request, viewer, case_id, NOTHING_TYPED, 422, errors=[viewer.refusal(error)])
        return self._shown(request, viewer, case_id, NOTHING_TYPED, number=number)

    def act(self, request: Request, viewer: WorksCases, case_id: UUID, action: str, form: Typed) -> Response:
        chosen = self._actions.get(action)
        if chosen is None:
            raise Stop(404)
        check(chosen, viewer)
        try:
            done = self._desk.change(viewer, lambda ctx: _done(ctx, chosen, case_id, form))
        except NoCase:
            raise Stop(404) from None
        except (CaseError, PeopleError, ValueError) as error:
            status = 409 if isinstance(error, Changed) else 422
            return self._refused(request, viewer, case_id, action, form, status, error)
        where = "/cases" if action == CONFIDE else f"/cases/{case_id}"
        return self._desk.go(request, where, chosen.said(viewer, done))

    def _refused(
        self,
        request: Request,
        viewer: Viewer,
        case_id: UUID,
        action: str,
        form: Form,
        status: int,
        error: Exception,
    ) -> Response:
        said = viewer.refusal(error)
        wrong = {} if status == 409 else {self._actions[action].field: said}
        return self._shown(request, viewer, case_id, form, status, acting=action, wrong=wrong, errors=[said])

    def _shown(
        self, request: Request, viewer: Viewer, case_id: UUID, typed: Form, status: int = 200, **more: Any
    ) -> Response:
        def read(ctx: Context) -> tuple[CasePage, list[Hand]]:
            opened = page.opened(ctx, case_id)
            return opened, list(hands(ctx, opened.thread.place)) if opened.leads else []

        try:
            found, people = self._desk.change(viewer, read)
        except NoCase:
            raise Stop(404) from None
        values = {"acting": "", "wrong": {}, "number": "", **self._choices(viewer, found), **more}
        values["takes"] = _may_take(viewer, found)
        values["people"] = [(str(one.id), f"{one.name}, {viewer.label('role', one.role)}") for one in people]
        return self._desk.show(request, viewer, "cases/one.html", status=status, found=found, typed=typed, **values)

    def _choices(self, viewer: Viewer, found: CasePage) -> dict[str, Any]:
        """What can be chosen in the forms, and how what is chosen is called."""
        language, line, coding = viewer.language, found.thread.line, found.thread.coding
        label = viewer.label
        return {
            "words": _told(viewer, self._desk, found),
            "topic": viewer.words.labels["case_topic"].get(line.topic, line.topic),
            "code": self._codes.label(coding, language) if coding else "",
            "codes": [
                (one.code, f"{one.categories[language]} : {one.labels[language]}")
                for one in self._codes
                if line.type in one.types
            ],
            "types": [(one.value, label("case_type", one)) for one in CaseType],
            "urgencies": [(one.value, label("criticality", one)) for one in Criticality],
            "outcomes": [(one.value, label("case_outcome", one)) for one in CaseOutcome],
            "tellers": [(one.value, label("closed_how", one)) for one in TELLERS],
            "services": [(one, label("referral_service", one)) for one in SERVICES],
        }


def _may_take(viewer: Viewer, found: CasePage) -> bool:
    """Whether it can be taken up, or taken over from somebody else who works on it."""
    is_theirs = found.thread.assigned_to == viewer.staff_id
    is_open = found.thread.line.state in OPEN_STATES
    return Step.TAKE_UP in found.may or (is_open and not is_theirs and Step.ASSIGN in found.may)


def _done(ctx: Context, action: Action, case_id: UUID, form: Form) -> Any:
    """Do it, if the case stands as the form showed it."""
    steps.unchanged(ctx, case_id, int(form["seen"]) if form["seen"].isdecimal() else NEVER_SEEN)
    return action.does(ctx, case_id, form)


def _told(viewer: Viewer, desk: Desk, found: CasePage) -> str:
    """The words of the case. Who asked to be called in the middle of a journey said none: its title stands there."""
    words = found.thread.words
    journey = desk.office.library.journeys.get(words) if found.thread.line.topic == CALL_BACK else None
    return words if journey is None else journey.text(f"{journey.name}/title", viewer.language)
