"""One case in the console: what it shows, each of its small forms, and what a form that is out of date says."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from service.models import AuditEvent, Case, CaseEvent, Facility, SensitiveCase
from service.models.case import CaseOutcome, CaseType
from service.models.staff import Role
from service.programme.casedesk import answering, desk
from service.programme.casedesk.steps import Step
from service.programme.labels import CASE_ANSWER
from tests.service.programme.casedesk.deskwork import asked, at_desk, in_state
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


def one(office: OfficeUnderTest, number: str, **said: Any) -> Any:
    """The row of a case that somebody who is registered on that number opened."""
    with office.world() as world:
        person = world.register(number, name=f"Aminata Traoré {number}")[0]
        reference = asked(world, person, number, **said)
        return world.one(Case, reference=reference)


def now(office: OfficeUnderTest, case_id: UUID) -> Any:
    (row,) = office.rows(Case, id=case_id)
    return row


def version(office: OfficeUnderTest, case_id: UUID) -> str:
    return str(len(office.rows(CaseEvent, case_id=case_id)))


def sent(office: OfficeUnderTest, visitor: Visitor, case_id: UUID, action: str, **form: str) -> str:
    """What stands on the page after a form that was sent as the page showed it."""
    return visitor.done(f"/cases/{case_id}/{action}", {"seen": version(office, case_id), **form})


def test_its_page_says_who_asked_what_and_when_it_is_due(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003001", words="Quand vient mon kit ?")
    page = officer.read(f"/cases/{case.id}")
    assert f"Cas {case.reference[:2]} {case.reference[2:4]} {case.reference[4:]}" in page
    assert "Aminata" in page
    assert "Quand vient mon kit ?" in page
    assert "Konna" in page
    assert "+22350003001" not in page
    assert [row.action for row in office.rows(AuditEvent, subject_id=str(case.id))] == ["case read"]
    html = officer.page(f"/cases/{case.id}")
    assert f'href="/people/{case.person_id}"' in html


def test_the_number_is_shown_on_demand_and_that_is_kept(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003002")
    answer = officer.post(f"/cases/{case.id}/telephone")
    assert "+22350003002" in answer.text
    actions = [row.action for row in office.rows(AuditEvent, subject_id=str(case.id))]
    assert "case number shown" in actions


def test_from_taken_up_to_answered(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003003")
    assert "Vous avez ce cas" in sent(office, officer, case.id, "take")
    assert "Vu le comité" in sent(office, officer, case.id, "note", note="Vu le comité")
    assert "Code gardé" in sent(office, officer, case.id, "code", code="kit_when")
    assert "1 sur 3" in sent(office, officer, case.id, "call", call="not", call_note="Éteint")
    page = sent(office, officer, case.id, "answer", answer="Lundi matin.", answer_outcome="explained")
    assert "elle attend sur la ligne, un SMS le dit" in page
    assert "Attend sur la ligne depuis" in page
    row = now(office, case.id)
    assert (row.state, row.assigned_to, row.coding, row.outcome) == (
        "answered",
        officer.staff_id,
        "kit_when",
        "explained",
    )
    assert office.parts.vault.open(CASE_ANSWER, row.id, row.answer) == "Lundi matin."
    assert "Cas clos" in sent(office, officer, case.id, "close", close_outcome="explained", how="call")
    assert "Cas rouvert" in sent(office, officer, case.id, "reopen", why="Pas fini")
    assert now(office, case.id).reopened == 1


def test_what_somebody_else_has_is_taken_over(office: OfficeUnderTest, officer: Visitor, staff_at: StaffAt) -> None:
    case, other = one(office, "+22350003014"), staff_at(Role.PROGRAMME_OFFICER)
    sent(office, other, case.id, "take")
    assert "Je m’en occupe" not in other.page(f"/cases/{case.id}"), "they have it"
    assert "Je m’en occupe" in officer.page(f"/cases/{case.id}")
    sent(office, officer, case.id, "take")
    row = now(office, case.id)
    assert (row.assigned_to, row.state) == (officer.staff_id, "in_progress")


def test_it_is_held_until_a_day_and_sorted_anew(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003004")
    until = office.clock.now.date().replace(day=28).isoformat()
    assert "Cas en attente" in sent(office, officer, case.id, "hold", until=until, hold_note="Le transport")
    assert "Cas reclassé" in sent(office, officer, case.id, "change", type="complaint", criticality=case.criticality)
    row = now(office, case.id)
    assert (row.type, row.criticality) == ("complaint", "high"), "another type brings its own urgency"
    assert "Plainte, Haute" in officer.read(f"/cases/{case.id}")


def test_whoever_is_given_it_is_told_by_sms(office: OfficeUnderTest, officer: Visitor, staff_at: StaffAt) -> None:
    case, agent = one(office, "+22350003005"), staff_at(Role.FIELD_AGENT)
    said = sent(office, officer, case.id, "assign", to=str(agent.staff_id))
    assert "reçoit un SMS" in said
    with office.world() as world:
        assert "assigned" in [kind for _, kind, _ in world.texts()]
    page = agent.read(f"/cases/{case.id}")
    assert "Écrire une note" in page
    assert "À qui ?" not in page, "an agent gives cases to nobody"
    refused = agent.post(f"/cases/{case.id}/assign", {"seen": version(office, case.id), "to": str(officer.staff_id)})
    assert refused.status_code == 403


def test_a_referral_is_asked_for_on_its_own_consent(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003006")
    form = {"seen": version(office, case.id), "service": "health_centre", "reason": "Dort mal"}
    refused = officer.post(f"/cases/{case.id}/refer", form)
    assert refused.status_code == 422
    assert "Demandez d’abord son accord" in words(refused.text)
    assert "Dort mal" in refused.text, "nothing is lost"
    with office.world() as world:
        world.add(Facility, kind="health_centre", name="CSCom Konna")
    assert "Orientation demandée" in officer.done(f"/cases/{case.id}/refer", {**form, "consent": "yes"})


def test_what_is_for_the_focal_points_leaves_the_list(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003007", words="Zanzibar le demande", type="complaint")
    refused = officer.post(f"/cases/{case.id}/confide", {"seen": version(office, case.id)})
    assert (refused.status_code, len(office.rows(SensitiveCase))) == (422, 0)
    page = sent(office, officer, case.id, "confide", sure="yes")
    assert "Les points focaux l’ont" in page
    assert "Zanzibar" not in page
    assert officer.get(f"/cases/{case.id}").status_code == 404
    assert len(office.rows(SensitiveCase)) == 1


@pytest.mark.parametrize(
    ("action", "form", "said"),
    [
        ("note", {"note": " "}, "Dites-le en peu de mots."),
        ("answer", {"answer": "x" * 481, "answer_outcome": "acted"}, "480 lettres au plus"),
        ("answer", {"answer": "Oui", "answer_outcome": "nothing"}, "Choisissez dans la liste."),
        ("hold", {"until": "2026-02-30", "hold_note": "x"}, "jour"),
        ("hold", {"until": "", "hold_note": "x"}, "Dites quel jour le cas revient."),
        ("hold", {"until": "2020-01-01", "hold_note": "x"}, "Choisissez un jour à venir"),
        ("assign", {"to": ""}, "Choisissez à qui."),
        ("call", {"call": ""}, "Dites si la personne a répondu."),
        ("close", {"close_outcome": "acted", "how": ""}, "Dites comment la personne a été informée"),
        ("reopen", {"why": "x"}, "est encore ouvert"),
        ("code", {"code": "thanks_kit"}, "Ce code n’est pas fait pour ce type"),
        ("change", {"type": "question", "criticality": "medium"}, "Rien n’a changé"),
        ("refer", {"service": "x", "consent": "yes"}, "Choisissez un service."),
        ("confide", {}, "Cochez la case"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    office: OfficeUnderTest, officer: Visitor, action: str, form: dict[str, str], said: str
) -> None:
    case = one(office, f"+2235000{3100 + len(office.rows(Case))}")
    before = version(office, case.id)
    answer = officer.post(f"/cases/{case.id}/{action}", {"seen": before, **form})
    assert answer.status_code == 422
    assert said in words(answer.text)
    typed = [value.strip() for name, value in form.items() if name in ("note", "answer", "hold_note", "until", "why")]
    assert all(value in answer.text for value in typed), "nothing is lost"
    assert version(office, case.id) == before


def test_a_form_of_before_says_that_the_case_has_changed_and_loses_nothing(
    office: OfficeUnderTest, officer: Visitor
) -> None:
    case = one(office, "+22350003008")
    seen = version(office, case.id)
    with office.world() as world:
        asked(world, case.person_id, "+22350003008", words="Alors, ce kit ?")
    form = {"seen": seen, "answer": "Je réponds à la première question.", "answer_outcome": "acted"}
    answer = officer.post(f"/cases/{case.id}/answer", form)
    assert answer.status_code == 409
    page = words(answer.text)
    assert "Quelqu’un d’autre a changé ce cas entre-temps" in page
    assert "Alors, ce kit ?" in page, "what is new stands there to be read"
    assert "Je réponds à la première question." in page
    assert now(office, case.id).state == "new"
    assert officer.post(f"/cases/{case.id}/answer", {**form, "seen": version(office, case.id)}).status_code == 303


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.READER])
def test_cases_are_not_for_everybody(office: OfficeUnderTest, staff_at: StaffAt, role: Role) -> None:
    case, visitor = one(office, f"+2235000{3200 + len(office.rows(Case))}"), staff_at(role)
    for path in ("/cases", f"/cases/{case.id}", "/cases/new"):
        assert visitor.get(path).status_code == 403
    assert visitor.post(f"/cases/{case.id}/note", {"note": "x"}).status_code == 403


def test_an_agent_reads_and_works_what_was_given_to_them_alone(office: OfficeUnderTest, staff_at: StaffAt) -> None:
    case, agent = one(office, "+22350003009"), staff_at(Role.FIELD_AGENT, places="ML0506")
    elsewhere = staff_at(Role.FIELD_AGENT, places="ML07")
    assert agent.get(f"/cases/{case.id}").status_code == 404
    assert agent.post(f"/cases/{case.id}/note", {"seen": "1", "note": "x"}).status_code == 404
    assert agent.post(f"/cases/{case.id}/telephone").status_code == 404
    with office.world() as world:
        lead = world.staff(Role.PROGRAMME_OFFICER, "+22350003010")
        desk.assign(at_desk(world, lead), case.id, UUID(str(agent.staff_id)))
    assert "Note gardée" in sent(office, agent, case.id, "note", note="Passé chez elle")
    assert elsewhere.get(f"/cases/{case.id}").status_code == 404


def test_there_is_no_page_of_a_case_that_is_none(office: OfficeUnderTest, officer: Visitor) -> None:
    case = one(office, "+22350003011")
    for path in ("/cases/none", f"/cases/{officer.staff_id}"):
        assert officer.get(path).status_code == 404
    for path in (
        f"/cases/{case.id}/explode",
        f"/cases/{officer.staff_id}/note",
        f"/cases/{officer.staff_id}/telephone",
    ):
        assert officer.post(path, {"note": "x"}).status_code == 404


def test_every_kind_of_event_has_its_words_in_both_languages(office: OfficeUnderTest, staff_at: StaffAt) -> None:
    case = one(office, "+22350003012")
    with office.world() as world:
        by = world.staff(Role.PROGRAMME_OFFICER, "+22350003013")
        answering.answer(at_desk(world, by), case.reference, "Lundi.", CaseOutcome.ACTED)
        desk.reopen(at_desk(world, by), case.reference, "Trop tôt")
        desk.change(at_desk(world, by), case.reference, CaseType.REQUEST)
        in_state(world, case.reference, "in_progress", calls_failed=3)
        for kind in ("hold_over", "unheard", "closed", "reopened", "repeat", "both words"):
            world.add(CaseEvent, case_id=case.id, kind=kind, at=world.now)
        for kind in (*(step.value for step in Step if step not in (Step.CHANGE, Step.CONFIDE)), "opened", "repeat"):
            world.add(CaseEvent, case_id=case.id, kind=kind, at=world.now, staff_id=by)
    french = staff_at(Role.PROGRAMME_OFFICER).read(f"/cases/{case.id}")
    english = staff_at(Role.PROGRAMME_OFFICER, language="en").read(f"/cases/{case.id}")
    assert "Réponse pas entendue : à rappeler" in french
    assert "Answer not heard: call them" in english
    assert "Not reached in 3 calls" in english
