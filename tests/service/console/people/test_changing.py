"""A file, its household and its phones set right by staff; what a person agrees to; one SMS to them."""

import re
from itertools import count
from uuid import UUID

import pytest

from service.console.words import words_in
from service.models import AuditEvent, Case, Consent, Household, Message, OptOut, Person, PersonPhone
from service.models.staff import Role
from service.programme.people.changes import CHANGES
from tests.support.office import OfficeUnderTest, Visitor, words

_NUMBERS = count(22_350_007_000)


@pytest.fixture
def somebody(office: OfficeUnderTest) -> tuple[UUID, str, str]:
    """Id, card, number."""
    number = f"+{next(_NUMBERS)}"
    with office.world() as world:
        person, card = world.register(number)
    return person, card, number


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_file_is_corrected_and_only_what_was_changed(
    office: OfficeUnderTest, officer: Visitor, somebody: tuple[UUID, str, str]
) -> None:
    person, _, _ = somebody
    page = officer.page(f"/people/{person}/edit")
    assert 'value="Aminata Traoré"' in page
    form = {"seen": seen(page), "name": "Aminata Traoré", "sex": "female", "born": "1981", "village": "Fatoma"}
    told = officer.done(
        f"/people/{person}/edit",
        {
            **form,
            "language": "fr",
            "status": "returnee",
            "stayed": "bamako",
            "left": "2012-05",
            "vulnerability": "pregnant",
        },
    )
    assert "Dossier corrigé." in told
    for one in ("1981", "Fatoma", "Retourné(e)", "Bamako", "2012-05", "enceinte", "Dossier corrigé ·"):
        assert one in told, one
    event = office.rows(AuditEvent, action="person corrected", subject_id=str(person))[-1]
    assert event.detail == "birth_year left_on place status stayed vulnerability"
    again = {**form, "seen": seen(officer.page(f"/people/{person}/edit")), "left": "", "vulnerability": "pregnant"}
    assert "2012-05" not in officer.done(f"/people/{person}/edit", again), "what was emptied is taken out"


def test_who_was_slower_is_told_and_loses_nothing(officer: Visitor, somebody: tuple[UUID, str, str]) -> None:
    person, _, _ = somebody
    before = seen(officer.page(f"/people/{person}/edit"))
    officer.done(f"/people/{person}/edit", {"seen": before, "born": "1982"})
    answer = officer.post(f"/people/{person}/edit", {"seen": before, "name": "Aminata Cissé"})
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a changé ce dossier" in words(answer.text)
    assert 'value="Aminata Cissé"' in answer.text


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("born", "81", "quatre chiffres"),
        ("born", "1800", "entre 1900"),
        ("village", "Zzyzx", "pas de lieu"),
        ("left", "hier", "2014-03"),
        ("language", "xx", "pas encore proposée"),
        ("status", "x", "statut"),
        ("wish", "x", "activité"),
        ("stayed", "x", "où était"),
    ],
)
def test_what_is_wrong_in_a_file(
    officer: Visitor, somebody: tuple[UUID, str, str], field: str, value: str, why: str
) -> None:
    person, _, _ = somebody
    answer = officer.post(
        f"/people/{person}/edit", {"seen": seen(officer.page(f"/people/{person}/edit")), field: value}
    )
    assert answer.status_code == 422
    assert why in words(answer.text), words(answer.text)[:500]


