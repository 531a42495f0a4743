"""The phone in the browser: one page, and three calls of its script. The hook key never leaves the server.

Numbers and what is typed travel in bodies, never in an address. JSON bodies only: another site's form
cannot press a key here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.gateways.port import Carrier
from service.simulator.length import measured
from service.simulator.look import Look
from service.simulator.numbers import read_caller
from service.simulator.phone import Fault, FaultKind, Shown, SimulatedPhone
from service.simulator.wire import Call
from service.simulator.words import LANGUAGES, notes, screen_text, words

_HERE = Path(__file__).parent
_FILES = frozenset({"phone.css", "phone.js", "icon.svg"})
FAULTS: tuple[FaultKind, ...] = ("none", "drop", "vanish", "lost", "twice", "late", "again")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Someone:
    """A number to call from (E.164), and who has it, in French and in English."""

    french: str
    english: str
    number: str

    def label(self, language: str) -> str:
        return self.english if language == "en" else self.french


@dataclass(frozen=True, slots=True)
class SmsShown:
    """One SMS that the line sent to a number. `at` is aware."""

    at: datetime
    text: str


Typed = Annotated[str, Field(max_length=200)]
Number = Annotated[str, Field(max_length=40)]


class CallBody(BaseModel):
    """A call as the browser keeps it between two presses: a `Call`, as it was handed out."""

    model_config = ConfigDict(extra="forbid")
    number: Annotated[str, Field(pattern=r"^\+[0-9]{8,15}$")]
    session: Annotated[str, Field(pattern=r"^ATUid_[0-9a-f]{32}$")]
    texts: Annotated[tuple[Typed, ...], Field(max_length=500)]
    began: float
    hops: Annotated[int, Field(ge=0)]
    shown: Annotated[str, Field(max_length=20_000)]

    def call(self) -> Call:
        return Call(**self.model_dump())


class PressBody(BaseModel):
    """One press of the call key: `number` dials (with the code typed), `call` sends what was typed."""

    number: Number = ""
    call: CallBody | None = None
    typed: Typed = ""
    fault: FaultKind = "none"
    seconds: Annotated[float, Field(ge=0, le=60)] = 0
    language: str = "fr"


class HangUpBody(BaseModel):
    call: CallBody
    language: str = "fr"


class NumberBody(BaseModel):
    number: Number


def routes(
    phone: SimulatedPhone,
    people: Callable[[], Sequence[Someone]],
    inbox: Callable[[str], Sequence[SmsShown]],
    carrier: Carrier,
    look: Look = Look(),  # noqa: B008 - frozen
) -> APIRouter:
    """The phone's pages. `people` gives the numbers to choose from and `inbox` the SMS of a number (E.164),
    oldest first or not; both may read a database and are called in a thread. `carrier` gives the page's
    length."""
    pages = PhonePages(phone, people, inbox, carrier, look)
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/phone", pages.page, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/phone/part", pages.part, methods=["GET"], response_class=HTMLResponse)
    router.add_api_route("/phone/static/{name}", pages.file, methods=["GET"], response_class=FileResponse)
    router.add_api_route("/phone/press", pages.press, methods=["POST"])
    router.add_api_route("/phone/hang-up", pages.hang_up, methods=["POST"])
    router.add_api_route("/phone/messages", pages.messages, methods=["POST"])
    return router


class PhonePages:
    """The handlers of `routes`."""

    def __init__(
        self,
        phone: SimulatedPhone,
        people: Callable[[], Sequence[Someone]],
        inbox: Callable[[str], Sequence[SmsShown]],
        carrier: Carrier,
        look: Look,
    ) -> None:
        self._phone, self._people, self._inbox, self._carrier, self._look = phone, people, inbox, carrier, look
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    async def page(self, request: Request, language: str = "") -> Response:
        return await self._shown("phone.html", request, language)

    async def part(self, request: Request, language: str = "") -> Response:
        """The phone without a page around it, for a page of somebody else."""
        return await self._shown("part.html", request, language)

    async def _shown(self, template: str, request: Request, language: str) -> Response:
        language = language or self._look.language(request)
        language = language if language in LANGUAGES else LANGUAGES[0]
        html = self._templates.get_template(template).render(
            look=self._look,
            language=language,
            other=next(one for one in LANGUAGES if one != language),
            t=words(language),
            people=await run_in_threadpool(self._people),
            faults=FAULTS,
            limit=self._carrier.gsm,
            code=self._phone.service_code,
        )
        return HTMLResponse(html, headers=HEADERS)

    async def file(self, name: str) -> Response:
        if name not in _FILES:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return FileResponse(_HERE / "static" / name, headers=headers)

    async def press(self, body: PressBody) -> Response:
        said, fault = words(body.language), Fault(body.fault, body.seconds)
        if body.call:
            shown = await self._phone.send(body.call.call(), body.typed, fault)
            return self._answer(shown, said)
        number = read_caller(body.number)
        if number is None:
            return JSONResponse({"note": said["bad_number"]}, 422)
        return self._answer(await self._phone.dial(number, body.typed, fault), said)

    async def hang_up(self, body: HangUpBody) -> Response:
        said = words(body.language)
        remarks = await self._phone.hang_up(body.call.call())
        return JSONResponse({"notes": [said[remark] for remark in remarks]}, headers=HEADERS)

    async def messages(self, body: NumberBody) -> Response:
        number = read_caller(body.number)
        texts = await run_in_threadpool(self._inbox, number) if number else ()
        newest = sorted(texts, key=lambda sms: sms.at, reverse=True)
        return JSONResponse([{"at": sms.at.isoformat(), "text": sms.text} for sms in newest], headers=HEADERS)

    def _answer(self, shown: Shown, said: Mapping[str, str]) -> Response:
        return JSONResponse(
            {
                "state": shown.state,
                "screen": screen_text(shown, said),
                "notes": notes(shown, said),
                "call": asdict(shown.call),
                **asdict(measured(shown.text, self._carrier)),
            },
            headers=HEADERS,
        )
