"""What Orange tells us: delivery notifications and incoming SMS, in the shapes of its two platforms.

The older platform (OneAPI) posts both to one address, so that each door takes either. A notification may hold one or
a list. Source: Orange's getting-started pages and the traffic of an integration (tests/samples). No signature: the
key in the path is all the proof there is.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from service.gateways.bodies import MOST_ID, e164_or_nothing, json_of, moment, text_of, word, words
from service.gateways.orange_sms import NAME
from service.gateways.port import BadRequest, IncomingText, Progressed, SmsReport

MEANINGS: Mapping[str, Progressed] = MappingProxyType(
    {
        "DeliveredToTerminal": "delivered",
        "DeliveredToNetwork": "on the way",
        "DeliveryUncertain": "on the way",  # it left Orange for another network, which does not say what becomes of it
        "MessageWaiting": "on the way",
        "DeliveryImpossible": "undelivered",
    }
)
"""The statuses that are documented. Any other is kept, and moves nothing."""

Told = SmsReport | IncomingText


def read(body: bytes) -> list[Told]:
    """All that a notification says. Raises BadRequest where it says nothing that can be used."""
    told = json_of(body)
    found: list[Told] = [
        *_reports(told.get("deliveryInfoNotification")),
        *_texts(told.get("inboundSMSMessageNotification")),
    ]
    if not found:
        raise BadRequest("the notification names no text and no sender")
    return found


def _reports(notification: object) -> Iterator[SmsReport]:
    if not isinstance(notification, dict):
        return
    carrier_id = word(text_of(notification.get("callbackData")), MOST_ID)
    for info in _each(notification.get("deliveryInfo")):
        status = word(text_of(info.get("deliveryStatus")))
        if carrier_id and status:
            phone = e164_or_nothing(_number(info.get("address")))
            yield SmsReport(NAME, carrier_id, phone, status, MEANINGS.get(status, ""))


def _texts(notification: object) -> Iterator[IncomingText]:
    if not isinstance(notification, dict):
        return
    for message in _each(notification.get("inboundSMSMessage")):
        sender = _number(message.get("senderAddress"))
        if sender:
            yield IncomingText(
                NAME,
                word(text_of(message.get("messageId")), MOST_ID),
                sender,
                _number(message.get("destinationAddress")),
                words(text_of(message.get("message"))),
                moment(text_of(message.get("dateTime"))),
            )


def _each(value: object) -> list[dict[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def _number(value: object) -> str:
    """« tel:+22350001234 » without its scheme."""
    return word(text_of(value).strip().removeprefix("tel:"))
