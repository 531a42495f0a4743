"""`/audit`: who saw and did what."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.console.desk import Desk
from service.console.forms import a_day
from service.console.viewers import SeesAudit, Viewer
from service.programme.access import roster
from service.programme.access.trail import Wanted, trail

HERE = "/audit"
ACTIONS, SUBJECTS, PARTS = "audit_action", "audit_subject", "audit_part"
"""Kinds of labels: what is done, to what, by which part of the service."""


class AuditPages:
    """Only ever read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(
        self,
        request: Request,
        viewer: SeesAudit,
        staff: str = "",
        action: str = "",
        subject: str = "",
        which: str = "",
        day: str = "",
        after: str = "",
    ) -> Response:
        wanted, wrong = _wanted(viewer, staff, action, subject, which, day)
        office = self._desk.office
        found = self._desk.read(lambda db: trail(db, office.vault, wanted, self._desk.zone, after))
        people = self._desk.read(lambda db: roster.everyone(db, office.vault))
        asked = {"staff": staff, "action": action, "subject": subject, "which": which, "day": day}
        more = f"{HERE}?{urlencode({**asked, 'after': found.after})}" if found.after else ""
        return self._desk.show(
            request,
            viewer,
            "audit/trail.html",
            status=422 if wrong else 200,
            errors=[wrong] if wrong else [],
            found=found,
            more=more,
            asked=asked,
            people=[(str(staff_id), name) for staff_id, name in people],
            actions=list(_options(viewer, ACTIONS)),
            subjects=list(_options(viewer, SUBJECTS)),
            parts=list(_options(viewer, PARTS)),
            word=lambda kind, value: viewer.words.labels[kind].get(value, value),
            address=_address,
        )


def add_to(router: APIRouter, desk: Desk) -> None:
    router.add_api_route(HERE, AuditPages(desk).page, methods=["GET"])


def _wanted(viewer: Viewer, staff: str, action: str, subject: str, which: str, day: str) -> tuple[Wanted, str]:
    """What was asked for, and what was wrong with it."""
    found: date | None = None
    wrong = ""
    try:
        found = a_day(day)
    except ValueError as error:
        wrong = viewer.refusal(error)
    return Wanted(staff, action, subject, which, found), wrong


def _options(viewer: Viewer, kind: str) -> Iterator[tuple[str, str]]:
    return iter(sorted(viewer.words.labels[kind].items(), key=lambda pair: pair[1].casefold()))


_ADDRESSES = {
    "person": "/people/{}",
    "case": "/cases/{}",
    "business": "/businesses/{}",
    "campaign": "/messages/campaigns/{}",
    "staff": "/settings/staff/{}",
    "visit": "/visits/{}",
}


def _address(subject: str, subject_id: str) -> str:
    """Where what an event is about is shown; "" where it has no page."""
    found = _ADDRESSES.get(subject, "")
    return found.format(subject_id) if found and subject_id else ""
