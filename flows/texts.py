"""The texts of the journeys: gettext catalogues, French source, one .po a language.

Read from .po directly (babel), so that a translator's file is what runs. A language is offered to
callers only when every text is translated and none is fuzzy.
"""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from flows.checks import PLACEHOLDER
from flows.gsm7 import fold

CONTEXT = "text"
"""Before the name of a text that belongs to no journey: « text/back »."""


@dataclass(frozen=True)
class Language:
    """One language as its .po has it. `texts` are those that may be shown (neither blank nor fuzzy);
    `missing` and `fuzzy` the msgctxt of those that may not, in the order of the journeys."""

    code: str
    name: str
    folds: bool
    texts: Mapping[str, str]
    missing: tuple[str, ...] = ()
    fuzzy: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    """Lines that say what is wrong with a translation: a {name} lost or invented, a source that changed."""

    @property
    def offered(self) -> bool:
        return not (self.missing or self.fuzzy or self.wrong)


def read_language(code: str, po: str, sources: Mapping[str, str]) -> Language:
    """Read one .po against the French `sources` (msgctxt → text). ValueError where it is no catalogue."""
    catalog = read_po(io.BytesIO(po.encode()), locale=None, abort_invalid=True)
    found = {str(m.context): m for m in catalog if m.context}
    headers = {str(k).lower(): str(v) for k, v in catalog.mime_headers} | _own_headers(po)
    folds = headers.get("x-retour-fold", "no") == "yes"
    usable = {key: m for key, m in found.items() if key in sources and m.string and not m.fuzzy}
    current = {key: m for key, m in usable.items() if str(m.id) == sources[key]}
    return Language(
        code=code,
        name=headers.get("x-retour-name", code),
        folds=folds,
        texts={key: _shown(str(m.string), folds) for key, m in current.items()},
        missing=tuple(k for k in sources if k not in current and not (k in found and found[k].fuzzy)),
        fuzzy=tuple(k for k in sources if k in found and found[k].fuzzy),
        wrong=tuple(_wrong(code, current)),
    )


def _own_headers(po: str) -> dict[str, str]:
    return {k.lower(): v for k, v in re.findall(r'^"(X-Retour-\w+): (.*?)\\n"', po, re.MULTILINE)}


def _shown(text: str, folds: bool) -> str:
    return fold(text) if folds else text


def _wrong(code: str, messages: Mapping[str, Message]) -> Iterable[str]:
    for key, message in messages.items():
        wanted, given = (set(PLACEHOLDER.findall(str(t))) for t in (message.id, message.string))
        for name in sorted(wanted ^ given):
            yield f"{code}, {key}: {{{name}}} is {'missing' if name in wanted else 'not in the French text'}"


def template(sources: Mapping[str, str]) -> Catalog:
    """All French texts as a gettext template, in the order of the journeys."""
    catalog = Catalog(project="Retour", charset="utf-8")
    for key, text in sources.items():
        catalog.add(text, context=key, auto_comments=[key])
    return catalog


def updated(po: str, sources: Mapping[str, str]) -> str:
    """The .po with today's texts: new ones blank, changed ones fuzzy, gone ones at the end as obsolete."""
    own = [line for line in po.splitlines() if line.startswith('"X-Retour-')]
    catalog = read_po(io.BytesIO(po.encode()))
    catalog.update(template(sources), no_fuzzy_matching=True)
    out = io.BytesIO()
    write_po(out, catalog, width=100)
    return _with_headers(out.getvalue().decode(), own)


def _with_headers(po: str, own: list[str]) -> str:
    if not own or own[0] in po:
        return po
    mark = '"Content-Transfer-Encoding: 8bit\\n"'
    return po.replace(mark, "\n".join([mark, *own]), 1)
