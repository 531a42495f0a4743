"""/kits/plan: a kit for every business of a village that it is for, or for the people of a list."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day
from service.console.kits.narrowing import kit_choices
from service.console.viewers import ChangesKits, Viewer
from service.programme.distribution import planning
from service.programme.distribution.errors import DistributionError
from service.programme.distribution.planning import Found, Plan
from service.programme.people.whereabouts import offered


class PlanningPages:
    """First what a plan comes to, then the plan itself: nothing is written before somebody has seen for how many."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def form(self, request: Request, viewer: ChangesKits) -> Response:
        return self._shown(request, viewer, NOTHING_TYPED)

    def plan(self, request: Request, viewer: ChangesKits, form: Typed) -> Response:
        desk = self._desk
        try:
            wanted = _plan(form)
            found: Found = desk.read(lambda db: planning.look_up(desk.office.inside(db), wanted))
            if not found.to:
                raise DistributionError(_nobody(desk, found))
            if not form["sure"]:
                return self._shown(request, viewer, form, found=found)
            made = planning.write_in_steps(lambda act: desk.change(viewer, act), found)
        except ValueError as error:
            wrong = [viewer.refusal(DistributionError(line)) for line in str(error).splitlines()]
            return self._shown(request, viewer, form, status=422, errors=wrong)
        said = viewer.say("Distribution prévue : {n} livraisons.", n=made.deliveries)
        return desk.go(request, f"/kits/distributions/{made.distribution_id}", said)

    def _shown(self, request: Request, viewer: Viewer, form: Form, **more: Any) -> Response:
        kits = kit_choices(self._desk, viewer, only_active=True)
        values = {"found": None, "typed": form, "kits": kits, "villages": offered(self._desk.places), **more}
        return self._desk.show(request, viewer, "kits/plan.html", **values)


def _plan(form: Form) -> Plan:
    """Raises ValueError in plain words."""
    day = a_day(form["on"])
    if day is None:
        raise DistributionError("Say the day.")
    if not form["village"]:
        raise DistributionError("Say the village.")
    cards = form["cards"].splitlines() if form["cards"] else None
    return Plan(form["kit"], form["village"], day, cards, again=bool(form["again"]))


def _nobody(desk: Desk, found: Found) -> str:
    return planning.nobody(desk.places.label(found.place), found.kit.code, found.everybody)


def add_to(router: APIRouter, desk: Desk) -> None:
    pages = PlanningPages(desk)
    router.add_api_route("/kits/plan", pages.form, methods=["GET"])
    router.add_api_route("/kits/plan", pages.plan, methods=["POST"])
