"""`make pictures`: the main pages of the demo's console as pictures, for the README.

Taken in a real Chromium from the demo as anybody has it; its people are made up.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import NARROW, WIDE, Demo, Seat, chromium, demo, seat

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE_ONES = {
    "today": "/",
    "person": "/people",
    "cases": "/cases",
    "compose": "/messages/compose",
    "figures": "/figures",
    "journey": "/journeys/kit_receipt",
}
NARROW_ONES = {"visits-on-a-phone": "/visits", "phone": "/phone"}


def take(found: Seat, path: str, name: str) -> None:
    while "refresh" in found.asked_for(path).headers:  # what it shows is being counted
        found.page.wait_for_timeout(500)
    found.page.screenshot(path=FOLDER / f"{name}.png")
    sys.stdout.write(f"{name}.png\n")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retour-pictures-") as name, demo(Path(name)) as office:
        _all(office)


def _all(office: Demo) -> None:
    with sync_playwright() as playwright, chromium(playwright) as browser:
        for size, pages in ((WIDE, WIDE_ONES), (NARROW, NARROW_ONES)):
            with seat(browser, office.url, size) as found:
                found.sign_in("admin", office.password)
                for name, path in pages.items():
                    take(found, path, name)


if __name__ == "__main__":
    main()
