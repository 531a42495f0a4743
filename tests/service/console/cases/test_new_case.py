"""A case that staff open in the console."""

from collections.abc import Callable

from service.models import Case, Message
from service.models.staff import Role
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]
SAYS = {"type": "complaint", "words": "Il manque un filet", "tells": "yes"}


def test_for_somebody_whose_file_is_open(office: OfficeUnderTest, officer: Visitor) -> None:
    with office.world() as world:
        person = world.register("+22350005001")[0]
    assert "Pour Aminata T." in officer.read(f"/cases/new?person={person}")
    page = officer.done("/cases/new", {**SAYS, "person": str(person)})
    assert "ouvert." in page
    assert "Il manque un filet" in page
    (case,) = office.rows(Case, person_id=person)
    assert (case.type, len(office.rows(Message, case_id=case.id))) == ("complaint", 1)
    assert "qui était déjà ouvert" in officer.done("/cases/new", {**SAYS, "person": str(person)})


def test_for_somebody_whom_nobody_knows(office: OfficeUnderTest, officer: Visitor) -> None:
    assert "Chercher la personne" in officer.read("/cases/new")
    page = officer.done("/cases/new", {**SAYS, "telephone": "76 00 00 01"})
    assert "Inconnue" in page
    assert "76000001" not in page


def test_what_is_wrong_keeps_what_was_typed(office: OfficeUnderTest, officer: Visitor) -> None:
    for form, said in (
        ({**SAYS, "telephone": "12"}, "Ce n’est pas un numéro"),
        ({**SAYS, "words": " "}, "Dites en peu de mots de quoi il s’agit."),
        ({**SAYS, "type": "gossip"}, "Choisissez dans la liste."),
    ):
        answer = officer.post("/cases/new", form)
        assert answer.status_code == 422
        assert said in words(answer.text)
        assert form["words"].strip() in answer.text
    assert officer.get(f"/cases/new?person={officer.staff_id}").status_code == 404


def test_what_an_agent_opens_is_theirs_and_of_their_villages(office: OfficeUnderTest, staff_at: StaffAt) -> None:
    agent = staff_at(Role.FIELD_AGENT, places="ML050605")
    with office.world() as world:
        here = world.register("+22350005002")[0]
        elsewhere = world.register("+22350005003", place="ML050604")[0]
    assert "Il manque un filet" in agent.done("/cases/new", {**SAYS, "person": str(here)})
    (case,) = office.rows(Case, person_id=here)
    assert case.assigned_to == agent.staff_id
    assert agent.get(f"/cases/new?person={elsewhere}").status_code == 404
    assert agent.post("/cases/new", {**SAYS, "person": str(elsewhere)}).status_code == 404
    assert office.rows(Case, person_id=elsewhere) == []
