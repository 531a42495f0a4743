"""A campaign that stands: how far it is, and pause, go on, cancel, take back."""

from uuid import UUID

import pytest
from sqlalchemy import update

from service.ids import uuid7
from service.models import AuditEvent
from service.models.staff import Role
from service.programme import tables as t
from service.programme.campaigns import control
from service.programme.campaigns.control import NotPossible
from tests.service.programme.campaigns.camp import Camp
from tests.service.programme.world import NOW, OUMAR


def set_texts(camp: Camp, campaign: UUID, *states: str) -> None:
    """The texts of a campaign in these states, one after another."""
    for row, state in zip(camp.texts(campaign), states, strict=True):
        camp.world.db.execute(update(t.message).where(t.message.c.id == row.id).values(state=state))


def made(camp: Camp, people: int = 3) -> UUID:
    for _ in range(people):
        camp.person()
    return camp.send()


def test_how_far_it_is(camp: Camp) -> None:
    camp.stops(camp.person().phone_id)
    camp.person(number="")
    campaign = made(camp, 8)
    set_texts(camp, campaign, "queued", "leased", "sent", "delivered", "undelivered", "failed", "uncertain", "expired")
    person = camp.texts(campaign)[3].person_id
    camp.answers(campaign, person)
    found = camp.status(campaign)
    assert (found.name, found.recipients, found.answered, found.still_to_go, found.word) == (
        "Visites",
        8,
        1,
        2,
        "running",
    )
    assert found.left_out == {"opted_out": 1, "no_phone": 1}
    assert found.texts.total() == 8
    assert (found.created_at, found.starts_at, found.occasion, found.journey) == (NOW, NOW, "", "")


def test_it_is_done_when_nothing_is_still_to_go(camp: Camp) -> None:
    campaign = made(camp, 4)
    set_texts(camp, campaign, "sent", "delivered", "uncertain", "failed")
    assert camp.status(campaign).word == "done"


def test_a_standing_one_is_never_done(camp: Camp) -> None:
    camp.person()
    assert camp.status(camp.send(occasion="kit", days=30)).word == "running"


def test_the_newest_stand_first(camp: Camp) -> None:
    camp.person()
    campaigns = [camp.send(text) for text in ("Un", "Deux", "Trois")]
    found = [one.id for one in control.everyone(camp.world.db, camp.world.vault)]
    assert found == campaigns[::-1]
    assert len(list(control.everyone(camp.world.db, camp.world.vault, most=2))) == 2


@pytest.mark.parametrize(
    ("steps", "ends"),
    [
        (["paused"], "paused"),
        (["paused", "running"], "running"),
        (["paused", "cancelled"], "cancelled"),
        (["cancelled"], "cancelled"),
    ],
)
def test_what_it_may_become(camp: Camp, steps: list[str], ends: str) -> None:
    staff = camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    campaign = made(camp)
    for step in steps:
        camp.change(campaign, step, staff)
    assert camp.status(campaign).word == ends
    words = {"paused": "campaign paused", "running": "campaign resumed", "cancelled": "campaign cancelled"}
    events = [(event.action, event.actor) for event in camp.world.rows(AuditEvent) if event.subject == "campaign"]
    assert events[2:] == [(words[step], str(staff)) for step in steps]


@pytest.mark.parametrize(
    ("state", "to", "reason"),
    [
        ("running", "running", "The campaign is running: it cannot be resumed."),
        ("paused", "paused", "The campaign is paused: it cannot be paused."),
        ("planning", "paused", "The campaign is planning: it cannot be paused."),
        ("planning", "running", "The campaign is planning: it cannot be resumed."),
        ("waiting", "running", "The campaign is waiting: it cannot be resumed."),
        ("cancelled", "running", "The campaign is cancelled: it cannot be resumed."),
        ("cancelled", "cancelled", "The campaign is cancelled: it cannot be cancelled."),
    ],
)
def test_what_it_may_not(camp: Camp, state: str, to: str, reason: str) -> None:
    campaign = made(camp, 1)
    camp.world.db.execute(update(t.campaign).values(state=state))
    with pytest.raises(NotPossible) as raised:
        camp.change(campaign, to)
    assert str(raised.value) == reason
    assert camp.campaign(campaign).state == state


def test_one_that_is_not_there(camp: Camp) -> None:
    nowhere = uuid7()
    for do in (
        lambda: camp.status(nowhere),
        lambda: camp.change(nowhere, "paused"),
        lambda: control.approve(camp.world.db, nowhere, uuid7(), NOW),
    ):
        with pytest.raises(NotPossible, match=f"There is no campaign {nowhere}"):
            do()


def test_a_cancelled_one_takes_back_what_has_not_left(camp: Camp) -> None:
    """What is in a worker's hands still goes, and another campaign's texts stay."""
    campaign = made(camp, 5)
    other = camp.send("Autre")
    set_texts(camp, campaign, "queued", "queued", "leased", "sent", "queued")
    camp.change(campaign, "cancelled")
    assert [control.take_back(camp.world.db, campaign) for _ in range(2)] == [3, 0]
    assert camp.status(campaign).texts == {"cancelled": 3, "leased": 1, "sent": 1}
    assert {row.reason for row in camp.texts(campaign) if row.state == "cancelled"} == {"campaign"}
    assert camp.status(other).texts == {"queued": 5}
