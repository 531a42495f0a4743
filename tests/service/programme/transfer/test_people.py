"""People from a list: new ones, known ones, what is wrong with them, the same list twice."""

from typing import Any

import pytest
from sqlalchemy import delete, update

from flows.codes import with_check
from service.models import Consent, Household, NameToken, OptOut, Person, PersonPhone, Phone
from service.models.person import PersonOrigin
from service.programme import tables as t
from service.programme.labels import CODE, GUARDIAN, NAME, NUMBER
from service.programme.names import tokens
from tests.service.programme.transfer.lists import Desk, outcomes, person
from tests.service.programme.world import AMINATA


def opened(desk: Desk, row: Any, label: str = NAME) -> str:
    return desk.world.vault.open(label, row.id, getattr(row, label.partition(".")[2]))


def test_a_look_writes_nothing(desk: Desk) -> None:
    found = desk.look([person(), person(nom="Oumar Cissé", sexe="M", tel="65 00 12 34")])
    assert (found.rows, outcomes(found), desk.faults) == (2, (2, 0, 0, 0), [])
    assert desk.world.people() == []


def test_a_person_is_registered_with_all_that_belongs_to_them(desk: Desk) -> None:
    job = desk.take([person(**{"Date du consentement": "12/03/2024", "Chef de ménage": "oui", "Taille du ménage": 6})])
    row = desk.world.one(Person)
    assert opened(desk, row) == "Aminata Traoré"
    assert (row.sex, row.birth_year, row.place, row.head) == ("female", 1980, "ML050605", True)
    assert (row.vulnerability, row.origin, row.made_up) == ("woman_head", PersonOrigin.IMPORT, False)
    assert row.registered_at.date().isoformat() == "2024-03-12"
    home = desk.world.one(Household, id=row.household_id)
    assert (home.head_person_id, home.head_sex, home.size, home.place) == (row.id, "female", 6, "ML050605")
    consent = desk.world.one(Consent)
    assert (consent.purpose, consent.given, consent.channel, consent.at) == (
        "registration",
        True,
        "import",
        row.registered_at,
    )
    phone = desk.world.one(Phone)
    assert (desk.world.vault.open(NUMBER, phone.id, phone.number), phone.operator) == ("+22370001234", "orange")
    link = desk.world.one(PersonPhone)
    assert (link.person_id, link.phone_id, link.relation, link.origin) == (row.id, phone.id, "own", "import")
    found = {(one.kind, bytes(one.token)) for one in desk.world.rows(NameToken)}
    assert found == tokens(desk.world.vault, "Aminata Traoré")
    assert len(opened(desk, row, CODE)) == 9
    assert (desk.job(job).rows, desk.job(job).done, desk.job(job).state) == (1, 1, "applied")


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    rows = [person(nom=name) for name in ("Aminata Traoré", "Fanta Coulibaly", "Aminata Traoré")]
    assert desk.take(rows) is not None
    before = [desk.world.rows(model) for model in (Person, Phone, PersonPhone, Consent, Household)]
    assert len(desk.world.people()) == 3, "two of one name are two people"
    assert outcomes(desk.look(rows)) == (0, 0, 3, 0)
    assert desk.take(rows) is None
    assert [desk.world.rows(model) for model in (Person, Phone, PersonPhone, Consent, Household)] == before


def test_a_longer_list_adds_only_what_is_new_in_it(desk: Desk) -> None:
    desk.take([person()])
    assert outcomes(desk.look([person(), person(nom="Fanta Coulibaly")])) == (1, 0, 1, 0)


def test_a_card_names_somebody_who_is_there(desk: Desk) -> None:
    who, code = desk.world.register()
    rows = [
        {
            "Carte": f"{code[:3]} {code[3:6]} {code[6:]}",
            "Nom": "Aminata Traore Diallo",
            "Sexe": "",
            "Statut": "Retourné",
        }
    ]
    job = desk.take(rows)
    row = desk.world.one(Person)
    assert (row.id, opened(desk, row), row.status, row.sex) == (who, "Aminata Traore Diallo", "returnee", "female")
    assert {(one.kind, bytes(one.token)) for one in desk.world.rows(NameToken)} == tokens(
        desk.world.vault, "Aminata Traore Diallo"
    )
    assert desk.undo(job) == []
    row = desk.world.one(Person)
    assert (opened(desk, row), row.status, row.updated_at) == ("Aminata Traoré", "", None)
    assert {(one.kind, bytes(one.token)) for one in desk.world.rows(NameToken)} == tokens(
        desk.world.vault, "Aminata Traoré"
    )


def test_a_card_that_nobody_has_is_the_new_persons(desk: Desk) -> None:
    desk.take([person(Carte=with_check("12345678"))])
    assert opened(desk, desk.world.one(Person), CODE) == with_check("12345678")


def test_a_household_is_given_to_who_has_none_and_taken_back(desk: Desk) -> None:
    who, code = desk.world.register()
    desk.world.db.execute(update(t.person).values(household_id=None))
    desk.world.db.execute(delete(t.household))
    job = desk.take([{"card": code, "Chef de ménage": "oui", "household_size": 4}])
    home = desk.world.one(Household)
    assert (home.size, home.head_person_id, desk.world.one(Person).household_id) == (4, who, home.id)
    assert desk.undo(job) == []
    assert (desk.world.rows(Household), desk.world.one(Person).household_id) == ([], None)


def test_a_household_that_is_there_is_corrected_and_taken_back(desk: Desk) -> None:
    _, code = desk.world.register()
    job = desk.take([{"card": code, "household_size": 9, "0-5": 2}])
    assert (desk.world.one(Household).size, desk.world.one(Household).band_0_5) == (9, 2)
    assert desk.undo(job) == []
    assert (desk.world.one(Household).size, desk.world.one(Household).band_0_5) == (6, None)


