"""The door of the interface: without a token in force nothing is read, and nothing is said.

It stands before the routes, so that no body of a stranger is looked at. A token is found by its keyed hash:
how long that takes says nothing about any other token.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any, cast

from fastapi import Depends, HTTPException, Request, Security
from fastapi.security import HTTPBearer, SecurityScopes
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.refusals import LATER, TOO_LARGE, path_of, refused, try_later
from service.office import WebOffice
from service.programme import tokens
from service.programme.tokens import Bearer

PREFIX = "/api/v1"
OPENAPI = f"{PREFIX}/openapi.json"
"""The one address without a token: it says what the interface is, and nothing of the programme."""
UNKNOWN, CHALLENGE = "Show a token in force.", {"WWW-Authenticate": "Bearer"}
MOST_BYTES = 8_000_000
"""The largest body: a list of half a million codes."""
_FOUND = "retour.bearer"
_NO_STORE = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
_described = HTTPBearer(scheme_name="token", description="Made by `retour token create`.", auto_error=False)


class Door:
    """A middleware: whoever asks for an address of the interface shows a token first. No answer is to be kept."""

    def __init__(self, app: ASGIApp, office: WebOffice, clock: Callable[[], datetime]) -> None:
        self._app, self._office, self._clock = app, office, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = path_of(scope) if scope["type"] == "http" else ""
        if not _is_ours(path):
            await self._app(scope, receive, send)
        elif path == OPENAPI or (refusal := await self._refusal(scope)) is None:
            await self._app(scope, _ending(receive), _unkept(send))
        else:
            scope["retour.route"] = PREFIX
            await refusal(scope, receive, _unkept(send))

    async def _refusal(self, scope: Scope) -> Response | None:
        """None where a token in force was shown, and the body is no larger than it may be; who bears the token then
        stands in the scope."""
        try:
            bearer = await self._bearer(_shown(scope))
        except LATER as error:
            return try_later(error)
        if bearer is None:
            return refused(401, [UNKNOWN], CHALLENGE)
        if _length(scope) > MOST_BYTES:
            return refused(413, [TOO_LARGE])
        scope[_FOUND] = bearer
        return None

    async def _bearer(self, token: str) -> Bearer | None:
        if not token:
            return None
        now, vault = self._clock(), self._office.vault
        bearer = await self._office.read(lambda db: tokens.bearer_of(db, vault, token, now))
        if bearer is not None and not bearer.seen:
            await self._office.write(partial(tokens.note_use, token_id=bearer.token_id, now=now))
        return bearer


def _is_ours(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")


def _shown(scope: Scope) -> str:
    """The token of the one Authorization header; "" for none, or for anything else."""
    found = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(found) != 1:
        return ""
    scheme, _, token = found[0].decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _length(scope: Scope) -> int:
    """The length that the request says; 0 where it says none, and is counted as it comes."""
    told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(told) if told.isdigit() and len(told) < 20 else MOST_BYTES + 1


def _ending(receive: Receive) -> Receive:
    got = 0

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > MOST_BYTES:
            raise HTTPException(413, TOO_LARGE)
        return message

    return receiving


def _unkept(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *_NO_STORE]}
        await send(message)

    return sending


def _checked(request: Request, asked: SecurityScopes, _token: Annotated[Any, Depends(_described)]) -> Bearer:
    bearer = cast(Bearer | None, request.scope.get(_FOUND))
    if bearer is None:  # the door was passed by: a mistake of ours must open nothing
        raise HTTPException(401, UNKNOWN, CHALLENGE)
    missing = [scope for scope in asked.scopes if scope not in bearer.scopes]
    if missing or not asked.scopes:
        raise HTTPException(403, f"This token may not do that: it takes {' '.join(missing)}.")
    return bearer


def asks(scope: tokens.Scope) -> Any:
    """What a route declares of its bearer: a token with that scope."""
    return Security(_checked, scopes=[scope.value])
