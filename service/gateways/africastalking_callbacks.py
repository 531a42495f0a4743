"""Africa's Talking's callbacks about SMS: delivery reports, texts that people send, opt-outs.

Source: the carrier's SMS pages and recorded traffic (tests/samples). They carry no signature: the key in the path
is all the proof there is.
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.gateways.africastalking import NAME
from service.gateways.bodies import MOST_ID, e164_or_nothing, fields_of, moment, word, words
from service.gateways.port import BadRequest, IncomingText, Progressed, SmsReport

MEANINGS: Mapping[str, Progressed] = MappingProxyType(
    {
        "Sent": "on the way",
        "Submitted": "on the way",
        "Buffered": "on the way",
        "Success": "delivered",
        "Failed": "undelivered",
        "Rejected": "undelivered",
        "AbsentSubscriber": "undelivered",
        "Expired": "undelivered",
    }
)
"""The statuses that are documented. Others are to come: they are kept, and move nothing."""


def read_report(body: bytes) -> SmsReport:
    """A delivery report. Raises BadRequest where it names no text or no status."""
    fields = fields_of(body, "")
    carrier_id, status = word(fields.get("id", ""), MOST_ID), word(fields.get("status", ""))
    if not carrier_id or not status:
        raise BadRequest("the report has no id or no status")
    reason = word(fields.get("failureReason", ""))
    return SmsReport(
        NAME, carrier_id, e164_or_nothing(fields.get("phoneNumber", "")), status, MEANINGS.get(status, ""), reason
    )


def read_incoming(body: bytes) -> IncomingText:
    """A text sent to us; it may be empty. Raises BadRequest where it has no id or no sender."""
    fields = fields_of(body, "")
    carrier_id = word(fields.get("id", ""), MOST_ID)
    if not carrier_id or not word(fields.get("from", "")):
        raise BadRequest("the text has no id or no sender")
    return text_from(fields, carrier_id)


def text_from(fields: Mapping[str, str], carrier_id: str) -> IncomingText:
    """A text by its fields, which are called the same in the hook and in the inbox."""
    sender, addressee = (word(fields.get(name, "")) for name in ("from", "to"))
    said = words(fields.get("text", ""))
    return IncomingText(NAME, carrier_id, sender, addressee, said, moment(fields.get("date", "")))


def read_opt_out(body: bytes) -> str:
    """The number (E.164) that wants no more texts. Raises BadRequest."""
    number = e164_or_nothing(fields_of(body, "").get("phoneNumber", ""))
    if not number:
        raise BadRequest("phoneNumber is missing or is no number of 8 to 15 digits")
    return number
