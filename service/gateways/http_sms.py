"""An aggregator by configuration alone: one call a text, GET or POST, form or JSON, as the settings describe it.

nothing left: no connection, 429                      GatewayError, a later try may help
401, 403, 404, 3xx …                                  GatewayError(permanent)
a status of success, and the pattern of success       accepted; the pattern's first group is the carrier's id
the same status, and the pattern of refusal; 400 …    failed
anything else: no answer, 5xx, an answer of neither   uncertain
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from service.carrier_checks import PLACE
from service.gateways.bodies import MOST_ID
from service.gateways.over_http import TIMEOUT, Unanswered, call
from service.gateways.port import OutgoingSms, SmsResult
from service.gateways.refusals import refused, result
from service.gateways.singly import one_by_one

NAME = "http"
WHO = "The aggregator"
MOST_READ = 10_000
"""Characters of an answer that are looked at."""


@dataclass(frozen=True, slots=True)
class HttpSmsTemplate:
    """How the aggregator wants a text. `fields`: texts may ask for {to} {digits} {text} {sender} {id}; nested only in
    JSON. `success` "": the status alone says it. `refused` "": no answer means that. service/carrier_checks.py says
    what is wrong with one."""

    url: str
    method: Literal["GET", "POST"] = "POST"
    body: Literal["form", "json"] = "form"
    fields: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""
    statuses: frozenset[int] = frozenset({200, 201, 202})
    success: str = ""
    refused: str = ""


class HttpSms:
    """The SMS gateway over such an aggregator. Thread-safe."""

    name = NAME
    most_per_second: float | None = None

    def __init__(self, template: HttpSmsTemplate, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._template = template
        self._success = re.compile(template.success) if template.success else None
        self._refused = re.compile(template.refused) if template.refused else None
        self._client = httpx.Client(timeout=timeout, headers=dict(template.headers))

    def send(self, texts: Sequence[OutgoingSms]) -> list[SmsResult]:
        """As the port says."""
        return one_by_one(texts, self._one)

    def _one(self, text: OutgoingSms) -> SmsResult:
        template = self._template
        try:
            answer = call(self._client, WHO, template.method, template.url, **self._filled(text))
        except Unanswered as lost:
            return result(text, "uncertain", str(lost))
        if answer.status_code in template.statuses:
            return self._judged(text, answer.text[:MOST_READ])
        if answer.is_success:
            return result(text, "uncertain", f"HTTP {answer.status_code}")
        return refused(WHO, text, answer.status_code)

    def _filled(self, text: OutgoingSms) -> dict[str, Any]:
        """The template with this text in it, as httpx takes it."""
        fields = _fill(self._template.fields, self._values(text))
        if self._template.method == "GET":
            # httpx would replace the query of the address by these.
            return {"params": httpx.URL(self._template.url).params.merge(fields)}
        return {"json": fields} if self._template.body == "json" else {"data": fields}

    def _values(self, text: OutgoingSms) -> dict[str, str]:
        return {
            "to": text.to,
            "digits": text.to.removeprefix("+"),
            "text": text.body,
            "sender": self._template.sender,
            "id": str(text.message_id),
        }

    def _judged(self, text: OutgoingSms, told: str) -> SmsResult:
        """An answer with a status of success: what its words say."""
        if self._refused and self._refused.search(told):
            return result(text, "failed", "Refused")
        if self._success is None:
            return SmsResult(text.message_id, "accepted")
        found = self._success.search(told)
        if found is None:
            return result(text, "uncertain", "NoSuccess")
        name = (found[1] or "").strip() if found.re.groups else ""
        return SmsResult(text.message_id, "accepted", name[:MOST_ID])


def _fill(value: Any, values: Mapping[str, str]) -> Any:
    """Every text of a template with its places filled, each once: what a person wrote is never taken for a place."""
    if isinstance(value, str):
        return PLACE.sub(lambda found: values.get(found[1], found[0]), value)
    if isinstance(value, Mapping):
        return {name: _fill(one, values) for name, one in value.items()}
    if isinstance(value, list):
        return [_fill(one, values) for one in value]
    return value
