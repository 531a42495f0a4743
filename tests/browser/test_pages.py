"""Every page of the console in a real Chromium: nothing for a screen reader to stumble over, nothing loaded from
elsewhere, light enough for a weak connection."""

import gzip
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Page, Response

from service.app import create_app
from service.console.console import ConsoleRoute
from tests.browser.conftest import Sit
from tests.support.browser import NARROW, Seat, told
from tests.support.line import line_settings

FIRST_LOAD, REPEAT = 60_000, 15_000
"""Bytes over the wire."""
LOOKS = 60
ACCOUNTS = ("admin", "focal", "agent", "reader")
NO_PAGE = re.compile(r"\.xlsx$|\.csv$|/progress$|^/static/|/export|/download|^/login/link|\.svg$")
"""Answers that are no page: files, and what a page listens to."""
AXE = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
OPEN = frozenset({"/login", "/login/code"})
_LINK = re.compile(r'href="(/[^"#]*)"')
_FILE = re.compile(r'(?:src|href)="(/(?:phone/)?static/[^"]+)"')


@pytest.fixture(scope="module")
def routes(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> list[APIRoute]:
    """What can be looked at."""
    folder = tmp_path_factory.mktemp("routes")
    (folder / "retour.db").write_bytes(sqlite_template.read_bytes())
    app = create_app(line_settings(f"sqlite:///{folder / 'retour.db'}", folder))
    found = next(route for route in app.router.routes if isinstance(route, ConsoleRoute))
    pages = (route for route in found.app.routes if isinstance(route, APIRoute) and "GET" in (route.methods or ()))
    return [route for route in pages if not NO_PAGE.search(route.path)]


def route_of(routes: list[APIRoute], address: str) -> str:
    path = address.partition("?")[0]
    return next((route.path for route in routes if route.path_regex.match(path)), "")


def settled(seat: Seat, address: str) -> Response:
    """A page that does not look again by itself any more: what it waits for is counted."""
    for _ in range(LOOKS):
        answer = seat.asked_for(address)
        if "refresh" not in answer.headers:
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{address} is never done")


@dataclass(frozen=True)
class Found:
    """An open page: its address, the kind of page that it is, what it weighs over the wire."""

    address: str
    route: str
    first_load: int
    repeat: int


def every_page(seat: Seat, routes: list[APIRoute], begun: tuple[str, ...], seen: set[str]) -> Iterator[Found]:
    """One page of each kind that links lead to and that was not seen yet, open when it is given out."""
    waiting, files = list(begun), dict[str, int]()
    looked = set[str]()
    while waiting:
        address = waiting.pop(0)
        route = route_of(routes, address)
        if not route or route in looked or (route in seen and address not in begun):
            continue
        answer = settled(seat, address)
        if answer.status in (403, 404):
            continue  # a link to what is not theirs is looked for by the tests of roles
        assert answer.status == 200, f"{address}: {answer.status}"
        looked.add(route)
        html = answer.text()
        waiting += _LINK.findall(html)
        if route in seen:
            continue
        seen.add(route)
        own = len(gzip.compress(html.encode(), 6))
        for name in set(_FILE.findall(html)):
            if name not in files:
                files[name] = len(gzip.compress(seat.page.request.get(seat.url + name).body(), 6))
        yield Found(address, route, own + sum(files[name] for name in set(_FILE.findall(html))), own)


def stumbled(page: Page) -> list[dict[str, object]]:
    """What axe-core finds on an open page."""
    return list(Axe().run(page, options=AXE).response["violations"])


@pytest.mark.timeout(420)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_can_be_used_and_is_light(
    sit: Sit, routes: list[APIRoute], language: str, record_property: Callable[[str, object], None]
) -> None:
    """Wide in French, looked through by axe-core; as narrow as a phone in English: each page once in each."""
    wrong, seen, pages = [], set[str](), list[Found]()
    for account in ACCOUNTS:
        seat = sit(account, language=language) if language == "fr" else sit(account, NARROW, language)
        for found in every_page(seat, routes, ("/", "/tour", "/phone"), seen):
            pages.append(found)
            if language == "fr" and (violations := stumbled(seat.page)):
                wrong.append(f"{found.address} ({account}): {told(violations)}")
            if language == "en" and seat.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{found.address} ({account}): is wider than a phone")
            if found.first_load >= FIRST_LOAD or found.repeat >= REPEAT:
                wrong.append(f"{found.address} ({account}): {found.first_load} bytes, again {found.repeat}")
        wrong += seat.wrong
    rows = sorted(pages, key=lambda page: -page.first_load)
    record_property("shown", f"Pages in {language}, bytes over the wire: first load, again")
    for page in rows:
        record_property("shown", f"{page.first_load:8,} {page.repeat:7,}  {page.route}")
    missed = {route.path for route in routes} - seen - OPEN
    record_property("shown", f"No link led to: {', '.join(sorted(missed)) or 'all were seen'}")
    assert not wrong, "\n".join(wrong)
    assert len(missed) < len(routes) / 4


def test_the_door_is_open_to_all(sit: Sit) -> None:
    seat = sit(size=NARROW)
    seat.go("/login")
    assert stumbled(seat.page) == []
    assert seat.wrong == []
