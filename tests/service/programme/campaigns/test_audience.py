"""Whom a campaign is for: each filter takes in who fits and nobody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.models import Place, Receipt, Visit
from service.programme.campaigns.audience import read_told
from service.programme.campaigns.wording import CampaignError
from tests.service.programme.campaigns.camp import Camp, Somebody
from tests.service.programme.world import NOW

TODAY = NOW.date()


def ids(*people: Somebody) -> set[UUID]:
    return {one.id for one in people}


def test_everybody_who_is_in_the_programme(camp: Camp) -> None:
    here = [camp.person(), camp.person(number="")]
    camp.person(state="withdrawn")
    camp.person(state="merged")
    assert camp.whom(all="yes") == camp.whom(all="oui") == ids(*here)


@pytest.mark.parametrize(
    ("name", "value", "fits", "does_not"),
    [
        ("sex", "female", {"sex": "female"}, {"sex": "male"}),
        ("sex", "women", {"sex": "female"}, {"sex": ""}),
        ("sex", "men", {"sex": "male"}, {"sex": "female"}),
        ("head", "yes", {"head": True}, {"head": False}),
        ("head", "non", {"head": False}, {"head": None}),
        ("language", "bm", {"language": "bm"}, {"language": "fr"}),
        ("vulnerability", "widow", {"vulnerability": "elderly widow"}, {"vulnerability": "widower"}),
        ("vulnerability", "widow", {"vulnerability": "widow"}, {"vulnerability": ""}),
        ("region", "Mopti", {"place": "ML050605"}, {"place": "ML07"}),
        ("region", "ml05", {"place": "ML05"}, {"place": None}),
        ("region", "MOPTY", {"place": "ML0506"}, {"place": "ML07"}),
        ("cercle", "Mopti", {"place": "ML050604"}, {"place": "ML05"}),
        ("commune", "konna", {"place": "ML050605"}, {"place": "ML050604"}),
        ("commune", "ML050605", {"place": "V-17"}, {"place": "ML0506"}),
        ("village", "V-17", {"place": "V-17"}, {"place": "ML050605"}),
    ],
)
def test_what_stands_in_the_file_of_a_person(
    camp: Camp, name: str, value: str, fits: dict[str, Any], does_not: dict[str, Any]
) -> None:
    """V-17 is a village of Konna, by a code of the programme's own."""
    camp.world.add(Place, pcode="ML07", level="region", name="Gao")
    camp.world.add(Place, pcode="V-17", level="village", name="Kotaka", parent="ML050605")
    camp.world.places = camp.places()
    one, _ = camp.person(**fits), camp.person(**does_not)
    assert camp.whom(**{name: value}) == ids(one)


def test_a_person_is_of_a_kit_by_themselves_or_by_their_business(camp: Camp) -> None:
    fishing, sewing = camp.world.kit()[0], camp.world.kit(code="sewing")[0]
    own, member, other, cancelled = (camp.person() for _ in range(4))
    camp.world.delivery(fishing, person_id=own.id)
    camp.world.delivery(fishing, business_id=camp.world.business(member.id))
    camp.world.delivery(sewing, person_id=other.id)
    camp.world.delivery(fishing, person_id=cancelled.id, state="cancelled")
    assert camp.whom(kit="fishing") == ids(own, member)
    assert camp.whom(kit="Fishing") == ids(own, member), "as it is typed"
    draft, _ = camp.look(where={"kit": ["fishing", "sewing"]})
    assert camp.people_of(draft) == ids(own, member, other)


def test_a_business_has_its_members(camp: Camp) -> None:
    one, two, other = (camp.person() for _ in range(3))
    camp.world.business(one.id, two.id)
    camp.world.business(other.id, type="sewing")
    assert camp.whom(business="fishing") == ids(one, two)


def test_what_was_said_of_a_kit(camp: Camp) -> None:
    kit = camp.world.kit()[0]
    silent, partly, nothing, whole, waiting = (camp.person() for _ in range(5))
    for one, overall in ((partly, "part"), (nothing, "none"), (whole, "all")):
        delivery = camp.world.delivery(kit, person_id=one.id, state="confirmed")
        camp.world.add(Receipt, delivery_id=delivery, person_id=one.id, overall=overall, at=NOW)
    camp.world.delivery(kit, person_id=silent.id)
    camp.world.delivery(kit, person_id=waiting.id, state="planned")
    assert camp.whom(receipt="unconfirmed") == ids(silent)
    assert camp.whom(receipt="partly") == ids(partly)
    assert camp.whom(receipt="none") == ids(nothing)
    assert camp.whom(receipt="confirmed") == ids(whole)


