"""A case that staff open for somebody who stands before them."""

import pytest

from service.models import Staff, table_of
from service.models.case import CaseType
from service.models.staff import Role
from service.programme.casedesk import opening
from service.programme.casedesk.opening import Heard
from service.programme.casedesk.steps import CaseError
from service.programme.labels import CASE_WORDS
from service.programme.people.holder import PeopleError
from tests.service.programme.casedesk.deskwork import OTHER, asked, at_desk, audited, kinds, officer, the_case
from tests.service.programme.world import AGENT, AMINATA, FOCAL, World

SAYS = Heard(CaseType.COMPLAINT, "  Il manque   un filet ")


def test_it_is_a_case_like_one_by_phone(world: World) -> None:
    by, person = officer(world), world.register()[0]
    told = opening.open_for(at_desk(world, by), person, SAYS)
    row = the_case(world, told.reference.replace(" ", ""))
    assert (row.id, row.type, row.criticality, row.state, row.person_id) == (
        told.case_id,
        "complaint",
        "high",
        "new",
        person,
    )
    assert world.vault.open(CASE_WORDS, row.id, row.words) == "Il manque un filet"
    assert (kinds(world, row.reference), world.sent_to(AMINATA)[-1]) == (["opened"], "case")
    assert audited(world) == [(str(by), "case opened")]


def test_it_joins_what_is_open_on_the_same_matter(world: World) -> None:
    by, person = officer(world), world.register()[0]
    first = opening.open_for(at_desk(world, by), person, SAYS)
    again = opening.open_for(at_desk(world, by), person, SAYS)
    assert (first.joined, again.joined, again.case_id) == (False, True, first.case_id)
    assert kinds(world, first.reference.replace(" ", "")) == ["opened", "repeat"]


def test_nobody_is_told_where_that_is_not_wanted(world: World) -> None:
    by, person = officer(world), world.register()[0]
    before = world.sent_to(AMINATA)
    opening.open_for(at_desk(world, by), person, Heard(CaseType.QUESTION, "Quand ?", tells=False))
    assert world.sent_to(AMINATA) == before


def test_somebody_whom_nobody_knows_may_have_one_too(world: World) -> None:
    by = officer(world)
    told = opening.open_without(at_desk(world, by), "76 12 34 56", SAYS)
    assert world.sent_to("+22376123456") == ["case"]
    assert the_case(world, told.reference.replace(" ", "")).phone_id is not None
    nameless = opening.open_without(at_desk(world, by), "", Heard(CaseType.REPORT, "Un vol au marché"))
    row = the_case(world, nameless.reference.replace(" ", ""))
    assert (row.phone_id, row.person_id) == (None, None)


def test_a_number_of_somebody_registered_is_theirs(world: World) -> None:
    world.register("+22376123456")
    with pytest.raises(CaseError, match="Somebody is registered on this number"):
        opening.open_without(at_desk(world, officer(world)), "76123456", SAYS)


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [("12", "Un mot", "no phone number"), ("", " ", "few words"), ("", "x" * 2001, "2000 characters")],
)
def test_what_is_wrong_is_said(world: World, number: str, words: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        opening.open_without(at_desk(world, officer(world)), number, Heard(CaseType.QUESTION, words))


def test_what_an_agent_opens_is_theirs(world: World) -> None:
    agent, person = world.staff(number=AGENT), world.register()[0]
    told = opening.open_for(at_desk(world, agent), person, SAYS)
    row = the_case(world, told.reference.replace(" ", ""))
    assert (row.assigned_to, row.state) == (agent, "assigned")
    others = asked(world, type="complaint", number=OTHER)
    assert the_case(world, others).assigned_to is None


def test_an_agent_opens_none_for_other_villages(world: World) -> None:
    agent, person = world.staff(number=AGENT), world.register()[0]
    world.db.execute(table_of(Staff).update().where(table_of(Staff).c.id == agent).values(places="ML050604"))
    with pytest.raises(PeopleError):
        opening.open_for(at_desk(world, agent), person, SAYS)


def test_a_closed_file_has_none(world: World) -> None:
    with pytest.raises(CaseError, match="file is closed"):
        opening.open_for(at_desk(world, officer(world)), world.staff(Role.FOCAL_POINT, FOCAL), SAYS)
