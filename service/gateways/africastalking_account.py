"""Africa's Talking's credit, and its inbox: what people sent us, a hundred a page, numbered by integers.

Both are only read, so every failure is a GatewayError and may be tried again.
Source: the carrier's pages on application data and on fetching messages; the recorded balance (tests/samples).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import requests
from africastalking.Application import ApplicationService

from service.gateways.africastalking_callbacks import text_from
from service.gateways.africastalking_http import WHO, Answer, Shown, unreached
from service.gateways.port import FROM_INBOX, GatewayError, InboxText, Money
from service.gateways.refusals import no_service

_MONEY = re.compile(r"([A-Z]{3})\s+(-?[0-9]{1,18}(?:\.[0-9]{1,10})?)", re.ASCII)
_PLACE = re.compile(r"[0-9]{1,18}", re.ASCII)


class _Application(Shown, ApplicationService):  # type: ignore[misc]
    """The package's service for the account."""


class Account:
    """One account's credit and inbox. `messages`: the package's service for SMS, as the sender uses it."""

    def __init__(
        self,
        username: str,
        api_key: str,
        messages: Any,
        *,
        base_url: str | None,
        timeout_s: tuple[float, float],
    ) -> None:
        self._application, self._messages = _Application(username, api_key), messages
        self._timeout = timeout_s
        self._application.connections = messages.connections
        if base_url:
            self._application._baseUrl = base_url.rstrip("/") + "/version1"

    def balance(self) -> Money:
        """The credit left. Raises GatewayError."""
        told = self._read(self._application.fetch_application_data, "UserData")
        found = _MONEY.fullmatch(str(told.get("balance", "")).strip())
        if found is None:
            raise GatewayError(f"{WHO} says its balance in a way that cannot be read", permanent=False)
        return Money(found[1], Decimal(found[2]))

    def received(self, after: str) -> list[InboxText]:
        """The next page behind a place; "" for the first. Raises GatewayError."""
        last = int(after or 0)
        told = self._read(self._messages.fetch_messages, "SMSMessageData", last_received_id=str(last))
        listed = told.get("Messages")
        if not isinstance(listed, list):
            raise GatewayError(f"{WHO} shows its inbox in a way that cannot be read", permanent=False)
        found = [_in_inbox(row) for row in listed if isinstance(row, dict)]
        # A place that is not behind the last one would be read again and again.
        return sorted((one for one in found if one and one.place > last), key=lambda one: one.place)

    def _read(self, call: Any, name: str, **given: Any) -> Mapping[str, Any]:
        try:
            answer: Answer = call(timeout=self._timeout, **given)
        except requests.RequestException as broken:
            raise unreached(broken) or GatewayError(f"{WHO} did not answer", permanent=False) from None
        if not answer.is_success:
            raise no_service(WHO, answer.status)
        return answer.told(name)


def _in_inbox(row: Mapping[str, Any]) -> InboxText | None:
    """A row of the inbox; None for one without a place, which could never be read on from."""
    place = str(row.get("id", ""))
    if not _PLACE.fullmatch(place):
        return None
    fields = {name: value for name, value in row.items() if isinstance(value, str)}
    return InboxText(int(place), text_from(fields, FROM_INBOX + place))
