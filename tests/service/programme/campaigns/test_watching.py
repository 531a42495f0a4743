"""A campaign as those see it who watch it: its words, its answers by choice, and whom it did not reach."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from service.ids import uuid7
from service.models.staff import Role
from service.programme import tables as t
from service.programme.campaigns import control, watching
from service.programme.campaigns.control import NotPossible
from service.programme.campaigns.recipients import reach
from service.programme.campaigns.tally import tallies
from service.programme.labels import TARGET_ANSWER
from tests.service.programme.campaigns.camp import Camp
from tests.service.programme.world import NOW, OUMAR


def sent(camp: Camp, people: int) -> UUID:
    for _ in range(people):
        camp.person()
    return camp.send()


def answer(camp: Camp, target_id: UUID, said: str | None, minutes: int) -> None:
    sealed = camp.world.vault.seal(TARGET_ANSWER, target_id, said) if said is not None else None
    values = {"answered_at": NOW + timedelta(minutes=minutes), "answer": sealed}
    camp.world.db.execute(update(t.campaign_target).where(t.campaign_target.c.id == target_id).values(**values))


def targets(camp: Camp, campaign: UUID) -> list[UUID]:
    rows = camp.world.db.execute(t.campaign_target.select().where(t.campaign_target.c.campaign_id == campaign))
    return [row.id for row in rows]


def test_what_it_says_and_who_answers_for_it(camp: Camp) -> None:
    camp.person(sex="female")
    officer = camp.world.staff(Role.PROGRAMME_OFFICER, OUMAR)
    campaign = camp.send({"fr": "Bonjour", "en": "Hello"}, where={"sex": ["women"]}, by=officer)
    found = watching.said(camp.world.db, camp.world.vault, campaign)
    assert found.texts == {"fr": "Bonjour", "en": "Hello"}
    assert found.audience.filters == {"sex": ("female",)}
    assert (found.made_by, found.made_by_id, found.approved_by) == ("Boubacar Maïga", officer, "")
    nowhere = uuid7()
    with pytest.raises(NotPossible, match=str(nowhere)):
        watching.said(camp.world.db, camp.world.vault, nowhere)


def test_answers_the_latest_first_page_by_page(camp: Camp) -> None:
    """Two in one moment stand once each, whatever page they fall on."""
    campaign = sent(camp, 5)
    ids = targets(camp, campaign)
    for one, minutes in zip(ids, (1, 2, 2, 3), strict=False):
        answer(camp, one, "Oui, ça va", minutes)
    db, vault = camp.world.db, camp.world.vault
    whole = [one.target_id for one in watching.answers(db, vault, campaign, 10)]
    assert set(whole) == set(ids[:4])
    assert whole[0] == ids[3]
    paged: list[UUID] = []
    while some := [one.target_id for one in watching.answers(db, vault, campaign, 2, paged[-1] if paged else None)]:
        paged += some
    assert paged == whole


def test_an_answer_is_a_choice_words_or_a_journey(camp: Camp) -> None:
    campaign = sent(camp, 4)
    ids = targets(camp, campaign)
    told = {"status": "stopped", "reasons": ["theft", "flood"], "wants_call": True}
    for minutes, (one, said) in enumerate(zip(ids, (json.dumps(told), "12", None, '{"x": 1}'), strict=True)):
        answer(camp, one, said, minutes)
    found = list(watching.answers(camp.world.db, camp.world.vault, campaign, 10))[::-1]
    assert [(one.choice, one.words) for one in found] == [
        ("stopped", ""),
        ("words", "12"),
        ("journey", ""),
        ("words", '{"x": 1}'),
    ]
    assert (found[0].reasons, found[0].wants_call) == (("theft", "flood"), True)
    assert found[0].person == "Aminata T."
    assert watching.choices(camp.world.db, camp.world.vault, campaign) == {"stopped": 1, "words": 2, "journey": 1}


def test_who_was_not_reached_and_why(camp: Camp) -> None:
    campaign = sent(camp, 5)
    states = (("failed", "opted_out"), ("undelivered", "DeliveryFailure"), ("expired", "too_old"), ("delivered", ""))
    for row, (state, reason) in zip(camp.texts(campaign), states, strict=False):
        values = {"state": state, "reason": reason}
        camp.world.db.execute(update(t.message).where(t.message.c.id == row.id).values(**values))
    db, vault = camp.world.db, camp.world.vault
    found = list(watching.missed(db, vault, campaign, 10))
    assert [(one.state, one.reason) for one in found] == list(states[:3])
    assert all("…" in one.phone for one in found), "numbers are masked"
    assert [one.message_id for one in watching.missed(db, vault, campaign, 10, found[0].message_id)] == [
        one.message_id for one in found[1:]
    ]
    assert watching.why_missed(db, campaign) == dict.fromkeys(states[:3], 1)


def test_several_campaigns_are_counted_at_once(camp: Camp) -> None:
    camp.stops(camp.person().phone_id)
    first = sent(camp, 2)
    second = camp.send("Autre chose")
    answer(camp, targets(camp, second)[0], None, 1)
    found = tallies(camp.world.db, [first, second, nowhere := uuid7()])
    assert [found[one].texts for one in (first, second, nowhere)] == [{"queued": 2}, {"queued": 2}, {}]
    assert [found[one].left_out for one in (first, second, nowhere)] == [{"opted_out": 1}, {"opted_out": 1}, {}]
    assert [found[one].answered for one in (first, second, nowhere)] == [0, 1, 0]
    assert [one.answered for one in control.everyone(camp.world.db, camp.world.vault)] == [1, 0]


def test_standing_ones_and_others_are_listed_apart(camp: Camp) -> None:
    camp.person()
    once, standing = camp.send(), camp.send(occasion="kit", days=30)
    db = camp.world.db
    assert [row.id for row in control.latest(db, 10, standing=True)] == [standing]
    assert [row.id for row in control.latest(db, 10, standing=False)] == [once]
    assert [row.id for row in control.latest(db, 10)] == [standing, once]


def test_people_are_counted_by_language_before_anything_else_is_known(camp: Camp) -> None:
    for language, sex in (("fr", "female"), ("fr", "male"), ("bam", "female"), ("", "female")):
        camp.person(language=language, sex=sex, number="")
    camp.person(language="fr", sex="female", state="withdrawn")
    draft, _ = camp.look(where={"sex": ["women"]})
    assert reach(camp.world.db, draft.audience, NOW.date()) == {"fr": 1, "bam": 1, "": 1}
