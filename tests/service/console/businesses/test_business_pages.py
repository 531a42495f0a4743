"""Businesses: listed by type and village, one with its members and its visits, added and corrected."""

from datetime import date
from itertools import count
from uuid import UUID

import pytest

from service.models import Business, BusinessMember, Visit
from service.models.staff import Role
from tests.support.office import OfficeUnderTest, Visitor, words

KONNA, GAO = "ML050605", "ML070201"
_NUMBERS = count(22_350_010_000)


@pytest.fixture(scope="module", autouse=True)
def kinds(office: OfficeUnderTest) -> None:
    with office.world() as world:
        world.business(type="fishing")
        world.business(type="sewing")
        world.kit("filet", code="fishing", name="Pêche")


def person(office: OfficeUnderTest, name: str = "Aminata Traoré", place: str = KONNA) -> tuple[UUID, str]:
    with office.world() as world:
        return world.register(f"+{next(_NUMBERS)}", name=name, place=place)


@pytest.fixture
def business(office: OfficeUnderTest, officer: Visitor) -> tuple[UUID, str]:
    """A business of Konna, and the card of its leader."""
    _, card = person(office)
    form = {"type": "fishing", "village": "Konna", "kit": "fishing", "name": "Les pirogues", "members": card}
    told = officer.done("/businesses/new", {**form, "leader": card})
    assert "Activité ajoutée." in told
    return office.rows(Business)[-1].id, card


def test_one_business(office: OfficeUnderTest, officer: Visitor, business: tuple[UUID, str]) -> None:
    which, _ = business
    with office.world() as world:
        who = world.rows(BusinessMember, business_id=which)[0].person_id
        row = {"person_id": who, "business_id": which, "state": "done"}
        world.add(Visit, **row, after_days=30, visited_on=date(2026, 10, 1), business_status="partly")
        world.add(Visit, **row, after_days=30, visited_on=date(2026, 10, 9), business_status="running")
        world.add(Visit, **{**row, "state": "due"}, after_days=90, due_on=date(2026, 12, 1))
    told = officer.read(f"/businesses/{which}")
    for one in ("« Les pirogues »", "Konna, Mopti", "Pêche", "Aminata T. responsable"):
        assert one in told, one
    assert "30 jours 9 oct. 2026 marche" in told, "of two visits the last one"
    assert "90 jours 1 déc. 2026 pas encore vue" in told


def test_members_join_and_leave(office: OfficeUnderTest, officer: Visitor, business: tuple[UUID, str]) -> None:
    which, _ = business
    _, card = person(office, "Oumar Cissé")
    where = f"/businesses/{which}"
    assert "Oumar C. responsable" in officer.done(where, {"do": "join", "card": card, "leads": "yes"})
    again = officer.post(where, {"do": "join", "card": card})
    assert (again.status_code, "déjà membre" in words(again.text)) == (422, True)
    assert f'value="{card}"' in again.text
    assert "Oumar C." not in officer.done(where, {"do": "leave", "card": card})


def test_how_it_runs(office: OfficeUnderTest, officer: Visitor, business: tuple[UUID, str]) -> None:
    which, _ = business
    where = f"/businesses/{which}"
    told = officer.done(where, {"do": "state", "state": "running", "started": "2026-11-03"})
    assert "Depuis 3 nov. 2026" in told
    for wrong in ({"started": "hier"}, {"started": "2027-01-01"}, {"state": "x"}):
        answer = officer.post(where, {"do": "state", "state": "stopped", **wrong})
        assert answer.status_code == 422, wrong
    assert office.rows(Business, id=which)[0].state == "running"


def test_it_is_corrected_and_what_is_emptied_goes(
    office: OfficeUnderTest, officer: Visitor, business: tuple[UUID, str]
) -> None:
    which, _ = business
    where = f"/businesses/{which}/edit"
    assert 'value="Les pirogues"' in officer.page(where)
    told = officer.done(where, {"type": "sewing", "village": "Fatoma", "kit": "", "name": ""})
    assert "pirogues" not in told
    row = office.rows(Business, id=which)[0]
    assert (row.type, row.place, row.kit_id, row.name) == ("sewing", "ML050604", None, None)
    same = officer.post(where, {"type": "sewing", "village": "Fatoma, Mopti", "kit": "", "name": ""})
    assert same.status_code in (303, 422)
    wrong = officer.post(where, {"type": "x", "village": "Zzyzx", "name": "Autre nom"})
    assert wrong.status_code == 422
    assert 'value="Autre nom"' in wrong.text


def test_the_list_by_type_village_and_state_page_by_page(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        for _ in range(27):
            world.add(Business, type="sewing", place=GAO, state="stopped")
    first = officer.page("/businesses?type=sewing&village=" + GAO)
    address = first.split('<p class="more"><a role="button" class="secondary outline" href="')[1].split('"')[0]
    second = officer.page(address.replace("&amp;", "&"))
    assert first.count('<th scope="row">') == 25
    assert second.count('<th scope="row">') == 2
    assert "Aucune activité." in officer.read("/businesses?state=running&village=" + GAO)
    assert "pas de lieu" in officer.read("/businesses?village=Zzyzx")


def test_an_agent_sees_those_of_their_villages(office: OfficeUnderTest, business: tuple[UUID, str]) -> None:
    which, _ = business
    here, elsewhere = office.staff(Role.FIELD_AGENT, places=KONNA), office.staff(Role.FIELD_AGENT, places=GAO)
    assert "Ajouter un membre" not in here.read(f"/businesses/{which}")
    assert elsewhere.get(f"/businesses/{which}").status_code == 404
    assert "Konna" not in elsewhere.read("/businesses")
    assert here.post(f"/businesses/{which}", {"do": "leave"}).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("members", "", "a besoin d’un membre"),
        ("members", "123", "pas un code de carte"),
        ("village", "", "un village"),
    ],
)
def test_what_is_wrong_with_a_new_one(
    office: OfficeUnderTest, officer: Visitor, field: str, value: str, why: str
) -> None:
    _, card = person(office)
    form = {"type": "fishing", "village": "Konna", "members": card, "name": "Mon nom", field: value}
    answer = officer.post("/businesses/new", form)
    assert answer.status_code == 422
    assert why in words(answer.text)
    assert 'value="Mon nom"' in answer.text
