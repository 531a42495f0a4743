"""Africa's Talking's SMS: the `africastalking` package in, one typed result per text out.

The package raises one exception for every refusal, without the status, and calls some refusals success.
Source: the package's own code (2.0.3); what the answers say is read in africastalking_answers.py.

    nothing left: refused, no such host, no connection in time, 429    GatewayError, a later try may help
    401, 403, 404 …, a bad certificate, a bad sender, no credit        GatewayError(permanent)
    it left and no clear answer came: timeout, reset, 408, 5xx, junk   uncertain for each text
    400, 413, 422: this very request is refused                        failed for each text
    2xx with recipients                                                each by its own status
"""

import json
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from africastalking.SMS import SMSService
from urllib3.exceptions import NewConnectionError

from service.gateways.africastalking_answers import recipients, result
from service.gateways.port import GatewayError, OutgoingSms, SmsResult

NAME = "africastalking"
MOST_TEXTS = 200
TIMEOUT_S = (3.05, 30.0)
"""Seconds to connect and to wait for the answer: 200 recipients take the carrier longer than one."""

E164 = re.compile(r"\+[0-9]{8,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP, before anybody calls it success."""

    status: int
    content: bytes

    def told(self) -> Mapping[str, Any]:
        """`SMSMessageData`, whatever the content type says; empty when it is not there."""
        try:
            told = json.loads(self.content)
        except ValueError:
            return {}
        data = told.get("SMSMessageData") if isinstance(told, dict) else None
        return data if isinstance(data, dict) else {}


class _Messaging(SMSService):  # type: ignore[misc]
    """The package's service, made to show the status. The parameters are the package's."""

    def _make_request(
        self,
        url: str,
        method: str,
        headers: Mapping[str, str],
        data: Any,
        params: Any,
        callback: Any = None,
        timeout: tuple[float, float] = TIMEOUT_S,
    ) -> Answer:
        # A followed redirect turns this POST into a GET, whose 200 would look like an answer.
        got = requests.request(
            method, url, headers=headers, data=data, params=params, timeout=timeout, allow_redirects=False
        )
        return Answer(got.status_code, got.content)


class AfricasTalkingSms:
    """The SMS gateway over Africa's Talking. `base_url` points at a stand-in, without `/version1`."""

    name = NAME

    def __init__(
        self,
        username: str,
        api_key: str,
        sender: str | None = None,
        *,
        base_url: str | None = None,
        timeout_s: tuple[float, float] = TIMEOUT_S,
    ) -> None:
        self._service = _Messaging(username, api_key)
        self._sender, self._timeout = sender or None, timeout_s
        if base_url:
            self._service._baseUrl = base_url.rstrip("/") + "/version1"

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        """As the port says. Raises ValueError for more than 200 texts or more than one body."""
        if len(texts) > MOST_TEXTS or len({text.body for text in texts}) > 1:
            raise ValueError("one body and at most 200 phones a call")
        # The package would refuse the whole call for one bad number.
        good = [text for text in texts if E164.fullmatch(text.to)]
        bad = [result(text, "failed", "InvalidPhoneNumber") for text in texts if not E164.fullmatch(text.to)]
        return bad + (self._call(good) if good else [])

    def _call(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        numbers = [text.to for text in texts]
        try:
            answer = self._service.send(texts[0].body, numbers, self._sender, timeout=self._timeout)
        except requests.RequestException as broken:
            return _no_answer(texts, broken)
        if 200 <= answer.status < 300:
            return recipients(texts, answer.told())
        return _refused(texts, answer.status)


def _no_answer(texts: Sequence[OutgoingSms], broken: requests.RequestException) -> list[SmsResult]:
    """Only what surely never left may be tried again."""
    causes = list(_causes(broken))
    if any(isinstance(cause, NewConnectionError) for cause in causes):
        raise GatewayError("Africa's Talking cannot be reached", permanent=False) from None
    if isinstance(broken, requests.ConnectTimeout):
        raise GatewayError("Africa's Talking did not take the connection in time", permanent=False) from None
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        raise GatewayError("Africa's Talking's certificate is not trusted", permanent=True) from None
    if isinstance(broken, ValueError):  # the library's family for addresses it cannot read
        raise GatewayError("Africa's Talking's address cannot be used", permanent=True) from None
    reason = "Timeout" if isinstance(broken, requests.Timeout) else "ConnectionLost"
    return [result(text, "uncertain", reason) for text in texts]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all it wraps: by chain, by argument, and by urllib3's own `reason`."""
    waiting: list[Any] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _refused(texts: Sequence[OutgoingSms], status: int) -> list[SmsResult]:
    if status == 408 or status >= 500:
        return [result(text, "uncertain", f"HTTP {status}") for text in texts]
    if status in (400, 413, 422):
        return [result(text, "failed", f"HTTP {status}") for text in texts]
    if status == 429:
        raise GatewayError("Africa's Talking asks to go slower (429)", permanent=False)
    if status in (401, 403):
        raise GatewayError(f"Africa's Talking refuses the user name or the key ({status})", permanent=True)
    raise GatewayError(f"Africa's Talking's address answers {status}", permanent=True)
