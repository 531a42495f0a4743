"""One page holds the whole history of a person; what it must not hold, it does not even hint at."""

from uuid import UUID, uuid4

import pytest

from flows import effects as e
from service.models import AuditEvent, Case, Conversation, IncomingSms, Visit
from service.models.staff import Role
from service.programme import cases
from service.programme.casedesk.desk import confide
from service.programme.incoming import SENDER, WORDS
from service.programme.kits import confirm_receipt
from service.programme.people.merging import merge
from tests.service.console.people.phone import Phone
from tests.service.programme.world import World, receipt
from tests.support.office import OfficeUnderTest, Visitor, words

NUMBER = "+22350006001"


@pytest.fixture(scope="module")
def aminata(office: OfficeUnderTest) -> UUID:
    """Somebody with a kit, a receipt, a visit, a business and a case."""
    with office.world() as world:
        person, _ = world.register(NUMBER)
        kit_id, _ = world.kit("filet 2")
        delivery = world.delivery(kit_id, business_id=world.business(person))
        confirm_receipt(world.call(NUMBER, person), receipt(delivery, "none"))
        cases.open_case(world.call(NUMBER, person), e.OpenCase("question", words="Quand viennent les filets ?"))
        world.add(Visit, person_id=person, due_on=world.now.date())
        return person


def heard(world: World, number: str, text: str, **more: object) -> None:
    """An SMS that came from a phone."""
    phone = world.call(number).phone_id
    row_id = uuid4()
    sealed = {"sender": world.vault.seal(SENDER, row_id, number), "words": world.vault.seal(WORDS, row_id, text)}
    row = {"gateway": "test", "carrier_id": row_id.hex, "digest": row_id.bytes, "phone_id": phone, "at": world.now}
    world.add(IncomingSms, id=row_id, **row, **sealed, **more)


def test_the_whole_history_is_on_one_page(officer: Visitor, aminata: UUID) -> None:
    told = officer.read(f"/people/{aminata}")
    for one in (
        "Aminata Traoré",
        "Femme",
        "1980",
        "Konna",
        "6 personnes",
        "dirigé par Aminata T.",
        "+223…01",
        "Être dans le programme : oui",
        "Pêche",
        "pas reçu",
        "Rien, 24 nov. 2026",
        "à faire",
        "fishing",
        "Question",
        "nouveau",
        "Inscription",
        "le code de votre carte",
    ):
        assert one in told, f"{one}: {told}"
    assert "filets ?" not in told, "what was said in a case is read where it is answered"
    assert NUMBER not in officer.page(f"/people/{aminata}")


def test_opening_is_kept_and_so_is_seeing_the_numbers(office: OfficeUnderTest, officer: Visitor, aminata: UUID) -> None:
    def events(action: str) -> int:
        rows = office.rows(AuditEvent, action=action, subject_id=str(aminata), actor=str(officer.staff_id))
        return len(rows)

    officer.page(f"/people/{aminata}")
    assert events("person opened") == 1
    answer = officer.post(f"/people/{aminata}/numbers")
    assert NUMBER in answer.text
    assert events("person's numbers shown") == 1


def test_what_is_nobodys_and_what_is_not_theirs_is_not_there(office: OfficeUnderTest, aminata: UUID) -> None:
    here, elsewhere = (office.staff(Role.FIELD_AGENT, places=place) for place in ("ML0506", "ML050604"))
    assert elsewhere.get(f"/people/{aminata}").status_code == 404
    assert elsewhere.post(f"/people/{aminata}/numbers").status_code == 404
    assert here.get("/people/0190a0b0-0000-7000-8000-000000000000").status_code == 404
    told = here.read(f"/people/{aminata}")
    assert "Aminata Traoré" in told
    for one in ("Cas et orientations", "Messages et appels", "Corriger", "Écrire un SMS"):
        assert one not in told, one
    for path in ("edit", "household", "phones", "consent", "sms", "stream"):
        assert here.get(f"/people/{aminata}/{path}").status_code == 403, path


def test_a_call_is_told_question_by_question(office: OfficeUnderTest, officer: Visitor) -> None:
    phone = Phone(office, "+22350006100")
    end = phone.dial("2", "1", "Kadidia Sow", "1", "1985", "5", "konna", "1", "1")
    assert end.startswith("END"), end
    with office.world() as world:
        person = world.people()[-1].id
    told = officer.read(f"/people/{person}")
    assert "Appel : Inscription" in told, told
    for one in ("Prenom et nom ? Kadidia Sow", "Combien de personnes dans le menage ? 5"):
        assert one in told.replace("é", "e").replace("Nous :", "").replace("La personne :", "").replace("  ", " "), told


