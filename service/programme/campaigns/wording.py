"""The words of a campaign: a text a language, French always there, with fields that are filled for each phone.

No text says what somebody owns or when goods come: phones are shared, and read by others.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flows.folding import fold, foreign
from flows.gsm7 import segments

FRENCH = "fr"
FIELDS = ("first_name", "ussd_code")
TELLING = frozenset({"kit", "item", "items", "delivery", "delivery_date", "amount", "business", "takings"})
"""Fields that somebody may well wish for, and that would say what a person owns or when goods come."""
MOST_PARTS = 6
_FIELD = re.compile(r"\{([^{}]*)\}")


class CampaignError(ValueError):
    """Why a campaign cannot be sent: one line a reason, in plain words. Nothing was queued."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass(frozen=True, slots=True)
class Costly:
    """A character that makes every part shorter, and what to write instead ("" where nothing plainer says it)."""

    character: str
    instead: str


def tidied(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts as they are sent: composed characters, one blank between words, lines kept."""
    lines = {language: unicodedata.normalize("NFC", text).strip() for language, text in texts.items()}
    return {
        language: "\n".join(" ".join(filter(None, line.split(" "))).rstrip() for line in text.split("\n"))
        for language, text in lines.items()
    }


def faults(texts: Mapping[str, str], languages: Iterable[str]) -> Iterator[str]:
    """What is wrong with texts (language → text): a line for each fault. `languages`: those that there are."""
    known = frozenset(languages)
    if not texts.get(FRENCH, "").strip():
        yield "There is no French text: every language falls back to it."
    for language, text in texts.items():
        if language not in known:
            yield f"There is no language called {language!r}: there are {', '.join(sorted(known))}."
        yield from (f"Text in {language}: {fault}" for fault in faults_of(text))


def faults_of(text: str, fields: tuple[str, ...] = FIELDS) -> Iterator[str]:
    """What is wrong with one text."""
    if not text.strip():
        yield "it is empty."
    for name in _FIELD.findall(text):
        if name in TELLING:
            yield f"{{{name}}} would say what somebody owns or when goods come; a phone is read by others too."
        elif name not in fields:
            known = ", ".join(f"{{{one}}}" for one in fields) or "none"
            yield f"there is no field {{{name}}}: there are {known}."
    if "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        yield "a { or } stands alone: fields are written like {first_name}."
    parts = segments(text).segments
    if parts > MOST_PARTS:
        yield f"it takes {parts} parts, and at most {MOST_PARTS} go out."


def asks_for(text: str, field: str) -> bool:
    """Whether a text has that field."""
    return f"{{{field}}}" in text


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled. A name never makes a text cost more: it is written in the plain alphabet."""
    return _FIELD.sub(lambda found: foreign(values[found[1]]), text)


def costly(text: str) -> tuple[Costly, ...]:
    """The characters that force the short parts of UCS-2."""
    found = segments(text).costly
    return tuple(Costly(one, plain if (plain := fold(one)) != one else "") for one in found)
