"""The SMS that came in, as the office reads them: who, what, and what became of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.ids import uuid7
from service.models import AuditEvent, IncomingSms, Message
from service.models.incoming import IncomingKind
from service.models.phone import PhoneRelation
from service.models.staff import Role
from service.programme import inbox, phones
from service.programme.campaigns.single import write_back
from service.programme.campaigns.wording import CampaignError
from service.programme.inbox import Wanted
from service.programme.incoming import SENDER, WORDS
from tests.service.programme.world import AMINATA, NOW, OUMAR, World


def came(world: World, words: str = "Bonjour", number: str = AMINATA, at: datetime = NOW, **more: Any) -> UUID:
    """A text from a phone, or from a sender that is none."""
    row_id = uuid7()
    is_phone = number.startswith("+")
    phone = phones.phone_for(world.db, world.vault, number, world.now) if is_phone else None
    kept = {
        "gateway": "test",
        "carrier_id": str(row_id),
        "digest": row_id.bytes,
        "sender": world.vault.seal(SENDER, row_id, number),
        "words": world.vault.seal(WORDS, row_id, words),
        "kind": "words",
        "phone_id": phone.id if phone else None,
        "at": at,
    }
    world.add(IncomingSms, id=row_id, **(kept | more))
    return row_id


def ids(world: World, most: int = 50, after: UUID | None = None, **wanted: Any) -> list[UUID]:
    return [one.id for one in inbox.texts(world.db, world.vault, Wanted(**wanted), most, after)]


def test_who_wrote_as_far_as_a_list_may_say(world: World) -> None:
    person = world.register()[0]
    came(world)
    (found,) = inbox.texts(world.db, world.vault, Wanted(), 10)
    assert (found.words, found.sender, found.kind) == ("Bonjour", "+223…01", IncomingKind.WORDS)
    assert [(one.id, one.name) for one in found.people] == [(person, "Aminata T.")]
    assert found.can_be_answered


def test_on_a_shared_phone_any_of_them_may_have_written(world: World) -> None:
    world.register()
    other = world.register(OUMAR, name="Oumar Touré")[0]
    phone = phones.phone_for(world.db, world.vault, AMINATA, world.now)
    phones.link(world.db, other, phone.id, PhoneRelation.SHARED, "test", world.now)
    came(world)
    (found,) = inbox.texts(world.db, world.vault, Wanted(), 10)
    assert [one.name for one in found.people] == ["Aminata T.", "Oumar T."]


def test_operators_and_short_senders_are_told_by_their_name(world: World) -> None:
    for sender in ("Orange", "36123", "0022370001101"):
        came(world, number=sender, kind="operator")
    found = inbox.texts(world.db, world.vault, Wanted(), 10)
    assert [one.sender for one in found] == ["…01", "36123", "Orange"]
    assert not any(one.can_be_answered or one.people for one in found)


def test_the_latest_first_page_by_page(world: World) -> None:
    """Several in one moment stand once each."""
    made = [came(world, at=NOW + timedelta(minutes=minutes)) for minutes in (0, 1, 1, 1, 2)]
    whole = ids(world)
    assert set(whole) == set(made)
    assert (whole[0], whole[-1]) == (made[4], made[0])
    paged: list[UUID] = []
    while some := ids(world, 2, paged[-1] if paged else None):
        paged += some
    assert paged == whole


def test_by_kind_and_by_day(world: World) -> None:
    today, stop = came(world), came(world, "STOP", kind="stop")
    before = came(world, at=NOW - timedelta(days=1))
    came(world, kind="repeated")
    assert set(ids(world)) == {today, stop, before}, "what two ways told of is read once"
    assert ids(world, kind=IncomingKind.STOP) == [stop]
    assert ids(world, until=NOW) == [before]
    assert set(ids(world, since=NOW)) == {today, stop}
    assert ids(world, since=NOW, kind=IncomingKind.STOP) == [stop]


def test_one_of_them(world: World) -> None:
    which = came(world, "Les filets ?")
    found = inbox.text(world.db, world.vault, which)
    assert found is not None
    assert found.words == "Les filets ?"
    assert inbox.text(world.db, world.vault, uuid7()) is None


def test_it_is_written_back_to_the_phone_that_it_came_from(world: World) -> None:
    person = world.register()[0]
    staff = world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    text = write_back(world.call(), came(world), "  Demain   matin ", staff)
    row = world.one(Message, id=text)
    assert (row.kind, row.person_id) == ("staff", person)
    assert (AMINATA, "staff", "Demain matin") in world.texts()
    assert world.one(AuditEvent, action="sms sent").actor == str(staff)


def test_nobody_is_written_to_who_cannot_be(world: World) -> None:
    staff = world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    for which, text, reason in (
        (came(world, number="Orange"), "Bonjour", "came from no phone"),
        (uuid7(), "Bonjour", "came from no phone"),
        (came(world), " ", "It is empty"),
    ):
        with pytest.raises(CampaignError, match=reason):
            write_back(world.call(), which, text, staff)
    assert world.rows(Message, kind="staff") == []
