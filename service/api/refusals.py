"""Why a request is not done, in plain words: `{"reasons": ["…"]}`. What was sent is named by its place, and never
repeated: an answer is logged by whoever asks, and what they sent may hold a number or a name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from service.programme.campaigns.control import NotPossible
from service.programme.campaigns.wording import FIELDS, TELLING, CampaignError
from service.programme.doubts import NotInDoubt
from service.writer import Busy, Closed, Uncertain

_AROUND = frozenset({"body", "path", "query", "[key]"})
TOO_LARGE = "The body is too large."
MOST = 20
"""Reasons that are told at once."""
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?: ?\d){7,}(?![\w-])")
_ROW = re.compile(r"^(Row \d+): .* (is neither)")
_FIELD = re.compile(r"\{([^{}]*)\}")
_KNOWN_FIELDS = frozenset((*FIELDS, *TELLING))
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "there is nothing of that name",
    "json_invalid": "the body is no JSON",
    "string_type": "must be a text, in quotes",
    "string_unicode": "must be a text that can be written in Unicode",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "is not written as it should be ({pattern})",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "is too large",
    "finite_number": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_attributes_type": "must be a JSON object (Content-Type: application/json)",
    "model_type": "must be a JSON object (Content-Type: application/json)",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    "greater_than": "must be later than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be before {lt}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be {expected}",
    "literal_error": "must be {expected}",
    "uuid_type": "must be an id",
    "uuid_parsing": "must be an id",
    "timezone_aware": "must say its zone, as 2026-12-01T09:00:00Z",
    "datetime_type": "must be a day and time, as 2026-12-01T09:00:00Z",
    "datetime_parsing": "must be a day and time, as 2026-12-01T09:00:00Z",
    "datetime_from_date_parsing": "must be a day and time, as 2026-12-01T09:00:00Z",
    "datetime_object_invalid": "must be a day and time, as 2026-12-01T09:00:00Z",
}


class Missing(Exception):
    """There is nothing at this address. str() is plain words."""


def path_of(scope: Scope) -> str:
    """The path as the routes see it, behind whatever a proxy puts before it."""
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


def refused(status: int, reasons: Iterable[str], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer to a request that is not done."""
    return JSONResponse({"reasons": list(reasons)}, status, dict(headers or {}))


def explain_in(app: FastAPI, prefix: str, names: Iterable[str]) -> None:
    """Let an application say why: what it cannot read everywhere, all else at the addresses below `prefix`. `names`:
    the fields that a reason may name."""
    known = frozenset(names)

    async def unreadable(_request: Request, error: Exception) -> Response:
        return refused(422, _plain(error.errors(), known) if isinstance(error, RequestValidationError) else ())

    async def http(request: Request, error: Exception) -> Response:
        if not isinstance(error, HTTPException):  # Starlette's type of a handler is wider than what it is given
            raise error
        if path_of(request.scope).startswith(prefix):
            return refused(error.status_code, [_said(error)], error.headers)
        return await http_exception_handler(request, error)

    async def later(_request: Request, error: Exception) -> Response:
        return try_later(error)

    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(HTTPException, http)
    for kind in LATER:
        app.add_exception_handler(kind, later)
    for kind, status in _STATUS.items():
        app.add_exception_handler(kind, _with_status(status))


_STATUS: Mapping[type[Exception], int] = {CampaignError: 422, Missing: 404, NotPossible: 409, NotInDoubt: 409}


def _with_status(status: int) -> Any:
    async def said(_request: Request, error: Exception) -> Response:
        return refused(status, getattr(error, "reasons", None) or [str(error)])

    return said


_WAITS: Mapping[type[Exception], str] = {
    Busy: "Too many callers are waiting: nothing was done, try again later.",
    Closed: "The line is going down: nothing was done, try again later.",
    OperationalError: "The database cannot be reached: try again later.",
    Uncertain: "The database was lost in the middle: look whether it was done before you ask again.",
}
LATER = tuple(_WAITS)
"""What passes by itself."""


def try_later(error: Exception) -> Response:
    """The answer where something of LATER was raised."""
    return refused(503, [next(told for kind, told in _WAITS.items() if isinstance(error, kind))], {"Retry-After": "5"})


def _said(error: HTTPException) -> str:
    match error.status_code:
        case 400:
            return "The body cannot be read."
        case 404:
            return "There is nothing at this address."
        case 405:
            return "This address is not asked that way."
        case 413:
            return TOO_LARGE
        case _:
            return str(error.detail)


def _plain(faults: Iterable[Mapping[str, Any]], known: frozenset[str]) -> Iterator[str]:
    for fault in islice(faults, MOST):
        kind, given = fault["type"], fault.get("ctx", {})
        place = "" if kind == "json_invalid" else ", ".join(_place(fault["loc"], known))
        told = str(given["error"]) if kind == "value_error" else _WORDS.get(kind, "cannot be used").format(**given)
        yield f"{place}: {told}" if place else told


def _place(loc: Iterable[str | int], known: frozenset[str]) -> Iterator[str]:
    """Where a fault is, without what was typed: keys of objects were typed too."""
    for part in loc:
        if isinstance(part, int):
            yield f"entry {part + 1}"
        elif part not in _AROUND:
            yield part if part in known else "…"


@dataclass(frozen=True, slots=True)
class Typed:
    """Something that was sent: how the reasons begin that repeat it, and what they say in its place."""

    begins: str
    value: str
    place: str


def unechoed(reasons: Iterable[str], typed: Iterable[Typed] = ()) -> list[str]:
    """The programme's reasons as an answer may say them."""
    sent = list(typed)
    return [_unechoed(reason, sent) for reason in reasons]


def _unechoed(reason: str, sent: Iterable[Typed]) -> str:
    for one in sent:
        if reason.startswith(one.begins):
            reason = reason.replace(repr(one.value), one.place)
    reason = _ROW.sub(r"\1: it \2", reason)
    reason = _FIELD.sub(lambda found: found[0] if found[1] in _KNOWN_FIELDS else "{…}", reason)
    return _NUMBER.sub("…", reason)
