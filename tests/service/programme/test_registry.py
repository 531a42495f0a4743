"""The file of a returnee: completed, corrected, withdrawn."""

from typing import Any

import pytest

from flows import effects as e
from service.models import AuditEvent, Case, Consent, Household, OptOut, Person, PersonPhone
from service.programme import registry
from service.programme.identity import NotIdentified
from service.programme.labels import COLLECTOR, STAYED
from tests.service.programme.world import AMINATA, World


def complete(world: World, **said: Any) -> Any:
    person = world.people()[0].id
    registry.complete_file(world.call(person=person), e.CompleteFile(**said))
    return world.people()[0]


def test_everything_that_can_be_said(world: World) -> None:
    person_id, _ = world.register(role="woman")
    person = complete(
        world,
        head_sex="male",
        children_under_6=2.0,
        children=0.0,
        adults=3.0,
        elders=1.0,
        left="2012-03",
        stayed="bamako",
        returned="2014",
        status="returnee",
        vulnerability="pregnant chronic_illness",
        disability="yes",
        wish="fishing",
        collector="Oumar Traoré",
        answers_phone="spouse",
        consent_sharing="no",
    )
    household = world.one(Household)
    assert (household.band_0_5, household.band_6_17, household.band_18_59, household.band_60) == (2, 0, 3, 1)
    assert (household.size, household.head_sex, household.head_person_id) == (6, "male", None)
    assert (person.left_on, person.returned_on, person.status, person.wish) == (
        "2012-03",
        "2014",
        "returnee",
        "fishing",
    )
    assert person.vulnerability.split() == ["pregnant", "chronic_illness", "disability"]
    assert (person.head, person.file_complete) == (False, True)
    assert world.vault.open(STAYED, person_id, person.stayed) == "bamako"
    assert world.vault.open(COLLECTOR, person_id, person.collector) == "Oumar Traoré"
    assert world.one(PersonPhone).relation == "shared"
    assert [(row.purpose, row.given) for row in world.rows(Consent)] == [("registration", True), ("sharing", False)]


def test_a_blank_changes_nothing(world: World) -> None:
    world.register()
    complete(world, status="idp", wish="sewing", children=4.0, vulnerability="pregnant", disability="yes")
    before, household = world.one(Person), world.one(Household)
    after = complete(world)
    changed = {name for name in after._fields if getattr(after, name) != getattr(before, name)}
    assert (changed, world.one(Household)) == (set(), household)
    assert len(world.rows(Consent)) == 1


@pytest.mark.parametrize(
    ("role", "head_sex", "said", "found"),
    [
        ("woman_head", "", "none", "woman_head"),
        ("woman_head", "", "single_parent", "single_parent woman_head"),
        ("woman", "female", "none", "woman_head"),
        ("man", "female", "none", "woman_head"),
        ("man_head", "", "none", ""),
        ("woman_head", "male", "none", ""),
        ("woman", "me", "", "woman_head"),
        ("man", "me", "", ""),
    ],
)
def test_a_household_headed_by_a_woman_is_known_without_asking(
    world: World, role: str, head_sex: str, said: str, found: str
) -> None:
    world.register(role=role)
    assert complete(world, head_sex=head_sex, vulnerability=said).vulnerability == found


def test_whoever_heads_the_household_after_all(world: World) -> None:
    person_id, _ = world.register(role="man")
    person = complete(world, head_sex="me")
    assert (person.head, world.one(Household).head_person_id, world.one(Household).head_sex) == (
        True,
        person_id,
        "male",
    )


def test_whoever_does_not_head_it_after_all(world: World) -> None:
    world.register(role="woman_head")
    person = complete(world, head_sex="male")
    assert (person.head, world.one(Household).head_person_id, world.one(Household).head_sex) == (False, None, "male")


@pytest.mark.parametrize(("answer", "found"), [("yes", "disability"), ("no", ""), ("unsaid", "disability")])
def test_disability_is_taken_back_by_a_no_only(world: World, answer: str, found: str) -> None:
    world.register(role="man_head")
    complete(world, disability="yes")
    assert complete(world, disability=answer).vulnerability == found


@pytest.mark.parametrize(("answer", "relation"), [("self", "own"), ("child", "shared"), ("neighbour", "contact")])
def test_who_answers_the_phone(world: World, answer: str, relation: str) -> None:
    world.register()
    complete(world, answers_phone=answer)
    assert world.one(PersonPhone).relation == relation


def test_a_village_is_corrected_and_the_one_before_is_kept(world: World) -> None:
    person_id, _ = world.register()
    registry.correct_village(world.call(person=person_id), e.CorrectVillage("ML050604"))
    assert world.one(Person).place == "ML050604"
    event = world.rows(AuditEvent)[-1]
    assert (event.action, event.subject_id, event.detail) == (
        "village corrected",
        str(person_id),
        "ML050605 > ML050604",
    )


def test_withdrawing_opens_a_case_and_stops_messages(world: World) -> None:
    person_id, _ = world.register()
    told = registry.withdraw(world.call(person=person_id), e.WithdrawMyData())
    case = world.one(Case)
    assert (case.type, case.topic, case.criticality, case.person_id) == ("request", "withdraw", "high", person_id)
    assert told == {
        "reference": " ".join((case.reference[:2], case.reference[2:4], case.reference[4:])),
        "promised": "27/11/2026",
    }
    assert (world.one(OptOut).scope, world.sent_to(AMINATA)) == ("", ["card", "stop"])
    assert world.one(Person).state == "active", "a person of the team makes the data anonymous, nobody else"


def test_withdrawing_twice_is_one_request(world: World) -> None:
    person_id, _ = world.register()
    first = registry.withdraw(world.call(person=person_id), e.WithdrawMyData())
    assert registry.withdraw(world.call(person=person_id), e.WithdrawMyData()) == first
    assert (len(world.rows(Case)), len(world.rows(OptOut))) == (1, 1)


def test_a_phone_that_serves_others_keeps_its_messages(world: World) -> None:
    person_id, _ = world.register()
    world.register(name="Oumar Traoré", behalf="relative", role="man")
    registry.withdraw(world.call(person=person_id), e.WithdrawMyData())
    assert world.rows(OptOut) == []


def test_business_types_in_their_order(world: World) -> None:
    for code in ("sewing", "fishing"):
        world.business(type=code)
    assert [choice.id for choice in registry.business_types(world.db)] == ["sewing", "fishing"]
    assert registry.business_types(world.db)[1].named("bam") == "fishing"


def test_nobody_identified_changes_nothing(world: World) -> None:
    with pytest.raises(NotIdentified):
        registry.correct_village(world.call(), e.CorrectVillage("ML050604"))
    with pytest.raises(NotIdentified):
        registry.complete_file(world.call(), e.CompleteFile())
    with pytest.raises(NotIdentified):
        registry.withdraw(world.call(), e.WithdrawMyData())
