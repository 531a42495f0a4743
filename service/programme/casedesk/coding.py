"""The table of codes that feedback is sorted by: type, category, code, as the Red Cross and Red Crescent sort it, in
the programme's own words. A file that a programme may write anew (reference/feedback_codes.csv)."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from service.models.case import CaseType
from service.programme.casedesk.steps import CaseError

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Code:
    """`types`: the types of cases that it fits; category and label by language."""

    code: str
    types: tuple[CaseType, ...]
    categories: Mapping[str, str]
    labels: Mapping[str, str]


class Codes:
    """All codes, in the order of the file. ValueError for a code given twice, or a type that is none."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self._codes: dict[str, Code] = {}
        for one in codes:
            if one.code in self._codes:
                raise ValueError(f"The code {one.code!r} is given twice.")
            self._codes[one.code] = one

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def fitting(self, typed: str, kind: str) -> Code:
        """The code that was typed, if it fits a case of that type. Raises CaseError."""
        found = self._codes.get(typed.strip().lower())
        if found is None:
            raise CaseError(f"There is no code {typed!r}: `retour case codes` lists them.")
        if kind not in found.types:
            fits = ", ".join(one.value for one in found.types)
            raise CaseError(f"{found.code} is for {fits}; this case is a {kind}.")
        return found

    def label(self, code: str, language: str) -> str:
        """What a code says, French where the language is another; the code itself where it has left the table."""
        found = self._codes.get(code)
        return code if found is None else found.labels.get(language, found.labels["fr"])


def packaged_codes() -> Codes:
    """The table that comes with the programme."""
    text = (files("service.programme") / "reference" / "feedback_codes.csv").read_text(encoding="utf-8")
    return Codes(_code(row) for row in csv.DictReader(text.splitlines()))


def _code(row: Mapping[str, str]) -> Code:
    types = tuple(CaseType(one) for one in row["types"].split())
    categories = {one: row[f"category_{one}"] for one in LANGUAGES}
    return Code(row["code"], types, categories, {one: row[one] for one in LANGUAGES})
