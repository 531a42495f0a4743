"""A real Chromium at a running demo: what a member of staff sees, and what it weighs."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, ViewportSize

from tests.support.servers import Server, retour_server

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
WIDE: ViewportSize = {"width": 1200, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 780}
ROLES = ("administrator", "programme_officer", "field_agent", "focal_point", "reader")


class NoChromium(Exception):
    """There is none on this machine."""


def find_chromium() -> str:
    """Its path. Raises NoChromium."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoChromium("no Chromium on this machine (Debian: apt-get install chromium)")
    return found


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Seat:
    """A page of a browser. What goes wrong in it is kept: errors of a script, files that the policy refused."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._complained)
        self.page.on("request", self._asked)

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.wrong.append(f"{self.page.url}: asked {request.url}")

    def go(self, path: str) -> None:
        answer = self.asked_for(path)
        assert answer.status == 200, f"{path}: {answer.status}"

    def asked_for(self, path: str) -> Response:
        """A page, whatever its status. The one before may look again by itself just then: asked for once more."""
        answer = self.page.goto(self.url + path) or self.page.goto(self.url + path)
        assert answer is not None
        return answer

    def sign_in(self, name: str, password: str) -> None:
        self.go("/login")
        self.page.locator("[name=login]").fill(name)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main button[type=submit], main form button").first.click()
        self.page.wait_for_url(lambda url: "/login" not in url)
        self.page.wait_for_load_state()


@dataclass
class Demo:
    """The demo programme, served. `accounts`: role → name to sign in with."""

    server: Server
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def password(self) -> str:
        return (self.folder / "demo_password").read_text(encoding="utf-8").strip()


@contextmanager
def demo(folder: Path, **settings: str) -> Iterator[Demo]:
    """`retour serve` as a newcomer has it, in a folder of its own. `settings`: RETOUR_ variables."""
    with retour_server(folder, 1, **{"RETOUR_DEMO": "1", **settings}) as server:
        yield Demo(server, folder)


@contextmanager
def seat(browser: Browser, url: str, size: ViewportSize = WIDE, language: str = "fr") -> Iterator[Seat]:
    """A browser window of its own, signed in nowhere."""
    context = browser.new_context(viewport=size, locale=language, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    try:
        yield Seat(context.new_page(), url)
    finally:
        context.close()


def told(violations: list[dict[str, object]]) -> str:
    """What axe-core found, short."""
    rows = [{"id": one["id"], "where": [node["target"] for node in one["nodes"]][:3]} for one in violations]  # type: ignore[attr-defined]
    return json.dumps(rows, ensure_ascii=False)
