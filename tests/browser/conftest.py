"""One demo for all, and a Chromium for the tests of a file; whoever walks through it signs in by the page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.support.absent import not_here
from tests.support.browser import WIDE, Demo, NoChromium, Seat, chromium, demo, find_chromium, seat

AT_ONCE = {
    "RETOUR_SMS_RATE_PER_SECOND": "0",
    "RETOUR_SMS_BULK_FROM": "00:00",
    "RETOUR_SMS_BULK_UNTIL": "23:59:59",
    "RETOUR_SIMULATOR_REPORTED": "1",
    "RETOUR_SIMULATOR_UNDELIVERED": "0.02",
}
"""A campaign leaves whatever the hour, as fast as it can; each text is reported, two of a hundred as not delivered."""
Sit = Callable[..., Seat]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a file's own: while Playwright runs, no test of the same process can run an event loop."""
    try:
        find_chromium()
    except NoChromium as error:
        not_here(str(error))
    with sync_playwright() as playwright, chromium(playwright) as made:
        yield made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo programme, as `make run` serves it."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with demo(folder, **AT_ONCE) as made:
        yield made


@pytest.fixture
def sit(browser: Browser, office: Demo) -> Iterator[Sit]:
    """`sit("officer")`: a window in which that account of the demo has signed in; `sit()`: nobody has."""
    with ExitStack() as stack:

        def sat(name: str = "", size: ViewportSize = WIDE, language: str = "fr") -> Seat:
            made = stack.enter_context(seat(browser, office.url, size, language))
            if name:
                made.sign_in(name, office.password)
            return made

        yield sat
