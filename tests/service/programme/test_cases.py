"""Cases: opened, joined, heard, reopened; what a caller may see of them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from flows.codes import is_valid
from service.models import Case, CaseEvent, Message
from service.programme import cases, messages
from service.programme import tables as t
from service.programme.labels import CASE_ANSWER, CASE_WORDS, EVENT_WORDS
from tests.service.programme.world import AMINATA, NOW, OUMAR, World


def ask(world: World, person: UUID | None = None, number: str = AMINATA, **said: Any) -> Any:
    effect = e.OpenCase(**{"type": "question", "words": "Quand ?", **said})
    return cases.open_case(world.call(number, person=person), effect)


def answer(world: World, case_id: UUID, text: str = "Lundi.") -> None:
    sealed = world.vault.seal(CASE_ANSWER, case_id, text)
    values = {"state": "answered", "answer": sealed, "answered_at": world.now}
    world.db.execute(update(t.case).where(t.case.c.id == case_id).values(**values))


def shown(world: World, case_id: UUID) -> str:
    """The answer to a case as the line shows it at this moment."""
    row = world.one(Case, id=case_id)
    return cases.Waiting(row.id, row.reference, "", row.answered_at or world.now).which


def events(world: World) -> list[str]:
    return [row.kind for row in world.rows(CaseEvent)]


@pytest.mark.parametrize(
    ("type_", "topic", "criticality", "promised"),
    [
        ("question", "", "medium", "01/12/2026"),
        ("request", "", "medium", "01/12/2026"),
        ("complaint", "", "high", "27/11/2026"),
        ("report", "kit", "high", "27/11/2026"),
        ("request", "payment", "high", "27/11/2026"),
    ],
)
def test_what_is_promised(world: World, type_: str, topic: str, criticality: str, promised: str) -> None:
    told = ask(world, type=type_, topic=topic)
    row = world.one(Case)
    assert (row.type, row.topic, row.criticality, row.state) == (type_, topic, criticality, "new")
    assert told["promised"] == promised == row.promised_at.strftime("%d/%m/%Y")
    assert told["reference"].replace(" ", "") == row.reference
    assert (len(row.reference), is_valid(row.reference)) == (6, True)
    assert world.vault.open(CASE_WORDS, row.id, row.words) == "Quand ?"


def test_a_holiday_moves_the_promise(world: World) -> None:
    holiday = world.settings.model_copy(update={"holidays": (date(2026, 11, 26),)})
    told = cases.open_case(world.call(settings=holiday), e.OpenCase("complaint", "Rien n'est venu"))
    assert told["promised"] == "30/11/2026"


def test_the_day_promised_is_the_local_one(world: World) -> None:
    world.now = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    niamey = world.settings.model_copy(update={"timezone": "Africa/Niamey"})
    told = cases.open_case(world.call(settings=niamey), e.OpenCase("question", "Quand ?"))
    assert told["promised"] == "02/12/2026"


def test_thanks_are_closed_at_once(world: World) -> None:
    told = ask(world, type="thanks", words="Merci")
    row = world.one(Case)
    assert (row.state, row.criticality, row.closed_at, row.promised_at) == ("closed", "low", NOW, None)
    assert set(told) == {"reference"}
    assert world.rows(Message) == []


def test_an_unknown_type_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="trust"):
        ask(world, type="trust")


def test_the_caller_gets_the_reference_by_sms(world: World) -> None:
    told = ask(world)
    ((number, kind, body),) = world.texts()
    assert (number, kind) == (AMINATA, "case")
    assert told["reference"] in body
    assert told["promised"] in body
    assert "Quand" not in body


def test_a_phone_that_said_stop_gets_no_sms(world: World) -> None:
    messages.stop(world.call(), e.StopMessages())
    ask(world)
    assert [(row.kind, row.state) for row in world.rows(Message)] == [("stop", "queued"), ("case", "failed")]


def test_a_repeated_contact_joins_the_open_case(world: World) -> None:
    person, _ = world.register()
    first = ask(world, person, type="complaint")
    world.passes(hours=3)
    assert ask(world, person, OUMAR, type="complaint", words="Toujours rien") == first
    repeat = world.rows(CaseEvent)[-1]
    assert events(world) == ["opened", "repeat"]
    assert world.vault.open(EVENT_WORDS, repeat.id, repeat.words) == "Toujours rien"
    assert (world.sent_to(AMINATA), world.sent_to(OUMAR)) == (["card", "case"], [])


@pytest.mark.parametrize("said", [{"type": "request"}, {"topic": "kit"}])
def test_another_matter_is_another_case(world: World, said: dict[str, str]) -> None:
    person, _ = world.register()
    ask(world, person)
    ask(world, person, **said)
    assert len(world.rows(Case)) == 2


@pytest.mark.parametrize(
    ("state", "joins"), [("assigned", True), ("on_hold", True), ("answered", False), ("closed", False)]
)
def test_only_an_open_case_is_joined(world: World, state: str, joins: bool) -> None:
    person, _ = world.register()
    ask(world, person)
    world.db.execute(update(t.case).values(state=state))
    ask(world, person)
    assert len(world.rows(Case)) == (1 if joins else 2)


def test_people_of_one_phone_do_not_join_each_other(world: World) -> None:
    one, _ = world.register()
    two, _ = world.register(name="Oumar Traoré", behalf="relative", role="man")
    for person in (one, two, None, None):
        ask(world, person)
    assert [row.person_id for row in world.rows(Case)] == [one, two, None]


def test_a_broken_promise_is_not_said_again(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    broken = world.one(Case).promised_at
    world.passes(days=10)
    assert ask(world, person)["promised"] == "11/12/2026"
    assert world.one(Case).promised_at == broken, "the figures show it as broken"


def test_a_call_back_is_promised(world: World) -> None:
    told = cases.call_back(world.call(), e.RequestCallBack("registration"))
    row = world.one(Case)
    assert (row.type, row.topic, row.criticality, told["promised"]) == ("request", "call_back", "high", "27/11/2026")
    assert "on vous rappelle" in world.texts()[0][2]
    assert cases.call_back(world.call(), e.RequestCallBack("feedback")) == told


def test_an_answer_waits_until_it_is_heard(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    case = world.one(Case)
    assert cases.answer_waiting(world.call(person=person)) is None
    answer(world, case.id)
    assert cases.answer_waiting(world.call(person=person)) == cases.Waiting(case.id, case.reference, "Lundi.", NOW)
    assert cases.answer_waiting(world.call()) is None
    assert cases.answer_waiting(world.call(OUMAR, person=world.register(OUMAR)[0])) is None


def test_the_oldest_answer_comes_first(world: World) -> None:
    person, _ = world.register()
    for topic in ("a", "b"):
        ask(world, person, topic=topic)
    first, second = world.rows(Case)
    answer(world, second.id)
    world.passes(hours=1)
    answer(world, first.id)
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.case_id == second.id


def test_a_satisfied_person_closes_the_case(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id)
    cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, case_id), "yes"))
    row = world.one(Case)
    assert (row.state, row.closed_how, row.satisfied, row.heard_at, row.closed_at) == (
        "closed",
        "line",
        "yes",
        NOW,
        NOW,
    )
    assert events(world) == ["opened", "closed"]
    assert cases.answer_waiting(world.call(person=person)) is None


def test_who_is_not_satisfied_reopens_it_and_hears_the_next_answer(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id)
    world.passes(days=2)
    for _ in range(2):
        cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, case_id), "no"))
    row = world.one(Case)
    assert (row.state, row.reopened, row.satisfied, row.closed_at) == ("in_progress", 1, "no", None)
    assert row.promised_at == NOW + timedelta(days=9)
    assert events(world) == ["opened", "reopened"]
    world.passes(days=1)
    answer(world, case_id, "Mardi.")
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.text == "Mardi."


def test_an_answer_to_somebody_else_cannot_be_heard(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id)
    for other in (None, world.register(OUMAR)[0]):
        cases.answer_heard(world.call(OUMAR, person=other), e.AnswerHeard(shown(world, case_id), "yes"))
    assert world.one(Case).state == "answered"


@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_was_changed_since_it_was_shown_has_not_been_heard(world: World, said: str) -> None:
    """The desk mends its answer between the screen and the « yes »: the new words still wait."""
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id, "Lundi.")
    before = shown(world, case_id)
    world.passes(seconds=20)
    answer(world, case_id, "Mardi.")
    cases.answer_heard(world.call(person=person), e.AnswerHeard(before, said))
    row = world.one(Case)
    assert (row.state, row.heard_at, row.satisfied, events(world)) == ("answered", None, "", ["opened"])
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.text == "Mardi."


def test_an_answer_that_is_none_is_not_heard(world: World) -> None:
    """A screen of before, without an answer in it, or one that was kept by a version of before."""
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id)
    for shown_before in ("", str(case_id)):
        assert cases.answer_heard(world.call(person=person), e.AnswerHeard(shown_before, "yes")) == {}
    assert world.one(Case).state == "answered"


def test_a_person_sees_their_own_open_cases(world: World) -> None:
    person, _ = world.register()
    ask(world, person)
    world.passes(days=1)
    ask(world, person, type="request")
    ask(world, None)
    ask(world, person, type="thanks")
    found = cases.mine(world.call(person=person))
    reference = ask(world, person, type="request")["reference"]
    assert found[0].label == f"{reference} recue 25/11/2026"
    english = cases.mine(world.call(person=person, language="en"))
    assert english[0].label == f"{reference} received 25/11/2026"
    assert (len(found), cases.count(world.call(person=person))) == (2, 2)
    assert (cases.mine(world.call()), cases.count(world.call())) == ([], 0)


def test_a_reference_is_known_to_whom_it_was_given(world: World) -> None:
    person, _ = world.register()
    told = ask(world, person)["reference"].replace(" ", "")
    unknown = ask(world)["reference"].replace(" ", "")
    found = cases.find_reference(world.call(person=person), told)
    assert (found.state, found.values["case_state"]) == ("ok", "new")
    assert cases.find_reference(world.call(), unknown).state == "ok", "from the phone that asked"
    assert cases.find_reference(world.call(), told).state == "unknown"
    assert cases.find_reference(world.call(OUMAR), unknown).state == "unknown"
    assert cases.find_reference(world.call(), "000000").state == "unknown"
