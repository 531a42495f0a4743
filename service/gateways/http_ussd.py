"""A USSD carrier by configuration: latest input only, JSON or form in, JSON or plain text out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from service.gateways.bodies import e164_or_nothing, fields_of
from service.gateways.port import BadRequest, Carrier, Hop, Kind, SessionEnd

NAME = "http"
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
    found = fields_of(body, content_type, query)
    session = _session(found.get(fields.session, ""), fields.session)
    kind = _kind(fields, found.get(fields.kind, ""))
    if kind == "end":
        return SessionEnd(NAME, session, found.get(fields.status, "")[:64], None, None, "", "")
    phone = e164_or_nothing(found.get(fields.phone, ""))
    if not phone:
        raise BadRequest(f"{fields.phone} is missing or is no number of 8 to 15 digits")
    text, turn = found.get(fields.text, ""), found.get(fields.turn, "")
    code = found.get(fields.service_code, "")
    return Hop(NAME, session, phone, text, kind, turn[:MOST_SESSION], code[:64])


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
