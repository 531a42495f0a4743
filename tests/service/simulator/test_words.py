"""The phone's own words: complete in both languages, and with a sentence for all that can happen."""

import string
from typing import get_args

import pytest

from service.simulator.pages import FAULTS
from service.simulator.phone import FaultKind, Remark
from service.simulator.wire import Why
from service.simulator.words import LANGUAGES, words


def _fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_say_the_same() -> None:
    french, english = (words(language) for language in LANGUAGES)
    assert french.keys() == english.keys()
    for name, text in french.items():
        assert text.strip()
        assert english[name].strip()
        assert _fields(text) == _fields(english[name])


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_happen_has_a_word(language: str) -> None:
    said = words(language)
    assert set(get_args(Remark)) <= said.keys()
    assert {f"why_{why}" for why in get_args(Why) if why} <= said.keys()
    assert {f"fault_{kind}" for kind in get_args(FaultKind)} <= said.keys()


def test_every_fault_can_be_chosen() -> None:
    assert set(FAULTS) == set(get_args(FaultKind))


def test_an_unknown_language_is_french() -> None:
    assert words("bam") == words("fr")
