"""Silence as a work list: each kind is found, its line vanishes when it ends, and it is handed to one agent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from service.ids import uuid7
from service.models import AuditEvent, Conversation, Handed, Message, Receipt, Visit
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme import tables as t
from service.programme.context import Context
from service.programme.followup import handing
from service.programme.followup.due import Agent
from service.programme.followup.handing import HandingError, InHand, Outcome
from service.programme.followup.silence import Filter, Line, counts, lines
from service.programme.followup.silences import Silence
from service.programme.phones import link
from tests.service.programme.world import AGENT, AMINATA, NOW, OUMAR, World

TODAY = NOW.date()
OFFICER = "+22350001199"


def office(world: World) -> Context:
    return world.call(OFFICER)


def silent(world: World, kind: Silence | None = None, **wanted: Any) -> list[Line]:
    kinds: dict[str, Any] = {"kinds": (kind,)} if kind else {}
    return list(lines(office(world), Filter(**kinds, **wanted)))


def people(world: World, kind: Silence, **wanted: Any) -> list[UUID | None]:
    return [one.person_id for one in silent(world, kind, **wanted)]


def change(world: World, table: Any, **values: Any) -> None:
    world.db.execute(update(table).values(**values))


def asked(world: World, person: UUID, state: str = "delivered", **more: Any) -> UUID:
    """A check-in of a campaign went to a person."""
    from service.models import Campaign

    campaign = world.add(
        Campaign, name=b"", texts=b"", audience=b"", fingerprint=b"", starts_at=NOW, created_at=NOW, state="running"
    )
    row = {"kind": "campaign", "body": b"", "asks": "check_in", "state": state, "sent_at": world.now}
    phone = world.call(AMINATA).phone_id
    made = {**row, "not_before": NOW, "created_at": NOW, "campaign_id": campaign, **more}
    return UUID(str(world.add(Message, phone_id=phone, person_id=person, **made)))


def test_nobody_is_silent_who_has_just_registered(world: World) -> None:
    world.register()
    assert silent(world) == []


def test_no_phone(world: World) -> None:
    person, _ = world.register(behalf="agent", phone="")
    world.passes(days=12)
    (line,) = silent(world, Silence.NO_PHONE)
    assert (line.person_id, line.subject_id, line.days, line.phone_id, line.number) == (person, person, 12, None, None)
    assert (line.place, line.sex) == ("ML050605", "female")
    link(world.db, person, world.call(OUMAR).phone_id, PhoneRelation.OWN, "card", NOW)
    assert silent(world) == []
    change(world, t.person_phone, until=NOW)
    assert people(world, Silence.NO_PHONE) == [person], "a phone that is theirs no more is none"


@pytest.mark.parametrize(
    ("values", "is_dead"),
    [
        ({"state": "wrong"}, True),
        ({"state": "unverified"}, True),
        ({"undelivered": 3}, True),
        ({"undelivered": 2}, False),
        ({"state": "verified"}, False),
    ],
)
def test_a_dead_sim(world: World, values: dict[str, Any], is_dead: bool) -> None:
    person, _ = world.register()
    change(world, t.phone, **values)
    world.passes(days=3)
    found = silent(world, Silence.DEAD_SIM)
    assert [(one.person_id, one.days) for one in found] == ([(person, 3)] if is_dead else [])
    link(world.db, person, world.call(OUMAR).phone_id, PhoneRelation.OWN, "card", NOW)
    assert people(world, Silence.DEAD_SIM) == [], "another phone works"


def test_whoever_never_answered(world: World) -> None:
    person, _ = world.register()
    asked(world, person)
    assert people(world, Silence.NEVER_ANSWERED) == []
    world.passes(days=7)
    asked(world, person, "sent")
    asked(world, person, "failed")
    (line,) = silent(world, Silence.NEVER_ANSWERED)
    assert (line.person_id, line.days) == (person, 7)
    third = asked(world, person)
    world.db.execute(update(t.message).where(t.message.c.id == third).values(answered_at=NOW))
    assert people(world, Silence.NEVER_ANSWERED) == []


@pytest.mark.parametrize(("state", "asks"), [("failed", "check_in"), ("sent", "")])
def test_what_asked_nothing_or_never_left_needs_no_answer(world: World, state: str, asks: str) -> None:
    person, _ = world.register()
    for _ in range(3):
        asked(world, person, state, asks=asks)
    assert people(world, Silence.NEVER_ANSWERED) == []


def test_a_question_about_a_visit_is_no_check_in(world: World) -> None:
    person, _ = world.register()
    for _ in range(3):
        asked(world, person, asks="visit_true", campaign_id=None)
    assert people(world, Silence.NEVER_ANSWERED) == []


def test_a_receipt_that_nobody_confirmed(world: World) -> None:
    person, _ = world.register()
    kit, _ = world.kit("nets")
    delivery = world.delivery(kit, person_id=person, delivered_on=TODAY - timedelta(days=13))
    assert people(world, Silence.RECEIPT) == []
    world.passes(days=1)
    (line,) = silent(world, Silence.RECEIPT)
    assert (line.subject_id, line.person_id, line.kit, line.days) == (delivery, person, "fishing", 14)
    receipt = {"delivery_id": delivery, "person_id": person, "overall": "all", "at": NOW}
    row = world.add(Receipt, **receipt, counted=False)
    assert people(world, Silence.RECEIPT) == [person], "an agent's phone confirms nothing"
    world.db.execute(update(t.receipt).where(t.receipt.c.id == row).values(counted=True))
    assert people(world, Silence.RECEIPT) == []


def test_of_a_business_its_leader_is_asked_for_a_receipt(world: World) -> None:
    (first, _), (leader, _) = world.register(), world.register(OUMAR, name="Oumar Cissé")
    business = world.business(first, leader)
    kit, _ = world.kit("nets")
    world.delivery(kit, business_id=business, delivered_on=TODAY - timedelta(days=30))
    member = t.business_member
    world.db.execute(update(member).where(member.c.person_id == leader).values(role="leader"))
    assert people(world, Silence.RECEIPT) == [leader]


def test_a_visit_that_is_overdue(world: World) -> None:
    person, _ = world.register()
    visit = world.add(Visit, person_id=person, due_on=TODAY, state="due")
    assert people(world, Silence.VISIT) == [], "today is not late"
    world.passes(days=5)
    (line,) = silent(world, Silence.VISIT)
    assert (line.subject_id, line.person_id, line.days) == (visit, person, 5)
    change(world, t.visit, state="done")
    assert people(world, Silence.VISIT) == []


def broken_off(world: World, number: str = OUMAR, **more: Any) -> UUID:
    ctx = world.call(number)
    phone = world.db.execute(t.phone.select().where(t.phone.c.id == ctx.phone_id)).one()
    row = {"state": "dropped", "draft": True, "journey": "registration", **more}
    moments = {"started_at": world.now, "touched_at": world.now}
    made = {"gateway": "test", "session_id": str(uuid7()), "channel": "ussd", "phone_mac": phone.number_mac}
    return UUID(str(world.add(Conversation, phone_id=phone.id, **made, **moments, **row)))


def test_a_registration_that_broke_off(world: World) -> None:
    broken_off(world)
    assert silent(world) == []
    world.passes(hours=1)
    latest = broken_off(world)
    world.passes(days=2)
    (line,) = silent(world, Silence.ABANDONED)
    assert (line.subject_id, line.person_id, line.name, line.days) == (latest, None, None, 2), "the last of a phone"
    assert line.number is not None
    world.register(OUMAR)
    assert silent(world, Silence.ABANDONED) == []


@pytest.mark.parametrize(
    "more", [{"journey": "feedback"}, {"draft": False}, {"state": "resumed"}, {"state": "discarded"}]
)
def test_what_is_no_broken_registration(world: World, more: dict[str, Any]) -> None:
    broken_off(world, **more)
    world.passes(days=5)
    assert silent(world, Silence.ABANDONED) == []


def test_whoever_was_registered_by_that_phone_before_is_somebody_else(world: World) -> None:
    world.register(OUMAR)
    world.passes(hours=1)
    broken_off(world)
    world.passes(days=5)
    assert len(silent(world, Silence.ABANDONED)) == 1


def test_who_has_withdrawn_is_left_in_peace(world: World) -> None:
    person, _ = world.register(behalf="agent", phone="")
    world.add(Visit, person_id=person, due_on=TODAY - timedelta(days=9), state="due")
    assert {one.kind for one in silent(world)} == {Silence.NO_PHONE, Silence.VISIT}
    change(world, t.person, state="withdrawn")
    assert silent(world) == []


def hand(world: World, agent: Agent, wanted: Filter, by: UUID, **more: Any) -> list[InHand]:
    ctx = office(world)
    return handing.hand(ctx, agent, handing.to_hand(ctx, agent, wanted, **more), by)


def three(world: World) -> list[UUID]:
    """A woman and a man in Konna, a woman in Fatoma; nobody has a phone. The man got a fishing kit."""
    found = [
        world.register(number, name=name, role=role, place=place, behalf="agent", phone="")[0]
        for number, name, role, place in (
            (AGENT, "Aminata Traoré", "woman_head", "ML050605"),
            (AGENT, "Oumar Cissé", "man_head", "ML050605"),
            (AGENT, "Fanta Keïta", "woman_head", "ML050604"),
        )
    ]
    kit, _ = world.kit("nets")
    world.delivery(kit, "planned", person_id=found[1], delivered_on=None)
    return found


def test_by_village_sex_and_kit(world: World) -> None:
    aminata, oumar, fanta = three(world)
    kind = Silence.NO_PHONE
    assert set(people(world, kind, place="ML0506")) == {aminata, oumar, fanta}
    assert set(people(world, kind, place="ML050605")) == {aminata, oumar}
    assert set(people(world, kind, sex="female")) == {aminata, fanta}
    assert people(world, kind, kit="fishing") == [oumar]
    assert people(world, kind, kit="sewing") == []
    assert people(world, kind, place="ML050605", sex="female") == [aminata]
    found = [(one.place, one.sex, one.kit, one.count) for one in counts(office(world), Filter((kind,)))]
    assert sorted(found) == [
        ("ML050604", "female", "", 1),
        ("ML050605", "female", "", 1),
        ("ML050605", "male", "fishing", 1),
    ]
    assert sum(one.count for one in counts(office(world), Filter())) == len(silent(world)) == 3


def test_nobody_is_handed_out_twice(world: World) -> None:
    aminata, oumar, fanta = three(world)
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(number="+22350001188")
    konna = Agent(agent, "ML050605")
    given = hand(world, konna, Filter(), officer, most=1)
    given += hand(world, konna, Filter(), officer)
    assert {one.line.person_id for one in given} == {aminata, oumar}, "in their places only"
    assert hand(world, konna, Filter(), officer) == []
    assert [one.line.person_id for one in hand(world, Agent(officer, ""), Filter(), officer)] == [fanta]
    assert {(one.handed_to is None, one.staff_id) for one in silent(world) if one.person_id != fanta} == {
        (False, agent)
    }
    events = world.rows(AuditEvent, action="silence handed")
    assert [(row.actor, row.subject_id, row.detail) for row in events] == [
        (str(officer), str(agent), "1"),
        (str(officer), str(agent), "1"),
        (str(officer), str(officer), "1"),
    ]


def test_what_came_of_it(world: World) -> None:
    person, _ = world.register(behalf="agent", phone="")
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    everywhere = Agent(officer, "")
    (given,) = hand(world, everywhere, Filter(), officer)
    handing.done(world.db, given.handed_id, Outcome.NOT_FOUND, officer, NOW)
    (line,) = silent(world)
    assert (line.outcome, line.done_at) == ("not_found", NOW)
    with pytest.raises(HandingError, match="settled already"):
        handing.done(world.db, given.handed_id, Outcome.FOUND, officer, NOW)
    with pytest.raises(HandingError, match="no such line"):
        handing.done(world.db, uuid7(), Outcome.FOUND, officer, NOW)
    assert hand(world, everywhere, Filter(), officer) == [], "not looked for again unless it is wanted"
    (again,) = hand(world, everywhere, Filter(), officer, again=True)
    row = world.one(Handed)
    assert (again.handed_id, row.subject_id, row.done_at, row.outcome) == (given.handed_id, person, None, "")


def test_a_broken_registration_has_no_place(world: World) -> None:
    broken_off(world)
    world.passes(days=3)
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(number="+22350001188")
    konna = Agent(agent, "ML050605")
    assert hand(world, konna, Filter(), officer) == []
    (given,) = hand(world, konna, Filter((Silence.ABANDONED,)), officer)
    assert given.line.number is not None


def test_the_longest_silence_comes_first(world: World) -> None:
    person, _ = world.register()
    for days in (2, 9, 5):
        world.add(Visit, person_id=person, due_on=TODAY - timedelta(days=days), state="due")
    assert [one.days for one in silent(world, Silence.VISIT)] == [9, 5, 2]


def test_what_two_hand_over_at_once_is_in_one_agent_s_hands(world: World) -> None:
    aminata, _, _ = three(world)
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(number="+22350001188")
    ctx, women = office(world), Filter(place="ML050605", sex="female")
    for again in (False, True):
        read_at_once = [handing.to_hand(ctx, Agent(one, ""), women, again=again) for one in (agent, officer)]
        (mine,) = handing.hand(ctx, Agent(agent, ""), read_at_once[0], officer)
        world.passes(minutes=1)
        assert handing.hand(office(world), Agent(officer, ""), read_at_once[1], officer) == [], again
        assert (mine.line.person_id, world.one(Handed).staff_id) == (aminata, agent)
        handing.done(world.db, mine.handed_id, Outcome.NOT_FOUND, officer, world.now)
        ctx = office(world)


def test_an_agent_settles_what_is_in_their_own_hands(world: World) -> None:
    three(world)
    officer, agent = world.staff(Role.PROGRAMME_OFFICER, OFFICER), world.staff(number="+22350001188")
    (given,) = hand(world, Agent(agent, ""), Filter(sex="male"), officer)
    other = world.staff(number="+22350001189")
    with pytest.raises(HandingError, match="somebody else's hands"):
        handing.done(world.db, given.handed_id, Outcome.FOUND, other, NOW)
    handing.done(world.db, given.handed_id, Outcome.FOUND, agent, NOW)


def test_another_silence_of_the_same_person_is_in_nobody_s_hands(world: World) -> None:
    """They had a phone meanwhile, and lost it: what an agent said of the first silence is over."""
    person, _ = world.register(behalf="agent", phone="")
    officer = world.staff(Role.PROGRAMME_OFFICER, OFFICER)
    (first,) = hand(world, Agent(officer, ""), Filter(), officer)
    handing.done(world.db, first.handed_id, Outcome.NEW_PHONE, officer, NOW)
    link(world.db, person, world.call(OUMAR).phone_id, PhoneRelation.OWN, "card", NOW)
    world.passes(days=9)
    change(world, t.person_phone, until=world.now)
    world.passes(days=4)
    (line,) = silent(world, Silence.NO_PHONE)
    assert (line.days, line.staff_id, line.outcome) == (4, None, ""), "since the phone was theirs no more"
    (again,) = hand(world, Agent(officer, ""), Filter((Silence.NO_PHONE,)), officer)
    assert (again.handed_id, world.one(Handed).done_at) == (first.handed_id, None)
