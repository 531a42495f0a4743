"""Referrals in the console: the lists, the facilities, and one on its way to somebody who helps."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from service.models import AuditEvent, Care, Facility, Referral
from service.models.staff import Role
from service.programme.casedesk import asking
from tests.service.programme.casedesk.deskwork import at_desk
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


@pytest.fixture(scope="module")
def centre(office: OfficeUnderTest) -> UUID:
    with office.world() as world:
        made = world.add(Facility, kind="health_centre", name="CSCom Konna")
        world.add(Facility, kind="specialised", name="Structure de Sévaré")
        return UUID(str(made))


def wanted(office: OfficeUnderTest, number: str, service: str = "health_centre") -> Any:
    """A referral that somebody asked for, and agreed to."""
    with office.world() as world:
        known = {row.id for row in world.rows(Referral)}
        person = world.register(number)[0]
        by = world.staff(Role.PROGRAMME_OFFICER, f"{number}9")
        asking.ask_for(at_desk(world, by), person, service, consented=True, reason="Dort mal la nuit")
        return next(row for row in world.rows(Referral) if row.id not in known)


def version(visitor: Visitor, which: UUID) -> str:
    return visitor.page(f"/referrals/{which}").split('name="seen" value="')[1].split('"')[0]


def sent(visitor: Visitor, which: UUID, action: str, **form: str) -> str:
    return visitor.done(f"/referrals/{which}/{action}", {"seen": version(visitor, which), **form})


def test_from_asked_for_to_treated(office: OfficeUnderTest, officer: Visitor, centre: UUID) -> None:
    row = wanted(office, "+2235000600")
    assert "Aminata T." in officer.read("/referrals")
    page = officer.read(f"/referrals/{row.id}")
    assert "Dort mal la nuit" in page
    assert [event.action for event in office.rows(AuditEvent, subject_id=str(row.id))] == ["referral read"]
    assert "CSCom Konna" in sent(officer, row.id, "refer", facility=str(centre))
    assert "CSCom Konna" in officer.read("/referrals?state=referred")
    assert "compte comme soin reçu" in sent(officer, row.id, "received")
    (care,) = office.rows(Care, person_id=row.person_id)
    assert care.facility_id == centre
    done = sent(officer, row.id, "close", outcome="treated", how="call")
    assert "Orientation terminée" in done
    assert "Dort mal" not in officer.read("/referrals?state=closed")
    loads = officer.read("/referrals/facilities")
    assert "CSCom Konna" in loads
    assert "Structure spécialisée" in loads


def test_a_form_of_before_sends_nobody_elsewhere(office: OfficeUnderTest, officer: Visitor, centre: UUID) -> None:
    row = wanted(office, "+2235000601")
    seen = version(officer, row.id)
    sent(officer, row.id, "refer", facility=str(centre))
    answer = officer.post(f"/referrals/{row.id}/refer", {"seen": seen, "facility": str(centre)})
    assert answer.status_code == 409
    assert "a changé cette orientation" in words(answer.text)


def test_what_is_wrong_is_said(office: OfficeUnderTest, officer: Visitor, centre: UUID) -> None:
    row = wanted(office, "+2235000602")
    seen = version(officer, row.id)
    (other,) = [one for one in office.rows(Facility) if one.kind == "specialised"]
    for action, form, said in (
        ("refer", {"facility": ""}, "Choisissez où la personne va."),
        ("refer", {"facility": str(other.id)}, "L’accord est pour un autre service"),
        ("refer", {"facility": str(centre), "referred_on": "2031-01-01"}, "Ce jour est encore à venir."),
        ("refer", {"facility": str(centre), "referred_on": "demain"}, "jour"),
        ("received", {}, "en est déjà plus loin"),
        ("close", {"outcome": "treated", "how": "call"}, "ne peut pas finir ainsi"),
        ("close", {"outcome": "fine"}, "Choisissez dans la liste."),
    ):
        answer = officer.post(f"/referrals/{row.id}/{action}", {"seen": seen, **form})
        assert answer.status_code == 422, action
        assert said in words(answer.text)
    assert officer.post(f"/referrals/{row.id}/explode").status_code == 404
    assert officer.get(f"/referrals/{officer.staff_id}").status_code == 404
    assert officer.post(f"/referrals/{officer.staff_id}/refer", {"seen": seen}).status_code == 404


def test_a_service_narrows_the_list(office: OfficeUnderTest, officer: Visitor) -> None:
    wanted(office, "+2235000603", "counselling")
    assert "Écoute" in officer.read("/referrals?service=counselling").split("Cas")[-2]
    assert "Aminata" not in officer.read("/referrals?service=specialised")


@pytest.mark.parametrize("role", [Role.FIELD_AGENT, Role.FOCAL_POINT, Role.READER])
def test_who_is_referred_is_for_the_office(office: OfficeUnderTest, staff_at: StaffAt, role: Role) -> None:
    visitor = staff_at(role)
    for path in ("/referrals", "/referrals/facilities", f"/referrals/{visitor.staff_id}"):
        assert visitor.get(path).status_code == 403


def test_it_speaks_english(office: OfficeUnderTest, staff_at: StaffAt) -> None:
    row = wanted(office, "+2235000604")
    visitor = staff_at(Role.ADMINISTRATOR, language="en")
    assert "Consent given on" in visitor.read(f"/referrals/{row.id}")
    assert "People cared for" in visitor.read("/referrals/facilities")
    assert "Referrals" in visitor.read("/referrals")
