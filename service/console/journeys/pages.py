"""The pages of the journeys: what each is for and how it is used, its drawing, its screens, its languages."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from flows.budget import Measured, pages_of
from flows.journey import Journey
from flows.render import Channel
from service.console.desk import Desk
from service.console.journeys.frame import CHANNELS, Frame, channels_of, purpose_of, title_of
from service.console.journeys.picture import picture
from service.console.journeys.trying import TryPages
from service.console.viewers import SeesJourneys
from service.programme.journeys.coverage import coverage
from service.programme.journeys.editions import editions, how_many
from service.programme.journeys.ways import Use, traffic, uses

DAYS = (7, 30, 90)
"""How far back passages are counted, to choose from."""
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class JourneyLine:
    """One row of the list."""

    journey: Journey
    title: str
    purpose: str
    versions: int
    use: Use


class JourneyPages:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._frame = desk, Frame(desk)
        self._library = desk.office.library

    def all(self, request: Request, viewer: SeesJourneys) -> Response:
        since = (self._desk.now() - timedelta(days=USUAL_DAYS)).astimezone(self._desk.zone).date()
        journeys = self._library.journeys
        used, versions = self._desk.read(lambda db: (uses(db, journeys, since), how_many(db)))
        lines = [
            JourneyLine(
                one, title_of(one, viewer), purpose_of(one, viewer), versions[one.name], used.get(one.name, Use())
            )
            for one in journeys.values()
        ]
        return self._desk.show(
            request,
            viewer,
            "journeys/all.html",
            lines=sorted(lines, key=lambda line: line.title),
            days=USUAL_DAYS,
            languages=coverage(self._library),
        )

    def one(self, request: Request, viewer: SeesJourneys, which: str, days: str = "") -> Response:
        journey, chosen = self._frame.named(which), _days(days)
        now, settings = self._desk.now(), self._desk.office.settings
        since = (now - timedelta(days=chosen)).astimezone(self._desk.zone).date()
        broken_since = now - timedelta(days=settings.draft_days)
        went, versions = self._desk.read(
            lambda db: (traffic(db, journey, since), editions(db, which, journey.version, broken_since))
        )
        private = frozenset(one.name for one in self._library.journeys.values() if one.sensitive)
        drawn = picture(journey, went, viewer.language, settings.small_cell, private)
        return self._frame.shown(
            request,
            viewer,
            journey,
            "one",
            picture=drawn,
            use=went.use,
            versions=versions,
            days=chosen,
            titles=self._frame.titles(viewer),
            small=settings.small_cell,
        )

    def screens(
        self, request: Request, viewer: SeesJourneys, which: str, language: str = "", channel: str = ""
    ) -> Response:
        journey = self._frame.named(which)
        offered = self._library.offered()
        language = language if language in offered else viewer.language if viewer.language in offered else offered[0]
        channel = channel if channel in channels_of(journey) else "ussd"
        return self._frame.shown(
            request,
            viewer,
            journey,
            "screens",
            screens=_screens(journey, language, CHANNELS[channel]),
            spoken=language,
            channel=channel,
            channels=channels_of(journey),
            languages=self._frame.languages(),
        )

    def texts(self, request: Request, viewer: SeesJourneys, which: str, language: str = "") -> Response:
        journey = self._frame.named(which)
        found = coverage(self._library, which)
        chosen = next((one for one in found if one.code == language), None)
        return self._frame.shown(request, viewer, journey, "texts", languages=found, chosen=chosen)


def _days(typed: str) -> int:
    return int(typed) if typed in map(str, DAYS) else USUAL_DAYS


def _screens(journey: Journey, language: str, channel: Channel) -> list[tuple[str, list[Measured]]]:
    return [(name, pages_of(journey, name, language, channel)) for name in journey.screens]


def add_to(router: APIRouter, desk: Desk) -> None:
    pages, tries = JourneyPages(desk), TryPages(desk)
    router.add_api_route("/journeys", pages.all, methods=["GET"])
    router.add_api_route("/journeys/{which}", pages.one, methods=["GET"])
    router.add_api_route("/journeys/{which}/screens", pages.screens, methods=["GET"])
    router.add_api_route("/journeys/{which}/texts", pages.texts, methods=["GET"])
    router.add_api_route("/journeys/{which}/play", tries.play, methods=["GET"])
    router.add_api_route("/journeys/{which}/play", tries.typed, methods=["POST"])
