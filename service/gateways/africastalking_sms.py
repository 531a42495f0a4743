"""Africa's Talking's SMS: the `africastalking` package in, one typed result per text out.

Source: the package's own code (2.0.3); what the answers say is read in africastalking_answers.py.

    nothing left: refused, no such host, no connection in time, 429    GatewayError, a later try may help
    401, 403, 404 …, a bad certificate, a bad sender, no credit        GatewayError(permanent)
    it left and no clear answer came: timeout, reset, 408, 5xx, junk   uncertain for each text
    400, 413, 422: this very request is refused                        failed for each text
    2xx with recipients                                                each by its own status
"""

from collections.abc import Sequence

import requests
from africastalking.SMS import SMSService

from service.gateways.africastalking import NAME
from service.gateways.africastalking_account import Account
from service.gateways.africastalking_answers import recipients
from service.gateways.africastalking_http import TIMEOUT_S, WHO, Connections, Shown, unreached
from service.gateways.port import InboxText, Money, OutgoingSms, SmsResult
from service.gateways.refusals import refused, result
from service.gateways.singly import E164

MOST_TEXTS = 200


class _Messaging(Shown, SMSService):  # type: ignore[misc]
    """The package's service for SMS."""


class AfricasTalkingSms:
    """The SMS gateway over Africa's Talking, with its credit and its inbox. Thread-safe. `base_url` points at a
    stand-in, without `/version1`."""

    name = NAME
    most_per_second: float | None = None

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
        self._service.connections = Connections()
        self._sender, self._timeout = sender or None, timeout_s
        if base_url:
            self._service._baseUrl = base_url.rstrip("/") + "/version1"
        self._account = Account(username, api_key, self._service, base_url=base_url, timeout_s=timeout_s)

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        """As the port says. Raises ValueError for more than 200 texts or more than one body."""
        if len(texts) > MOST_TEXTS or len({text.body for text in texts}) > 1:
            raise ValueError("one body and at most 200 phones a call")
        # The package would refuse the whole call for one bad number.
        good = [text for text in texts if E164.fullmatch(text.to)]
        bad = [result(text, "failed", "InvalidPhoneNumber") for text in texts if not E164.fullmatch(text.to)]
        return bad + (self._call(good) if good else [])

    def balance(self) -> Money:
        """As the port says."""
        return self._account.balance()

    def received(self, after: str) -> list[InboxText]:
        """As the port says."""
        return self._account.received(after)

    def _call(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        numbers = [text.to for text in texts]
        try:
            answer = self._service.send(texts[0].body, numbers, self._sender, timeout=self._timeout)
        except requests.RequestException as broken:
            if (never_left := unreached(broken)) is not None:
                raise never_left from None
            reason = "Timeout" if isinstance(broken, requests.Timeout) else "ConnectionLost"
            return [result(text, "uncertain", reason) for text in texts]
        if answer.is_success:
            return recipients(texts, answer.told("SMSMessageData"))
        return [refused(WHO, text, answer.status) for text in texts]
