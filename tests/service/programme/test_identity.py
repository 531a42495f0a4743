"""Who is calling: phones, the people on them, cards, the second fact, and joining from a new SIM."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, PersonPhone, Phone
from service.models.person import PersonState
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme import identity
from service.programme import tables as t
from service.programme.phones import link, number_of, phone_named
from tests.service.programme.world import AGENT, AMINATA, FOCAL, NOW, OUMAR, World


def test_a_phone_is_made_once_and_its_number_sealed(world: World) -> None:
    first = identity.phone_for(world.db, world.vault, AMINATA, NOW)
    assert identity.phone_for(world.db, world.vault, AMINATA, NOW) == first
    row = world.one(Phone)
    assert (row.operator, row.state, row.language, row.first_seen) == ("telecel", "new", "", NOW)
    assert AMINATA.encode() not in row.number
    assert number_of(world.db, world.vault, first.id) == AMINATA


@pytest.mark.parametrize(("hours", "is_written"), [(1, False), (23, False), (24, True), (200, True)])
def test_last_seen_is_written_once_a_day(world: World, hours: int, is_written: bool) -> None:
    identity.phone_for(world.db, world.vault, AMINATA, NOW)
    later = NOW + timedelta(hours=hours)
    identity.phone_for(world.db, world.vault, AMINATA, later)
    assert world.one(Phone).last_seen == (later if is_written else NOW)


def test_a_phone_that_was_only_told_of_was_not_seen(world: World) -> None:
    identity.phone_for(world.db, world.vault, AMINATA, NOW)
    phone_named(world.db, world.vault, AMINATA, NOW + timedelta(days=3), language="bam")
    assert (world.one(Phone).last_seen, world.one(Phone).language) == (NOW, "")


def test_people_come_in_the_order_of_their_links(world: World) -> None:
    aminata, _ = world.register()
    oumar, _ = world.register(name="Oumar Traoré", behalf="relative", role="man")
    phone = world.call().phone_id
    assert [row.id for row in identity.people_on(world.db, phone)] == [aminata, oumar]
    assert [row.place for row in identity.people_on(world.db, phone)] == ["ML050605", "ML050605"]


@pytest.mark.parametrize("state", [PersonState.WITHDRAWN, PersonState.MERGED])
def test_only_active_people_are_on_a_phone(world: World, state: PersonState) -> None:
    aminata, code = world.register()
    world.db.execute(update(t.person).where(t.person.c.id == aminata).values(state=state))
    assert identity.people_on(world.db, world.call().phone_id) == []
    assert identity.find_card(world.call(), code).state == "unknown"


def test_an_ended_link_is_no_link_until_it_is_taken_up(world: World) -> None:
    aminata, _ = world.register()
    world.db.execute(update(t.person_phone).values(until=NOW))
    phone = world.call().phone_id
    assert identity.people_on(world.db, phone) == []
    assert link(world.db, aminata, phone, PhoneRelation.OWN, "card", NOW)
    assert [row.id for row in identity.people_on(world.db, phone)] == [aminata]
    assert not link(world.db, aminata, phone, PhoneRelation.OWN, "card", NOW)
    assert len(world.rows(PersonPhone)) == 1


@pytest.mark.parametrize(
    ("role", "is_agent"),
    [
        (Role.FIELD_AGENT, True),
        (Role.PROGRAMME_OFFICER, True),
        (Role.FOCAL_POINT, False),
        (Role.ADMINISTRATOR, False),
        (Role.READER, False),
    ],
)
def test_whose_phone_opens_the_agents_menu(world: World, role: Role, is_agent: bool) -> None:
    staff = world.staff(role)
    found = identity.staff_of(world.db, identity.phone_for(world.db, world.vault, AGENT, NOW).number_mac)
    assert (found.id if found else None) == (staff if is_agent else None)


def test_staff_who_left_are_nobody(world: World) -> None:
    world.staff()
    world.db.execute(update(t.staff).values(active=False))
    mac = identity.phone_for(world.db, world.vault, AGENT, NOW).number_mac
    assert identity.staff_of(world.db, mac) is None


def test_a_language_is_the_phone_s_and_the_person_s(world: World) -> None:
    aminata, _ = world.register()
    identity.choose_language(world.call(), e.ChooseLanguage("en"))
    assert [row.language for row in world.people()] == ["fr"]
    identity.choose_language(world.call(person=aminata), e.ChooseLanguage("en"))
    assert [row.language for row in world.people()] == ["en"]
    assert world.one(Phone).language == "en"


def test_a_card_gives_the_short_name(world: World) -> None:
    aminata, code = world.register()
    found = identity.find_card(world.call(OUMAR), code)
    assert (found.state, dict(found.values)) == (
        "ok",
        {"person": str(aminata), "person_name": "Aminata T.", "place": "ML050605"},
    )


def test_another_code_is_unknown(world: World) -> None:
    _, code = world.register()
    other = f"{(int(code) + 10) % 10**9:09}"
    found = identity.find_card(world.call(OUMAR), other)
    assert (found.state, dict(found.values)) == ("unknown", {})


def test_three_wrong_years_lock_the_phone_until_the_next_day(world: World) -> None:
    aminata, _ = world.register()
    person = str(aminata)
    assert [identity.check_birth_year(world.call(OUMAR), person, 1970 + n).state for n in range(3)] == ["wrong"] * 3
    assert identity.check_birth_year(world.call(OUMAR), person, 1980).state == "locked"
    assert identity.check_birth_year(world.call(FOCAL), person, 1980).state == "ok", "another phone is not locked"
    world.now = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
    assert identity.check_birth_year(world.call(OUMAR), person, 1980).state == "locked"
    world.now = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert identity.check_birth_year(world.call(OUMAR), person, 1980).state == "ok"
    assert [row.action for row in world.rows(AuditEvent)] == ["registered", "second fact locked"]


def test_a_card_that_is_not_there_counts_as_a_wrong_year(world: World) -> None:
    """Otherwise the lock would tell which cards exist."""
    states = [identity.check_birth_year(world.call(OUMAR), "", 1980).state for _ in range(4)]
    assert states == ["wrong", "wrong", "wrong", "locked"]


def test_a_right_year_forgets_the_wrong_ones(world: World) -> None:
    aminata, _ = world.register()
    for year in (1970, 1971, 1980, 1972, 1973):
        identity.check_birth_year(world.call(OUMAR), str(aminata), year)
    assert identity.check_birth_year(world.call(OUMAR), str(aminata), 1980).state == "ok"


def test_a_person_without_a_birth_year_cannot_prove_it(world: World) -> None:
    aminata, _ = world.register()
    world.db.execute(update(t.person).values(birth_year=None))
    assert identity.check_birth_year(world.call(OUMAR), str(aminata), 0).state == "wrong"


def test_joining_from_a_new_sim_tells_the_old_phone(world: World) -> None:
    aminata, _ = world.register()
    ctx = world.call(OUMAR)
    identity.join_phone(ctx, e.JoinPhone(str(aminata)))
    identity.join_phone(ctx, e.JoinPhone(str(aminata)))
    assert [row.id for row in identity.people_on(world.db, ctx.phone_id)] == [aminata]
    assert world.sent_to(AMINATA) == ["card", "joined"]
    assert world.sent_to(OUMAR) == []
    assert [row.action for row in world.rows(AuditEvent)] == ["registered", "phone joined"]
    assert world.one(PersonPhone, phone_id=ctx.phone_id).relation == "own"


def test_joining_a_phone_of_others_is_sharing_it(world: World) -> None:
    aminata, _ = world.register()
    world.register(OUMAR, name="Oumar Cissé", role="man_head")
    ctx = world.call(OUMAR)
    identity.join_phone(ctx, e.JoinPhone(str(aminata)))
    assert world.one(PersonPhone, phone_id=ctx.phone_id, person_id=aminata).relation == "shared"


def test_who_calls_stands_in_the_conversation_alone(world: World) -> None:
    aminata, _ = world.register()
    before = world.rows(Phone), world.people()
    assert identity.identify(world.call(), e.IdentifyCaller(str(aminata))) == {}
    assert (world.rows(Phone), world.people()) == before


def test_nobody_identified_is_an_error(world: World) -> None:
    with pytest.raises(identity.NotIdentified):
        identity.identified(world.call())
