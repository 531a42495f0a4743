"""Orange's token: asked for with the client's id and secret, kept until a minute before it ends.

Asking sends no text, so whatever goes wrong here is a GatewayError. Source: Orange's getting-started pages
(`expires_in` is a string there).
"""

from collections.abc import Callable
from threading import Lock

import httpx

from service.gateways.over_http import Unanswered, call
from service.gateways.port import GatewayError
from service.gateways.refusals import no_service

WHO = "Orange"
EARLY_S = 60.0
"""Seconds before its end at which a token is asked for anew."""
USUAL_S = 3600.0
"""Seconds that a token is good for which does not say so."""


class Token:
    """The token of one client, shared by all threads that send."""

    def __init__(
        self, client: httpx.Client, base_url: str, client_id: str, secret: str, clock: Callable[[], float]
    ) -> None:
        self._client, self._url, self._clock = client, f"{base_url}/oauth/v3/token", clock
        self._auth = httpx.BasicAuth(client_id, secret)
        self._lock = Lock()
        self._word, self._until = "", float("-inf")

    def word(self) -> str:
        """A token that is good now. Raises GatewayError."""
        with self._lock:
            if self._clock() >= self._until:
                self._ask()
            return self._word

    def refused(self, word: str) -> None:
        """Orange does not take this token (any more): the next call asks for another one."""
        with self._lock:
            if word == self._word:  # else another thread has asked already
                self._until = float("-inf")

    def _ask(self) -> None:
        try:
            answer = call(
                self._client,
                WHO,
                "POST",
                self._url,
                data={"grant_type": "client_credentials"},
                auth=self._auth,
                headers={"Accept": "application/json"},
            )
        except Unanswered:
            raise GatewayError(f"{WHO} did not answer when asked for a token", permanent=False) from None
        if answer.status_code in (400, 401, 403):
            raise GatewayError(f"{WHO} refuses the client id or the secret ({answer.status_code})", permanent=True)
        if not answer.is_success:
            raise no_service(WHO, answer.status_code)
        self._word, lasts = _read(answer)
        self._until = self._clock() + max(lasts - EARLY_S, 0.0)


def _read(answer: httpx.Response) -> tuple[str, float]:
    """The token and its seconds."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    word = told.get("access_token") if isinstance(told, dict) else None
    if not isinstance(word, str) or not word.isascii() or not word.isprintable() or not word:
        raise GatewayError(f"{WHO} answers with no token", permanent=False)
    try:
        return word, min(max(float(told.get("expires_in", USUAL_S)), 0.0), 1e9)
    except (TypeError, ValueError):
        return word, USUAL_S
