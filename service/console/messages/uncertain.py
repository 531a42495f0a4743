"""/messages/uncertain: texts of which nobody knows whether they went out, until somebody decides."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed, a_uuid
from service.console.messages.reasons import why
from service.console.viewers import SeesMessages, Sends, Viewer
from service.programme.doubts import Decision, NotInDoubt, decide, in_doubt

PAGE = 50
_DECISIONS = {"resend": Decision.RESEND, "give_up": Decision.GIVE_UP}


class UncertainPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def listed(self, request: Request, viewer: SeesMessages, after: str = "") -> Response:
        """Those that wait, the longest first."""
        found = self._desk.read(lambda db: list(in_doubt(db, self._desk.office.vault, PAGE + 1, after=a_uuid(after))))
        doubts = [(one, why(viewer, one.reason)) for one in found[:PAGE]]
        more = f"/messages/uncertain?after={found[PAGE - 1].id}" if len(found) > PAGE else ""
        return self._desk.show(request, viewer, "messages/uncertain.html", doubts=doubts, more=more)

    def decide(self, request: Request, viewer: Sends, form: Typed) -> Response:
        """Send those that were ticked again, or give them up: all of them, or none."""
        where, decision = "/messages/uncertain", _DECISIONS.get(form["decision"])
        ids = [which for one in form.all("message") if (which := a_uuid(one))]
        if decision is None or not ids:
            return self._desk.go(request, where, viewer.say("Cochez d’abord des SMS : rien n’a été fait."))
        try:
            self._desk.change(viewer, lambda ctx: decide(ctx.db, ids, decision, viewer.staff_id, ctx.now))
        except NotInDoubt:
            return self._desk.go(
                request, where, viewer.say("Un de ces SMS n’est plus incertain : rien n’a été fait. Regardez encore.")
            )
        return self._desk.go(request, where, _said(viewer, decision, len(ids)))


def _said(viewer: Viewer, decision: Decision, count: int) -> str:
    if decision is Decision.RESEND:
        return viewer.say("SMS renvoyés : {n}.", n=count)
    return viewer.say("SMS abandonnés : {n}.", n=count)


def add_to(router: APIRouter, desk: Desk) -> None:
    """The routes."""
    pages = UncertainPages(desk)
    router.add_api_route("/messages/uncertain", pages.listed, methods=["GET"])
    router.add_api_route("/messages/uncertain", pages.decide, methods=["POST"])
