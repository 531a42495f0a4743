"""Printed cards: the right code, the menu's order, nothing from elsewhere, nothing of what anybody gets."""

import re
from xml.etree import ElementTree as ET

import pytest

from flows.library import Library
from service.models import AuditEvent
from service.programme.people.cards import A_PAGE, DRAWN, Card, cards_of, choices, codes_in, holders, sheet
from service.programme.people.holder import PeopleError
from service.programme.people.merging import merge
from tests.service.programme.people.office import officer, twice
from tests.service.programme.world import OUMAR, World

CARD = Card("Aminata <T.>", "123456786")


def test_a_card_holds_code_qr_and_what_to_dial(library: Library) -> None:
    page = sheet([CARD], library, "fr", "*384*7#")
    assert "123 456 786" in page
    assert "Aminata &lt;T.&gt;" in page
    assert "*384*7#" in page
    assert "85.6mm" in page
    assert "54mm" in page
    assert page.count("<svg") == 1 + len(DRAWN)


def test_nothing_comes_from_elsewhere(library: Library) -> None:
    page = sheet([CARD], library, "fr", "*384*7#")
    assert not re.search(r"\b(?:src|href|action|import|url)\s*[=(:]|<script|<link|@import", page, re.IGNORECASE)
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_the_drawings_follow_the_menu(library: Library) -> None:
    """In the order of the returnee's menu, which begins with them, and under the menu's own words."""
    menu = library.journeys["main_menu"].screens["home"].options
    assert tuple(option.id for option in menu)[: len(DRAWN)] == DRAWN
    assert [one for one, _ in choices(library, "fr")] == list(DRAWN)
    assert choices(library, "fr")[0][1] == "Ce qui est arrivé"
    page = sheet([CARD], library, "fr", "*384*7#")
    places = [page.index(words) for _, words in choices(library, "fr")]
    assert places == sorted(places)


def test_in_english(library: Library) -> None:
    page = sheet([CARD], library, "en", "*384*7#")
    assert 'lang="en"' in page
    assert "Tell this code to the team only." in page
    assert all(words in page for _, words in choices(library, "en"))
    assert choices(library, "en") != choices(library, "fr")
    with pytest.raises(PeopleError, match="fr or en"):
        sheet([CARD], library, "bam", "*384*7#")


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (A_PAGE, 1), (A_PAGE + 1, 2)])
def test_ten_a_page(library: Library, count: int, pages: int) -> None:
    page = sheet([CARD] * count, library, "fr", "*384*7#")
    assert (page.count('class="page"'), page.count('class="card"')) == (pages, count)


def test_every_drawing_is_well_formed(library: Library) -> None:
    page = sheet([CARD], library, "fr", "*384*7#")
    for drawn in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert list(ET.fromstring(drawn)), drawn  # noqa: S314 our own


def test_whose_cards_they_are_is_audited(world: World) -> None:
    staff = officer(world)
    _, card = world.register()
    _, his = world.register(OUMAR, name="Oumar Cissé")
    made = cards_of(world.db, world.vault, holders(world.db, world.vault, [card, his, card], staff), staff, world.now)
    assert made == [Card("Aminata T.", card), Card("Oumar C.", his)]
    assert {row.actor for row in world.rows(AuditEvent, action="card printed")} == {str(staff)}
    assert len(world.rows(AuditEvent, action="card printed")) == 2


def test_the_card_of_a_closed_file_prints_that_of_the_one_that_stays(world: World) -> None:
    staff = officer(world)
    (first, one), (again, other) = twice(world)
    merge(world.db, world.vault, first, again, staff, world.now)
    assert holders(world.db, world.vault, [other, one], staff) == [first]


def test_every_code_that_is_wrong_is_told(world: World) -> None:
    staff = officer(world)
    _, card = world.register()
    with pytest.raises(PeopleError) as told:
        holders(world.db, world.vault, [card, "12", "123456786"], staff)
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == ["Code 2", "Code 3"]
    with pytest.raises(PeopleError, match=r"and 5 more"):
        holders(world.db, world.vault, ["1"] * 25, staff)
    with pytest.raises(PeopleError, match="whose card"):
        holders(world.db, world.vault, [], staff)
    assert world.rows(AuditEvent, action="card printed") == []


def test_a_list_of_codes_as_a_spreadsheet_writes_it() -> None:
    rows = ["code;nom", '"123 456 786";Aminata', "", "123456786,x"]
    assert codes_in(rows) == ["123 456 786", "123456786"]
