"""The guided tour of the demo, walked as a newcomer walks it: a phone on one side, the console on the other."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sit
from tests.support.browser import Seat

UNKNOWN, WAITING = "+22301999999", "+22301000001"
REGISTERS = ("2", "1", "Aminata Essai", "1", "1980", "6", "Konna", "1")
"""Join, agree, name, a woman who heads a household, year, how many, village, right."""
KEYS = (("Tout est arrivé", "Une partie"), ("Filet", "Pas reçu"), ("échange", "Non"), ("questions courtes", "Non"))
"""What a screen says → the option that is chosen; everywhere else the first one."""
MOST_HOPS = 30


class Phone:
    """The phone of the tour, pressed key by key."""

    def __init__(self, seat: Seat) -> None:
        self._page = seat.page

    @property
    def screen(self) -> str:
        return self._page.locator("#screen").inner_text()

    def call(self, number: str) -> str:
        self._page.locator(f"input[name=number][value='{number}']").check()
        if self._page.locator("#screen.open").count():
            self._page.locator("#hang-up").click()
        return self._press()

    def type(self, *typed: str) -> str:
        for text in typed:
            self._page.locator("#entry").fill(text)
            self._press()
        return self.screen

    def _press(self) -> str:
        self._page.locator("#call").click()
        expect(self._page.locator("#screen")).to_have_attribute("aria-busy", "false", timeout=20_000)
        return self.screen

    def goes_on(self) -> str:
        """Answer until the line ends the call: a net is missing, all else is as it should be."""
        for _ in range(MOST_HOPS):
            if self._page.locator("#screen.open").count() == 0:
                return self.screen
            self.type(self._key())
        raise AssertionError(f"the call does not end: {self.screen}")

    def _key(self) -> str:
        wanted = next((option for said, option in KEYS if said in self.screen), "")
        found = re.search(rf"^(\d) {re.escape(wanted)}", self.screen, re.MULTILINE) if wanted else None
        return found[1] if found else "1"


def ticked(seat: Seat, steps: int) -> None:
    """The tour says by itself that so many steps are done."""
    expect(seat.page.locator("#steps li.done")).to_have_count(steps, timeout=30_000)


@pytest.mark.timeout(300)
def test_the_tour_is_walked_to_its_end(sit: Sit) -> None:
    tour, console = sit("admin"), sit("officer")
    tour.go("/tour")
    phone = Phone(tour)

    assert "Retour" in phone.call(UNKNOWN)
    assert "carte" in phone.type(*REGISTERS)
    ticked(tour, 1)
    person = tour.page.locator("#steps a[href^='/people/']").get_attribute("href")
    assert person is not None
    console.go(person)
    assert "Aminata" in console.page.locator("main").inner_text()

    phone.call(WAITING)
    assert "Ce qui est arrivé" in phone.screen
    reference = re.search(r"\d\d \d\d \d\d", phone.goes_on())
    assert reference, phone.screen
    ticked(tour, 2)
    case = tour.page.locator("#steps a[href^='/cases/']").first.get_attribute("href")
    assert case is not None

    console.go(case)
    console.page.locator("summary", has_text="Répondre").click()
    console.page.locator("[name=answer]").fill("Le filet vient jeudi au marché.")
    console.page.get_by_role("button", name="Garder la réponse").click()
    ticked(tour, 3)

    assert "Le filet vient jeudi" in phone.call(WAITING)
    phone.type("1")
    ticked(tour, 4)

    console.go("/messages/compose")
    console.page.locator("[name=name]").fill("Comment va Konna ?")
    console.page.locator("[name=text_fr]").fill("Bonjour, comment va votre travail ?")
    console.page.locator("[name=commune]").fill("Konna")
    console.page.locator("main form.compose button:not(.secondary)").last.click()
    console.page.wait_for_url("**/messages/drafts/**")
    console.page.locator("form[action$='/send'] button").last.click(timeout=60_000)
    ticked(tour, 6)
    expect(tour.page.locator("#messages li").first).to_contain_text("comment va votre travail", timeout=20_000)
    assert tour.wrong == []
    assert console.wrong == []
