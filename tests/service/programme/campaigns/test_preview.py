"""Before sending: who gets it and who not, what it costs, how long it takes. Nothing is queued."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from service.models import Campaign, Message
from service.models.phone import PhoneRelation
from service.programme.campaigns.wording import CampaignError
from tests.service.programme.campaigns.camp import MALITEL, ORANGE, TELECEL, Camp
from tests.service.programme.world import NOW

PARIS = "+33612345678"
PRICES = ("2026-01-01 +223 20", "2026-01-01 +2237 15.5", "2026-12-01 +2237 99")


def test_everybody_is_counted_and_nothing_is_queued(camp: Camp) -> None:
    camp.person()
    stopped, wrong = camp.person(), camp.person()
    camp.person(number="")
    for name in ("Fanta", "Oumar", "Awa"):
        camp.person(name, number=TELECEL)
    camp.stops(stopped.phone_id)
    camp.phone(wrong.phone_id, state="wrong")
    _, found = camp.look()
    assert (found.recipients, found.people) == (2, 7)
    assert found.left_out == {"opted_out": 1, "no_phone": 1, "same_phone": 2, "wrong_number": 1}
    assert camp.world.rows(Message) == camp.world.rows(Campaign) == []


def test_stop_about_one_thing_or_taken_back_is_no_stop(camp: Camp) -> None:
    camp.stops(camp.person().phone_id, scope="case")
    camp.stops(camp.person().phone_id, resumed_at=NOW)
    assert camp.look()[1].recipients == 2


def test_the_phone_that_is_right_and_their_own_stands_for_a_person(camp: Camp) -> None:
    one = camp.person(number="")
    camp.linked(one.id, PARIS, PhoneRelation.SHARED)
    own = camp.linked(one.id, ORANGE)
    assert camp.look()[1].by_operator == {"orange": 1}
    camp.phone(own, state="wrong")
    assert camp.look()[1].by_operator == {"": 1}


def test_parts_and_cost_by_the_beginning_of_the_number(camp: Camp) -> None:
    """Twice two parts to Orange, once to Malitel; the price of December does not count yet."""
    camp.setting(sms_prices=PRICES)
    for number in (ORANGE, "+22371001101", MALITEL, PARIS):
        camp.person(number=number)
    _, found = camp.look("a" * 161)
    assert (found.parts, found.cost, found.currency, found.unpriced) == (8, Decimal("102.0"), "XOF", 1)
    assert found.by_operator == {"orange": 2, "malitel": 1, "": 1}
    _, later = camp.look("a" * 161, starts_at=NOW + timedelta(days=10))
    assert later.cost == Decimal("436")


def test_recipients_by_language(camp: Camp) -> None:
    for language in ("fr", "en", "en", "bm"):
        camp.person(language=language)
    assert camp.look({"fr": "Bonjour", "en": "Hello"})[1].by_language == {"en": 2, "fr": 2}


def test_shortest_usual_and_longest_text(camp: Camp) -> None:
    for name in ("Al", "Aminata", "Fatouma", "Oumar", "Abdourahmane"):
        camp.person(name)
    _, found = camp.look("a" * 150 + " {first_name}")
    told = [
        (one.body[151:], one.count.units, one.count.segments)
        for one in (found.shortest, found.usual, found.longest)
        if one
    ]
    assert [told[0], told[2]] == [("Al", 153, 1), ("Abdourahmane", 163, 2)]
    assert told[1][1:] == (158, 1)


def test_an_empty_audience_has_no_sizes(camp: Camp) -> None:
    _, found = camp.look()
    assert (found.shortest, found.usual, found.longest, found.samples, found.people) == (None, None, None, [], 0)
    assert found.cost == 0


def test_three_different_samples(camp: Camp) -> None:
    for name in ("Awa", "Awa", "Awa", "Fanta", "Oumar", "Sira"):
        camp.person(name)
    assert camp.look("Bonjour {first_name}")[1].samples == ["Bonjour Awa", "Bonjour Fanta", "Bonjour Oumar"]
    assert camp.look("Bonjour")[1].samples == ["Bonjour"]


def test_numbers_in_doubt_are_counted(camp: Camp) -> None:
    camp.phone(camp.person().phone_id, state="unverified")
    camp.person()
    assert (camp.look()[1].recipients, camp.look()[1].neutral) == (2, 1)


@pytest.mark.parametrize(
    ("rate", "begins", "ends"),
    [
        (1.0, NOW, NOW + timedelta(seconds=7)),
        (0.0001, NOW, NOW.replace(hour=15, minute=26, second=40) + timedelta(days=1)),
        (1.0, NOW.replace(hour=22), NOW.replace(hour=8, second=7) + timedelta(days=1)),
        (0.0, NOW, NOW),
    ],
)
def test_the_time_that_it_takes_rests_at_night(camp: Camp, rate: float, begins: object, ends: object) -> None:
    """70,000 s are 19 h 26 min 40 s: ten hours today, nine and a half tomorrow; for a rate of one in ten thousand."""
    camp.setting(sms_rate_per_second=rate)
    for _ in range(7):
        camp.person()
    found = camp.look(starts_at=begins)[1]
    assert found.ends_at == (ends + timedelta(hours=2) if rate == 0.0001 else ends)  # type: ignore[operator]


def test_what_was_to_begin_a_moment_ago_begins_now(camp: Camp) -> None:
    camp.person()
    assert camp.look(starts_at=NOW - timedelta(minutes=3))[0].starts_at == NOW


def test_a_best_before_that_is_over_is_refused(camp: Camp) -> None:
    assert camp.look(best_before=NOW + timedelta(hours=1))[0].best_before == NOW + timedelta(hours=1)
    assert camp.look()[0].best_before == NOW + timedelta(days=3)
    with pytest.raises(CampaignError, match="too old before it could leave"):
        camp.look(best_before=NOW + timedelta(hours=1), starts_at=NOW + timedelta(hours=2))


def test_the_same_text_to_the_same_audience_within_a_day_is_refused_unless_said_twice(camp: Camp) -> None:
    camp.person(sex="female")
    first = camp.send("Bonjour  à tous", where={"sex": ["female"]})
    _, again = camp.look("Bonjour à tous", where={"sex": ["women"]})
    assert again.same == first
    with pytest.raises(CampaignError, match="say it twice"):
        camp.send("Bonjour à tous", where={"sex": ["female"]})
    assert len(camp.world.rows(Campaign)) == 1
    camp.send("Bonjour à tous", where={"sex": ["female"]}, again=True)
    assert len(camp.world.rows(Message)) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Bonsoir"},
        {"where": {"sex": ["female"]}},
        {"journey": "check_in"},
        {"occasion": "kit", "days": 30},
    ],
)
def test_anything_else_is_not_the_same(camp: Camp, other: dict[str, object]) -> None:
    camp.person(sex="female")
    camp.send()
    assert camp.look(**other)[1].same is None  # type: ignore[arg-type]


def test_check_ins_of_30_90_and_180_days_are_three(camp: Camp) -> None:
    """The same text to the same people, on three occasions."""
    camp.person()
    made = {camp.send(occasion="kit", days=days) for days in (30, 90, 180)}
    assert len(made) == 3
    assert isinstance(camp.look(occasion="kit", days=90)[1].same, UUID)


def test_a_day_later_or_cancelled_it_is_not_the_same(camp: Camp) -> None:
    camp.person()
    first = camp.send()
    camp.change(first, "cancelled")
    assert camp.look()[1].same is None
    second = camp.send()
    camp.world.passes(hours=23.9)
    assert camp.look()[1].same == second
    camp.world.passes(hours=0.2)
    assert camp.look()[1].same is None


def test_a_campaign_to_nobody_is_refused_with_the_reasons(camp: Camp) -> None:
    with pytest.raises(CampaignError, match=r"Nobody of this audience would get it \(it is empty\)"):
        camp.send()
    camp.person(number="")
    with pytest.raises(CampaignError, match=r"Nobody of this audience would get it \(1 no phone\)"):
        camp.send()
    assert camp.world.rows(Campaign) == []
