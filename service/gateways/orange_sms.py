"""Orange's SMS (Orange Mali among others) over its HTTP interface: one recipient a call, five a second.

Source: Orange's getting-started pages; what comes back to us is read in orange_callbacks.py.

    no connection, no token, 429                    GatewayError, a later try may help
    401 with a fresh token, 403, 404 …              GatewayError(permanent)
    it left and no clear answer came, 408, 5xx      uncertain
    400, 413, 422                                   failed, with Orange's own code for it
    201 with the text's resourceURL                 accepted; the URL's last part is the name in delivery reports
"""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from service.gateways.bodies import MOST_ID
from service.gateways.orange_token import WHO, Token
from service.gateways.over_http import TIMEOUT, Unanswered, call
from service.gateways.port import OutgoingSms, SmsResult
from service.gateways.refusals import refused, result
from service.gateways.singly import one_by_one

NAME = "orange"
BASE_URL = "https://api.orange.com"
_CODE = re.compile(r"[A-Z]{3}[0-9]{4}", re.ASCII)


class OrangeSms:
    """The SMS gateway over Orange. Thread-safe. `sender_address`: what the contract says, for Mali +2230000;
    `sender_name` where Orange has granted one."""

    name = NAME
    most_per_second: float | None = 5.0

    def __init__(
        self,
        client_id: str,
        secret: str,
        sender_address: str,
        sender_name: str = "",
        *,
        base_url: str = "",
        timeout: httpx.Timeout = TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        base = (base_url or BASE_URL).rstrip("/")
        self._client = httpx.Client(timeout=timeout)
        self._token = Token(self._client, base, client_id, secret, clock)
        self._sender, self._name = f"tel:{sender_address}", sender_name
        self._url = f"{base}/smsmessaging/v1/outbound/{quote(self._sender, safe='')}/requests"

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        """As the port says."""
        return one_by_one(texts, self._one)

    def _one(self, text: OutgoingSms) -> SmsResult:
        try:
            answer = self._posted(text)
        except Unanswered as lost:
            return result(text, "uncertain", str(lost))
        if answer.status_code == 201:
            return _accepted(text, answer)
        if answer.is_success:
            return result(text, "uncertain", f"HTTP {answer.status_code}")
        return refused(WHO, text, answer.status_code, _code(answer))

    def _posted(self, text: OutgoingSms) -> httpx.Response:
        """The answer; a token that is not taken is replaced once."""
        token = self._token.word()
        answer = self._post(text, token)
        if answer.status_code != 401:
            return answer
        self._token.refused(token)
        return self._post(text, self._token.word())

    def _post(self, text: OutgoingSms, token: str) -> httpx.Response:
        request: dict[str, Any] = {
            "address": f"tel:{text.to}",
            "senderAddress": self._sender,
            "outboundSMSTextMessage": {"message": text.body},
        }
        if self._name:
            request["senderName"] = self._name
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return call(self._client, WHO, "POST", self._url, json={"outboundSMSMessageRequest": request}, headers=headers)


def _accepted(text: OutgoingSms, answer: httpx.Response) -> SmsResult:
    """A 201 that does not name what it made says nothing of this text."""
    told = _inside(_told(answer), "outboundSMSMessageRequest")
    url = told.get("resourceURL")
    try:
        name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]) if isinstance(url, str) else ""
    except ValueError:
        name = ""
    if not name or not name.isprintable():
        return result(text, "uncertain", "NoResource")
    return SmsResult(text.message_id, "accepted", name[:MOST_ID])


def _code(answer: httpx.Response) -> str:
    """Orange's own code for a refusal, as SVC0004 or POL1009; "" where there is none."""
    error = _inside(_told(answer), "requestError")
    for kind in ("serviceException", "policyException"):
        code = _inside(error, kind).get("messageId")
        if isinstance(code, str) and _CODE.fullmatch(code):
            return code
    return ""


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _inside(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}
