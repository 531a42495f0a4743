"""STOP is the whole message, however it is written; a sentence that holds the word is a sentence."""

import re

import pytest

from flows.keywords import Keyword, Lexicon, fit, words_of
from flows.library import packaged
from flows.spelling import folded

WORDS = words_of("STOP ARRET ARRETER DESABONNER FIN")

MEANT = "STOP|stop| Stop. |S.T.O.P|ARRÊTER|arreter|Arrêté|Désabonner!|desabonnner|desaboner|fin"
NOT_MEANT = "|  |?|1|oui|stp|stope|step|sto|fini|Arrêter les chèvres|stop svp|le marché est à l'arrêt"


@pytest.mark.parametrize("message", MEANT.split("|"))
def test_it_is_meant(message: str) -> None:
    assert fit(folded(message), WORDS)


@pytest.mark.parametrize("message", NOT_MEANT.split("|"))
def test_it_is_not(message: str) -> None:
    assert not fit(folded(message), WORDS)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    library = packaged()
    return Lexicon.of(library.text, library.offered())


@pytest.mark.parametrize(
    ("message", "name", "exact", "language"),
    [
        ("STOP", "sms_stop_words", True, ""),
        ("Arrêté", "sms_stop_words", False, "fr"),
        ("start", "sms_start_words", True, ""),
        ("Inscrire.", "sms_registration_words", True, "fr"),
        ("inscrir", "sms_registration_words", False, "fr"),
        ("REGISTER", "sms_registration_words", True, "en"),
        ("kit", "sms_kit_words", True, ""),
        ("Plainte!", "sms_feedback_words", True, "fr"),
        ("aide", "sms_help_words", True, "fr"),
        ("santé", "sms_care_words", True, "fr"),
    ],
)
def test_a_keyword_and_the_only_language_that_has_it(
    lexicon: Lexicon, message: str, name: str, exact: bool, language: str
) -> None:
    assert lexicon.keyword(message) == Keyword(name, exact, language)


@pytest.mark.parametrize(
    "message", ["KIT pas venu", "le kit est arrivé", "inscrire Awa Touré", "aides", "kits", "oui", "1"]
)
def test_a_sentence_is_read_by_a_person(lexicon: Lexicon, message: str) -> None:
    assert lexicon.keyword(message) is None


def test_no_word_means_two_things_not_even_by_a_slip(lexicon: Lexicon) -> None:
    every = [(name, word) for name, _, words in lexicon.words for word in words]
    twice = {(a, b) for name, a in every for other, b in every if name != other and fit(a, [b])}
    assert twice == set()


def test_every_word_that_the_help_names_is_one(lexicon: Lexicon) -> None:
    library = packaged()
    for language in library.offered():
        named = re.findall(r"\b[A-Z]{3,}\b", library.text("sms_help", language).replace("SMS", ""))
        assert len(named) == 6
        assert all(lexicon.keyword(word) for word in named), named


def test_the_invitation_says_a_word_that_accepts_it(lexicon: Lexicon) -> None:
    library = packaged()
    for language in library.offered():
        named = re.findall(r"\b[A-Z]{3}\b", library.text("sms_invite", language).replace("SMS", ""))
        assert named
        assert all(lexicon.is_yes(word) for word in named)
