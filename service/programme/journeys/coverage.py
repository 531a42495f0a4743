"""What of a journey is translated. Pure: the library knows."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.library import SOURCE_LANGUAGE, Library

SHARED = "text/"
"""Before the names of texts that belong to no journey."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that callers hear in French. `is_fuzzy`: there is a translation, and nobody has vouched for it."""

    key: str
    french: str
    is_fuzzy: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """One language. `translated` of `texts`; `offered`: whether callers may choose it, for which every text of every
    journey has to be translated; `wrong`: what is wrong with its translations here."""

    code: str
    name: str
    translated: int
    texts: int
    offered: bool
    gaps: Sequence[Gap]
    wrong: Sequence[str]


def coverage(library: Library, journey: str = "") -> Sequence[Coverage]:
    """Each language with what is missing in that journey, in its order; "" for all texts. The fullest first."""
    start = f"{journey}/" if journey else ""
    keys = [key for key in library.sources if key.startswith(start)]
    found = [_of(library, code, keys) for code in library.languages]
    return sorted(found, key=lambda one: (one.code != SOURCE_LANGUAGE, -one.translated, one.code))


def _of(library: Library, code: str, keys: Sequence[str]) -> Coverage:
    language = library.languages[code]
    fuzzy, known = set(language.fuzzy), set(keys)
    gaps = [Gap(key, library.sources[key], key in fuzzy) for key in keys if key not in language.texts]
    wrong = [line for line in language.wrong if line.removeprefix(f"{code}, ").partition(": ")[0] in known]
    return Coverage(code, language.name, len(keys) - len(gaps), len(keys), language.offered, gaps, wrong)
