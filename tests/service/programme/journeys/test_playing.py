"""A try of a journey: the pages of the line, with nobody in it."""

from datetime import date

import pytest

from flows.effects import ConfirmKitReceipt, RegisterReturnee
from flows.library import Library
from flows.render import SMS, USSD
from service.programme.journeys.coverage import coverage
from service.programme.journeys.playing import Entered, Played, Try
from service.programme.places import reference_gazetteer
from service.programme.sample_facts import sample_facts

DAY = date(2026, 11, 24)


def tried(library: Library, name: str, *typed: str, caller: str = "person", sms: bool = False) -> list[Played]:
    facts = sample_facts(DAY, library, reference_gazetteer(), "fr", caller)
    return Try(library, facts, SMS if sms else USSD).all(name, "fr", typed)


def test_a_whole_call(library: Library) -> None:
    shown = tried(library, "kit_receipt", "1", "2", "1", "4", "2", "1", "2")
    assert [one.screen for one in shown] == [
        "delivery",
        "overall",
        "items",
        "items",
        "asked",
        "collected_by",
        "more",
        "done_case",
    ]
    assert shown[-1].ends
    (effect,) = shown[-1].events
    assert isinstance(effect, ConfirmKitReceipt)
    assert dict(effect.items) == {"1": "received", "2": "not"}
    assert all(one.page.length <= one.page.limit == 160 for one in shown)


def test_back_and_a_wrong_answer(library: Library) -> None:
    shown = tried(library, "kit_receipt", "1", "8", "0")
    assert [one.screen for one in shown] == ["delivery", "overall", "overall", "delivery"]
    assert shown[2].page.text.startswith("Tapez un numéro.")


def test_it_goes_on_with_another_journey(library: Library) -> None:
    shown = tried(library, "main_menu", "2", "1", "Aminata", caller="unknown")
    assert [one.screen for one in shown] == ["new", "consent", "name", "role"]
    assert Entered("registration") in shown[1].events


def test_an_agent_is_asked_for_the_phone_of_the_person(library: Library) -> None:
    typed = ("1", "Aminata", "1", "1980", "6", "Konna", "1", "1", "1")
    shown = tried(library, "registration", *typed, caller="agent")
    assert [one.screen for one in shown][-3:] == ["phone", "confirm", "done"]
    assert isinstance(shown[-1].events[0], RegisterReturnee)
    assert "123 456 782" in shown[-1].page.text


def test_a_chosen_language_is_spoken_from_then_on(library: Library) -> None:
    shown = tried(library, "main_menu", "1", "2", caller="unknown")
    assert shown[-1].language == "en"
    assert shown[-1].page.text != shown[0].page.text


def test_by_sms_words_are_answers_and_pages_are_longer(library: Library) -> None:
    shown = tried(library, "check_in", "arrêtée", sms=True)
    assert [one.screen for one in shown] == ["status", "reasons"]
    assert shown[0].page.limit == 306


def test_nothing_comes_after_the_end(library: Library) -> None:
    shown = tried(library, "registration", "2", "1", "2")
    assert shown[-1].ends
    assert len(shown) == 2


def test_what_is_not_there(library: Library) -> None:
    with pytest.raises(KeyError):
        tried(library, "nowhere")


def test_what_is_translated(library: Library) -> None:
    french, *others = coverage(library, "kit_receipt")
    assert (french.code, french.translated, french.gaps) == ("fr", french.texts, [])
    by_code = {one.code: one for one in others}
    assert by_code["en"].offered
    assert by_code["en"].translated == french.texts
    bambara = by_code["bam"]
    assert not bambara.offered
    assert bambara.translated == bambara.texts - len(bambara.gaps) < bambara.texts
    assert {gap.is_fuzzy for gap in bambara.gaps} == {True, False}
    assert all(gap.key.startswith("kit_receipt/") and gap.french for gap in bambara.gaps)
    assert coverage(library)[0].texts == len(library.sources)
