"""A journey tried out in the console. Nothing of a try is kept anywhere: the page hands it on from form to form."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from flows.journey import Journey
from service.console.desk import Desk
from service.console.forms import Form, Typed
from service.console.journeys.frame import CHANNELS, Frame, channels_of
from service.console.viewers import SeesJourneys, Viewer
from service.programme.journeys.playing import LONGEST_TYPED, MOST_TYPED, Played, Try
from service.programme.sample_facts import CALLERS, sample_facts


class TryPages:
    def __init__(self, desk: Desk) -> None:
        self._desk, self._frame = desk, Frame(desk)
        self._library = desk.office.library

    def play(self, request: Request, viewer: SeesJourneys, which: str) -> Response:
        return self._played(request, viewer, self._frame.named(which), _Try(viewer.language, "ussd", CALLERS[0], ()))

    def typed(self, request: Request, viewer: SeesJourneys, which: str, form: Typed) -> Response:
        journey = self._frame.named(which)
        tried = _Try.read(form, viewer.language, channels_of(journey), self._library.offered())
        block = "phone" if request.headers.get("hx-request") else ""
        return self._played(request, viewer, journey, tried, block)

    def _played(self, request: Request, viewer: Viewer, journey: Journey, tried: "_Try", block: str = "") -> Response:
        today = self._desk.now().astimezone(self._desk.zone).date()
        facts = sample_facts(today, self._library, self._desk.places, tried.language, tried.caller)
        shown: Sequence[Played] = Try(self._library, facts, CHANNELS[tried.channel]).all(
            journey.name, tried.language, tried.inputs
        )
        return self._frame.shown(
            request,
            viewer,
            journey,
            "play",
            block=block,
            shown=shown[-1],
            before=list(zip(shown, tried.inputs, strict=False)),
            tried=tried,
            inputs=json.dumps(tried.inputs[: len(shown) - 1]),
            callers=CALLERS,
            channels=channels_of(journey),
            languages=self._frame.languages(),
            titles=self._frame.titles(viewer),
            longest=LONGEST_TYPED,
        )


@dataclass(frozen=True, slots=True)
class _Try:
    """What a try goes by. `inputs`: all that was typed before, and now; the page hands it on from form to form, so
    that nothing of it is kept anywhere."""

    language: str
    channel: str
    caller: str
    inputs: Sequence[str]

    @classmethod
    def read(cls, form: Form, language: str, channels: Sequence[str], offered: Sequence[str]) -> "_Try":
        """What no page of ours sends begins the try anew."""
        inputs = _inputs(form["inputs"])
        if "typed" in form and len(inputs) < MOST_TYPED:
            inputs = [*inputs, form["typed"][:LONGEST_TYPED]]
        return cls(
            form["spoken"] if form["spoken"] in offered else language,
            form["channel"] if form["channel"] in channels else channels[0],
            form["caller"] if form["caller"] in CALLERS else CALLERS[0],
            inputs,
        )


def _inputs(text: str) -> list[str]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    fits = isinstance(found, list) and len(found) <= MOST_TYPED
    return found if fits and all(isinstance(one, str) and len(one) <= LONGEST_TYPED for one in found) else []
