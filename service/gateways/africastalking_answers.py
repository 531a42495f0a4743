"""What Africa's Talking says of each recipient, turned into results.

Source: the carrier's status table and recorded answers, as kept in tests/samples.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.gateways.bodies import MOST_ID
from service.gateways.port import PAUSES_THE_GATEWAY, GatewayError, OutgoingSms, SmsResult, State
from service.gateways.refusals import result

STATUSES: tuple[tuple[int, str, State], ...] = (
    (100, "Processed", "accepted"),
    (101, "Sent", "accepted"),
    (102, "Queued", "accepted"),
    (401, "RiskHold", "uncertain"),  # held, not refused: it may still go out
    (402, "InvalidSenderId", "retry"),
    (403, "InvalidPhoneNumber", "failed"),
    (404, "UnsupportedNumberType", "failed"),
    (405, "InsufficientBalance", "retry"),
    (406, "UserInBlacklist", "failed"),
    (407, "CouldNotRoute", "failed"),
    (409, "DoNotDisturbRejection", "failed"),
    (500, "InternalServerError", "retry"),
    (501, "GatewayError", "retry"),
    (502, "RejectedByGateway", "retry"),
)
BY_CODE = {code: (state, name) for code, name, state in STATUSES}
BY_NAME = {name: (state, name) for _, name, state in STATUSES} | {"Success": ("accepted", "Sent")}


def recipients(texts: Sequence[OutgoingSms], told: Mapping[str, Any]) -> list[SmsResult]:
    """Each text's own line of the answer, found by number: their order is not ours."""
    listed = told.get("Recipients")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    if not rows:
        return _nobody(texts, _word(told.get("Message")))
    if len(rows) == len(texts) == 1:  # a number told back in another form is still this one
        return [_one(texts[0], rows[0])]
    by_digits = {_digits(row.get("number")): row for row in reversed(rows)}
    return [_one(text, by_digits.get(_digits(text.to))) for text in texts]


def _nobody(texts: Sequence[OutgoingSms], message: str) -> list[SmsResult]:
    """A 201 without recipients: its Message may be a status that stands for all of them."""
    state, reason = BY_NAME.get(message, ("uncertain", "NoRecipients"))
    if reason in PAUSES_THE_GATEWAY:
        raise GatewayError(f"Africa's Talking refuses to send: {reason}", permanent=True)
    # A success or a breakdown that names nobody says nothing of anybody.
    return [result(text, "failed" if state == "failed" else "uncertain", reason) for text in texts]


def _one(text: OutgoingSms, row: Mapping[str, Any] | None) -> SmsResult:
    if row is None:
        return result(text, "uncertain", "NotListed")
    status = _word(row.get("status"))
    by_name = BY_NAME.get(status, ("uncertain", status or "UnknownStatus"))
    state, reason = BY_CODE.get(_number(row.get("statusCode")) or 0, by_name)
    carrier_id = str(row.get("messageId") or "")[:MOST_ID]
    return SmsResult(
        text.message_id,
        state,
        "" if carrier_id == "None" else carrier_id,
        str(row.get("cost") or "")[:32],
        _number(row.get("messageParts")),
        "" if state == "accepted" else reason,
    )


def _digits(number: object) -> str:
    return re.sub(r"[^0-9]", "", str(number))


def _number(value: object) -> int | None:
    """A code or a count, as a number or as digits in text."""
    word = str(value)
    return int(word) if word.isascii() and word.isdigit() and len(word) < 7 else None


def _word(value: object) -> str:
    """A status as one word of letters: nothing else of an answer goes into our records."""
    return re.sub(r"[^A-Za-z]", "", value)[:64] if isinstance(value, str) else ""
