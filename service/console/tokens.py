"""Cookies, and whether a request that changes something comes from a page of ours.

Browsers say where a request begins (`Sec-Fetch-Site`), older ones at least from which origin; for those that say
neither, each form holds a token that only whoever has the cookie can have been given. It is masked anew each time, so
that its bytes never stand twice in what is compressed.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64

from fastapi import Request
from starlette.responses import Response

from service.console.forms import typed
from service.console.stopping import Stop
from service.console.words import LANGUAGES, SOURCE
from service.vault import Vault

FIELD = "form_token"
SESSION, BEFORE = "session", "form"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KIND = "form_token"


def is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _called(request: Request, name: str) -> str:
    """Behind TLS the name begins with what makes browsers refuse it from any other host."""
    return f"__Host-retour_{name}" if is_secure(request) else f"retour_{name}"


def cookie(request: Request, name: str) -> str:
    """The value of one of our cookies; "" for none."""
    return request.cookies.get(_called(request, name), "")


def of_language(request: Request, *wanted: str) -> str:
    """The first of these that the console speaks, else the first that the browser asks for."""
    asked = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((one for one in (*wanted, *asked) if one in LANGUAGES), SOURCE)


class FormTokens:
    """The tokens of one installation's forms."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def check(self, request: Request) -> None:
        """Raises Stop for a request that changes something and does not come from one of our pages."""
        if request.method in _SAFE:
            return
        site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site is not None:
            is_ours = site in ("same-origin", "none")
        elif origin is not None:
            is_ours = origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
        else:
            is_ours = self._is_known(request, (await typed(request))[FIELD])
        if not is_ours:
            raise Stop(403)

    def token(self, request: Request) -> str:
        """For a form on a page that is the answer to this request."""
        mac = self._mac(request)
        mask = secrets.token_bytes(len(mac))
        return urlsafe_b64encode(mask + _mixed(mask, mac)).decode()

    def hand_out(self, request: Request, answer: Response) -> None:
        """Give a browser that has not signed in what its forms are known by. (Its first page holds no form that
        could be sent without: it comes with that same answer.)"""
        if not cookie(request, BEFORE):
            self.keep(request, answer, BEFORE, self._fresh(request), None)

    def keep(self, request: Request, answer: Response, name: str, value: str, seconds: int | None) -> None:
        """Set a cookie; 0 seconds takes it away."""
        answer.set_cookie(
            _called(request, name), value, seconds, secure=is_secure(request), httponly=True, samesite="strict"
        )

    def _fresh(self, request: Request) -> str:
        made: str = request.scope.setdefault("retour.form", secrets.token_urlsafe(24))
        return made

    def _mac(self, request: Request) -> bytes:
        known = cookie(request, SESSION) or cookie(request, BEFORE) or self._fresh(request)
        return self._vault.index(_KIND, known)

    def _is_known(self, request: Request, shown: str) -> bool:
        try:
            both = urlsafe_b64decode(shown)
        except (NoBase64, ValueError):
            return False
        half = len(both) // 2
        return hmac.compare_digest(_mixed(both[:half], both[half:]), self._mac(request))


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
