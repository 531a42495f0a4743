"""/messages/drafts/{id}: what would come of a campaign, looked at beside the page; and then it is sent, once."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import Typed
from service.console.messages.background import Background
from service.console.stopping import Stop
from service.console.viewers import Sends, Viewer
from service.models.campaign import DraftState
from service.programme.campaigns import drafts, looking
from service.programme.campaigns.drafts import Kept
from service.programme.campaigns.looking import FRESH, DraftError
from service.programme.campaigns.wording import CampaignError


class DraftPages:
    def __init__(self, desk: Desk, background: Background) -> None:
        self._desk, self._background = desk, background

    def one(self, request: Request, viewer: Sends, draft_id: UUID) -> Response:
        """How far the look is, or what it found. While it lasts the page asks again by itself."""
        kept = self._kept(viewer, draft_id)
        if kept.campaign_id is not None and "hx-request" not in request.headers:
            return self._desk.go(request, f"/messages/campaigns/{kept.campaign_id}")
        return self._show(request, viewer, kept)

    def _kept(self, viewer: Viewer, draft_id: UUID) -> Kept:
        """A draft of the viewer's own: a list of people is nobody else's to see."""
        vault, now = self._desk.office.vault, self._desk.now()
        kept = self._desk.read(lambda db: drafts.one(db, vault, draft_id, now))
        if kept is None or kept.staff_id != viewer.staff_id:
            raise Stop(404)
        return kept

    def _show(self, request: Request, viewer: Viewer, kept: Kept, errors: tuple[str, ...] = ()) -> Response:
        block = "look" if "hx-request" in request.headers else ""
        now = self._desk.now()
        values = {
            "kept": kept,
            "reasons": [viewer.refusal(ValueError(one)) for one in kept.found.reasons],
            "is_stuck": kept.is_stuck(now),
            "is_old": kept.state is DraftState.LOOKED and now - kept.kept_at > FRESH,
        }
        status = 422 if errors else 200
        return self._desk.show(
            request, viewer, "messages/draft.html", block=block, status=status, errors=errors, **values
        )

    def look(self, request: Request, viewer: Sends, draft_id: UUID) -> Response:
        """Look at it (again)."""
        self._kept(viewer, draft_id)
        try:
            self._desk.change(viewer, lambda ctx: looking.begin_look(ctx, draft_id))
        except DraftError as error:
            return self._show(request, viewer, self._kept(viewer, draft_id), (viewer.refusal(error),))
        self._background.look(draft_id)
        return self._desk.go(request, f"/messages/drafts/{draft_id}")

    def send(self, request: Request, viewer: Sends, draft_id: UUID, form: Typed) -> Response:
        """Make the campaign: its texts are written from now on, and leave when the last of them stands."""
        kept = self._kept(viewer, draft_id)
        vault, now = self._desk.office.vault, self._desk.now()
        try:
            draft, preview = self._desk.read(lambda db: looking.to_send(db, vault, draft_id, now))
            made = self._background.begin(
                draft, preview, again=bool(form["again"]), begun=lambda ctx, which: looking.made(ctx, draft_id, which)
            )
        except CampaignError as error:
            reasons = tuple(viewer.refusal(ValueError(one)) for one in error.reasons)
            return self._show(request, viewer, kept, reasons)
        except DraftError as error:
            return self._show(request, viewer, self._kept(viewer, draft_id), (viewer.refusal(error),))
        return self._desk.go(request, f"/messages/campaigns/{made}")


def add_to(router: APIRouter, desk: Desk, background: Background) -> None:
    """The routes."""
    pages = DraftPages(desk, background)
    router.add_api_route("/messages/drafts/{draft_id}", pages.one, methods=["GET"])
    router.add_api_route("/messages/drafts/{draft_id}/look", pages.look, methods=["POST"])
    router.add_api_route("/messages/drafts/{draft_id}/send", pages.send, methods=["POST"])