def test_texts_both_ways_and_page_by_page(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        world.passes(hours=-2)
        person, _ = world.register("+22350006200")
        for minute in range(40):
            world.passes(minutes=1)
            heard(world, "+22350006200", "STOP" if minute % 2 else "START", kind="stop" if minute % 2 else "start")
    first = officer.page(f"/people/{person}")
    assert words(first).count("STOP La") + words(first).count("START") >= 10
    older = f"/people/{person}/stream?before="
    assert older in first
    address = first.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    piece = officer.get(address, headers={"HX-Request": "true"})
    assert piece.status_code == 200
    assert piece.text.lstrip().startswith('<div id="bubbles">')
    assert "<html" in officer.page(address)
    assert "Votre carte" in words(piece.text) or "carte" in words(piece.text)


def test_a_shared_phone_tells_of_nobody_what_another_wrote(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        first, _ = world.register("+22350006300")
        second, _ = world.register("+22350006300", name="Sira Diallo", behalf="relative")
        heard(world, "+22350006300", "Mot pour personne", kind="start")
    for person in (first, second):
        assert "Mot pour personne" not in officer.read(f"/people/{person}")


def test_what_was_given_to_the_focal_points_is_gone(office: OfficeUnderTest, officer: Visitor) -> None:
    """Neither the words, nor the text that told of the case, nor the call in which it was said."""
    with office.world() as world:
        person, _ = world.register("+22350006400")
    phone = Phone(office, "+22350006400")
    assert phone.dial("1", "3", "Motplante pour le dossier").startswith("END")
    (case,) = office.rows(Case, person_id=person)
    assert "Motplante" in officer.page(f"/people/{person}")
    with office.world() as world:
        heard(world, "+22350006400", "Encore motplante", kind="words", case_id=case.id)
    assert "Encore motplante" in officer.page(f"/people/{person}")
    with office.world() as world:
        confide(world.call(staff=officer.staff_id), case.reference)
    page = officer.page(f"/people/{person}")
    assert "otplante" not in page
    assert case.reference[:2] + " " + case.reference[2:4] not in page, "nor the reference that an SMS told of"
    assert "Votre message" not in page, "nor that there was such a call"
    assert "Aucun cas" in page


def test_a_sensitive_call_is_nobodys(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        person, _ = world.register("+22350006500")
    phone = Phone(office, "+22350006500")
    phone.dial("2", "1")
    assert all(row.person_id is None for row in office.rows(Conversation, sensitive=True))
    page = officer.page(f"/people/{person}")
    assert "confiance" not in page
    assert "Appel" not in page


def test_of_a_receipt_by_phone_no_answer_is_told(office: OfficeUnderTest, officer: Visitor) -> None:
    """One of its answers goes to the focal points in silence: none stands there, so that none is missed."""
    with office.world() as world:
        person, _ = world.register("+22350006600")
        world.delivery(world.kit("pelle", code="farming", name="Agriculture")[0], person_id=person)
    Phone(office, "+22350006600").dial("1", "1", "1", "1", "2")
    told = officer.read(f"/people/{person}")
    assert "Appel : Ce qui est arrive" in told.replace("é", "e"), told
    assert "en echange" not in told.replace("é", "e")


def test_a_card_of_a_merged_file_opens_the_one_that_stayed(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        stays, _ = world.register("+22350006701")
        goes, _ = world.register("+22350006702", name="Aminata Traore")
        merge(world.db, world.vault, stays, goes, officer.staff_id or uuid4(), world.now)
    answer = officer.get(f"/people/{goes}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/people/{stays}")


def test_a_card_is_printed_with_its_own_style_and_that_is_kept(
    office: OfficeUnderTest, officer: Visitor, aminata: UUID
) -> None:
    answer = officer.post(f"/people/{aminata}/card")
    assert answer.status_code == 200
    assert "Aminata T." in answer.text
    policy = answer.headers["content-security-policy"]
    assert "sha256-" in policy
    assert "unsafe" not in policy
    assert len(office.rows(AuditEvent, action="card printed", subject_id=str(aminata))) == 1


def test_in_english(office: OfficeUnderTest, aminata: UUID) -> None:
    told = office.staff(Role.ADMINISTRATOR, language="en").read(f"/people/{aminata}")
    for one in ("Household", "6 people", "headed by Aminata T.", "not received", "What has changed"):
        assert one in told, one


def test_a_page_is_light(officer: Visitor, aminata: UUID) -> None:
    assert len(officer.page(f"/people/{aminata}").encode()) < 60_000


def test_what_an_agent_does_on_the_line_is_about_others(office: OfficeUnderTest, officer: Visitor) -> None:
    """Their PIN, the card that they typed: nothing of it is on the page of the agent, who is registered too."""
    with office.world() as world:
        person, _ = world.register("+22350006900")
        world.staff(number="+22350006900", pin="2468")
    Phone(office, "+22350006900").dial("1", "2468", "123456786")
    assert office.rows(Conversation, journey="follow_up_visit")
    page = officer.page(f"/people/{person}")
    assert "2468" not in page
    assert "Noter une visite" not in page
