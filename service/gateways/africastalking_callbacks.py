"""Africa's Talking's callbacks about SMS: delivery reports, texts that people send, opt-outs.

Source: the carrier's SMS pages and recorded traffic (tests/samples). They carry no signature: the key in the path
is all the proof there is.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType

from service.gateways.africastalking import NAME, e164, fields_of
from service.gateways.port import BadRequest, IncomingText, Progressed, SmsReport

MOST_ID, MOST_WORD, MOST_WORDS = 128, 64, 2000

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
    fields = fields_of(body)
    carrier_id, status = fields.get("id", "").strip()[:MOST_ID], fields.get("status", "").strip()[:MOST_WORD]
    if not carrier_id or not status:
        raise BadRequest("the report has no id or no status")
    reason = fields.get("failureReason", "").strip()[:MOST_WORD]
    return SmsReport(NAME, carrier_id, _number(fields), status, MEANINGS.get(status, ""), reason)


def read_incoming(body: bytes) -> IncomingText:
    """A text sent to us; it may be empty. Raises BadRequest where it has no id or no sender."""
    fields = fields_of(body)
    carrier_id, sender = fields.get("id", "").strip()[:MOST_ID], fields.get("from", "").strip()[:MOST_WORD]
    if not carrier_id or not sender:
        raise BadRequest("the text has no id or no sender")
    words = fields.get("text", "").replace("\0", "")[:MOST_WORDS]
    addressee = fields.get("to", "").strip()[:MOST_WORD]
    return IncomingText(NAME, carrier_id, sender, addressee, words, _moment(fields.get("date", "")))


def read_opt_out(body: bytes) -> str:
    """The number (E.164) that wants no more texts. Raises BadRequest."""
    number = _number(fields_of(body))
    if not number:
        raise BadRequest("phoneNumber is missing or is no number of 8 to 15 digits")
    return number


def _number(fields: Mapping[str, str]) -> str:
    try:
        return e164(fields.get("phoneNumber", ""))
    except ValueError:
        return ""


def _moment(text: str) -> datetime | None:
    """« 2017-05-03T06:04:45Z » or « 2017-05-03 06:04:45 », taken for UTC; None for anything else."""
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    return None
