"""Distributions in the console: seen, planned, moved, cancelled; each member of staff theirs."""

from collections.abc import Callable

import pytest

from service.models import Delivery, Distribution
from service.models.staff import Role
from tests.service.console.kits.field import Field, field
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


@pytest.fixture
def planned(office: OfficeUnderTest) -> Field:
    return field(office, state="planned")


def test_a_list_leads_to_a_distribution_and_it_to_its_deliveries(officer: Visitor, planned: Field) -> None:
    page = officer.page(f"/kits?where={planned.place}")
    assert f"/kits/distributions/{planned.distribution}" in page
    assert "prévue" in words(page)
    one = officer.page(f"/kits/distributions/{planned.distribution}")
    assert f"/kits/deliveries/{planned.which}" in one
    assert "Aminata T." in words(one)
    assert "1 Encore à livrer" in words(one)


def test_in_english(staff_at: StaffAt, planned: Field) -> None:
    officer = staff_at(Role.PROGRAMME_OFFICER, language="en")
    assert "How far it is planned" in officer.read(f"/kits/distributions/{planned.distribution}")
    assert "There is no place 'Nowhere at all'" in officer.read("/kits?where=Nowhere at all")


@pytest.mark.parametrize(
    "filters", ["phase=planned", "phase=under_way", "kit=nothing", "after=rubbish", "phase=rubbish"]
)
def test_whatever_an_address_asks_for_is_answered(officer: Visitor, planned: Field, filters: str) -> None:
    page = officer.page(f"/kits?{filters}&where={planned.place}")
    assert (str(planned.distribution) in page) == (filters.split("=")[1] in ("planned", "rubbish"))


def test_an_agent_sees_those_of_their_villages_and_changes_none(staff_at: StaffAt, planned: Field) -> None:
    theirs, other = (staff_at(Role.FIELD_AGENT, places=place) for place in (planned.place, "ML050604"))
    assert str(planned.distribution) in theirs.page("/kits")
    assert str(planned.distribution) not in other.page("/kits")
    where = f"/kits/distributions/{planned.distribution}"
    assert theirs.get(where).status_code == 200
    assert other.get(where).status_code == 404
    assert "/move" not in theirs.page(where)
    assert theirs.post(f"{where}/cancel", {"sure": "yes"}).status_code == 403
    assert theirs.get("/kits/plan").status_code == 403


def test_what_has_not_come_is_put_on_another_day(office: OfficeUnderTest, officer: Visitor, planned: Field) -> None:
    where = f"/kits/distributions/{planned.distribution}"
    assert "La date est changée." in officer.done(f"{where}/move", {"on": "2026-12-05"})
    (row,) = office.rows(Delivery, id=planned.which)
    assert str(row.planned_on) == "2026-12-05"
    for typed, why in (("", "Dites le jour."), ("soon", "Ce n’est pas un jour")):
        answer = officer.post(f"{where}/move", {"on": typed})
        assert answer.status_code == 422
        assert why in words(answer.text)


def test_what_has_not_come_is_cancelled_by_whoever_is_sure(
    office: OfficeUnderTest, officer: Visitor, planned: Field
) -> None:
    where = f"/kits/distributions/{planned.distribution}"
    answer = officer.post(f"{where}/cancel", {})
    assert (answer.status_code, "Cochez la case" in words(answer.text)) == (422, True)
    assert "Livraisons annulées : 1." in officer.done(f"{where}/cancel", {"sure": "yes"})
    assert office.rows(Distribution, id=planned.distribution)[0].state == "cancelled"
    again = officer.post(f"{where}/cancel", {"sure": "yes"})
    assert "est annulée : elle ne change plus." in words(again.text)


class TestPlanning:
    def form(self, there: Field, **more: str) -> dict[str, str]:
        return {"kit": there.code, "village": there.place, "on": "2026-12-01", "cards": there.card, **more}

    def test_first_for_how_many_then_the_plan(self, office: OfficeUnderTest, officer: Visitor, planned: Field) -> None:
        before = len(office.rows(Distribution))
        look = officer.post("/kits/plan", self.form(planned, again="yes"))
        assert "1 livraison serait prévue." in words(look.text)
        assert len(office.rows(Distribution)) == before
        page = officer.done("/kits/plan", self.form(planned, again="yes", sure="yes"))
        assert "Distribution prévue : 1 livraisons." in page
        assert len(office.rows(Distribution)) == before + 1

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({}, "tout le monde a un kit"),
            ({"cards": "123456789"}, "Ligne 1 : personne n’a ce code de carte (…89)."),
            ({"village": ""}, "Dites le village."),
            ({"village": "Nulle Part"}, "Il n’y a pas de village ni de commune 'Nulle Part'."),
            ({"on": ""}, "Dites le jour."),
            ({"kit": "rubbish"}, "Il n’y a pas de kit 'rubbish'."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, officer: Visitor, planned: Field, changed: dict[str, str], why: str
    ) -> None:
        form = self.form(planned, **changed)
        answer = officer.post("/kits/plan", form)
        assert answer.status_code == 422
        assert why in words(answer.text)
        assert form["cards"] in answer.text
