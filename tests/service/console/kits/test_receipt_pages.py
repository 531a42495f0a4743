"""Receipts and deliveries in the console: both words, who is believed, the case of it, and what the office does."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from service.models import Case, Delivery, Receipt
from service.models.staff import Role
from service.programme import tables as t
from tests.service.console.kits.field import Field, field
from tests.support.office import OfficeUnderTest, Visitor, words

StaffAt = Callable[..., Visitor]


@pytest.fixture
def differing(office: OfficeUnderTest) -> Field:
    """Of four nets three came, says the returnee."""
    made = field(office)
    with office.world() as world:
        made.said(world)
    return made


def counts(there: Field, nets: int, canoes: int = 1) -> dict[str, str]:
    return {f"item-{there.net}": str(nets), f"item-{there.canoe}": str(canoes)}


def test_a_difference_stands_in_the_list_item_by_item(officer: Visitor, differing: Field) -> None:
    page = officer.read(f"/kits/receipts?state=differs&where={differing.place}")
    assert "Écart" in page
    assert "filets 4 3 ≠ pirogue 1 1" in page
    assert "Aucune livraison ici." in officer.read(f"/kits/receipts?state=confirmed&where={differing.place}")


def test_a_delivery_says_who_is_believed_and_why(officer: Visitor, differing: Field) -> None:
    page = officer.read(f"/kits/deliveries/{differing.which}")
    assert "Boubacar M." in page
    assert "filets 4 4 3 ≠" in page
    assert "Une partie. Compte. C’est sa dernière parole." in page


def test_an_agent_sees_their_villages_and_the_cases_that_are_theirs(
    office: OfficeUnderTest, officer: Visitor, staff_at: StaffAt, differing: Field
) -> None:
    theirs, other = (staff_at(Role.FIELD_AGENT, places=place) for place in (differing.place, "ML050604"))
    where = f"/kits/deliveries/{differing.which}"
    assert other.get(where).status_code == 404
    assert str(differing.which) not in other.page("/kits/receipts")
    assert str(differing.which) in theirs.page("/kits/receipts")
    (case,) = office.rows(Case, delivery_id=differing.which)
    link = f"/cases/{case.id}"
    assert (link in officer.page(where), link in theirs.page(where)) == (True, False)
    with office.world() as world:
        world.db.execute(update(t.case).where(t.case.c.id == case.id).values(assigned_to=theirs.staff_id))
    assert link in theirs.page(where)
    for change in ("record", "word"):
        assert theirs.post(f"{where}/{change}", counts(differing, 4)).status_code == 403


def test_what_was_asked_in_return_is_not_for_whoever_brought_it(
    staff_at: StaffAt, officer: Visitor, differing: Field
) -> None:
    where = f"/kits/deliveries/{differing.which}"
    agent = staff_at(Role.FIELD_AGENT, places=differing.place)
    assert ("Demandé en échange" in officer.read(where), "Demandé en échange" in agent.read(where)) == (True, False)


def test_the_office_corrects_the_agents_word(office: OfficeUnderTest, officer: Visitor, differing: Field) -> None:
    where = f"/kits/deliveries/{differing.which}"
    page = officer.done(f"{where}/record", {"on": "2026-11-19", **counts(differing, 3)})
    assert "La livraison est notée." in page
    (row,) = office.rows(Delivery, id=differing.which)
    assert (row.differs, str(row.delivered_on), row.recorded_by) == (False, "2026-11-19", differing.agent)


def test_the_office_takes_down_what_the_person_says(
    office: OfficeUnderTest, officer: Visitor, differing: Field
) -> None:
    where = f"/kits/deliveries/{differing.which}"
    assert "Dit au bureau." in officer.done(f"{where}/word", {"person": str(differing.person), **counts(differing, 4)})
    (row,) = office.rows(Delivery, id=differing.which)
    assert (row.state, row.differs) == ("confirmed", False)
    assert [one.counted for one in office.rows(Receipt, delivery_id=differing.which)] == [False, True]


@pytest.mark.parametrize(
    ("change", "form", "why"),
    [
        ("record", {"on": "2026-11-19"}, "Dites pour chaque article combien sont venus, en chiffres"),
        ("record", {"on": ""}, "Dites le jour."),
        ("record", {"on": "2027-01-01", "nets": "4"}, "Ce jour n’est pas encore venu"),
        ("record", {"on": "2026-11-19", "nets": "0", "canoes": "0"}, "Rien n’est venu"),
        ("word", {"nets": "4"}, "Dites qui le dit."),
        ("word", {"person": "rubbish", "nets": "4"}, "Dites qui le dit."),
    ],
)
def test_what_is_wrong_is_said(
    office: OfficeUnderTest, officer: Visitor, differing: Field, change: str, form: dict[str, str], why: str
) -> None:
    typed = dict(form)
    if "nets" in typed:
        typed |= counts(differing, int(typed.pop("nets")), int(typed.pop("canoes", "1")))
    answer = officer.post(f"/kits/deliveries/{differing.which}/{change}", typed)
    assert (answer.status_code, why in words(answer.text)) == (422, True), words(answer.text)
    assert office.rows(Delivery, id=differing.which)[0].differs


class TestByCard:
    """A delivery noted by a card."""

    def form(self, there: Field, **more: str) -> dict[str, str]:
        return {"card": there.card, "kit": there.code, "on": "2026-11-20", **more}

    def test_first_whose_it_is_then_how_many_came(self, office: OfficeUnderTest, officer: Visitor) -> None:
        there = field(office, state="planned")
        look = officer.post("/kits/record", self.form(there))
        assert "Aminata T." in words(look.text)
        assert f'name="item-{there.net}"' in look.text
        assert "La livraison est notée." in officer.done(
            "/kits/record", self.form(there, counted="yes", **counts(there, 4))
        )
        (row,) = office.rows(Delivery, id=there.which)
        assert (row.state, row.recorded_by, row.recorded_how) == ("delivered", officer.staff_id, "console")
        again = officer.post("/kits/record", self.form(there, counted="yes", **counts(there, 4)))
        assert "est déjà noté comme livré le 20/11/2026" in words(again.text)
        assert "La livraison est notée." in officer.done(
            "/kits/record", self.form(there, counted="yes", correct="yes", **counts(there, 2))
        )

    def test_a_card_that_nobody_has(self, officer: Visitor, differing: Field) -> None:
        answer = officer.post("/kits/record", self.form(differing, card="123 456 789"))
        assert (answer.status_code, "Personne n’a de carte avec ce code." in words(answer.text)) == (422, True)
        assert 'value="123 456 789"' in answer.text
