"""Two files of one person become one: nothing is lost, nothing points at the closed file, both cards go on working."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update

from flows import effects as e
from service.models import (
    AuditEvent,
    BusinessMember,
    Campaign,
    CampaignTarget,
    Care,
    Case,
    Consent,
    Delivery,
    Duplicate,
    Facility,
    Handed,
    Household,
    Message,
    Person,
    PersonPhone,
    Receipt,
    Referral,
    SilenceLine,
    Visit,
)
from service.programme import identity, registry
from service.programme import tables as t
from service.programme.campaigns.audience import read_audience
from service.programme.kits import confirm_receipt
from service.programme.labels import STAYED
from service.programme.people.duplicates import different, same
from service.programme.people.holder import PeopleError, holder_of
from service.programme.people.merging import STAY, merge
from service.programme.people.search import find
from service.programme.wishes import Whose, stop
from tests.service.programme.people.office import officer, refer_to, references, twice
from tests.service.programme.world import AMINATA, FOCAL, NOW, OUMAR, World, receipt


def burdened(world: World, person_id: UUID, staff_id: UUID) -> None:
    """A row in every table that refers to a person."""
    kit_id, _ = world.kit("filet 2")
    delivery = world.delivery(kit_id, person_id=person_id)
    business = world.business(person_id)
    consent = world.rows(Consent, person_id=person_id)[0].id
    call = world.call(OUMAR, person=person_id)
    world.db.execute(
        update(t.conversation).where(t.conversation.c.id == call.conversation_id).values(person_id=person_id)
    )
    confirm_receipt(call, receipt(delivery, "none"))
    world.add(Visit, person_id=person_id, business_id=business)
    world.add(Referral, person_id=person_id, service="health", consent_id=consent, at=world.now)
    facility = world.add(Facility, kind="health_centre", name="CSCom")
    world.add(Care, person_id=person_id, facility_id=facility, kind="care", on=world.now.date())
    campaign = world.add(
        Campaign,
        name=b"n", texts=b"t", audience=b"a", fingerprint=b"f", starts_at=world.now, created_at=world.now,
    )  # fmt: skip
    world.add(CampaignTarget, campaign_id=campaign, subject_id=person_id, person_id=person_id)
    world.add(Handed, kind="no_phone", subject_id=person_id, staff_id=staff_id, handed_at=world.now)
    world.add(SilenceLine, kind="no_phone", subject_id=person_id, person_id=person_id, since=world.now.date())


def test_nothing_points_at_the_closed_file(world: World) -> None:
    staff = officer(world)
    (first, _), (again, code) = twice(world)
    burdened(world, again, staff)
    older, _ = world.register(FOCAL, name="Awa Ba")
    world.db.execute(update(t.person).where(t.person.c.id == older).values(merged_into=again, state="merged"))
    assert {(c.table.name, c.name) for c in references()} - set(refer_to(world, again)) <= STAY
    before = world.rows(Receipt)[0].id, world.rows(Case)[0].id
    same(world.db, world.vault, (world_code(world, first), code), staff, world.now)
    assert set(refer_to(world, again)) <= STAY
    closed = world.one(Person, id=again)
    assert (closed.state, closed.merged_into) == ("merged", first)
    assert world.one(Receipt, id=before[0]).person_id == first
    assert world.one(Case, id=before[1]).person_id == first
    for model in (Delivery, Visit, Referral, Care, CampaignTarget, BusinessMember):
        assert world.one(model).person_id == first
    assert {row.person_id for row in world.rows(Message)} == {first, older}
    assert world.one(Handed).subject_id == first
    assert len(world.rows(Consent, person_id=first)) == 2
    assert world.one(Person, id=older).merged_into == first


def world_code(world: World, person_id: UUID) -> str:
    row = world.one(Person, id=person_id)
    return world.vault.open("person.code", person_id, row.code)


def test_every_kind_of_reference_is_known(world: World) -> None:
    """A table that is added later moves along by itself; what stays is named."""
    names = {(str(c.table.name), c.name) for c in references()}
    assert names > STAY
    assert len(names) >= 16


def test_the_audit_tells_what_moved(world: World) -> None:
    staff = officer(world)
    (first, one), (again, other) = twice(world)
    same(world.db, world.vault, (one, other), staff, world.now)
    told = world.one(AuditEvent, action="people merged")
    assert (told.actor, told.subject_id) == (str(staff), str(first))
    assert told.detail.split()[0] == str(again)
    assert {"consent=1", "message=1", "person_phone=1"} <= set(told.detail.split())
    assert world.one(AuditEvent, action="merged into another file").subject_id == str(again)


def test_both_cards_open_the_file_that_stays_with_either_year(world: World) -> None:
    staff = officer(world)
    (first, one), (_, other) = twice(world)
    same(world.db, world.vault, (other, one), staff, world.now)
    ctx = world.call("+22350009999")
    for card in (one, other):
        assert identity.find_card(ctx, card).values["person"] == str(first)
        assert holder_of(world.db, world.vault, card) == first
    assert [identity.check_birth_year(ctx, str(first), year).state for year in (1980, 1981, 1982)] == [
        "ok",
        "ok",
        "wrong",
    ]
    assert [row.id for row in identity.people_on(world.db, world.call(OUMAR).phone_id)] == [first]
    assert stop(world.db, world.vault, Whose(card=other), staff, world.now) == 2
    assert read_audience(world.call(), {}, [other, one]).people == (first,)


def test_a_chain_of_files_ends_at_the_oldest(world: World) -> None:
    staff = officer(world)
    people = []
    for number in range(3):
        people.append(world.register(f"+2235000200{number}"))
        world.passes(days=1)
    (a, card_a), (b, card_b), (c, card_c) = people
    same(world.db, world.vault, (card_b, card_c), staff, world.now)
    assert identity.find_card(world.call(), card_c).values["person"] == str(b)
    same(world.db, world.vault, (card_a, card_c), staff, world.now)
    for card in (card_a, card_b, card_c):
        assert identity.find_card(world.call(), card).values["person"] == str(a)
    assert {world.one(Person, id=one).merged_into for one in (b, c)} == {a}


def test_it_is_found_by_either_name(world: World) -> None:
    staff = officer(world)
    (first, one), (_, other) = twice(world, name="Aminata Konaté")
    same(world.db, world.vault, (one, other), staff, world.now)
    for typed in ("konate", "traore", other, OUMAR, AMINATA):
        assert [found.id for found in find(world.db, world.vault, typed)] == [first], typed


def test_a_phone_and_a_business_that_both_had(world: World) -> None:
    staff = officer(world)
    (first, one), (again, other) = twice(world)
    phone = world.call(OUMAR).phone_id
    ended = world.now - timedelta(hours=1)
    world.add(PersonPhone, person_id=first, phone_id=phone, since=NOW - timedelta(days=9), until=ended)
    business = world.business(first, again)
    world.db.execute(
        update(t.business_member).where(t.business_member.c.person_id == again).values(role="leader", since=NOW)
    )
    moved = merge(world.db, world.vault, first, again, staff, world.now)
    link = world.one(PersonPhone, phone_id=phone)
    assert (link.person_id, link.since, link.until) == (first, NOW - timedelta(days=9), None)
    member = world.one(BusinessMember, business_id=business)
    assert (member.person_id, member.role, member.since) == (first, "leader", NOW)
    assert (moved["person_phone.person_id"], moved["business_member.person_id"]) == (1, 1)
    assert one != other


def test_of_two_receipts_for_one_delivery_the_later_counts(world: World) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world)
    kit_id, _ = world.kit("filet")
    delivery = world.delivery(kit_id, business_id=world.business(first, again))
    confirm_receipt(world.call(person=first), receipt(delivery, "none"))
    world.passes(hours=2)
    confirm_receipt(world.call(OUMAR, person=again), receipt(delivery, "all"))
    assert world.one(Delivery).state == "partly"
    merge(world.db, world.vault, first, again, staff, world.now)
    said = {row.overall: row.counted for row in world.rows(Receipt, person_id=first)}
    assert said == {"none": False, "all": True}
    assert world.one(Delivery).state == "confirmed"


def test_what_the_other_knows_is_filled_in_and_nothing_replaced(world: World) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world, household_size=9.0)
    done = e.CompleteFile(stayed="Bamako", vulnerability="pregnant", status="returnee", wish="fishing")
    registry.complete_file(world.call(OUMAR, person=again), done)
    merge(world.db, world.vault, first, again, staff, world.now)
    file = world.one(Person, id=first)
    assert world.vault.open(STAYED, first, file.stayed) == "Bamako"
    assert (file.status, file.wish, file.birth_year, file.file_complete) == ("returnee", "fishing", 1980, True)
    assert set(file.vulnerability.split()) == {"woman_head", "pregnant"}
    assert world.one(Household, id=file.household_id).size == 6


def test_a_household_stays_with_whoever_lives_in_it(world: World) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world)
    child, _ = world.register(FOCAL, name="Moussa Traoré", role="man")
    home = world.one(Person, id=again).household_id
    world.db.execute(update(t.person).where(t.person.c.id == child).values(household_id=home))
    merge(world.db, world.vault, first, again, staff, world.now)
    assert world.one(Household, id=home).head_person_id == first
    assert world.one(Person, id=child).household_id == home


def test_a_household_of_the_closed_file_alone_has_no_head_any_more(world: World) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world)
    own, other = (world.one(Person, id=one).household_id for one in (first, again))
    merge(world.db, world.vault, first, again, staff, world.now)
    assert world.one(Household, id=own).head_person_id == first
    assert world.one(Household, id=other).head_person_id is None


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"made_up": True}, {"state": "merged"}])
def test_what_cannot_become_one(world: World, change: dict[str, object]) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world)
    world.db.execute(update(t.person).where(t.person.c.id == again).values(**change))
    before = world.people()
    with pytest.raises(PeopleError):
        merge(world.db, world.vault, first, again, staff, world.now)
    with pytest.raises(PeopleError):
        merge(world.db, world.vault, first, first, staff, world.now)
    assert world.people() == before


def test_what_was_handed_out_twice_is_done_once(world: World) -> None:
    staff = officer(world)
    (first, _), (again, _) = twice(world)
    for one in (first, again):
        world.add(Handed, kind="no_phone", subject_id=one, staff_id=staff, handed_at=world.now)
    merge(world.db, world.vault, first, again, staff, world.now)
    assert {(row.subject_id, row.outcome) for row in world.rows(Handed)} == {(first, ""), (again, "merged")}


decisions = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()).filter(lambda d: d[0] != d[1]), max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decisions)
def test_whatever_is_decided_every_card_opens_a_living_file(world: World, decided: list[tuple[int, int, bool]]) -> None:
    with world.db.begin_nested() as nothing_stays:
        staff = officer(world)
        cards = []
        for number in range(5):
            cards.append(world.register(f"+2235000200{number}")[1])
            world.passes(minutes=20)
        for one, other, are_same in decided:
            with suppress(PeopleError):  # decided before, or one file already
                (same if are_same else different)(world.db, world.vault, (cards[one], cards[other]), staff, world.now)
        holders = [holder_of(world.db, world.vault, card) for card in cards]
        states = {row.id: row.state for row in world.people()}
        assert {states[one] for one in holders if one} == {"active"}
        for gone in [one for one, state in states.items() if state == "merged"]:
            assert set(refer_to(world, gone)) <= STAY
        for pair in world.rows(Duplicate, decision="different"):
            ends = {identity_of(world.db, pair.first_id), identity_of(world.db, pair.second_id)}
            assert len(ends) == 2, "two who were found different are one"
        nothing_stays.rollback()


def identity_of(db: Connection, person_id: UUID) -> UUID:
    row = db.execute(select(t.person.c.merged_into).where(t.person.c.id == person_id)).one()
    return row.merged_into or person_id
