"""A campaign becomes rows: each person once, each phone at most one text, and nothing leaves before the last stands."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from service.messaging.waiting import due
from service.models import AuditEvent, Campaign, CampaignTarget, Message
from service.models.message import Priority
from service.models.staff import Role
from service.programme.campaigns import control
from service.programme.campaigns.control import NotPossible
from service.programme.campaigns.desk import Sending, sending
from service.programme.campaigns.planning import AUDIENCE, NAME, TEXTS, _step, begin
from service.programme.campaigns.recipients import PAGE, Pages
from tests.service.programme.campaigns.camp import TELECEL, Camp
from tests.service.programme.world import NOW, OUMAR


def leaving(camp: Camp) -> list[UUID]:
    """The people to whom a worker would send now."""
    from service.messaging.terms import Terms

    rows = due(camp.world.db, camp.world.now, 1000, real=1000, bulk=Terms().for_campaigns(camp.world.now))
    by_text = {row.id: row.person_id for row in camp.world.rows(Message)}
    return [by_text[row.id] for row in rows]


def test_everybody_is_a_target_once_and_who_is_reached_has_a_text(camp: Camp) -> None:
    one, nobody, stopped, wrong = camp.person(), camp.person(number=""), camp.person(), camp.person()
    first, second = camp.person("Fanta", TELECEL), camp.person("Oumar", TELECEL)
    camp.stops(stopped.phone_id)
    camp.phone(wrong.phone_id, state="wrong")
    campaign = camp.send("Bonjour {first_name}")
    assert camp.targets(campaign) == {
        one.id: "queued",
        nobody.id: "no_phone",
        stopped.id: "opted_out",
        wrong.id: "wrong_number",
        first.id: "queued",
        second.id: "same_phone",
    }
    assert camp.bodies(campaign) == {one.id: "Bonjour Aminata", first.id: "Bonjour Fanta"}
    texts = {row.id: row for row in camp.texts(campaign)}
    targets = camp.world.rows(CampaignTarget, campaign_id=campaign)
    assert {row.person_id: row.message_id for row in targets if row.message_id} == {
        row.person_id: row.id for row in texts.values()
    }
    assert {row.phone_id for row in texts.values()} == {one.phone_id, first.phone_id}


def test_what_a_text_in_the_outbox_is(camp: Camp) -> None:
    camp.person(made_up=True)
    begins, ends = NOW + timedelta(hours=2), NOW + timedelta(days=1)
    campaign = camp.send("a" * 161, journey="check_in", starts_at=begins, best_before=ends)
    (row,) = camp.texts(campaign)
    assert (row.state, row.kind, row.priority, row.parts, row.language) == ("queued", "campaign", 1, 2, "fr")
    assert (row.not_before, row.best_before, row.asks, row.made_up) == (begins, ends, "check_in", True)
    assert (row.attempts, row.reason, row.cost, row.sent_at) == (0, "", "", None)


def test_what_is_kept_of_a_campaign_is_sealed(camp: Camp) -> None:
    staff = camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    camp.person(sex="female")
    row = camp.campaign(camp.send("Bonjour", where={"sex": ["female"]}, by=staff))
    opened = camp.world.vault.open
    assert opened(NAME, row.id, row.name) == "Visites"
    assert json.loads(opened(TEXTS, row.id, row.texts)) == {"fr": "Bonjour"}
    assert json.loads(opened(AUDIENCE, row.id, row.audience))["filters"] == {"sex": ["female"]}
    assert (row.state, row.recipients, row.created_by, row.starts_at) == ("running", 1, staff, NOW)
    events = [event for event in camp.world.rows(AuditEvent) if event.subject == "campaign"]
    assert [(event.action, event.actor, event.detail) for event in events] == [
        ("campaign made", str(staff), ""),
        ("campaign running", str(staff), "1"),
    ]


@pytest.mark.parametrize(("people", "priority"), [(50, Priority.SMALL), (51, Priority.BULK)])
def test_fifty_are_few(camp: Camp, people: int, priority: Priority) -> None:
    for _ in range(people):
        camp.person()
    campaign = camp.send()
    assert camp.campaign(campaign).priority == priority
    assert {row.priority for row in camp.texts(campaign)} == {priority}


def long_one(camp: Camp) -> Sending:
    """One of two pages, the last of which has two people; the last of all shares the phone of the first."""
    for _ in range(PAGE + 1):
        camp.person(number="")
    first, last = camp.world.people()[0].id, camp.world.people()[-1].id
    camp.linked(first, TELECEL)
    camp.linked(last, TELECEL)
    return camp.begin()


def test_a_plan_that_is_cut_short_sends_nothing(camp: Camp) -> None:
    made = long_one(camp)
    assert next(made.steps()) == PAGE
    assert leaving(camp) == []
    assert camp.status(made.plan.campaign_id).word == "planning"


def test_it_is_sent_when_the_last_of_it_stands(camp: Camp) -> None:
    made = long_one(camp)
    assert list(made.steps()) == [PAGE, PAGE + 1]
    assert len(leaving(camp)) == 1
    assert camp.status(made.plan.campaign_id).left_out == {"no_phone": PAGE - 1, "same_phone": 1}


def test_a_unit_that_runs_again_changes_nothing(camp: Camp) -> None:
    """A serialisation failure: what the first run wrote is rolled back, what the plan remembers is not."""
    made = long_one(camp)
    real = made.transact

    def twice(unit: object) -> object:
        with camp.world.db.begin_nested() as savepoint:
            unit(camp.world.db)  # type: ignore[operator]
            savepoint.rollback()
        return real(unit)  # type: ignore[arg-type]

    made.transact = twice  # type: ignore[assignment]
    assert list(made.steps()) == [PAGE, PAGE + 1]
    campaign = made.plan.campaign_id
    assert len(camp.targets(campaign)) == PAGE + 1
    assert (len(camp.texts(campaign)), camp.campaign(campaign).recipients) == (1, 1)


def test_a_step_is_one_page(camp: Camp) -> None:
    made = long_one(camp)
    pages = Pages(made.plan.draft.audience, made.plan.day)
    taken, cursor, looked_at = _step(camp.inside(camp.world.db), made.plan, pages)
    assert (len(taken), looked_at) == (1, PAGE)
    assert isinstance(cursor, UUID)
    assert made.plan.taken == set(), "only once it is committed"


def test_one_that_is_cancelled_while_it_is_planned_leaves_nothing_that_waits(camp: Camp) -> None:
    made = long_one(camp)
    steps = made.steps()
    next(steps)
    camp.change(made.plan.campaign_id, "cancelled")
    list(steps)
    found = camp.status(made.plan.campaign_id)
    assert (made.state.value, found.word, found.still_to_go) == ("cancelled", "cancelled", 0)
    assert leaving(camp) == []
    assert "campaign running" not in [row.action for row in camp.world.rows(AuditEvent)]


def test_many_need_a_second_pair_of_eyes(camp: Camp) -> None:
    camp.setting(campaign_approve_above=2)
    maker, other = camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR), camp.world.staff(Role.ADMINISTRATOR, "+22350001105")
    people = [camp.person() for _ in range(3)]
    assert camp.look()[1].needs_approval
    campaign = camp.send(by=maker)
    assert (camp.status(campaign).word, leaving(camp)) == ("waiting", [])
    with pytest.raises(NotPossible, match="waiting: it cannot be resumed"):
        camp.change(campaign, "running", maker)
    with pytest.raises(NotPossible, match="another person's"):
        control.approve(camp.world.db, campaign, maker, NOW)
    assert leaving(camp) == []
    control.approve(camp.world.db, campaign, other, NOW)
    assert set(leaving(camp)) == {one.id for one in people}
    assert camp.campaign(campaign).approved_by == other
    with pytest.raises(NotPossible, match="running: it cannot be approved"):
        control.approve(camp.world.db, campaign, other, NOW)


def test_few_do_not(camp: Camp) -> None:
    camp.setting(campaign_approve_above=2)
    for _ in range(2):
        camp.person()
    assert not camp.look()[1].needs_approval
    assert camp.status(camp.send()).word == "running"


def test_who_stops_between_the_look_and_the_plan_gets_nothing(camp: Camp) -> None:
    one, two = camp.person(), camp.person()
    draft, preview = camp.look()
    camp.stops(one.phone_id)
    made = sending(draft, preview, camp.transact, camp.inside)
    list(made.steps())
    assert camp.targets(made.plan.campaign_id) == {one.id: "opted_out", two.id: "queued"}


def test_a_campaign_without_its_people_stands_as_planning(camp: Camp) -> None:
    camp.person()
    draft, _ = camp.look()
    plan = begin(camp.inside(camp.world.db), draft, 1)
    assert [row.id for row in camp.world.rows(Campaign, state="planning")] == [plan.campaign_id]
    assert camp.look()[1].same is None, "one that was cut short blocks nobody"
