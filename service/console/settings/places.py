"""Where somebody works, as it is typed: a place a line, by its name or its code."""

import re
from collections.abc import Sequence

from flows.places import Gazetteer
from service.programme.places import anywhere

_CODE = re.compile(r"\(([A-Za-z0-9-]+)\)$")


def places_in(known: Gazetteer, typed: str) -> Sequence[str]:
    """The P-codes of the lines, each once; « Konna, Mopti (ML050605) » is the one in brackets. Raises ValueError in
    plain words."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    codes = (_CODE.search(line) for line in lines)
    found = [anywhere(known, code[1] if code else line) for code, line in zip(codes, lines, strict=True)]
    return list(dict.fromkeys(found))


def as_lines(known: Gazetteer, places: str) -> str:
    """The same the other way round. `places`: P-codes separated by spaces."""
    return "\n".join(_line(known, pcode) for pcode in places.split())


def _line(known: Gazetteer, pcode: str) -> str:
    try:
        return f"{known.label(pcode)} ({pcode})"
    except KeyError:  # taken in by another process a moment ago
        return pcode
