"""/referrals: what waits, what was received and what came of it; the facilities; one referral with why it was asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import NOTHING_TYPED, Form, Typed, a_day, a_uuid
from service.console.looking import look
from service.console.stopping import Stop
from service.console.viewers import SeesReferrals, Viewer
from service.models.case import ClosedHow
from service.models.referral import ReferralOutcome, ReferralState
from service.programme.casedesk import facilities, referral_reading, referring
from service.programme.casedesk.asking import SERVICES
from service.programme.casedesk.referral_reading import FITS
from service.programme.casedesk.referring import ENDS, MAY
from service.programme.casedesk.steps import CaseError, Changed, NoCase
from service.programme.context import Context

TELLERS = tuple(one for one in ClosedHow if one not in (ClosedHow.LINE, ClosedHow.NOT_TOLD))


@dataclass(frozen=True, slots=True)
class Action:
    """`does`: asks the desk; `said`: what stands on the next page; `field`: what is wrong where the desk refuses."""

    does: Callable[[Context, str, Form], Any]
    said: Callable[[Viewer], str]
    field: str


def _refer(ctx: Context, which: str, form: Form) -> None:
    if not form["facility"]:
        raise CaseError("Choose where the person is sent.")
    referring.refer(ctx, which, form["facility"], a_day(form["referred_on"]))


def _received(ctx: Context, which: str, form: Form) -> None:
    referring.received(ctx, which, a_day(form["received_on"]))


def _close(ctx: Context, which: str, form: Form) -> None:
    if form["outcome"] not in tuple(ReferralOutcome):
        raise CaseError("Choose one of the list.")
    how = ClosedHow(form["how"]) if form["how"] in TELLERS else None
    referring.close(ctx, which, ReferralOutcome(form["outcome"]), how, form["close_note"])


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "refer": Action(_refer, lambda v: v.say("Personne orientée."), "facility"),
        "received": Action(_received, lambda v: v.say("Arrivée notée : elle compte comme soin reçu."), "received_on"),
        "close": Action(_close, lambda v: v.say("Orientation terminée."), "close_note"),
    }
)
"""The word in the address → what is done."""


class ReferralPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(
        self, request: Request, viewer: SeesReferrals, state: str = "", service: str = "", after: str = ""
    ) -> Response:
        wanted = ReferralState(state) if state in tuple(ReferralState) else ReferralState.ASKED
        asked = service if service in SERVICES else ""

        def read(ctx: Context) -> tuple[Any, ...]:
            return referral_reading.page(ctx, wanted, asked, a_uuid(after)), referral_reading.counts(ctx)

        page, counts = look(self._desk, viewer, read)
        address = f"/referrals?state={wanted.value}&service={asked}"
        services = [("", viewer.say("Tous")), *((one, viewer.label("referral_service", one)) for one in SERVICES)]
        return self._desk.show(
            request,
            viewer,
            "referrals/all.html",
            state=wanted.value,
            service=asked,
            services=services,
            page=page,
            counts=counts,
            more=f"{address}&after={page.after}" if page.after else "",
        )

    def facilities(self, request: Request, viewer: SeesReferrals) -> Response:
        loads = look(self._desk, viewer, facilities.loads)
        return self._desk.show(request, viewer, "referrals/facilities.html", loads=loads)

    def one(self, request: Request, viewer: SeesReferrals, referral_id: UUID) -> Response:
        return self._shown(request, viewer, referral_id, NOTHING_TYPED)

    def act(self, request: Request, viewer: SeesReferrals, referral_id: UUID, action: str, form: Typed) -> Response:
        chosen, which = ACTIONS.get(action), str(referral_id)
        if chosen is None:
            raise Stop(404)

        def unit(ctx: Context) -> None:
            referring.unchanged(ctx, which, form["seen"])
            chosen.does(ctx, which, form)

        try:
            self._desk.change(viewer, unit)
        except NoCase:
            raise Stop(404) from None
        except ValueError as error:
            said, is_old = viewer.refusal(error), isinstance(error, Changed)
            told = {"acting": action, "wrong": {} if is_old else {chosen.field: said}, "errors": [said]}
            return self._shown(request, viewer, referral_id, form, 409 if is_old else 422, **told)
        return self._desk.go(request, f"/referrals/{referral_id}", chosen.said(viewer))

    def _shown(
        self, request: Request, viewer: Viewer, referral_id: UUID, typed: Form, status: int = 200, **more: Any
    ) -> Response:
        def read(ctx: Context) -> tuple[Any, ...]:
            return *referring.opened(ctx, str(referral_id)), facilities.facilities(ctx)

        try:
            line, reason, known = self._desk.change(viewer, read)
        except NoCase:
            raise Stop(404) from None
        label = viewer.label
        values = {
            "may_do": {name for name, states in MAY.items() if line.state in states},
            "outcomes": [(o.value, label("referral_outcome", o)) for o in ReferralOutcome if line.state in ENDS[o]],
            "facilities": [(str(one.id), one.name) for one in known if one.kind in FITS.get(line.service, ())],
            "tellers": [(one.value, label("closed_how", one)) for one in TELLERS],
            "acting": "",
            "wrong": {},
            **more,
        }
        return self._desk.show(
            request, viewer, "referrals/one.html", status=status, line=line, reason=reason, typed=typed, **values
        )