def test_a_household_is_counted_headed_joined_and_left(
    office: OfficeUnderTest, officer: Visitor, somebody: tuple[UUID, str, str]
) -> None:
    person, card, _ = somebody
    with office.world() as world:
        other, other_card = world.register(f"+{next(_NUMBERS)}", name="Oumar Cissé", role="man")
    where = f"/people/{person}/household"
    bands = {"band_0_5": "2", "band_6_17": "1", "band_18_59": "3", "band_60": "0"}
    officer.done(where, {"do": "size", "size": "", **bands})
    (home,) = {row.household_id for row in office.rows(Person, id=person)}
    assert office.rows(Household, id=home)[0].size == 6
    wrong = officer.post(where, {"do": "size", "size": "7", **bands})
    assert "Les âges font 6" in words(wrong.text)
    assert "Oumar C." in officer.done(where, {"do": "join", "card": other_card})
    officer.done(where, {"do": "head", "head": other_card, "head_sex": ""})
    assert office.rows(Household, id=home)[0].head_person_id == other
    gone = f"/people/{other}/household"
    officer.done(gone, {"do": "leave", "card": ""})
    assert office.rows(Person, id=other)[0].household_id != home
    assert office.rows(Household, id=home)[0].head_person_id is None
    alone = officer.post(gone, {"do": "leave", "card": ""})
    assert "rien à quitter" in words(alone.text)
    officer.done(gone, {"do": "leave", "card": card})
    assert office.rows(Person, id=other)[0].household_id == home
    unknown = officer.post(where, {"do": "join", "card": "123"})
    assert unknown.status_code == 422
    assert 'value="123"' in unknown.text


def test_phones_are_added_taken_out_and_stopped(
    office: OfficeUnderTest, officer: Visitor, somebody: tuple[UUID, str, str]
) -> None:
    person, _, number = somebody
    where = f"/people/{person}/phones"
    assert number not in officer.page(where)
    told = officer.done(where, {"do": "add", "number": "70 11 22 33", "whose": "shared"})
    assert "Téléphones corrigés." in told
    assert "+223…33" in told
    again = officer.post(where, {"do": "add", "number": "70 11 22 33", "whose": "shared"})
    assert "joint déjà cette personne" in words(again.text)
    links = office.rows(PersonPhone, person_id=person)
    officer.done(where, {"do": "end", "phone": str(links[0].phone_id)})
    assert [row.until is None for row in office.rows(PersonPhone, person_id=person)] == [False, True]
    gone = officer.post(where, {"do": "end", "phone": str(links[0].phone_id)})
    assert "ne joint plus" in words(gone.text)
    assert "Plus de SMS" in officer.done(where, {"do": "stop"})
    assert "plus de SMS" in officer.read(f"/people/{person}")
    refused = officer.post(where, {"do": "start"})
    assert "Seule la personne" in words(refused.text)
    officer.done(where, {"do": "start", "asked": "yes"})
    assert all(row.resumed_at for row in office.rows(OptOut, phone_id=links[1].phone_id))


def test_a_consent_is_noted_and_no_to_the_programme_withdraws(
    office: OfficeUnderTest, officer: Visitor, somebody: tuple[UUID, str, str]
) -> None:
    person, _, _ = somebody
    where = f"/people/{person}/consent"
    assert officer.post(where, {"purpose": "sharing", "answer": ""}).status_code == 422
    assert "Partage avec un partenaire : non" in officer.done(where, {"purpose": "sharing", "answer": "no"})
    assert office.rows(Case, person_id=person) == []
    officer.done(where, {"purpose": "registration", "answer": "no"})
    (case,) = office.rows(Case, person_id=person)
    assert case.topic == "withdraw"
    assert [row.given for row in office.rows(Consent, person_id=person, purpose="registration")] == [True, False]


def test_an_sms_is_written_to_one_person(
    office: OfficeUnderTest, officer: Visitor, somebody: tuple[UUID, str, str]
) -> None:
    person, _, _ = somebody
    where = f"/people/{person}/sms"
    empty = officer.post(where, {"words": " "})
    assert empty.status_code == 422
    told = officer.done(where, {"words": "Bonjour, passez au bureau jeudi."})
    assert "passez au bureau jeudi" in told
    assert len(office.rows(Message, person_id=person, kind="staff")) == 1
    wrong = officer.post(where, {"words": "Bonjour {name}"})
    assert wrong.status_code == 422
    assert "Bonjour {name}" in wrong.text


def test_agents_change_nothing(office: OfficeUnderTest, somebody: tuple[UUID, str, str]) -> None:
    agent, person = office.staff(Role.FIELD_AGENT), somebody[0]
    for path in ("edit", "household", "phones", "consent", "sms", "card"):
        assert agent.post(f"/people/{person}/{path}", {"do": "stop"}).status_code == 403, path


def test_every_change_to_a_file_has_its_name() -> None:
    for language in ("fr", "en"):
        assert all(words_in(language).label("person_change", one) for one in CHANGES)
