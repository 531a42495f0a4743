"""What each role finds in the console, and where its way ends."""

import re

import pytest

from tests.browser.conftest import Sit

PAGES = {
    "people": "/people",
    "kits": "/kits",
    "visits": "/visits",
    "cases": "/cases",
    "sensitive": "/sensitive",
    "messages": "/messages",
    "journeys": "/journeys",
    "figures": "/figures",
    "settings": "/settings",
    "audit": "/audit",
}
FOR = {
    "admin": {"people", "kits", "visits", "cases", "messages", "journeys", "figures", "settings", "audit"},
    "officer": {"people", "kits", "visits", "cases", "messages", "journeys", "figures"},
    "agent": {"people", "kits", "visits", "cases", "figures"},
    "focal": {"sensitive", "figures"},
    "reader": {"figures"},
}


@pytest.mark.parametrize("account", FOR)
def test_a_role_finds_its_own_pages_and_no_others(sit: Sit, account: str) -> None:
    found = sit(account)
    found.go("/")
    links = set(found.page.locator("header nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))"))
    assert links == {"/"} | {PAGES[name] for name in FOR[account]}
    for name, path in PAGES.items():
        assert found.asked_for(path).status == (200 if name in FOR[account] else 403), path


def test_the_pages_speak_the_language_that_is_chosen(sit: Sit) -> None:
    found = sit("officer")
    found.go("/people")
    assert found.page.locator("html").get_attribute("lang") == "fr"
    found.page.get_by_role("button", name="English").click()
    found.page.wait_for_load_state()
    assert found.page.locator("html").get_attribute("lang") == "en"
    assert found.page.locator("header nav a", has_text="People").count() == 1
    assert re.search(r"/people$", found.page.url)


def test_a_session_that_was_ended_opens_nothing(sit: Sit) -> None:
    """The cookie alone is worth nothing: whoever kept it stands outside."""
    found = sit("officer")
    kept = found.page.context.cookies()
    found.page.get_by_role("button", name="Quitter").click()
    found.page.wait_for_load_state()
    found.page.context.add_cookies(kept)  # type: ignore[arg-type]
    found.page.goto(found.url + "/people")
    assert "/login" in found.page.url
