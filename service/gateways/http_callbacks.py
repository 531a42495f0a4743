"""What an aggregator tells us, by configuration: delivery reports and incoming SMS, as query, form or JSON.

A field within others of JSON is named by its way, as `results.0.from`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.gateways.bodies import MOST_ID, MOST_WORD, e164_or_nothing, fields_of, moment, word, words
from service.gateways.http_sms import NAME
from service.gateways.port import BadRequest, IncomingText, Progressed, SmsReport


@dataclass(frozen=True, slots=True)
class HttpSmsFields:
    """What the aggregator calls things; "" for what it does not say. Its words for what became of a text are compared
    without case."""

    report_id: str = "id"
    report_status: str = "status"
    report_phone: str = "phone"
    report_reason: str = "reason"
    delivered: tuple[str, ...] = ("delivered",)
    undelivered: tuple[str, ...] = ("undelivered",)
    on_the_way: tuple[str, ...] = ("sent",)
    incoming_id: str = "id"
    incoming_from: str = "from"
    incoming_to: str = "to"
    incoming_text: str = "text"
    incoming_date: str = "date"

    def means(self, status: str) -> Progressed:
        """What a word of the aggregator's means; "" for one that nobody told us of."""
        word = status.casefold()
        known: Iterable[tuple[Progressed, tuple[str, ...]]] = (
            ("delivered", self.delivered),
            ("undelivered", self.undelivered),
            ("on the way", self.on_the_way),
        )
        return next((meaning for meaning, words in known if word in map(str.casefold, words)), "")


def read_report(fields: HttpSmsFields, body: bytes, content_type: str, query: str = "") -> SmsReport:
    """A delivery report. Raises BadRequest where it names no text or no status."""
    found = fields_of(body, content_type, query)
    carrier_id, status = _word(found, fields.report_id, MOST_ID), _word(found, fields.report_status)
    if not carrier_id or not status:
        raise BadRequest(f"the report has no {fields.report_id} or no {fields.report_status}")
    phone = e164_or_nothing(found.get(fields.report_phone, ""))
    return SmsReport(NAME, carrier_id, phone, status, fields.means(status), _word(found, fields.report_reason))


def read_incoming(fields: HttpSmsFields, body: bytes, content_type: str, query: str = "") -> IncomingText:
    """A text sent to us; it may be empty, and have no id. Raises BadRequest where it has no sender."""
    found = fields_of(body, content_type, query)
    sender = _word(found, fields.incoming_from)
    if not sender:
        raise BadRequest(f"the text has no {fields.incoming_from}")
    return IncomingText(
        NAME,
        _word(found, fields.incoming_id, MOST_ID),
        sender,
        _word(found, fields.incoming_to),
        words(found.get(fields.incoming_text, "")),
        moment(found.get(fields.incoming_date, "")),
    )


def _word(found: Mapping[str, str], name: str, most: int = MOST_WORD) -> str:
    return word(found.get(name, ""), most)
