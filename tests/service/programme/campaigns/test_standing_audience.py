"""Whom a check-in that stands is for: the occasion says when, the audience says who."""

from datetime import timedelta

import pytest

from service.models import Visit
from service.models.message import Priority
from service.programme.campaigns import standing
from service.programme.campaigns.wording import CampaignError
from tests.service.programme.campaigns.camp import ORANGE, Camp
from tests.service.programme.world import NOW

MONTH_AGO = NOW.date() - timedelta(days=30)


def look(camp: Camp) -> int:
    return standing.look(camp.inside(camp.world.db))


def test_who_is_not_of_the_audience_is_not_asked(camp: Camp) -> None:
    kit = camp.kit()
    woman, man = camp.person(sex="female"), camp.person(sex="male")
    for one in (woman, man):
        camp.world.delivery(kit, person_id=one.id, delivered_on=MONTH_AGO)
    campaign = camp.send(where={"sex": ["female"]}, occasion="kit", days=30)
    assert look(camp) == 1
    assert [row.person_id for row in camp.texts(campaign)] == [woman.id]


def test_a_list_of_codes_is_for_those_alone(camp: Camp) -> None:
    kit = camp.kit()
    one, two = camp.person(), camp.person()
    for person in (one, two):
        camp.world.delivery(kit, person_id=person.id, delivered_on=MONTH_AGO)
    campaign = camp.send(listed=[one.code], occasion="kit", days=30)
    assert look(camp) == 1
    assert [row.person_id for row in camp.texts(campaign)] == [one.id]


def test_a_list_of_numbers_has_no_kits_and_no_visits(camp: Camp) -> None:
    with pytest.raises(CampaignError, match="numbers have no deliveries and no visits"):
        camp.look(listed=[ORANGE], occasion="kit", days=30)


def test_a_visit_cannot_be_announced_on_its_day(camp: Camp) -> None:
    with pytest.raises(CampaignError, match="at least a day before"):
        camp.look(occasion="visit", days=0)


@pytest.mark.parametrize("days", [-1, 367])
def test_days_that_are_none(camp: Camp, days: int) -> None:
    with pytest.raises(CampaignError, match="The days are between 0 and 366"):
        camp.look(occasion="kit", days=days)


def test_many_who_are_not_of_the_audience_do_not_stand_in_the_way(camp: Camp) -> None:
    """A look takes so many texts, not so many people."""
    kit = camp.kit()
    for _ in range(standing.MOST + 5):
        camp.world.delivery(kit, person_id=camp.person(number="", sex="male").id, delivered_on=MONTH_AGO)
    late = camp.person(sex="female")
    camp.world.delivery(kit, person_id=late.id, delivered_on=MONTH_AGO)
    campaign = camp.send(where={"sex": ["female"]}, occasion="kit", days=30)
    assert look(camp) == 1
    assert [row.person_id for row in camp.texts(campaign)] == [late.id]


def test_a_look_writes_no_more_than_so_many_and_the_next_one_the_rest(camp: Camp) -> None:
    kit = camp.kit()
    for _ in range(standing.MOST + 5):
        camp.world.delivery(kit, person_id=camp.person().id, delivered_on=MONTH_AGO)
    camp.send(occasion="kit", days=30)
    assert [look(camp), look(camp), look(camp)] == [standing.MOST, 5, 0]


def test_who_cannot_be_reached_is_counted_and_not_looked_at_again(camp: Camp) -> None:
    kit = camp.kit()
    stopped, nobody = camp.person(), camp.person(number="")
    camp.stops(stopped.phone_id)
    for one in (stopped, nobody):
        camp.world.delivery(kit, person_id=one.id, delivered_on=MONTH_AGO)
    campaign = camp.send(occasion="kit", days=30)
    assert [look(camp), look(camp)] == [0, 0]
    assert camp.status(campaign).left_out == {"opted_out": 1, "no_phone": 1}


def test_its_texts_go_before_those_to_everybody(camp: Camp) -> None:
    """However many people it is for: what leaves on a day are few, and a reminder that waits is too late."""
    for _ in range(51):
        camp.person()
    camp.world.add(Visit, person_id=camp.world.people()[0].id, due_on=NOW.date() + timedelta(days=1))
    campaign = camp.send(occasion="visit", days=1)
    look(camp)
    assert camp.campaign(campaign).priority == Priority.SMALL
    assert [row.priority for row in camp.texts(campaign)] == [Priority.SMALL]


def test_one_that_may_reach_many_needs_a_second_pair_of_eyes_too(camp: Camp) -> None:
    camp.setting(campaign_approve_above=2)
    for _ in range(3):
        camp.person()
    assert camp.look(occasion="kit", days=30)[1].needs_approval
    assert camp.status(camp.send(occasion="kit", days=30)).word == "waiting"
