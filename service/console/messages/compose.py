"""/messages/compose: a text or a journey to many. Whom it takes in and what it takes is counted as it is typed; then it
is kept as a draft, and looked at as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_uuid
from service.console.messages.background import Background
from service.console.messages.comes_to import Estimate
from service.console.messages.counted import Counting
from service.console.messages.offers import offers
from service.console.messages.wishing import Read, Reader, by_field, typed_again
from service.console.viewers import Sends, Viewer
from service.models.campaign import Occasion
from service.programme.campaigns import drafts, looking
from service.programme.campaigns.desk import Wish, checked
from service.programme.campaigns.drafts import Kept
from service.programme.campaigns.wording import CampaignError
from service.programme.context import Context

SHOWN = 200
"""Rows of a list that the page shows again; a longer one is kept with the draft."""
MOST_ROWS = 600_000
_NO_ROW = "0"
"""A row that stands for a list: the rows themselves are looked at in the background."""
_OF_ROWS = ("Row ", "The list is empty", "… and ", "Numbers of the list")


class ComposePages:
    def __init__(self, desk: Desk, background: Background, estimate: Estimate) -> None:
        self._desk, self._background, self._estimate = desk, background, estimate

    def blank(self, request: Request, viewer: Sends, draft: str = "") -> Response:
        """A new one, or a draft that is taken up again."""
        kept = self._theirs(viewer, a_uuid(draft))
        if kept is None or kept.campaign_id is not None:
            return self._show(request, viewer, NOTHING_TYPED, Read(Wish("")), drafts=self._drafts(viewer))
        form = typed_again(kept.wish, self._desk.zone)
        read = self._read(form, viewer, self._list_of(kept))
        return self._show(request, viewer, form, read, kept.id, kept.found.reasons)

    def typed(self, request: Request, viewer: Sends, form: Typed) -> Response:
        """Count what was typed (a button for browsers without a script), or keep it and look at it."""
        read, draft_id = self._taken(form, viewer)
        if form["do"] == "count":
            return self._show(request, viewer, form, read, draft_id)
        reasons = self._reasons(read.wish)
        if reasons or read.wrong:
            return self._show(request, viewer, form, read, draft_id, reasons, status=422)

        def unit(ctx: Context) -> UUID:
            made = drafts.keep(ctx, read.wish, viewer.staff_id, draft_id)
            looking.begin_look(ctx, made)
            return made

        made = self._desk.change(viewer, unit)
        self._background.look(made)
        return self._desk.go(request, f"/messages/drafts/{made}")

    def counts(self, request: Request, viewer: Sends, form: Typed) -> Response:
        """What was typed so far, counted (htmx)."""
        read, _ = self._taken(form, viewer, keeps=False)
        found = self._estimate.of(viewer, read.wish)
        return self._desk.show(request, viewer, "messages/compose.html", block="counts", found=found)

    def _show(
        self,
        request: Request,
        viewer: Viewer,
        form: Form,
        read: Read,
        draft_id: UUID | None = None,
        reasons: Sequence[str] = (),
        **more: Any,
    ) -> Response:
        desk = self._desk
        said = {one: viewer.refusal(ValueError(one)) for one in reasons}
        values: dict[str, Any] = {
            "typed": form,
            "offers": desk.read(lambda db: offers(desk, db, viewer)),
            "occasions": list(Occasion),
            "wrong": by_field(reasons, said) | {name: _unread(viewer, why) for name, why in read.wrong.items()},
            "draft_id": draft_id,
            "rows": read.wish.listed,
            "shown": SHOWN,
            "found": self._estimate.of(viewer, read.wish),
            "drafts": (),
        }
        return desk.show(request, viewer, "messages/compose.html", errors=list(said.values()), **values | more)

    # --- drafts and their lists ---

    def _theirs(self, viewer: Viewer, draft_id: UUID | None) -> Kept | None:
        """A draft of the viewer's own."""
        if draft_id is None:
            return None
        vault, now = self._desk.office.vault, self._desk.now()
        kept = self._desk.read(lambda db: drafts.one(db, vault, draft_id, now))
        return kept if kept is not None and kept.staff_id == viewer.staff_id else None

    def _drafts(self, viewer: Viewer) -> Sequence[Kept]:
        vault, now = self._desk.office.vault, self._desk.now()
        return self._desk.read(lambda db: drafts.theirs(db, vault, viewer.staff_id, now))

    def _list_of(self, kept: Kept) -> list[str] | None:
        if not kept.has_list:
            return None
        told = self._desk.read(lambda db: drafts.list_of(db, self._desk.office.vault, kept.id))
        return told.split("\n") if told is not None else None

    def _taken(self, form: Form, viewer: Viewer, *, keeps: bool = True) -> tuple[Read, UUID | None]:
        """The form, read, with its list. One that is too long for the page is kept with the draft at once: a browser
        does not send a file twice."""
        kept = self._theirs(viewer, a_uuid(form["draft"]))
        new = _typed_list(form)
        listed = new
        if new is None and kept is not None and form["kept_list"] and not form["drop_list"]:
            listed = self._list_of(kept)
        read, draft_id = self._read(form, viewer, listed), kept.id if kept else None
        if keeps and new is not None and len(new) > SHOWN:
            draft_id = self._desk.change(viewer, lambda ctx: drafts.keep(ctx, read.wish, viewer.staff_id, draft_id))
        return read, draft_id

    def _read(self, form: Form, viewer: Viewer, listed: Sequence[str] | None) -> Read:
        return Reader(form, self._desk.zone, self._desk.office.library.languages).read(viewer.staff_id, listed)

    def _reasons(self, wish: Wish) -> tuple[str, ...]:
        """What is wrong with it, but for the rows of its list."""
        shortened = replace(wish, listed=[_NO_ROW]) if wish.listed is not None else wish

        def unit(db: Connection) -> tuple[str, ...]:
            try:
                checked(self._desk.office.inside(db), self._desk.office.library, shortened)
            except CampaignError as error:
                return tuple(one for one in error.reasons if not one.startswith(_OF_ROWS))
            return ()

        return self._desk.read(unit)


def _typed_list(form: Form) -> list[str] | None:
    """The rows of a file, else those that were typed."""
    uploaded = form.upload("file")
    text = uploaded.decode("utf-8-sig", errors="replace") if uploaded is not None else form["list"]
    return text.splitlines()[:MOST_ROWS] if text.strip() else None


def _unread(viewer: Viewer, why: str) -> str:
    if why == "moment":
        return viewer.say("Ce n’est pas un jour et une heure : écrivez 2026-12-01 09:00.")
    return viewer.say("Ce n’est pas un nombre.")


def add_to(router: APIRouter, desk: Desk, background: Background, counting: Counting) -> None:
    """The routes."""
    pages = ComposePages(desk, background, Estimate(desk, counting))
    router.add_api_route("/messages/compose", pages.blank, methods=["GET"])
    router.add_api_route("/messages/compose", pages.typed, methods=["POST"])
    router.add_api_route("/messages/compose/counts", pages.counts, methods=["POST"])