def test_a_member_of_a_business_may_still_say_what_came(camp: Camp) -> None:
    one, two = camp.person(), camp.person()
    delivery = camp.world.delivery(camp.world.kit()[0], business_id=camp.world.business(one.id, two.id))
    camp.world.add(Receipt, delivery_id=delivery, person_id=one.id, overall="all", at=NOW)
    assert camp.whom(receipt="unconfirmed") == ids(two)


def test_a_receipt_that_was_replaced_says_nothing(camp: Camp) -> None:
    one = camp.person()
    delivery = camp.world.delivery(camp.world.kit()[0], person_id=one.id)
    camp.world.add(Receipt, delivery_id=delivery, person_id=one.id, overall="part", at=NOW, counted=False)
    assert camp.whom(receipt="partly") == set()
    assert camp.whom(receipt="unconfirmed") == ids(one)


@pytest.mark.parametrize(
    ("days", "state", "is_due", "is_overdue"),
    [(0, "due", True, False), (3, "due", True, False), (-1, "due", False, True), (-1, "done", False, False)],
)
def test_visits_that_are_due_and_overdue(camp: Camp, days: int, state: str, is_due: bool, is_overdue: bool) -> None:
    one = camp.person()
    camp.world.add(Visit, person_id=one.id, due_on=TODAY + timedelta(days=days), state=state)
    assert (camp.whom(visit="due") == ids(one), camp.whom(visit="overdue") == ids(one)) == (is_due, is_overdue)


def test_who_did_not_answer_a_campaign(camp: Camp) -> None:
    answered, silent, stopped = (camp.person() for _ in range(3))
    camp.stops(stopped.phone_id)
    first = camp.send()
    camp.person()
    camp.answers(first, answered.id)
    assert camp.whom(unanswered=str(first)) == ids(silent), "nor who came later, nor who was sent nothing"


def test_filters_narrow_one_another_and_values_widen(camp: Camp) -> None:
    camp.person(sex="male", place="ML050605")
    one = camp.person(sex="female", place="ML050605")
    two = camp.person(sex="female", place="ML050604")
    camp.person(sex="female", place="ML05")
    where = {"sex": ["female"], "region": ["Mopti"], "commune": ["Konna", "Fatoma"]}
    assert camp.people_of(camp.look(where=where)[0]) == ids(one, two)


def test_an_audience_is_kept_and_read_again(camp: Camp) -> None:
    one = camp.person(sex="female")
    narrowed, _ = camp.look(where={"sex": ["women"]}, listed=[one.code])
    numbers, _ = camp.look(listed=["+223 50 00 11 01"])
    for draft in (narrowed, numbers):
        assert read_told(draft.audience.told()).told() == draft.audience.told()
        assert camp.people_of(draft)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ({"regoin": ["Mopti"]}, "There is no filter 'regoin': there are all, region"),
        ({"sex": ["femmes", "x"]}, "sex has no 'x'"),
        ({"region": ["Paris"]}, "region has no 'Paris'"),
        ({"region": ["ML0506"]}, "region has no 'ML0506'"),
        ({"commune": ["Foo", "Bar"]}, "commune has no 'Bar'"),
        ({"kit": ["goats"]}, "kit has no 'goats'"),
        ({"unanswered": ["12"]}, "unanswered has no '12'"),
        ({"all": ["no"]}, "all has no 'no'"),
        ({"kit": []}, "kit has no value"),
        ({"region": [], "sex": ["female"]}, "region has no value"),
        ({}, "Say whom it is for"),
    ],
)
def test_what_is_no_audience_is_said(camp: Camp, where: dict[str, list[str]], reason: str) -> None:
    camp.person()
    with pytest.raises(CampaignError, match=reason):
        camp.look(where=where)


def test_a_name_that_two_places_have_is_asked_back(camp: Camp) -> None:
    camp.world.add(Place, pcode="ML070101", level="commune", name="Konna", parent="ML0506")
    camp.world.places = camp.places()
    with pytest.raises(CampaignError, match=r"commune 'Konna' is any of ML050605, ML070101: say which by its code"):
        camp.whom(commune="Konna")
    one = camp.person(place="ML070101")
    assert camp.whom(commune="ML070101") == ids(one)


def test_pages_end(camp: Camp) -> None:
    people = [camp.person() for _ in range(501)]
    assert camp.whom(all="yes") == ids(*people)
    listed, _ = camp.look(listed=[one.code for one in people])
    assert camp.people_of(listed) == ids(*people)
