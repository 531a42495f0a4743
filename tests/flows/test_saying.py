"""An option said in words is the option; whatever could be something else is left to the question's own reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.journey import Journey
from flows.library import Library
from flows.render import SMS, render
from flows.saying import said, typed_key
from flows.state import Choice, Facts, Progress, Step
from tests.support.stories import TODAY

FACTS = Facts(
    TODAY, {"caller": "person", "deliveries_waiting": 1.0}, {"deliveries": (Choice("d", "Pêche 03/11/2026"),)}
)


def at(flow: Journey, screen: str, facts: Facts = FACTS) -> Progress:
    """A journey at a screen, with the numbers that the phone shows."""
    progress = Progress(flow.name, flow.version, screen)
    return progress.moved(shown=dict(render(flow, Step(progress), facts, "fr", SMS).shown))


@pytest.mark.parametrize(
    ("screen", "text", "key", "exact"),
    [
        ("check_in/status", "3", "3", True),
        ("check_in/status", " 3. ", "3", True),
        ("check_in/status", "trois", "3", True),
        ("check_in/status", "UN", "1", True),
        ("check_in/status", "three", "3", True),
        ("check_in/status", "Arrêtée", "3", True),
        ("check_in/status", "arretée !", "3", True),
        ("check_in/status", "arrêté", "3", False),
        ("check_in/status", "3 arrêtée", "3", True),
        ("check_in/status", "stopped", "3", True),
        ("check_in/status", "marche", "1", True),
        ("check_in/status", "en partie", "2", False),
        ("check_in/status", "Jamais", "4", False),
        ("check_in/status", "0", "0", True),
        ("check_in/status", "00", "00", True),
        ("check_in/wants_call", "Oui.", "1", True),
        ("check_in/wants_call", "yes", "1", True),
        ("check_in/wants_call", "ok", "1", False),
        ("check_in/wants_call", "non", "2", True),
        ("check_in/reasons", "vol, maladie", "3 4", True),
        ("check_in/reasons", "Maladie et inondation", "4 6", True),
        ("check_in/reasons", "capital", "1", False),
        ("kit_receipt/overall", "oui", "1", False),
        ("kit_receipt/overall", "rien", "3", True),
        ("feedback/words", "Être rappelé", "1", True),
        ("my_file/file", "Langue", "6", False),
    ],
)
def test_it_is_said(library: Library, screen: str, text: str, key: str, exact: bool) -> None:
    journey, _, name = screen.partition("/")
    flow = library.journeys[journey]
    found = said(flow, at(flow, name), text, FACTS, "fr")
    assert found is not None
    assert (found.key, found.exact) == (key, exact)


@pytest.mark.parametrize(
    ("screen", "text"),
    [
        ("check_in/status", "arret"),
        ("check_in/status", "5"),
        ("check_in/status", "cinq"),
        ("check_in/status", "1 arrêtée"),
        ("check_in/status", "Ma chèvre est morte"),
        ("check_in/status", "?"),
        ("check_in/status", ""),
        ("check_in/reasons", "vol et le voisin"),
        ("check_in/reasons", "1 3"),
        ("feedback/words", "Oui"),
        ("feedback/words", "être rappelé demain svp"),
        ("registration/name", "un"),
        ("registration/household_size", "six"),
        ("registration/consent", "oui"),
    ],
)
def test_it_is_not(library: Library, screen: str, text: str) -> None:
    journey, _, name = screen.partition("/")
    flow = library.journeys[journey]
    assert said(flow, at(flow, name), text, FACTS, "fr") is None


@pytest.mark.parametrize(("text", "key"), [("3", "3"), (" 3. ", "3"), ("0", "0"), ("00", "00")])
def test_a_key_needs_no_look_at_what_is_shown(library: Library, text: str, key: str) -> None:
    found = typed_key(at(library.journeys["check_in"], "status"), text)
    assert found is not None
    assert (found.key, found.exact) == (key, True)


@pytest.mark.parametrize("text", ["", "5", "trois", "3 arrêtée", "Arrêtée", "1 3"])
def test_words_are_no_key(library: Library, text: str) -> None:
    assert typed_key(at(library.journeys["check_in"], "status"), text) is None


def test_parts_of_which_one_is_no_option_are_none(library: Library) -> None:
    """However many there are: an answer is taken whole or not at all."""
    flow = library.journeys["check_in"]
    for parts in (["vol"] * 200 + ["chien"], ["chien"] + ["vol"] * 200):
        assert said(flow, at(flow, "reasons"), ", ".join(parts), FACTS, "fr") is None


@given(text=st.text(max_size=30))
def test_no_text_breaks_it_and_every_key_is_on_the_screen(library: Library, text: str) -> None:
    for name, screen in (("check_in", "reasons"), ("feedback", "words"), ("registration", "place")):
        flow = library.journeys[name]
        progress = at(flow, screen)
        found = said(flow, progress, text, FACTS, "fr")
        assert found is None or set(found.key.split()) <= {*progress.shown, "0", "00"}
