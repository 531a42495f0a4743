"""What carriers post: forms, JSON and queries, read into fields; numbers and moments as they write them."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from service.gateways.port import BadRequest

MOST_FIELDS = 100
MOST_ID, MOST_WORD, MOST_WORDS = 128, 64, 2000
"""Characters that are kept of a carrier's id, of a word (a status, a number, a reason), of what a person wrote."""
DEEPEST = 6
"""Levels of nested JSON that are looked into."""

_PHONE = re.compile(r"\+?([0-9]{8,15})\s*", re.ASCII)
_SECONDS = re.compile(r"[0-9]{9,10}", re.ASCII)
_MILLISECONDS = re.compile(r"[0-9]{12,13}", re.ASCII)


def e164(typed: str) -> str:
    """E.164. The plus may be missing, or stand there as the space that an unescaped plus becomes. Raises ValueError."""
    found = _PHONE.fullmatch(typed.lstrip())
    if not found:
        raise ValueError
    return "+" + found[1]


def e164_or_nothing(typed: str) -> str:
    """The same, "" for what is no number of 8 to 15 digits."""
    with suppress(ValueError):
        return e164(typed)
    return ""


def moment(text: str) -> datetime | None:
    """« 2017-05-03T06:04:45Z », « 2017-05-03 06:04:45 » (taken for UTC), or seconds or milliseconds since 1970.
    None for anything else."""
    word = text.strip()
    with suppress(ValueError, OverflowError):
        if _SECONDS.fullmatch(word):
            return datetime.fromtimestamp(int(word), UTC)
        if _MILLISECONDS.fullmatch(word):
            return datetime.fromtimestamp(int(word) / 1000, UTC)
        found = datetime.fromisoformat(word)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def fields_of(body: bytes, content_type: str, query: str = "") -> dict[str, str]:
    """The fields of a form or of a JSON object; those of the URL's query where the body has none (some carriers put
    them there, or call by GET). A field within others of JSON is called by its way: `results.0.from`. Of a field
    given twice the last counts. Raises BadRequest."""
    found = {**_pairs(query), **_body(body, content_type)}
    found.pop("", None)  # an unset field name must find nothing
    return found


def json_of(body: bytes) -> dict[str, Any]:
    """The JSON object that a body is. Raises BadRequest."""
    return _object(_text(body))


def text_of(value: object) -> str:
    """A value of JSON as text. Numbers come as numbers from some carriers (input 1, phone 22350001234); what is
    neither is ""."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # JSON can spell half a surrogate pair, which no database takes.
    return str(value).encode(errors="replace").decode()


def word(text: str, most: int = MOST_WORD) -> str:
    """A carrier's word as it is kept. A NUL goes: PostgreSQL takes none in a text."""
    return text.replace("\0", "").strip()[:most]


def words(text: str) -> str:
    """What a person wrote, as it is kept: blanks and all, but for a NUL."""
    return text.replace("\0", "")[:MOST_WORDS]


def _body(body: bytes, content_type: str) -> dict[str, str]:
    text = _text(body)
    if "json" not in content_type.lower():
        return _pairs(text)
    found = dict(_flat("", _object(text or "{}"), DEEPEST))
    if len(found) > MOST_FIELDS:
        raise BadRequest("the body has too many fields")
    return found


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the body is not UTF-8 text") from None


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("the body is declared JSON and does not parse") from None
    if not isinstance(told, dict):
        raise BadRequest("the body is JSON, but no object of fields")
    return told


def _flat(way: str, value: object, levels: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else ((str(n), one) for n, one in enumerate(value))
        for name, one in rows if levels else ():
            yield from _flat(f"{way}.{name}" if way else str(name), one, levels - 1)
    else:
        yield way, text_of(value)


def _pairs(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except UnicodeDecodeError:
        raise BadRequest("the form is not UTF-8 text") from None
    except ValueError:
        raise BadRequest("the form has too many fields") from None
