"""/messages/campaigns: those that were made, how far each is; paused, resumed, cancelled, approved; who answered what,
and who could not be reached."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import a_uuid
from service.console.messages import reasons
from service.console.messages.background import Background
from service.console.messages.counted import Counting
from service.console.messages.standings import Standings
from service.console.stopping import Stop
from service.console.viewers import SeesMessages, Sends, Viewer
from service.models.campaign import CampaignState
from service.programme.campaigns import control, watching
from service.programme.campaigns.control import NotPossible
from service.programme.campaigns.watching import Said
from service.programme.context import Context

PAGE, ANSWERS = 25, 20


class CampaignPages:
    def __init__(self, desk: Desk, background: Background, standings: Standings, counting: Counting) -> None:
        self._desk, self._background, self._standings, self._counting = desk, background, standings, counting

    def listed(self, request: Request, viewer: SeesMessages, before: str = "") -> Response:
        """The campaigns that were sent by hand, the newest first."""
        return self._list(request, viewer, "messages/campaigns.html", before, standing=False)

    def standing(self, request: Request, viewer: SeesMessages, before: str = "") -> Response:
        """The check-ins that stand, or stood."""
        return self._list(request, viewer, "messages/standing.html", before, standing=True)

    def _list(self, request: Request, viewer: Viewer, template: str, before: str, *, standing: bool) -> Response:
        rows = self._desk.read(lambda db: control.latest(db, PAGE + 1, a_uuid(before), standing=standing))
        more = f"{request.url.path}?before={rows[PAGE - 1].id}" if len(rows) > PAGE else ""
        found = self._standings.of(rows[:PAGE])
        return self._desk.show(request, viewer, template, campaigns=found, more=more)

    def one(
        self, request: Request, viewer: SeesMessages, campaign_id: UUID, part: str = "", after: str = ""
    ) -> Response:
        """One campaign. `part`: "doings" or "answers", only that block of it, asked for when the progress says that it
        has changed (htmx); `after`: the answers behind that one."""
        said = self._said(campaign_id)
        shown = self._standings.one(said.row)
        values: dict[str, Any] = {"campaign": said, "shown": shown, "own": said.made_by_id == viewer.staff_id}
        if part == "doings":
            return self._desk.show(request, viewer, "messages/campaign.html", block=part, **values)
        values |= self._answers(campaign_id, a_uuid(after))
        block = "answers" if part == "answers" else ""
        return self._desk.show(request, viewer, "messages/campaign.html", block=block, **values)

    def _said(self, campaign_id: UUID) -> Said:
        try:
            return self._desk.read(lambda db: watching.said(db, self._desk.office.vault, campaign_id))
        except NotPossible:
            raise Stop(404) from None

    def _answers(self, campaign_id: UUID, after: UUID | None) -> dict[str, Any]:
        vault = self._desk.office.vault
        found = self._desk.read(lambda db: list(watching.answers(db, vault, campaign_id, ANSWERS + 1, after)))
        chosen = self._counting.look(
            ("choices", campaign_id),
            lambda: self._desk.read(lambda db: watching.choices(db, vault, campaign_id).most_common()),
            young=5.0,
        )
        more = f"/messages/campaigns/{campaign_id}?after={found[ANSWERS - 1].target_id}" if len(found) > ANSWERS else ""
        return {"answers": found[:ANSWERS], "more_answers": more, "choices": chosen}

    def missed(self, request: Request, viewer: SeesMessages, campaign_id: UUID, after: str = "") -> Response:
        """Whom it did not reach, and why."""
        said, vault = self._said(campaign_id), self._desk.office.vault

        def unit(db: Connection) -> Sequence[watching.Missed]:
            return list(watching.missed(db, vault, campaign_id, PAGE + 1, a_uuid(after)))

        def counted() -> list[tuple[tuple[str, str], int]]:
            return self._desk.read(lambda db: watching.why_missed(db, campaign_id).most_common())

        found = self._desk.read(unit)
        where = f"/messages/campaigns/{campaign_id}/missed"
        told = self._counting.look(("missed", campaign_id), counted, young=5.0)
        values: dict[str, Any] = {
            "name": self._standings.one(said.row).name,
            "campaign_id": campaign_id,
            "missed": [(one, reasons.why(viewer, one.reason, one.state)) for one in found[:PAGE]],
            "more": f"{where}?after={found[PAGE - 1].message_id}" if len(found) > PAGE else "",
            "why": reasons.counted(viewer, told.value) if told else [],
        }
        return self._desk.show(request, viewer, "messages/missed.html", **values)

    # --- what is done with one ---

    def pause(self, request: Request, viewer: Sends, campaign_id: UUID) -> Response:
        """Nothing more of it leaves until it goes on."""
        said = viewer.say("En pause : rien ne part plus. Ce qui est déjà chez l’opérateur arrive encore.")
        return self._changed(request, viewer, campaign_id, _to(campaign_id, CampaignState.PAUSED, viewer), said)

    def resume(self, request: Request, viewer: Sends, campaign_id: UUID) -> Response:
        """It goes on where it stood."""
        said = viewer.say("La campagne continue.")
        return self._changed(request, viewer, campaign_id, _to(campaign_id, CampaignState.RUNNING, viewer), said)

    def cancel(self, request: Request, viewer: Sends, campaign_id: UUID) -> Response:
        """What has not left never will."""
        said = viewer.say("Arrêtée pour de bon : ce qui n’est pas parti ne partira plus.")
        answer = self._changed(request, viewer, campaign_id, _to(campaign_id, CampaignState.CANCELLED, viewer), said)
        self._background.take_back(campaign_id)
        return answer

    def approve(self, request: Request, viewer: Sends, campaign_id: UUID) -> Response:
        """The second pair of eyes."""
        return self._changed(
            request,
            viewer,
            campaign_id,
            lambda ctx: control.approve(ctx.db, campaign_id, viewer.staff_id, ctx.now),
            viewer.say("Approuvée : elle part."),
        )

    def _changed(
        self, request: Request, viewer: Viewer, campaign_id: UUID, change: Callable[[Context], None], said: str
    ) -> Response:
        self._said(campaign_id)  # one that is not there is no page
        try:
            self._desk.change(viewer, change)
        except NotPossible as error:
            raise Stop(409, viewer.refusal(error)) from None
        return self._desk.go(request, f"/messages/campaigns/{campaign_id}", said)


def _to(campaign_id: UUID, state: CampaignState, viewer: Viewer) -> Callable[[Context], None]:
    return lambda ctx: control.change(ctx.db, campaign_id, state, viewer.staff_id, ctx.now)


def add_to(router: APIRouter, desk: Desk, background: Background, standings: Standings, counting: Counting) -> None:
    """The routes."""
    pages = CampaignPages(desk, background, standings, counting)
    router.add_api_route("/messages/campaigns", pages.listed, methods=["GET"])
    router.add_api_route("/messages/standing", pages.standing, methods=["GET"])
    router.add_api_route("/messages/campaigns/{campaign_id}", pages.one, methods=["GET"])
    router.add_api_route("/messages/campaigns/{campaign_id}/missed", pages.missed, methods=["GET"])
    for name in ("pause", "resume", "cancel", "approve"):
        router.add_api_route(f"/messages/campaigns/{{campaign_id}}/{name}", getattr(pages, name), methods=["POST"])
