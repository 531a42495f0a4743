"""Answers: heard on redial, told by an SMS that says nothing; calls back; how a case ends."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from flows.codes import spaced
from service.models import Case, Message, PersonPhone
from service.models.case import CaseOutcome, ClosedHow
from service.models.person import PersonState
from service.models.phone import PhoneRelation, PhoneState
from service.programme import cases, heard, messages, phones, referrals
from service.programme import tables as t
from service.programme.casedesk import answering, thread
from service.programme.casedesk.answering import Reach
from service.programme.casedesk.steps import CaseError
from tests.service.programme.casedesk.deskwork import asked, at_desk, audited, in_state, kinds, officer, the_case
from tests.service.programme.world import AMINATA, OUMAR, World


def answer(world: World, reference: str, words: str = "Lundi.", by: UUID | None = None) -> Reach:
    return answering.answer(at_desk(world, by or officer(world)), reference, words, CaseOutcome.ACTED)


def test_an_answer_waits_for_its_person_and_an_sms_says_only_that(world: World) -> None:
    person, _ = world.register()
    reference = asked(world, person)
    by = officer(world)
    world.passes(hours=3)
    assert answer(world, reference, "L'agent   vient lundi.", by) is Reach.SMS
    row = the_case(world, reference)
    assert (row.state, row.answered_at, row.outcome, row.assigned_to) == ("answered", world.now, "acted", by)
    number, kind, body = world.texts()[-1]
    assert (number, kind) == (AMINATA, "case")
    assert body.startswith(f"Retour : une réponse vous attend ({spaced(reference)}). Composez")
    assert "lundi" not in body
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.text == "L'agent vient lundi."
    assert (kinds(world, reference), audited(world)) == (["opened", "answered"], [(str(by), "case answered")])


def test_an_answer_may_be_mended_until_the_case_is_closed(world: World) -> None:
    person, _ = world.register()
    reference, by = asked(world, person), officer(world)
    for words in ("Lundi.", "Mardi."):
        answer(world, reference, words, by)
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.text == "Mardi."
    assert kinds(world, reference) == ["opened", "answered", "answered"]


@pytest.mark.parametrize(("words", "said"), [(" ", "needs words"), ("x" * 481, "480 characters")])
def test_an_answer_fits_a_phone(world: World, words: str, said: str) -> None:
    reference = asked(world, world.register()[0])
    with pytest.raises(CaseError, match=said):
        answer(world, reference, words)


def test_the_sms_goes_to_the_person_s_own_phone_in_their_language(world: World) -> None:
    person, _ = world.register()
    other = phones.phone_named(world.db, world.vault, OUMAR, world.now)
    world.db.execute(update(t.person_phone).values(relation=PhoneRelation.SHARED.value))
    world.db.execute(update(t.person).values(language="en"))
    world.add(PersonPhone, person_id=person, phone_id=other.id, relation="own", since=world.now)
    answer(world, asked(world, person))
    number, _, body = world.texts()[-1]
    assert number == OUMAR
    assert body.startswith("Retour: an answer waits for you")


def test_a_wrong_number_gets_none_and_a_number_in_doubt_a_neutral_one(world: World) -> None:
    person, _ = world.register()
    reference = asked(world, person)
    by = officer(world)
    world.db.execute(update(t.phone).values(state=PhoneState.WRONG.value))
    before = len(world.rows(Message))
    assert (answer(world, reference, by=by), len(world.rows(Message))) == (Reach.NO_PHONE, before)
    world.db.execute(update(t.phone).values(state=PhoneState.UNVERIFIED.value))
    assert answer(world, reference, by=by) is Reach.SMS
    assert spaced(reference) not in world.texts()[-1][2]


def test_who_said_stop_hears_it_when_they_call(world: World) -> None:
    person, _ = world.register()
    messages.stop(world.call(), e.StopMessages())
    assert answer(world, asked(world, person)) is Reach.STOPPED
    assert world.rows(Message)[-1].state == "failed"


def test_a_phone_of_nobody_hears_the_answer_to_what_it_asked(world: World) -> None:
    reference = asked(world)
    answer(world, reference)
    waiting = cases.answer_waiting(world.call())
    assert waiting is not None
    assert cases.answer_waiting(world.call(OUMAR)) is None
    cases.answer_heard(world.call(OUMAR), e.AnswerHeard(waiting.which, "yes"))
    assert the_case(world, reference).state == "answered", "not by another phone"
    cases.answer_heard(world.call(), e.AnswerHeard(waiting.which, "yes"))
    assert the_case(world, reference).closed_how == "line"


def test_a_number_in_doubt_hears_nothing_of_what_it_asked_before(world: World) -> None:
    reference = asked(world)
    answer(world, reference)
    world.db.execute(update(t.phone).values(state=PhoneState.UNVERIFIED.value))
    assert cases.answer_waiting(world.call()) is None


@pytest.mark.parametrize("why", ["registered since", "in doubt", "withdrawn", "no phone"])
def test_nobody_is_answered_who_would_never_hear_it(world: World, why: str) -> None:
    person, _ = world.register()
    reference = asked(world, person if why == "withdrawn" else None)
    match why:
        case "in doubt":
            world.db.execute(update(t.phone).values(state=PhoneState.UNVERIFIED.value))
        case "withdrawn":
            world.db.execute(update(t.person).values(state=PersonState.WITHDRAWN.value))
        case "no phone":
            in_state(world, reference, "new", phone_id=None)
    with pytest.raises(CaseError, match="Nobody would hear this answer on the line"):
        answer(world, reference)
    assert the_case(world, reference).state == "new"


def test_failed_calls_count_when_ten_minutes_apart(world: World) -> None:
    by, reference = officer(world), asked(world, world.register()[0])
    counts = []
    for minutes in (0, 3, 6, 2, 12, 10):  # 0, 3, 9, 11, 23, 33
        world.passes(minutes=minutes)
        counts.append(answering.called(at_desk(world, by), reference, reached=False))
    assert counts == [1, 1, 1, 2, 3, 4]
    assert the_case(world, reference).state == "new"
    assert answering.called(at_desk(world, by), reference, reached=True, words="Parlé") == 0
    row = the_case(world, reference)
    assert (row.state, row.calls_failed, row.assigned_to) == ("in_progress", 0, by)
    assert kinds(world, reference) == ["opened", *["call_failed"] * 6, "called"]


def test_a_call_to_who_was_answered_leaves_it_answered(world: World) -> None:
    by, reference = officer(world), asked(world, world.register()[0])
    answer(world, reference, by=by)
    answering.called(at_desk(world, by), reference, reached=True)
    assert the_case(world, reference).state == "answered"


def close(world: World, reference: str, how: ClosedHow | None = None, **said: Any) -> Any:
    answering.close(at_desk(world, officer(world)), reference, CaseOutcome.ACTED, how, **said)
    return the_case(world, reference)


@pytest.mark.parametrize("how", [ClosedHow.CALL, ClosedHow.VISIT, ClosedHow.MESSAGE, ClosedHow.FOCAL_POINT])
def test_who_was_told_has_heard_it(world: World, how: ClosedHow) -> None:
    reference = asked(world, world.register()[0])
    world.passes(hours=5)
    row = close(world, reference, how)
    assert (row.state, row.closed_how, row.outcome) == ("closed", how.value, "acted")
    assert row.closed_at == row.heard_at == row.answered_at == world.now
    assert kinds(world, reference) == ["opened", "answered", "closed"], "telling them is the first answer"


def test_an_answer_that_was_told_waits_no_more_and_can_be_heard_again(world: World) -> None:
    person, _ = world.register()
    reference, by = asked(world, person), officer(world)
    answer(world, reference, by=by)
    answered_at = world.now
    world.passes(days=1)
    answering.close(at_desk(world, by), reference, CaseOutcome.ACTED, ClosedHow.CALL)
    assert cases.answer_waiting(world.call(person=person)) is None
    assert len(heard.last(world.call(person=person))) == 1
    assert (the_case(world, reference).answered_at, kinds(world, reference)[-2:]) == (
        answered_at,
        ["answered", "closed"],
    )


def test_an_answer_that_was_not_told_waits_though_the_case_is_closed(world: World) -> None:
    person, _ = world.register()
    reference, by = asked(world, person), officer(world)
    answer(world, reference, by=by)
    answering.close(at_desk(world, by), reference, CaseOutcome.EXPLAINED, words="Jamais joint")
    assert the_case(world, reference).closed_how == "not_told"
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    world.passes(days=1)
    cases.answer_heard(world.call(person=person), e.AnswerHeard(waiting.which, "no"))
    row = the_case(world, reference)
    assert (row.state, row.closed_at, row.closed_how, row.outcome, row.reopened) == ("in_progress", None, "", "", 1)


def test_the_end_says_whether_the_person_was_told(world: World) -> None:
    reference = asked(world)
    with pytest.raises(CaseError, match="or in a few words why they were not"):
        close(world, reference)
    with pytest.raises(CaseError, match="by its person alone"):
        close(world, reference, ClosedHow.LINE)
    assert close(world, reference, words="Numéro perdu").closed_how == "not_told"


def test_nobody_has_to_be_told_of_thanks(world: World) -> None:
    reference = asked(world)
    in_state(world, reference, "new", type="thanks")
    row = close(world, reference)
    assert (row.state, row.closed_how, row.answered_at) == ("closed", "", None)


def test_a_case_about_a_referral_closes_with_it(world: World) -> None:
    person, _ = world.register()
    referrals.request(world.call(person=person), e.RequestReferral("health_centre", "yes"))
    reference = world.one(Case).reference
    with pytest.raises(CaseError, match="closes with it"):
        close(world, reference, ClosedHow.CALL)


def test_the_thread_shows_it_all_to_whoever_works_on_it(world: World) -> None:
    person, _ = world.register()
    reference, by = asked(world, person, words="Quand vient-il ?"), officer(world)
    world.passes(hours=1)
    asked(world, person, words="Toujours rien")
    world.passes(hours=1)
    answer(world, reference, "Lundi.", by)
    found = thread.opened(at_desk(world, by), reference)
    assert (found.words, found.answer, found.outcome) == ("Quand vient-il ?", "Lundi.", "acted")
    assert (found.line.person, found.line.phone) == ("Aminata T.", "+223…01")
    assert [(event.kind, event.who, event.words) for event in found.events] == [
        ("opened", "", ""),
        ("repeat", "", "Toujours rien"),
        ("answered", "Boubacar M.", "Lundi."),
    ]
    assert audited(world)[-1] == (str(by), "case read")
