"""A keyword of an SMS: the whole message is that word, however it is written.

Never a word within a sentence, and never the first word before others: a sentence is read by a person, so that
nothing of it is lost and nobody who writes « le kit est arrivé » is asked questions instead of being heard.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from flows.spelling import folded, masks, slips

LETTERS_FOR_A_SLIP = 5
"""In shorter words a slip may be another word."""

Fit = Literal["exact", "nearly", ""]

STOP, START, HELP = "sms_stop_words", "sms_start_words", "sms_help_words"
YES, NO = "sms_yes_words", "sms_no_words"
JOURNEYS: Mapping[str, str] = MappingProxyType(
    {
        "sms_registration_words": "registration",
        "sms_kit_words": "kit_receipt",
        "sms_feedback_words": "feedback",
        "sms_file_words": "my_file",
        "sms_complete_words": "complete_my_file",
        "sms_care_words": "support",
        "sms_trust_words": "concern",
        "sms_menu_words": "main_menu",
    }
)
"""The texts that hold the words of a journey → the journey that they begin."""
NAMES = (STOP, START, HELP, *JOURNEYS)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text of _texts.yaml (separated by spaces), folded: what `fit` compares with."""
    return tuple(folded(word) for word in text.split())


def fit(typed: str, words: Collection[str]) -> Fit:
    """How a folded message is one of the folded words: exactly, accents, case and punctuation aside; or nearly, with
    one slip in a longer word: « Arrêter. », « desabonnner »."""
    if not typed:
        return ""
    if typed in words:
        return "exact"
    return "nearly" if any(nearly(typed, word) for word in words) else ""


def nearly(typed: str, word: str) -> bool:
    """Whether two folded words differ by one slip, and are long enough for it to be one."""
    long_enough = len(word) >= LETTERS_FOR_A_SLIP and abs(len(typed) - len(word)) <= 1
    return long_enough and slips(len(typed), masks(typed), word)[0] <= 1


@dataclass(frozen=True, slots=True)
class Keyword:
    """What a message asks for. `name`: one of NAMES; `language`: the only one that has the word, else ""."""

    name: str
    exact: bool
    language: str = ""

    @property
    def journey(self) -> str:
        """The journey that it begins, or ""."""
        return JOURNEYS.get(self.name, "")


@dataclass(frozen=True)
class Lexicon:
    """The keywords of every language that callers are offered: nobody has to know which one we think they speak."""

    words: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(name, language, words folded)."""

    @classmethod
    def of(cls, text: Callable[[str, str], str], languages: Iterable[str]) -> "Lexicon":
        """`text`: (name, language) → the text of _texts.yaml."""
        spoken = tuple(languages)
        every = ((name, language) for name in (*NAMES, YES) for language in spoken)
        return cls(tuple((name, language, words_of(text(name, language))) for name, language in every))

    def keyword(self, message: str) -> Keyword | None:
        """What a message asks for: an exact word before a slip, STOP before all others."""
        typed = folded(message)
        fits = [(name, language, fit(typed, words)) for name, language, words in self.words if name != YES]
        for wanted in ("exact", "nearly"):
            found = [(name, language) for name, language, how in fits if how == wanted]
            if found:
                languages = {language for name, language in found if name == found[0][0]}
                return Keyword(found[0][0], wanted == "exact", languages.pop() if len(languages) == 1 else "")
        return None

    def is_yes(self, message: str) -> bool:
        """Whether a message is a plain yes."""
        typed = folded(message)
        return any(fit(typed, words) for name, _, words in self.words if name == YES)
