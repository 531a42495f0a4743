"""The words of the console: every sentence of a page stands in English too, none stands there for nothing."""

import re
import string
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import service.console
from service.console.words import TEXTS, words_in

HERE = Path(service.console.__file__).parent
METHODS = [("texts/**", "ignore"), ("static/**", "ignore"), ("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "say": None, "ngettext": (1, 2)}
_AS_THEY_ARE_READ = {"trimmed": "false", "silent": "false", "extensions": "jinja2.ext.do, jinja2.ext.loopcontrols"}
OPTIONS = {"templates/**.html": _AS_THEY_ARE_READ}


@cache
def asked_for() -> Mapping[str, str]:
    """msgid → the first file that says it."""
    found: dict[str, str] = {}
    for file, _line, message, *_ in extract_from_dir(HERE, METHODS, OPTIONS, keywords=dict(KEYWORDS)):
        found.setdefault(message if isinstance(message, str) else message[0], file)
    return found


def entries() -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    """Each entry of the English files: its file, the French, the English (one or two), whether it is in doubt."""
    for path in sorted((TEXTS / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, abort_invalid=True):
                if message.id:
                    french = message.id if isinstance(message.id, str) else message.id[0]
                    english = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
                    yield path.name, french, english, message.fuzzy


def fields(text: str) -> set[str]:
    """What is filled in: {name} and %(name)s."""
    try:
        braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    except ValueError:  # a brace that is meant: such a sentence has no fields
        braces = set()
    return braces | set(re.findall(r"%\((\w+)\)", text))


def test_every_sentence_stands_in_english() -> None:
    known = {french for _, french, english, fuzzy in entries() if all(english) and not fuzzy}
    missing = {f'{file}: msgid "{text}"' for text, file in asked_for().items() if text not in known}
    assert not missing, "\n".join(sorted(missing))


def test_no_sentence_stands_there_for_nothing() -> None:
    asked = asked_for()
    unused = [f"{file}: {french}" for file, french, _, _ in entries() if french not in asked]
    assert not unused, "\n".join(unused)


def test_a_sentence_has_one_translation() -> None:
    """Files are read one after the other: a second one would replace the first, or not."""
    found: dict[str, tuple[str, ...]] = {}
    different = [
        f"{file}: {french}" for file, french, english, _ in entries() if found.setdefault(french, english) != english
    ]
    assert not different, "\n".join(different)


def test_a_translation_fills_in_the_same() -> None:
    different = [
        f"{file}: {french}"
        for file, french, english, _ in entries()
        if any(fields(one) - fields(french) for one in english) or fields(french) - fields(english[-1])
    ]
    assert not different, "\n".join(different)


def test_every_label_stands_in_both_languages() -> None:
    for path in sorted((TEXTS / "labels").glob("*.yaml")):
        for kind, values in yaml.safe_load(path.read_text("utf-8")).items():
            for value, both in values.items():
                assert isinstance(both, list), f"{path.name}: {kind} {value}"
                assert len(both) == 2, f"{path.name}: {kind} {value}"
                assert all(isinstance(one, str) and one.strip() for one in both), f"{path.name}: {kind} {value}"


def test_a_refusal_is_known_again_and_keeps_what_it_names() -> None:
    french = words_in("fr")
    for path in sorted((TEXTS / "refusals").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")) or ():
            names = fields(row["en"])
            assert fields(row["fr"]) <= names, f"{path.name}: {row['en']}"
            said = row["en"].format(**{name: f"«{name}»" for name in names})
            assert french.refusal(said) == row["fr"].format(**{name: f"«{name}»" for name in names}), said


def test_a_sentence_that_nobody_translated_is_said_as_it_is() -> None:
    assert words_in("fr").refusal("Something else.") == "Something else."
    assert words_in("fr").gettext("Rien de tel") == "Rien de tel"


def test_a_plural_is_each_languages_own() -> None:
    """None is singular in French, and plural in English."""
    assert words_in("fr").ngettext("un cas", "des cas", 0) == "un cas"
    assert words_in("en").ngettext("a case", "cases", 0) == "cases"
