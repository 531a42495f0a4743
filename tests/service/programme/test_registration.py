"""A registration: its rows, its card, its text; and the same person not twice."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows.codes import is_valid
from service.models import AuditEvent, Consent, Household, NameToken, Person, PersonPhone
from service.programme import identity
from service.programme import tables as t
from service.programme.consents import NoConsent
from service.programme.labels import CARD, CODE, GUARDIAN, NAME
from service.programme.registration import register_returnee
from tests.service.programme.world import AGENT, AMINATA, NOW, OUMAR, World, registration


def test_a_woman_who_heads_her_household(world: World) -> None:
    person_id, code = world.register()
    person, household = world.one(Person), world.one(Household)
    assert (person.sex, person.head, person.birth_year, person.place, person.origin, person.language) == (
        "female",
        True,
        1980,
        "ML050605",
        "self",
        "fr",
    )
    assert (person.vulnerability, person.file_complete, person.registered_at) == ("woman_head", False, NOW)
    assert (household.head_person_id, household.head_sex, household.size, household.place) == (
        person_id,
        "female",
        6,
        "ML050605",
    )
    assert world.vault.open(NAME, person_id, person.name) == "Aminata Traoré"
    assert world.vault.open(CODE, person_id, person.code) == code
    assert person.code_mac == world.vault.index(CARD, code)


def test_the_card_is_nine_digits_with_a_check_digit(world: World) -> None:
    told = register_returnee(world.call(), registration())["card_code"]
    code = told.replace(" ", "")
    assert (len(told), len(code), is_valid(code), code[0] != "0") == (11, 9, True, True)


@pytest.mark.parametrize(
    ("role", "sex", "head", "head_sex"),
    [
        ("woman_head", "female", True, "female"),
        ("man_head", "male", True, "male"),
        ("woman", "female", False, ""),
        ("man", "male", False, ""),
    ],
)
def test_roles(world: World, role: str, sex: str, head: bool, head_sex: str) -> None:
    world.register(role=role)
    person, household = world.one(Person), world.one(Household)
    assert (person.sex, person.head, household.head_sex) == (sex, head, head_sex)
    assert (household.head_person_id == person.id) is head


def test_consent_is_kept_with_the_words_that_were_shown(world: World) -> None:
    world.register()
    row = world.one(Consent)
    assert (row.purpose, row.given, row.channel, row.version, row.at) == ("registration", True, "ussd", "digest", NOW)


@pytest.mark.parametrize("answer", ["no", ""])
def test_without_consent_nothing_is_written(world: World, answer: str) -> None:
    with pytest.raises(NoConsent):
        register_returnee(world.call(), registration(consent=answer))
    assert world.people() == []


def test_a_minor_has_a_named_adult(world: World) -> None:
    person_id, _ = world.register(guardian="Oumar Traoré", birth_year=2012.0, role="man")
    assert world.vault.open(GUARDIAN, person_id, world.one(Person).guardian) == "Oumar Traoré"


def test_names_are_found_by_tokens_only(world: World) -> None:
    world.register()
    kinds = {row.kind for row in world.rows(NameToken)}
    assert kinds == {"word", "prefix", "sound"}
    assert {len(row.token) for row in world.rows(NameToken)} == {16}


def test_the_caller_gets_the_card_by_sms(world: World) -> None:
    _, code = world.register()
    ((number, kind, body),) = world.texts()
    assert (number, kind) == (AMINATA, "card")
    assert " ".join((code[:3], code[3:6], code[6:])) in body
    assert "Aminata" not in body


def test_a_relative_is_reached_by_the_shared_phone(world: World) -> None:
    person_id, _ = world.register(behalf="relative", name="Oumar Cissé", role="man")
    assert world.one(PersonPhone).relation == "shared"
    assert world.sent_to(AMINATA) == ["card"]
    assert [row.id for row in identity.people_on(world.db, world.call().phone_id)] == [person_id]


def agent_registers(world: World, staff: UUID, **changes: Any) -> str:
    ctx = world.call(AGENT, staff=staff)
    return register_returnee(ctx, registration(behalf="agent", **changes))["card_code"]


def test_an_agent_registers_somebody_with_a_phone(world: World) -> None:
    staff = world.staff()
    agent_registers(world, staff, phone=OUMAR)
    assert [row.origin for row in world.people()] == ["agent"]
    assert (world.sent_to(OUMAR), world.sent_to(AGENT)) == (["card"], [])
    assert len(identity.people_on(world.db, world.call(OUMAR).phone_id)) == 1
    assert identity.people_on(world.db, world.call(AGENT).phone_id) == []
    assert world.rows(AuditEvent, action="registered")[0].actor == str(staff)


@pytest.mark.parametrize("phone", ["", AGENT])
def test_an_agent_registers_somebody_without_a_phone(world: World, phone: str) -> None:
    """The agent's own number is nobody else's."""
    agent_registers(world, world.staff(), phone=phone)
    assert (world.texts(), world.rows(PersonPhone), len(world.people())) == ([], [], 1)


def test_the_same_person_is_not_registered_twice(world: World) -> None:
    first = register_returnee(world.call(), registration())
    world.passes(minutes=9)
    assert register_returnee(world.call(), registration(name="aminata TRAORE", household_size=7.0)) == first
    assert (len(world.people()), world.sent_to(AMINATA)) == (1, ["card"])


def test_an_agent_does_not_register_the_same_person_twice(world: World) -> None:
    staff = world.staff()
    first = agent_registers(world, staff)
    assert agent_registers(world, staff) == first
    assert len(world.people()) == 1


@pytest.mark.parametrize(
    "changes",
    [{"name": "Aminata Touré"}, {"birth_year": 1981.0}, {"role": "man"}],
)
def test_another_person_of_the_same_phone(world: World, changes: dict[str, Any]) -> None:
    world.register()
    register_returnee(world.call(), registration(**changes))
    assert len(world.people()) == 2


def test_a_namesake_of_another_phone_or_later_is_another_person(world: World) -> None:
    world.register()
    world.register(OUMAR)
    world.passes(minutes=11)
    world.register()
    assert len(world.people()) == 3


def test_a_withdrawn_person_may_register_again(world: World) -> None:
    world.register()
    world.db.execute(update(t.person).values(state="withdrawn"))
    register_returnee(world.call(), registration())
    assert len(world.people()) == 2


def test_codes_and_references_do_not_repeat(world: World) -> None:
    codes = {world.register(name=f"Awa {chr(65 + n)}oumba")[1] for n in range(20)}
    assert len(codes) == 20
