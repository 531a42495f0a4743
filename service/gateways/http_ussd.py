"""A USSD carrier by configuration: latest input only, JSON or form in, JSON or plain text out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl

from service.gateways.port import BadRequest, Carrier, Hop, Kind, SessionEnd

NAME = "http"
PHONE = re.compile(r"\s*\+?([0-9]{8,15})\s*", re.ASCII)
MOST_FIELDS = 100
MOST_SESSION = 128


@dataclass(frozen=True, slots=True)
class HttpUssdFields:
    """What a carrier calls things. An empty field name: the carrier has no such field.

    `session` may be the phone's field, where the carrier keys its sessions by phone. Words are compared
    without case; with `kind` unset or holding another word, the hop's kind is "" and whether the session
    is known decides. `end_words` are the values for a page that goes on and one that ends: JSON true/false
    by default. A plain reply carries its word in `end_header`, or, without one, in front of the text.
    """

    session: str = "session"
    phone: str = "phone"
    text: str = "text"
    kind: str = "kind"
    turn: str = "turn"
    service_code: str = "code"
    begin: str = "begin"
    proceed: str = "continue"
    end: str = "end"
    status: str = "status"
    reply: Literal["json", "plain"] = "json"
    reply_text: str = "text"
    reply_end: str = "end"
    reply_more: Mapping[str, str | int] = field(default_factory=dict)
    end_words: tuple[str, str] | None = None
    end_header: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to the carrier, as the hook sends it."""

    body: bytes
    media_type: str
    headers: Mapping[str, str]


def carrier(gsm: int = 160, ucs2: int = 70) -> Carrier:
    """Latest input only; what comes with the first hop is the code or nothing, never an answer."""
    return Carrier(NAME, cumulative=False, dialled=False, gsm=gsm, ucs2=ucs2)


def read(fields: HttpUssdFields, body: bytes, content_type: str, query: str = "") -> Hop | SessionEnd:
    """The hop, or the end of a session. Fields of the URL's query count where the body has none (some
    carriers put session or kind there, or call by GET with no body). Raises BadRequest."""
    found = {**_pairs(query), **_body(body, content_type)}
    found.pop("", None)  # an unset field name must find nothing
    session = _session(found.get(fields.session, ""), fields.session)
    kind = _kind(fields, found.get(fields.kind, ""))
    if kind == "end":
        return SessionEnd(NAME, session, found.get(fields.status, "")[:64], None, None, "", "")
    phone = PHONE.fullmatch(found.get(fields.phone, ""))
    if not phone:
        raise BadRequest(f"{fields.phone} is missing or is no number of 8 to 15 digits")
    text, turn = found.get(fields.text, ""), found.get(fields.turn, "")
    code = found.get(fields.service_code, "")
    return Hop(NAME, session, "+" + phone[1], text, kind, turn[:MOST_SESSION], code[:64])


def answer(fields: HttpUssdFields, text: str, ends: bool) -> Reply:
    """The reply in the carrier's own words."""
    word = (fields.end_words or ("CON", "END"))[ends]
    if fields.reply == "json":
        closing = ends if fields.end_words is None else word
        told = {**fields.reply_more, fields.reply_text: text, fields.reply_end: closing}
        return Reply(json.dumps(told, ensure_ascii=False).encode(), "application/json", fields.headers)
    if fields.end_header:
        return Reply(text.encode(), "text/plain", {**fields.headers, fields.end_header: word})
    return Reply(f"{word} {text}".encode(), "text/plain", fields.headers)


def _session(word: str, name: str) -> str:
    if not 0 < len(word) <= MOST_SESSION or not word.isprintable():
        raise BadRequest(f"{name} is missing, longer than {MOST_SESSION} characters, or not printable")
    return word


def _kind(fields: HttpUssdFields, word: str) -> Kind:
    words: dict[str, Kind] = {
        fields.begin.casefold(): "begin",
        fields.proceed.casefold(): "continue",
        fields.end.casefold(): "end",
    }
    return words.get(word.casefold(), "") if word else ""


def _body(body: bytes, content_type: str) -> dict[str, str]:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadRequest("the body is not UTF-8 text") from None
    return _json(text) if "json" in content_type.lower() else _pairs(text)


def _json(text: str) -> dict[str, str]:
    try:
        told = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise BadRequest("the body is declared JSON and does not parse") from None
    if not isinstance(told, dict):
        raise BadRequest("the body is JSON, but no object of fields")
    return {name: _word(value) for name, value in told.items()}


def _word(value: object) -> str:
    """Numbers come as numbers from some carriers (input 1, phone 22350001234); nothing nested is used."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    # JSON can spell half a surrogate pair, which no database takes.
    return str(value).encode(errors="replace").decode()


def _pairs(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except UnicodeDecodeError:
        raise BadRequest("the form is not UTF-8 text") from None
    except ValueError:
        raise BadRequest("the form has too many fields") from None
