"""The words of the console: French is the source, English stands beside it, none is ever blank.

- texts/en/*.po     sentences of pages (gettext): msgid French, msgstr English
- texts/labels/*.yaml     what values are called: kind → value → [French, English]
- texts/refusals/*.yaml   the programme's own sentences: English as it is raised, with {x} for what varies, and French
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
SOURCE = LANGUAGES[0]
TEXTS = Path(__file__).parent / "texts"
_FIELD = re.compile(r"\\{(\w+)\\}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A sentence that the programme raises: `pattern` knows it again, `french` is filled with what it found."""

    pattern: re.Pattern[str]
    french: str


@dataclass(frozen=True, slots=True)
class Words:
    """All words in one language. `sentences`: msgid → (one, many)."""

    language: str
    sentences: Mapping[str, tuple[str, str]]
    labels: Mapping[str, Mapping[str, str]]
    refusals: tuple[Refusal, ...]

    def gettext(self, text: str) -> str:
        found = self.sentences.get(text)
        return found[0] if found else text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """French has its plural from two on, English for all but one."""
        single, several = self.sentences.get(one, (one, many))
        return single if (count < 2 if self.language == SOURCE else count == 1) else several

    def say(self, text: str, **values: object) -> str:
        return self.gettext(text).format(**values) if values else self.gettext(text)

    def label(self, kind: str, value: str) -> str:
        """What a value is called. KeyError for one that nobody named: a page's test finds it."""
        return self.labels[kind][str(value)]

    def refusal(self, sentence: str) -> str:
        """The sentence in this language; as it is where it stands in no list."""
        if self.language != SOURCE:
            return sentence
        for one in self.refusals:
            if found := one.pattern.fullmatch(sentence):
                return one.french.format(**found.groupdict())
        return sentence


@cache
def words_in(language: str) -> Words:
    """The words of a language of LANGUAGES; read once, from the package's own files, which never change."""
    column = LANGUAGES.index(language)
    sentences = {} if language == SOURCE else dict(_sentences(TEXTS / language))
    return Words(language, sentences, _labels(column), tuple(_refusals()))


def _sentences(folder: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id or message.fuzzy or not message.string:
                    continue
                if isinstance(message.id, str):
                    yield message.id, (str(message.string), str(message.string))
                else:
                    yield message.id[0], (message.string[0], message.string[1])


def _labels(column: int) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted((TEXTS / "labels").glob("*.yaml")):
        for kind, values in yaml.safe_load(path.read_text("utf-8")).items():
            found.setdefault(kind, {}).update({str(value): both[column] for value, both in values.items()})
    return found


def _refusals() -> Iterator[Refusal]:
    """Those with more fixed words first: « {x} is no day » would know many others again."""
    rows = [
        row
        for path in sorted((TEXTS / "refusals").glob("*.yaml"))
        for row in yaml.safe_load(path.read_text("utf-8")) or ()
    ]
    for row in sorted(rows, key=lambda row: -len(re.sub(r"\{\w+\}", "", row["en"]))):
        yield Refusal(re.compile(_pattern(row["en"]), re.DOTALL), row["fr"])


def _pattern(english: str) -> str:
    return _FIELD.sub(r"(?P<\1>.+?)", re.escape(english))
