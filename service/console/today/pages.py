"""« Today »: for each role what they may see; each number leads to its list."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from flows.changed import changed
from service.console.desk import Desk
from service.console.figures.filters import Filters
from service.console.figures.looking import look, looks_again
from service.console.figures.words import telling
from service.console.today.pulse import Pulse, pulse
from service.console.viewers import SignedIn, Viewer
from service.models.staff import Role
from service.programme.access.rights import Right
from service.programme.figures.catalogue import Figure
from service.programme.pulse import quiet
from service.programme.pulse.quiet import Told
from service.programme.pulse.waiting import Queue, Whose, waiting

KEY_FIGURES = (
    "individuals_reached",
    "women_share",
    "businesses",
    "business_types",
    "villages",
    "health_care_people",
    "health_centres",
    "kits_confirmed",
    "visits_done",
    "businesses_running_180_share",
    "cases_answered_in_time_share",
)
LISTS: Mapping[Queue, str] = MappingProxyType(
    {
        Queue.CASES_OVERDUE: "/cases?clock=overdue",
        Queue.CASES_TODAY: "/cases?clock=today",
        Queue.CASES_NEW: "/cases?who=nobody",
        Queue.VISITS_OVERDUE: "/visits?until=overdue",
        Queue.RECEIPTS_DIFFER: "/kits/receipts?state=differs",
        Queue.ALERTS: "/visits/alerts",
        Queue.DUPLICATES: "/people/duplicates",
        Queue.UNCERTAIN: "/messages/uncertain",
        Queue.APPROVALS: "/messages/campaigns",
    }
)
"""Where each work list stands."""
LATE = frozenset({Queue.CASES_OVERDUE, Queue.VISITS_OVERDUE})


class TodayPage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def today(self, request: Request, viewer: SignedIn) -> Response:
        desk = self._desk
        scope = Filters().scope(desk.places, desk.office.settings, desk.now().astimezone(desk.zone).date())
        looked = look(desk, scope, viewer.language)
        report = looked.figures.report if looked.figures else None
        known = {one.key: one for one in report.figures} if report else {}
        figures: Sequence[Figure] = [known[key] for key in KEY_FIGURES if key in known]
        found = desk.read(lambda db: self._found(db, viewer))
        shown: dict[str, Any] = {"report": report, "figures": figures, "value": telling(viewer.language, scope.small)}
        answer = desk.show(request, viewer, "today/today.html", looked=looked, late=LATE, **shown, **found)
        return looks_again(answer, looked)

    def _found(self, db: Connection, viewer: Viewer) -> dict[str, Any]:
        ctx = changed(self._desk.office.inside(db), staff_id=viewer.staff_id)
        counts = waiting(ctx, Whose(Role(viewer.role), viewer.places))
        lists = [(queue, LISTS[queue], count) for queue, count in counts.items()]
        found: Pulse | None = None
        alarm: Told | None = None
        if viewer.may(Right.JOURNEYS):
            found = pulse(db, self._desk.office.library, ctx.now, self._desk.zone)
            alarm = quiet.told(db)
        return {"lists": lists, "pulse": found, "alarm": alarm}


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route("/", TodayPage(desk).today, methods=["GET"])
