"""A person's numbers as staff set them right: links are ended, not lost, and what waits goes where they are now."""

from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from service.messaging.outbox import queue
from service.models import AuditEvent, Message, PersonPhone, Phone, Staff
from service.models.message import Priority
from service.programme import identity
from service.programme import tables as t
from service.programme.context import Context
from service.programme.people.contact import Change, change
from service.programme.people.holder import PeopleError
from service.programme.people.rerouting import best_phone, reroute
from tests.service.programme.people.office import officer
from tests.service.programme.world import AMINATA, OUMAR, World

NEW = "+22350009999"


def office(world: World) -> Context:
    """Somebody of the staff at work."""
    staff = world.rows(Staff)
    return world.call("+22350001199", staff=staff[0].id if staff else officer(world))


def waits(world: World, number: str, person_id: UUID, kind: str = "check_in") -> UUID:
    return queue(
        world.db,
        world.vault,
        phone_id=world.call(number).phone_id,
        body="Bonjour",
        language="fr",
        kind=kind,
        priority=Priority.BULK,
        now=world.now,
        person_id=person_id,
    )


def number_of(world: World, message_id: UUID) -> str:
    phone = world.one(Message, id=message_id).phone_id
    return next(number for number in (AMINATA, OUMAR, NEW) if world.call(number).phone_id == phone)


def test_a_lost_sim_is_ended_and_what_waits_goes_to_the_new_one(world: World) -> None:
    aminata, card = world.register()
    check_in = waits(world, AMINATA, aminata)
    assert change(office(world), card, Change(end=AMINATA, own=NEW)) == 2  # the check-in, and the card's text
    old, new = world.rows(PersonPhone)
    assert (old.until, new.until, new.relation, new.origin) == (world.now, None, "own", "staff")
    assert number_of(world, check_in) == NEW
    assert world.sent_to(AMINATA) == [], "a phone that is lost is told nothing"
    assert identity.people_on(world.db, world.call(AMINATA).phone_id) == []
    assert [row.id for row in identity.people_on(world.db, world.call(NEW).phone_id)] == [aminata]
    staff = world.one(Staff).id
    told = [(row.action, row.detail) for row in world.rows(AuditEvent, actor=str(staff))]
    assert told == [("phone ended by staff", ""), ("phone added by staff", "own")]


def test_without_another_phone_what_waits_is_taken_back(world: World) -> None:
    aminata, card = world.register()
    check_in = waits(world, AMINATA, aminata)
    change(office(world), card, Change(end=AMINATA))
    row = world.one(Message, id=check_in)
    assert (row.state, row.reason) == ("cancelled", "no_phone")
    assert best_phone(world.db, aminata) is None


def test_an_own_phone_later(world: World) -> None:
    """Two share a phone; one gets her own: her texts go there, his stay, and both stay on the old one's list."""
    aminata, card = world.register(OUMAR, name="Aminata Traoré", behalf="relative", role="woman")
    oumar, _ = world.register(OUMAR, name="Oumar Cissé", role="man_head")
    hers, his = waits(world, OUMAR, aminata), waits(world, OUMAR, oumar)
    change(office(world), card, Change(own=NEW))
    assert (number_of(world, hers), number_of(world, his)) == (NEW, OUMAR)
    assert [row.id for row in identity.people_on(world.db, world.call(OUMAR).phone_id)] == [aminata, oumar]
    assert world.sent_to(OUMAR)[-1] == "joined", "the phone that she keeps is told of the new one"


def test_a_second_number_changes_nothing_of_what_waits_on_the_own_one(world: World) -> None:
    aminata, card = world.register()
    world.register(OUMAR, name="Oumar Cissé", role="man_head")
    check_in = waits(world, AMINATA, aminata)
    assert change(office(world), card, Change(add=OUMAR)) == 0
    assert number_of(world, check_in) == AMINATA
    assert world.one(PersonPhone, person_id=aminata, relation="shared").origin == "staff"


def test_joining_from_a_new_sim_takes_along_what_waits(world: World) -> None:
    """The line's own way, by card and year: the old phone is told, and only that stays on it."""
    aminata, _ = world.register()
    world.passes(days=1)
    check_in = waits(world, AMINATA, aminata)
    sent = waits(world, AMINATA, aminata)
    world.db.execute(update(t.message).where(t.message.c.id == sent).values(state="sent"))
    identity.join_phone(world.call(NEW), e.JoinPhone(str(aminata)))
    assert (number_of(world, check_in), number_of(world, sent)) == (NEW, AMINATA)
    assert "joined" in world.sent_to(AMINATA)
    assert "joined" not in world.sent_to(NEW)


def test_a_number_in_doubt_is_theirs_again_when_staff_say_so(world: World) -> None:
    aminata, card = world.register()
    stranger, _ = world.register(NEW, name="Oumar Cissé", role="man_head")
    world.db.execute(update(t.phone).where(t.phone.c.id == world.call(NEW).phone_id).values(state="unverified"))
    change(office(world), card, Change(own=NEW))
    assert world.one(Phone, id=world.call(NEW).phone_id).state == "verified"
    assert [row.id for row in identity.people_on(world.db, world.call(NEW).phone_id)] == [aminata]
    assert world.one(PersonPhone, person_id=stranger).until == world.now


def test_a_link_that_had_ended_is_taken_up(world: World) -> None:
    _, card = world.register()
    change(office(world), card, Change(end=AMINATA))
    change(office(world), card, Change(add=AMINATA))
    assert world.one(PersonPhone).until is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Change(), "Say a number"),
        (Change(add="12"), "no phone number"),
        (Change(add=AMINATA), r"\+223…01 reaches them already"),
        (Change(end=OUMAR), r"\+223…02 does not reach them"),
        (Change(end=NEW), "does not reach them"),
        (Change(own=OUMAR), "reaches somebody else too"),
    ],
)
def test_what_cannot_be_done(world: World, said: Change, why: str) -> None:
    _, card = world.register()
    world.register(OUMAR, name="Oumar Cissé", role="man_head")
    before = world.rows(PersonPhone)
    with pytest.raises(PeopleError, match=why):
        change(office(world), card, said)
    assert world.rows(PersonPhone) == before


def test_a_number_in_doubt_gets_nothing_that_waits(world: World) -> None:
    """Nobody knows whose it is now: what was written to one who is known is not told there."""
    aminata, card = world.register()
    change(office(world), card, Change(add=NEW))
    world.db.execute(update(t.phone).where(t.phone.c.id == world.call(NEW).phone_id).values(state="unverified"))
    check_in = waits(world, AMINATA, aminata)
    assert reroute(world.db, aminata) == 0
    assert number_of(world, check_in) == AMINATA
    change(office(world), card, Change(end=AMINATA))
    assert world.one(Message, id=check_in).state == "cancelled"
