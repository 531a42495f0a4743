"""All journeys and languages together: read once, by whoever composes the service or a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from flows.checks import PLACEHOLDER
from flows.gsm7 import fold, foreign
from flows.journey import Journey
from flows.loader import JourneyError, load, read_yaml
from flows.reader import written_texts
from flows.state import NOTHING
from flows.texts import Language, read_language

SYSTEM_FILE = "_texts.yaml"
SOURCE_LANGUAGE = "fr"


@dataclass(frozen=True)
class Library:
    """`sources`: msgctxt → French text as written. `journeys` carry every language's usable texts."""

    journeys: Mapping[str, Journey]
    languages: Mapping[str, Language]
    sources: Mapping[str, str]

    def offered(self) -> tuple[str, ...]:
        """The languages that callers may choose: complete, none fuzzy; French first."""
        others = sorted(code for code, lang in self.languages.items() if lang.offered and code != SOURCE_LANGUAGE)
        return (SOURCE_LANGUAGE, *others)

    def text(self, name: str, language: str, values: Mapping[str, str] = NOTHING) -> str:
        """A text that belongs to no journey (an SMS, « Désolé, réessayez. »), filled; French if need be."""
        key = f"text/{name}"
        known = self.languages[language].texts if language in self.languages else NOTHING
        text = known.get(key) or fold(self.sources[key])
        return PLACEHOLDER.sub(lambda m: foreign(values.get(m.group(1), "")), text)


def build(journey_files: Mapping[str, str], po_files: Mapping[str, str]) -> Library:
    """Read everything. `journey_files`: file name → YAML; `po_files`: language → .po. JourneyError lists
    every problem of every file."""
    system = _system_texts(journey_files.get(SYSTEM_FILE, ""))
    names = frozenset(f.removesuffix(".yaml") for f in journey_files if f != SYSTEM_FILE)
    problems: list[str] = []
    first: dict[str, Journey] = {}
    for file in sorted(set(journey_files) - {SYSTEM_FILE}):
        try:
            first[file] = load(file, journey_files[file], system, journeys=names)
        except JourneyError as error:
            problems += error.problems
    if problems:
        raise JourneyError(problems)
    sources = dict(system)
    for journey in first.values():
        sources.update(written_texts(journey.name, journey.title, journey.screens))
    languages = {code: read_language(code, po, sources) for code, po in po_files.items()}
    languages[SOURCE_LANGUAGE] = Language(SOURCE_LANGUAGE, "Français", True, {k: fold(t) for k, t in sources.items()})
    texts = {code: language.texts for code, language in languages.items()}
    journeys = {j.name: load(f, journey_files[f], system, texts, names) for f, j in first.items()}
    return Library(journeys, languages, sources)


def _system_texts(source: str) -> dict[str, str]:
    found = read_yaml(SYSTEM_FILE, source)
    wrong = [str(k) for k, v in found.items() if not isinstance(v, str) or not v.strip()]
    if wrong:
        raise JourneyError([f"{SYSTEM_FILE}: « {name} » is no text" for name in wrong])
    return {f"text/{name}": text.strip() for name, text in found.items()}


@cache
def packaged() -> Library:
    """The journeys and languages that come with the project: read once in a process, they never change."""
    here = files("flows")
    return build(_read(here / "journeys", ".yaml"), po_files())


def po_files() -> dict[str, str]:
    """language → the text of its .po."""
    found = _read(files("flows") / "locales", ".po")
    return {name.removesuffix(".po"): text for name, text in found.items()}


def _read(folder: Traversable, ending: str) -> dict[str, str]:
    found = (entry for entry in folder.iterdir() if entry.name.endswith(ending))
    return {entry.name: entry.read_text(encoding="utf-8") for entry in sorted(found, key=lambda e: e.name)}
