"""A check-in to two thousand, from the first word to the end of its bar, in two browsers."""

import re

import pytest

from tests.browser.conftest import Sit
from tests.support.browser import Seat

TEXT = "Bonjour {first_name}, comment va le travail ? Composez {ussd_code}."
PATIENCE = 120_000
"""Milliseconds until the last of them has left, on a machine that does much else."""


def number(text: str) -> int:
    found = re.search(r"\d[\d\s\u202f\xa0]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[0]))


def composed(officer: Seat) -> int:
    """An officer writes to everybody in two regions, looks at who would get it, and sends; how many those are."""
    page = officer.page
    officer.go("/messages/compose")
    page.locator("[name=name]").fill("Nouvelles du travail")
    page.locator("[name=text_fr]").fill(TEXT)
    for region in ("ML05", "ML07"):
        page.locator(f"[name=region][value={region}]").check()
    page.locator("#counts strong", has_text="personnes").wait_for()
    page.locator("main form.compose button:not(.secondary)").last.click()
    page.wait_for_url("**/messages/drafts/**")
    cards = page.locator("#look .cards strong")
    cards.first.wait_for(timeout=PATIENCE)
    recipients = number(cards.first.inner_text())
    page.locator("form[action$='/send'] button").last.click()
    page.wait_for_url("**/messages/campaigns/**")
    return recipients


@pytest.mark.timeout(300)
def test_two_thousand_are_written_to_and_the_bar_comes_to_its_end(sit: Sit) -> None:
    officer, other = sit("officer"), sit("admin")
    recipients = composed(officer)
    assert recipients >= 2_000
    page = officer.page
    address = page.url.removeprefix(officer.url)
    page.evaluate("window.never_loaded_again = true")
    page.locator("#bar", has_text="attend").first.wait_for(timeout=PATIENCE)
    other.go(address)
    other.page.locator("form[action$='/approve'] button").click()
    page.locator("#bar .state", has_text="terminée").wait_for(timeout=PATIENCE)
    assert page.evaluate("window.never_loaded_again") is True
    page.locator("#bar tr", has_text="arrivés").filter(has_text=re.compile(r"[1-9]\d{0,2}\s\d{3}")).wait_for(
        timeout=PATIENCE
    )
    rows = [row.split("\t") for row in page.locator("#bar tbody tr").all_inner_texts()]
    assert sum(number(count) for name, count in rows if "répondu" not in name) == recipients
    assert page.evaluate("window.never_loaded_again") is True
    assert officer.wrong == []
    assert other.wrong == []


def test_what_costs_twice_is_named_as_one_types(sit: Sit) -> None:
    """The letter that makes two SMS of one is named before anything is sent."""
    officer = sit("officer")
    officer.go("/messages/compose")
    officer.page.locator("[name=text_fr]").fill("Bonjour, tout va bien ? Ɓaa 😀 " + "x" * 60)
    officer.page.locator("#counts", has_text="😀").wait_for()
    assert officer.wrong == []
