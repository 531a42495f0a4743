"""Somebody is found by card, phone, name or village, and registered where they are not there yet."""

import re

import pytest

from service.models import AuditEvent, Consent, Person, Phone
from service.models.staff import Role
from tests.support.office import OfficeUnderTest, Visitor, words

KONNA, GAO = "ML050605", "ML070201"


@pytest.fixture(scope="module")
def people(office: OfficeUnderTest) -> dict[str, str]:
    """Name → card of those who are there."""
    with office.world() as world:
        cards = {"Aminata Traoré": world.register("+22350004001")[1]}
        cards["Oumar Cissé"] = world.register("+22350004002", name="Oumar Cissé", role="man_head")[1]
        for number in range(30):
            world.register(f"+2235000500{number:02}", name=f"Fanta Keïta {chr(65 + number)}", place=GAO)
    return cards


def found(visitor: Visitor, q: str = "", village: str = "", **more: str) -> str:
    answer = visitor.post("/people", {"q": q, "village": village, **more})
    assert answer.status_code == 200, words(answer.text)
    return answer.text


@pytest.mark.parametrize("q", ["+22350004001", "aminata", "traore", "Aminatta Traoure"])
def test_by_phone_and_by_name_in_many_spellings(officer: Visitor, people: dict[str, str], q: str) -> None:
    told = words(found(officer, q))
    assert "Aminata T." in told
    assert "Oumar C." not in told


def test_by_card_with_village_age_kit_and_a_masked_number(officer: Visitor, people: dict[str, str]) -> None:
    told = words(found(officer, people["Aminata Traoré"]))
    for one in ("Aminata T.", "Konna", "Femme, 18–59 ans", "aucun", "+223…01"):
        assert one in told, told
    assert "+22350004001" not in told


def test_a_village_page_by_page_and_nobody_twice(officer: Visitor, people: dict[str, str]) -> None:
    first = found(officer, village=GAO)
    after = re.search(r'name="after" value="([^"]+)"', first)
    assert after
    second = found(officer, village=GAO, after=after[1])
    ids = [re.findall(r'href="/people/([0-9a-f-]{36})"', page) for page in (first, second)]
    assert [len(one) for one in ids] == [25, 5]
    assert len({*ids[0], *ids[1]}) == 30
    assert 'name="after"' not in second


def test_a_name_page_by_page(officer: Visitor, people: dict[str, str]) -> None:
    first = found(officer, "keita")
    after = re.search(r'name="after" value="([^"]+)"', first)
    assert after
    ids = [
        re.findall(r'href="/people/([0-9a-f-]{36})"', one) for one in (first, found(officer, "keita", after=after[1]))
    ]
    assert len({*ids[0], *ids[1]}) == 30


def test_what_was_typed_stays_where_it_says_nothing(officer: Visitor) -> None:
    answer = officer.post("/people", {"q": "a", "village": ""})
    assert answer.status_code == 422
    assert "deux lettres d’un nom" in words(answer.text)
    assert 'value="a"' in answer.text
    unknown = officer.post("/people", {"q": "aminata", "village": "Zzyzx"})
    assert unknown.status_code == 422
    assert 'value="Zzyzx"' in unknown.text


def test_an_agent_finds_those_of_their_villages(office: OfficeUnderTest, people: dict[str, str]) -> None:
    agent = office.staff(Role.FIELD_AGENT, places=KONNA)
    assert "Aminata T." in words(found(agent, "aminata"))
    assert "Fanta" not in words(found(agent, "fanta"))
    assert "Aminata T." in words(found(agent)), "all of theirs where nothing is typed"
    assert agent.get("/people/new").status_code == 403


def test_readers_and_focal_points_see_nobody(office: OfficeUnderTest) -> None:
    for role in (Role.READER, Role.FOCAL_POINT):
        visitor = office.staff(role)
        for path in ("/people", "/people/new", "/people/duplicates", "/businesses", "/silence"):
            assert visitor.get(path).status_code == 403, path


NEW = {
    "consent": "yes",
    "sharing": "no",
    "name": "Mariam  Diarra",
    "role": "woman",
    "born": "1990",
    "size": "4",
    "village": "konna",
    "phone": "",
    "language": "fr",
    "guardian": "",
}


def test_somebody_is_registered_and_their_card_is_said(office: OfficeUnderTest, officer: Visitor) -> None:
    told = officer.done("/people/new", NEW)
    assert "Inscription faite. Code de carte" in told
    assert "Mariam Diarra" in told
    person = office.rows(Person)[-1]
    assert (person.origin, person.birth_year, person.place, person.language) == ("agent", 1990, KONNA, "fr")
    said = {row.purpose: row.given for row in office.rows(Consent, person_id=person.id)}
    assert said == {"registration": True, "sharing": False}
    event = office.rows(AuditEvent, action="registered", subject_id=str(person.id))[0]
    assert event.actor == str(officer.staff_id)


def test_with_a_phone_they_are_told_of_their_card(office: OfficeUnderTest, officer: Visitor) -> None:
    officer.done("/people/new", {**NEW, "name": "Sira Coulibaly", "phone": "70 12 34 56"})
    person = office.rows(Person)[-1]
    assert "+223…56" in officer.read(f"/people/{person.id}")
    assert len(office.rows(Phone)) >= 1


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("consent", "", "Sans l’accord"),
        ("name", " ", "le nom de la personne"),
        ("role", "", "une femme ou un homme"),
        ("born", "80", "entre 1900 et 2026"),
        ("born", "2015", "l’adulte responsable"),
        ("size", "0", "de 1 à 60"),
        ("village", "", "un village"),
        ("village", "Zzyzx", "pas de lieu"),
        ("phone", "12", "pas un numéro"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    office: OfficeUnderTest, officer: Visitor, field: str, value: str, why: str
) -> None:
    before = len(office.rows(Person))
    answer = officer.post("/people/new", {**NEW, "name": "Awa Sow", field: value})
    assert answer.status_code == 422
    assert why in words(answer.text), words(answer.text)[:600]
    assert 'value="4"' in answer.text or field == "size"
    assert len(office.rows(Person)) == before