def test_a_card_of_the_list_is_never_exchanged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a code that a row gives and the same one drawn by chance, the drawn one is drawn again."""
    given = with_check("10000000")
    drawn = iter([0, 0, 5])
    monkeypatch.setattr("secrets.randbelow", lambda _: next(drawn))
    desk.take([person(Carte=given), person(nom="Fanta Coulibaly")])
    codes = {opened(desk, row): opened(desk, row, CODE) for row in desk.world.people()}
    assert codes == {"Aminata Traoré": given, "Fanta Coulibaly": with_check("10000005")}


def test_a_number_that_reached_somebody_once_is_not_linked_again(desk: Desk) -> None:
    """It may be somebody else's by now: whoever has the person before them links it."""
    _, code = desk.world.register(AMINATA)
    desk.world.db.execute(update(t.person_phone).values(until=desk.world.now))
    rows = [{"card": code, "tel": AMINATA, "statut": "idp"}]
    desk.take(rows)
    assert [one[:2] for one in desk.warned()] == [(2, "tel")]
    assert desk.world.one(PersonPhone).until == desk.world.now
    job = desk.take([{"card": code, "tel": "70001234"}])
    assert len(desk.world.rows(PersonPhone)) == 2
    assert desk.undo(job) == []
    assert (len(desk.world.rows(PersonPhone)), len(desk.world.rows(Phone))) == (1, 1)


def test_a_stop_is_never_undone(desk: Desk) -> None:
    desk.take([person()])
    phone = desk.world.one(Phone)
    desk.world.add(OptOut, phone_id=phone.id, origin="sms", at=desk.world.now)
    before = desk.world.rows(OptOut)
    desk.take([person(), person(nom="Oumar Cissé")])
    assert desk.world.rows(OptOut) == before
    assert len(desk.world.rows(PersonPhone, phone_id=phone.id)) == 2


def test_people_who_say_the_same_household_belong_together(desk: Desk) -> None:
    rows = [
        person(nom=n, Ménage=m, **{"Chef de ménage": h})
        for n, m, h in (("A Un", 1, "oui"), ("B Un", 1, "non"), ("C Deux", 2, "oui"))
    ]
    desk.take(rows)
    homes = [row.household_id for row in desk.world.people()]
    assert (homes[0] == homes[1], homes[0] == homes[2], len(desk.world.rows(Household))) == (True, False, 2)
    desk.take([*rows, person(nom="D Deux", Ménage=2)])
    assert desk.world.people()[-1].household_id == homes[2], "a household of an earlier file"


def test_households_of_two_villages_are_two(desk: Desk) -> None:
    desk.take([person(Ménage="1"), person(nom="Fanta Coulibaly", village="Fatoma", Ménage="1")])
    assert len(desk.world.rows(Household)) == 2


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"nom": None}, "Nom complet", "it is missing"),
        ({"nom": "123"}, "Nom complet", "there is no letter in it"),
        ({"nom": "x" * 121}, "Nom complet", "it is longer than 120 letters"),
        ({"sexe": "x"}, "Sexe", "it is none of: female, male"),
        ({"annee": "80"}, "Année de naissance", "it is not between 1900 and 2026"),
        ({"annee": 1980.5}, "Année de naissance", "it is no whole number"),
        ({"annee": 2015}, "guardian", "under 18: a named adult is missing"),
        ({"village": "Nulle Part"}, "Village", "there is no place 'Nulle Part'"),
        ({"village": "Mopti"}, "Village", "Mopti is a cercle: it takes a village or a commune"),
        ({"tel": "2,2370001234E+10"}, "Téléphone", "the spreadsheet has shortened it"),
        ({"tel": "12"}, "Téléphone", "it is no phone number"),
        ({"tel": "#REF!"}, "Téléphone", "the spreadsheet has an error here"),
        ({"accord": "non"}, "Consentement", "the person did not consent"),
        ({"accord": ""}, "Consentement", "it is missing"),
        ({"Carte": "123456789"}, "Carte", "it is no card code: a digit is wrong"),
        ({"Date du consentement": "31/02/2024"}, "Date du consentement", "it is no date"),
        ({"Date du consentement": "01/01/2030"}, "Date du consentement", "it lies in the future"),
        ({"Taille du ménage": 2, "0-5": 3}, "Taille du ménage", "the ages together are more people"),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(desk: Desk, changes: dict[str, Any], column: str, reason: str) -> None:
    found = desk.look([person(nom="Oumar Cissé"), person(**changes)])
    assert outcomes(found) == (1, 0, 0, 1)
    (told,) = desk.told()
    assert (told[:2], told[2].startswith(reason)) == ((3, column), True), told


def test_who_may_be_there_already_is_a_warning(desk: Desk) -> None:
    desk.world.register(name="Aminata Traoré")
    found = desk.look([person(), person(nom="Fanta Coulibaly"), person(nom="FANTA COULIBALY")])
    assert outcomes(found) == (3, 0, 0, 0)
    assert [one[:2] for one in desk.warned()] == [(2, "Nom complet"), (4, "Téléphone")]


def test_a_minor_has_a_named_adult(desk: Desk) -> None:
    desk.take([person(annee=2015, Tuteur="Fanta Coulibaly")])
    assert opened(desk, desk.world.one(Person), GUARDIAN) == "Fanta Coulibaly"


def test_the_number_of_a_member_of_staff_is_nobody_elses(desk: Desk) -> None:
    desk.world.staff(number="+22370001234")
    desk.take([person()])
    assert desk.world.rows(PersonPhone) == []
    assert [one[:2] for one in desk.warned()] == [(2, "Téléphone")]
