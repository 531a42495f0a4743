"""What the pages of one journey share: its name and words, and the frame around them."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from flows.journey import DRAFT, FRESH, MENU, Journey
from flows.render import SMS, USSD, Channel
from service.console.desk import Desk
from service.console.stopping import Stop
from service.console.viewers import Viewer
from service.programme.journeys.playing import MENU as MAIN_MENU

CHANNELS: dict[str, Channel] = {"ussd": USSD, "sms": SMS}


class Frame:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.office.library

    def shown(
        self, request: Request, viewer: Viewer, journey: Journey, page: str, block: str = "", **values: Any
    ) -> Response:
        """One of the pages of a journey."""
        return self._desk.show(
            request,
            viewer,
            f"journeys/{page}.html",
            block=block,
            tab=page,
            journey=journey,
            title=title_of(journey, viewer),
            purpose=purpose_of(journey, viewer),
            **values,
        )

    def named(self, which: str) -> Journey:
        found = self._library.journeys.get(which)
        if found is None:
            raise Stop(404)
        return found

    def titles(self, viewer: Viewer) -> dict[str, str]:
        """Of the journeys, and of the ways out that have names of their own."""
        known = {name: title_of(one, viewer) for name, one in self._library.journeys.items()}
        drafts = {DRAFT: viewer.say("là où c’était coupé"), FRESH: viewer.say("depuis le début")}
        return known | drafts | {MENU: known.get(MAIN_MENU, MENU)}

    def languages(self) -> list[tuple[str, str]]:
        """(code, name) of those that callers are offered."""
        return [(code, self._library.languages[code].name) for code in self._library.offered()]


def title_of(journey: Journey, viewer: Viewer) -> str:
    return journey.text(f"{journey.name}/title", viewer.language)


def purpose_of(journey: Journey, viewer: Viewer) -> str:
    """What a journey is for, in words; "" for one of the programme's own."""
    return viewer.words.labels["journey_for"].get(journey.name, "")


def channels_of(journey: Journey) -> Sequence[str]:
    return ("ussd", "sms") if journey.by_sms else ("ussd",)
