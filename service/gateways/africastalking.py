"""Africa's Talking's USSD callbacks: cumulative text in a form, plain `CON `/`END ` back.

Source: the carrier's captured traffic and its USSD pages, as kept in tests/samples.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from service.gateways.bodies import e164, fields_of
from service.gateways.port import BadRequest, Carrier, Hop, Kind, SessionEnd

NAME = "africastalking"
CARRIER = Carrier(NAME, cumulative=True, dialled=True)


def _count(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else None


SessionId = Annotated[str, Field(alias="sessionId", min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
Count = Annotated[int | None, BeforeValidator(_count)]


class UssdForm(BaseModel):
    """The fields of a hop that are used; `networkCode` is opaque and dropped."""

    model_config = ConfigDict(extra="ignore")
    session: SessionId
    phone: Annotated[str, BeforeValidator(e164), Field(alias="phoneNumber")]
    text: str = ""
    service_code: Annotated[str, Field(alias="serviceCode", max_length=64)] = ""


class EventForm(BaseModel):
    """The fields of an end event that are kept: never `input` and `lastAppResponse`, they hold answers."""

    model_config = ConfigDict(extra="ignore")
    session: SessionId
    status: Annotated[str, Field(max_length=64)] = ""
    duration_ms: Annotated[Count, Field(alias="durationInMillis")] = None
    hops: Annotated[Count, Field(alias="hopsCount")] = None
    cost: Annotated[str, Field(max_length=64)] = ""
    error: Annotated[str, Field(alias="errorMessage")] = ""


FAULTS = {
    "sessionId": "sessionId is missing, longer than 128 characters, or not printable",
    "phoneNumber": "phoneNumber is missing or is no number of 8 to 15 digits",
    "serviceCode": "serviceCode is longer than 64 characters",
    "status": "status is longer than 64 characters",
    "cost": "cost is longer than 64 characters",
}


def read_ussd(body: bytes, content_type: str) -> Hop:
    """The hop in a callback's body. Fields come in any order; of a field given twice the last counts,
    since a refused hop would end the call. Raises BadRequest."""
    fields = _fields(body, content_type)
    try:
        form = UssdForm.model_validate(fields)
    except ValidationError as wrong:
        raise _refusal(wrong) from None
    # An empty text is the first hop; text on the first hop (digits dialled) says nothing of the kind.
    kind: Kind = "" if form.text else "begin"
    return Hop(NAME, form.session, form.phone, form.text, kind, "", form.service_code)


def _fields(body: bytes, content_type: str) -> dict[str, str]:
    """The form in a body, whatever its header calls it. Raises BadRequest where there is none."""
    fields = fields_of(body, "")
    if "sessionId" not in fields and "phoneNumber" not in fields:
        raise BadRequest(_no_form(content_type))
    return fields


def read_event(body: bytes) -> SessionEnd:
    """The end of a session. Any field but sessionId may be empty or absent. Raises BadRequest."""
    fields = _fields(body, "")
    try:
        form = EventForm.model_validate(fields)
    except ValidationError as wrong:
        raise _refusal(wrong) from None
    error = form.error[:200]
    return SessionEnd(NAME, form.session, form.status, form.duration_ms, form.hops, form.cost, error)


def answer(text: str, ends: bool) -> bytes:
    """The reply's body. It must begin with exactly these letters, or the caller's session dies."""
    return (("END " if ends else "CON ") + text).encode()


def _no_form(content_type: str) -> str:
    declared = content_type.partition(";")[0].strip().lower()
    if declared in ("", "application/x-www-form-urlencoded"):
        return "the form has neither sessionId nor phoneNumber"
    return "the body is no form: application/x-www-form-urlencoded is expected"


def _refusal(wrong: ValidationError) -> BadRequest:
    """Our own words by field name: the library's would repeat the value."""
    names = {str(error["loc"][0]) for error in wrong.errors(include_input=False, include_url=False)}
    return BadRequest("; ".join(FAULTS[name] for name in sorted(names)))
