"""A line of a few words on a free port of 127.0.0.1: answers by the text so far, and keeps what it heard."""

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

HOOK = "/hooks/fake-key/africastalking/ussd"
CODE = "*384*70421#"

MENU = "CON Bienvenue.\n1 Mon nom\n2 Merci"
PAGES = {
    "": MENU,
    "1": "CON Votre nom ?",
    "2": "END Merci, à bientôt.",
    "empty": "",
    "blank": " CON Bienvenue.",
    "shape": "Bienvenue.",
    "glued": "CONBienvenue.",
    "long": "CON " + "a" * 161,
    "ucs2": "CON " + "ɛ" * 71,
    "html": "CON <b>1 & 2</b>",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))


@dataclass
class FakeHook:
    """The line. `app` serves it; `heard` holds the requests in order of arrival."""

    heard: list[Heard] = field(default_factory=list)
    moody: bool = False
    """Whether every answer is another one."""

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route(HOOK, self._hop, methods=["POST"]),
                Route(f"{HOOK}/events", self._event, methods=["POST"]),
            ]
        )

    @property
    def hops(self) -> list[str]:
        """The text of each callback."""
        return [one.form["text"] for one in self.heard if one.path == HOOK]

    @property
    def events(self) -> list[dict[str, str]]:
        return [one.form for one in self.heard if one.path != HOOK]

    async def _hop(self, request: Request) -> Response:
        text = (await self._keep(request))["text"]
        if text == "slow":
            await asyncio.sleep(1)
        if text.isdigit() and len(text) == 3:
            return PlainTextResponse("CON not for callers", int(text))
        greeting = f"CON Bonjour {text}" + (f" ({len(self.heard)})" if self.moody else "")
        return PlainTextResponse(PAGES.get(text, greeting))

    async def _event(self, request: Request) -> Response:
        form = await self._keep(request)
        return PlainTextResponse("", 400 if form["input"] == "unwelcome" else 200)

    async def _keep(self, request: Request) -> dict[str, str]:
        heard = Heard(request.url.path, request.headers, await request.body())
        self.heard.append(heard)
        return heard.form


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The application behind a real uvicorn; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the test's server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
