"""Answers that were heard can be heard again: the last three, by their person alone."""

from uuid import UUID

from flows import effects as e
from service.models import Case
from service.programme import cases, heard
from tests.service.programme.test_cases import answer, ask
from tests.service.programme.world import OUMAR, World


def hear(world: World, person: UUID, text: str) -> None:
    ask(world, person)
    (case,) = [row for row in world.rows(Case) if row.state == "new"]
    answer(world, case.id, text)
    cases.answer_heard(world.call(person=person), e.AnswerHeard(str(case.id), "yes"))
    world.passes(hours=1)


def test_the_last_three_the_latest_first(world: World) -> None:
    person, _ = world.register()
    ctx = world.call(person=person)
    assert (heard.last(ctx), heard.count(ctx)) == ([], 0)
    for text in ("Un.", "Deux.", "Trois.", "Quatre."):
        hear(world, person, text)
    assert [str(one.label).split(" : ")[1] for one in heard.last(ctx)] == ["Quatre.", "Trois.", "Deux."]
    assert heard.count(ctx) == 3


def test_only_by_their_person_and_only_what_was_heard(world: World) -> None:
    person, _ = world.register()
    other, _ = world.register(OUMAR, name="Oumar Touré")
    hear(world, person, "Un.")
    ask(world, person, words="Et puis ?", type="request")
    (case,) = [row for row in world.rows(Case) if row.state == "new"]
    answer(world, case.id, "Pas encore entendu.")
    assert heard.count(world.call(person=person)) == 1
    assert (heard.count(world.call(person=other)), heard.last(world.call())) == (0, [])
