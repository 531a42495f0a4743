"""/sensitive: the list, which says nothing of what was said; one report, read and worked on. Each opening is kept.

Nothing of a report stands in an address but its id, and nothing in a title or in the sentence after a form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.sensitive.viewer import FocalPoint
from service.console.stopping import Stop
from service.console.viewers import Viewer
from service.models.case import CaseOutcome, CaseState
from service.programme.casedesk import concerns
from service.programme.casedesk.concern_reading import READ
from service.programme.casedesk.concerns import MAY, Concern
from service.programme.casedesk.hands import Hand
from service.programme.casedesk.steps import CaseError, Changed, NoCase
from service.programme.casedesk.thread import Event
from service.programme.context import Context
from service.programme.staff import StaffError

NEVER_SEEN = -1
REACHED = "reached"


@dataclass(frozen=True, slots=True)
class Action:
    """`does`: asks the desk; `said`: what stands on the next page; `field`: what is wrong where the desk refuses."""

    does: Callable[[Context, UUID, Form], Any]
    said: Callable[[Viewer, Any], str]
    field: str


def _contact(ctx: Context, which: UUID, form: Form) -> None:
    if form["reached"] not in (REACHED, "not"):
        raise CaseError("Say whether you reached them.")
    concerns.tried(ctx, which, form["contact_note"], reached=form["reached"] == REACHED)


def _assign(ctx: Context, which: UUID, form: Form) -> bool:
    to = a_uuid(form["to"])
    if to is None:
        raise CaseError("Choose who is to have it.")
    return concerns.assign(ctx, which, to)


def _close(ctx: Context, which: UUID, form: Form) -> None:
    if form["outcome"] not in tuple(CaseOutcome):
        raise CaseError("Choose one of the list.")
    concerns.close(ctx, which, CaseOutcome(form["outcome"]), form["close_note"])


def _kept(viewer: Viewer, _: Any) -> str:
    return viewer.say("C’est gardé.")


def _given(viewer: Viewer, is_told: bool) -> str:
    return (
        viewer.say("C’est confié.") if is_told else viewer.say("C’est confié. Aucun SMS ne part : dites-le vous-même.")
    )


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "note": Action(lambda ctx, which, form: concerns.note(ctx, which, form["note"]), _kept, "note"),
        "contact": Action(_contact, _kept, "contact_note"),
        "assign": Action(_assign, _given, "to"),
        "told": Action(lambda ctx, which, form: concerns.answer(ctx, which, form["told"]), _kept, "told"),
        "close": Action(_close, _kept, "close_note"),
    }
)
"""The word in the address → what is done."""


class ConcernPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self, request: Request, viewer: FocalPoint, closed: str = "", after: str = "") -> Response:
        is_closed = bool(closed)
        lines, following = self._desk.change(
            viewer, lambda ctx: concerns.page(ctx, closed=is_closed, after=a_uuid(after))
        )
        more = f"/sensitive?closed={'yes' if is_closed else ''}&after={following}" if following else ""
        return self._desk.show(request, viewer, "sensitive/all.html", lines=lines, closed=is_closed, more=more)

    def one(self, request: Request, viewer: FocalPoint, report_id: UUID) -> Response:
        return self._shown(request, viewer, report_id, NOTHING_TYPED)

    def act(self, request: Request, viewer: FocalPoint, report_id: UUID, action: str, form: Typed) -> Response:
        chosen = ACTIONS.get(action)
        if chosen is None:
            raise Stop(404)
        try:
            done = self._desk.change(viewer, lambda ctx: _done(ctx, chosen, report_id, form))
        except NoCase:
            raise Stop(404) from None
        except (CaseError, StaffError) as error:
            said, is_old = viewer.refusal(error), isinstance(error, Changed)
            told = {"acting": action, "wrong": {} if is_old else {chosen.field: said}, "errors": [said]}
            return self._shown(request, viewer, report_id, form, 409 if is_old else 422, **told)
        return self._desk.go(request, f"/sensitive/{report_id}", chosen.said(viewer, done))

    def _shown(
        self, request: Request, viewer: Viewer, report_id: UUID, typed: Form, status: int = 200, **more: Any
    ) -> Response:
        def read(ctx: Context) -> tuple[Concern, list[Hand]]:
            return concerns.opened(ctx, report_id), concerns.hands(ctx)

        try:
            found, people = self._desk.change(viewer, read)
        except NoCase:
            raise Stop(404) from None
        state = CaseState(found.line.state)
        values = {
            "who": viewer.words.labels["concern_who"].get(found.who, found.who),
            "events": _shortened(found.events),
            "may_do": {name for name, states in MAY.items() if state in states},
            "people": [(str(one.id), one.name) for one in people],
            "outcomes": [(one.value, viewer.label("case_outcome", one)) for one in CaseOutcome],
            "acting": "",
            "wrong": {},
            **more,
        }
        return self._desk.show(request, viewer, "sensitive/one.html", status=status, found=found, typed=typed, **values)


def _shortened(events: Sequence[Event]) -> list[Event]:
    """Of one who read it several times in a row, the last time alone: the audit has them all."""
    return [
        one
        for one, following in zip_longest(events, events[1:])
        if following is None or (one.kind, one.who, following.kind) != (READ, following.who, READ)
    ]


def _done(ctx: Context, action: Action, report_id: UUID, form: Form) -> Any:
    """Do it, if the report stands as the form showed it."""
    concerns.unchanged(ctx, report_id, int(form["seen"]) if form["seen"].isdecimal() else NEVER_SEEN)
    return action.does(ctx, report_id, form)
