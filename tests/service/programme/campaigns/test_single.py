"""One SMS from staff to one person or number: to whom it may go, and what is said where it may not."""

from uuid import UUID

import pytest

from flows.codes import spaced, with_check
from service.models import AuditEvent, Message
from service.models.message import Priority
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme.campaigns.single import KIND, send_one
from service.programme.campaigns.wording import CampaignError
from tests.service.programme.campaigns.camp import MALITEL, ORANGE, TELECEL, Camp
from tests.service.programme.world import OUMAR


@pytest.fixture
def officer(camp: Camp) -> UUID:
    return camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR)


def send(camp: Camp, to: str, text: str, by: UUID) -> UUID:
    return send_one(camp.inside(camp.world.db), to, text, by)


def reasons(camp: Camp, to: str, text: str, by: UUID) -> tuple[str, ...]:
    with pytest.raises(CampaignError) as raised:
        send(camp, to, text, by)
    assert camp.world.rows(Message) == []
    return raised.value.reasons


def test_to_a_number_known_or_not(camp: Camp, officer: UUID) -> None:
    text = send(camp, "70 00 11 01", "  Venez   demain ", officer)
    assert camp.world.texts() == [(ORANGE, KIND, "Venez demain")]
    row = camp.world.one(Message)
    assert (row.id, row.priority, row.campaign_id, row.person_id) == (text, Priority.SMALL, None, None)
    event = camp.world.one(AuditEvent, action="sms sent")
    assert (event.actor, event.subject_id) == (str(officer), str(text))


def test_to_who_has_the_card_by_the_phone_that_reaches_them(camp: Camp, officer: UUID) -> None:
    one = camp.person(number=TELECEL)
    camp.linked(one.id, MALITEL, PhoneRelation.SHARED)
    send(camp, spaced(one.code), "Bonjour", officer)
    assert camp.world.texts() == [(TELECEL, KIND, "Bonjour")]
    assert camp.world.one(Message).person_id == one.id


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (with_check("98765432"), "Nobody has the card code"),
        ("12", "That is neither a card code nor a phone number"),
        ("", "That is neither a card code nor a phone number"),
    ],
)
def test_to_nobody(camp: Camp, officer: UUID, to: str, reason: str) -> None:
    (said,) = reasons(camp, to, "Bonjour", officer)
    assert said.startswith(reason)


def test_who_has_no_phone_or_left(camp: Camp, officer: UUID) -> None:
    for one in (camp.person(number=""), camp.person(state="withdrawn")):
        assert reasons(camp, one.code, "Bonjour", officer) == ("This person has no phone.",)


@pytest.mark.parametrize(
    ("state", "stopped", "reason"),
    [
        ("new", True, "This phone said STOP: no text goes to it."),
        ("wrong", False, "The carrier says that there is no such number."),
        ("unverified", False, "Nobody knows whose number this is now: its owner has to call first."),
    ],
)
def test_to_whom_it_may_not_go(camp: Camp, officer: UUID, state: str, stopped: bool, reason: str) -> None:
    one = camp.person(number=TELECEL)
    camp.phone(one.phone_id, state=state)
    if stopped:
        camp.stops(one.phone_id)
    for to in (one.code, TELECEL):
        assert reasons(camp, to, "Bonjour", officer) == (reason,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" ", "It is empty."),
        ("Bonjour {first_name}", "There is no field {first_name}: there are none."),
        ("Votre {kit}", "{kit} would say what somebody owns"),
        ("a" * 919, "It takes 7 parts, and at most 6 go out."),
    ],
)
def test_words_that_may_not_go(camp: Camp, officer: UUID, text: str, reason: str) -> None:
    assert reasons(camp, TELECEL, text, officer)[0].startswith(reason)


def test_everything_that_is_wrong_is_said_at_once_and_no_number_is_in_it(camp: Camp, officer: UUID) -> None:
    one = camp.person(number=TELECEL)
    camp.stops(one.phone_id)
    found = reasons(camp, TELECEL, "{x} }", officer)
    assert len(found) == 3
    assert not any("50001101" in reason for reason in found)
