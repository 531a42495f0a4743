"""The pages of the journeys."""

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from service.models import Conversation, JourneyPassage, Message, Person
from service.models.staff import Role
from tests.support.office import OfficeUnderTest, Visitor, words

PATHS = (
    "/journeys",
    "/journeys/main_menu",
    "/journeys/kit_receipt/screens",
    "/journeys/kit_receipt/texts",
    "/journeys/kit_receipt/play",
)


@pytest.fixture(scope="module", autouse=True)
def passages(office: OfficeUnderTest) -> None:
    """Forty began, twenty-six answered that all came, ten said that some did, and four left."""
    version = office.parts.library.journeys["kit_receipt"].version
    with office.world() as world:
        day = world.now.date() - timedelta(days=1)
        for screen, to, taken in (
            ("", "overall", 40),
            ("overall", "asked", 26),
            ("overall", "items", 10),
            ("overall", "", 4),
            ("more", "done", 30),
        ):
            told = {"journey": "kit_receipt", "version": version, "screen": screen, "next": to}
            world.add(JourneyPassage, day=day, taken=taken, **told)
        world.add(JourneyPassage, day=day, journey="concern", version="v", screen="", next="words", taken=77)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_are_there_in_both_languages(office: OfficeUnderTest, path: str, language: str) -> None:
    page = office.staff(Role.PROGRAMME_OFFICER, language=language).page(path)
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert len(page) < 60_000


@pytest.mark.parametrize("role", [Role.READER, Role.FIELD_AGENT, Role.FOCAL_POINT])
def test_they_are_for_the_office_alone(staff_at: Callable[..., Visitor], role: Role) -> None:
    visitor = staff_at(role)
    assert {visitor.get(path).status_code for path in PATHS} == {403}
    assert visitor.post("/journeys/kit_receipt/play", {"typed": "1"}).status_code == 403


def test_what_is_not_there(officer: Visitor) -> None:
    for path in ("/journeys/nowhere", "/journeys/nowhere/play", "/journeys/nowhere/screens"):
        assert officer.get(path).status_code == 404


def test_the_list_tells_how_each_is_used(officer: Visitor) -> None:
    rows = re.findall(r"<tr>.*?</tr>", officer.page("/journeys"), re.DOTALL)
    said = {name: words(row) for row in rows for name in re.findall(r'href="/journeys/(\w+)"', row)}
    assert said["kit_receipt"].endswith("40 75 %")
    assert said["concern"].endswith("confidentiel : non compté")
    assert said["registration"].endswith("0 –")


def test_a_drawing_has_the_share_on_its_arrows_and_the_same_in_its_table(officer: Visitor) -> None:
    page = officer.page("/journeys/kit_receipt")
    svg = page[page.index("<svg role=") : page.index("</svg>", page.index("<svg role="))]
    assert "65\xa0% · 26" in svg
    assert ">peu</text>" in svg
    assert svg.count("<rect") == 15
    assert "overall asked 65 % 26" in words(page)
    # Four left: too few to be told, and ten would give them away, for one knows that forty came.
    assert "overall items ${overall} = 'part' – peu" in words(page)
    assert "overall ✕ appel quitté là – peu" in words(page)
    assert not re.search(r">(4|10)<|10 %", page)


def test_nothing_of_a_sensitive_journey_is_told(officer: Visitor) -> None:
    page = officer.read("/journeys/concern?days=90")
    assert "rien de ce qui s’y passe n’est compté" in page
    assert " 77 " not in page
    assert "En cours" not in page
    assert "non compté" in officer.read("/journeys/main_menu")


def test_screens_by_sms_are_measured_by_its_budget(officer: Visitor) -> None:
    page = officer.read("/journeys/check_in/screens?channel=sms&language=en")
    assert "how is your business" in page
    assert "sur 306 caractères" in page
    assert "sur 306" not in officer.read("/journeys/concern/screens?channel=sms")


def test_what_is_missing_of_a_language(officer: Visitor) -> None:
    page = officer.read("/journeys/kit_receipt/texts?language=bam")
    assert "Bambara : ce qui manque" in page
    assert "kit_receipt/overall/say" in page
    assert "{delivery} Tout est arrivé ?" in page


def played(officer: Visitor, *typed: str, **told: str) -> str:
    """The page after these inputs, each given to the form that the page before holds."""
    page = officer.page("/journeys/kit_receipt/play")
    for text in typed:
        held = {name: value.replace("&#34;", '"') for name, value in _hidden(page).items()}
        answer = officer.post("/journeys/kit_receipt/play", {**held, **told, "typed": text})
        assert answer.status_code == 200
        page = answer.text
    return page


def _hidden(page: str) -> dict[str, str]:
    form = page[page.index('<div id="phone">') :]
    return dict(re.findall(r'<input type="hidden" name="(inputs|spoken|channel|caller)" value="([^"]*)"', form))


def test_a_try_without_a_script_goes_from_form_to_form_and_writes_nothing(
    officer: Visitor, office: OfficeUnderTest
) -> None:
    page = words(played(officer, "1", "2", "1", "4", "2", "1", "2"))
    assert "Demande 12 34 56" in page
    assert "= La réception du kit serait notée." in page
    assert "Fin de l’appel." in page
    assert [office.rows(model) for model in (Conversation, Message, Person)] == [[], [], []]


def test_back_menu_and_a_wrong_answer(officer: Visitor) -> None:
    assert "C'est pour quoi ?" in words(played(officer, "1", "0"))
    assert "Tapez un numéro." in words(played(officer, "1", "8"))
    assert "→ Menu" in words(played(officer, "1", "00"))


def test_with_a_script_only_the_phone_comes(officer: Visitor) -> None:
    form = {"inputs": json.dumps(["1"]), "typed": "1", "spoken": "en"}
    answer = officer.post("/journeys/kit_receipt/play", form, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="phone">')
    assert "Did anyone ask for something" in answer.text


@pytest.mark.parametrize("inputs", ["{", "[1]", '"1"', json.dumps(["1"] * 300), json.dumps(["1" * 500])])
def test_what_no_page_of_ours_sends_begins_anew(officer: Visitor, inputs: str) -> None:
    form = {"inputs": inputs, "typed": "1", "spoken": "tlh", "channel": "pigeon", "caller": "king"}
    answer = officer.post("/journeys/kit_receipt/play", form)
    assert answer.status_code == 200
    assert "Tout est arrivé ?" in words(answer.text)


def test_another_caller_meets_other_screens(officer: Visitor) -> None:
    known = officer.post("/journeys/main_menu/play", {"caller": "person"})
    unknown = officer.post("/journeys/main_menu/play", {"caller": "unknown"})
    assert "Bonjour Aminata" in words(known.text)
    assert "Retour, la ligne du programme" in words(unknown.text)
