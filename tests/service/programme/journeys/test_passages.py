"""What a step counts as, and how the counts come into the database."""

from datetime import date, timedelta

import pytest

from flows.library import Library
from flows.places import Gazetteer
from flows.render import USSD
from flows.state import Step
from flows.step import start, step
from service.models import JourneyPassage
from service.programme.journeys.passages import BACK, BEGIN, LEFT, Passage, Passages, passage, store
from service.programme.sample_facts import sample_facts
from tests.service.programme.world import NOW, PLACES, World

DAY = NOW.date()


def walked(library: Library, name: str, *typed: str) -> list[tuple[str, str]]:
    """(screen, next) of every step that counts."""
    flow = library.journeys[name]
    facts = sample_facts(DAY, library, Gazetteer(PLACES), "fr")
    here = start(flow, facts)
    found = [passage(flow, None, here)]
    for text in typed:
        before, shown = here.progress, _shown(library, name, here)
        here = step(flow, before.moved(shown=shown), text, facts)
        found.append(passage(flow, before, here))
    return [(one.screen, one.next) for one in found if one]


def _shown(library: Library, name: str, here: Step) -> dict[str, str]:
    from flows.render import render

    facts = sample_facts(DAY, library, Gazetteer(PLACES), "fr")
    return dict(render(library.journeys[name], here, facts, "fr", USSD).shown)


def test_a_call_is_its_beginning_and_each_screen_that_it_went_on_to(library: Library) -> None:
    way = walked(library, "feedback", "1")
    assert way[0] == (BEGIN, library.journeys["feedback"].first)
    assert way[1][0] == library.journeys["feedback"].first
    assert way[1][1] in library.journeys["feedback"].screens


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        (("1", "0"), ("overall", BACK)),
        (("1", "00"), ("overall", LEFT)),
        (("0",), ("delivery", BACK)),
    ],
)
def test_back_and_the_menu_in_the_middle(library: Library, typed: tuple[str, ...], last: tuple[str, str]) -> None:
    assert walked(library, "kit_receipt", *typed)[-1] == last


def test_a_wrong_answer_and_the_next_entry_of_a_list_stay_where_they_are(library: Library) -> None:
    assert walked(library, "kit_receipt", "7") == [(BEGIN, "delivery")]
    items = walked(library, "kit_receipt", "1", "2", "1", "1")
    assert items[-2:] == [("overall", "items"), ("items", "asked")]


def test_an_option_that_opens_a_journey_leads_out(library: Library) -> None:
    assert walked(library, "main_menu", "2")[-1] == ("home", ">feedback")


def test_a_sensitive_journey_counts_nothing(library: Library) -> None:
    assert walked(library, "concern", "1", "1") == []


def test_counts_add_up_in_the_database(world: World) -> None:
    passages = Passages()
    one, other = Passage("feedback", "v1", "type", "words"), Passage("feedback", "v1", "type", LEFT)
    passages.add(DAY, [one, other, one])
    store(world.db, passages.taken())
    assert passages.taken() == {}
    passages.add(DAY, [one])
    passages.add(DAY + timedelta(days=1), [one])
    store(world.db, passages.taken())
    found = {(row.day, row.next): row.taken for row in world.rows(JourneyPassage)}
    assert found == {(DAY, "words"): 3, (DAY, ""): 1, (date(2026, 11, 25), "words"): 1}


def test_what_could_not_be_written_is_counted_later(world: World) -> None:
    passages = Passages()
    passages.add(DAY, [Passage("feedback", "v1", BEGIN, "type")])
    passages.give_back(passages.taken())
    passages.add(DAY, [Passage("feedback", "v1", BEGIN, "type")])
    store(world.db, passages.taken())
    assert world.one(JourneyPassage).taken == 2
