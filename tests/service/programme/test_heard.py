"""Answers that were heard can be heard again: the last three, by their person alone."""

from uuid import UUID

from flows import effects as e
from service.models import Case
from service.programme import cases, heard
from tests.service.programme.test_cases import answer, ask, shown
from tests.service.programme.world import OUMAR, World


def hear(world: World, person: UUID, text: str) -> None:
    ask(world, person)
    (case,) = [row for row in world.rows(Case) if row.state == "new"]
    answer(world, case.id, text)
    cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, case.id), "yes"))
    world.passes(hours=1)


def texts(world: World, person: UUID) -> list[str]:
    return [str(one.label).split(" : ")[1] for one in heard.last(world.call(person=person))]


def test_the_last_three_the_latest_first(world: World) -> None:
    person, _ = world.register()
    ctx = world.call(person=person)
    assert heard.last(ctx) == []
    for text in ("Un.", "Deux.", "Trois.", "Quatre."):
        hear(world, person, text)
    assert texts(world, person) == ["Quatre.", "Trois.", "Deux."]


def test_only_by_their_person_and_only_what_was_heard(world: World) -> None:
    person, _ = world.register()
    other, _ = world.register(OUMAR, name="Oumar Touré")
    hear(world, person, "Un.")
    ask(world, person, words="Et puis ?", type="request")
    (case,) = [row for row in world.rows(Case) if row.state == "new"]
    answer(world, case.id, "Pas encore entendu.")
    assert texts(world, person) == ["Un."]
    assert (heard.last(world.call(person=other)), heard.last(world.call())) == ([], [])


def test_a_new_answer_is_announced_before_it_is_heard_again(world: World) -> None:
    """Who said « no » has the case back; what it is answered then waits for them, and stands under nothing before."""
    person, _ = world.register()
    ask(world, person)
    case_id = world.one(Case).id
    answer(world, case_id, "Un.")
    cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, case_id), "no"))
    assert texts(world, person) == ["Un."], "the one that they know"
    world.passes(days=1)
    answer(world, case_id, "Deux.")
    assert texts(world, person) == []
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    assert waiting.text == "Deux."
    cases.answer_heard(world.call(person=person), e.AnswerHeard(shown(world, case_id), "yes"))
    assert texts(world, person) == ["Deux."]
