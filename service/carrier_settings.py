"""The settings of the carriers: who carries SMS and USSD, and how they call things. Part of service/settings.py."""

import json
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from service.carrier_checks import check_headers, check_pattern, check_template, check_url

CARRIER_SECRETS = frozenset(
    {
        "africastalking_api_key",
        "orange_client_secret",
        "http_ussd_headers",
        "http_sms_url",
        "http_sms_fields",
        "http_sms_headers",
    }
)
Words = Annotated[tuple[str, ...], NoDecode]
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=3600)]
_NUMBER = r"^\+\d{3,15}$"
_SENDER_NAME = r"^[A-Za-z0-9 ._-]{0,11}$"


def _named(default: str, what: str) -> Any:
    return Field(default=default, max_length=100, description=f"Generic carrier: {what}")


class CarrierSettings(BaseSettings):
    """What one installation chooses of its carriers."""

    # USSD, the generic carrier
    http_ussd_session_field: str = _named("session", "the session's field")
    http_ussd_phone_field: str = _named("phone", "the phone's field")
    http_ussd_text_field: str = _named("text", "the typed text's field")
    http_ussd_kind_field: str = _named("kind", "the field for begin and end")
    http_ussd_turn_field: str = _named("turn", "the turn's field, if it has one")
    http_ussd_service_code_field: str = _named("code", "the field of the dialled code")
    http_ussd_status_field: str = _named("status", "the field that says why a call ended")
    http_ussd_begin: str = _named("begin", "its word for a call that begins")
    http_ussd_continue: str = _named("continue", "its word for one that goes on")
    http_ussd_end: str = _named("end", "its word for one that ended")
    http_ussd_reply: Literal["json", "plain"] = Field(
        default="json", description="Generic carrier: the reply is a JSON object, or plain text"
    )
    http_ussd_reply_text_field: str = _named("text", "the page, in a JSON reply")
    http_ussd_reply_end_field: str = _named("end", "whether it ends, in a JSON reply")
    http_ussd_reply_more: Annotated[dict[str, str | int], NoDecode] = Field(
        default={}, description='Generic carrier: what else a JSON reply holds, as {"responseExitCode": 200}'
    )
    http_ussd_end_words: Words = Field(
        default=(),
        description="Generic carrier: its words for a page that goes on, and one that ends; unset: CON,END",
    )
    http_ussd_end_header: str = _named("", "the header of a plain reply that holds that word, if there is one")
    http_ussd_headers: Annotated[dict[str, str], NoDecode] = Field(
        default={}, repr=False, description='Generic carrier: headers of every reply, as {"charge": "N"}'
    )

    # SMS
    sms_gateway: Literal["simulator", "africastalking", "orange", "http"] = Field(
        default="simulator", description="Who carries SMS: simulator, africastalking, orange or http"
    )
    africastalking_username: str = Field(default="", description="Africa's Talking: user name (sandbox to try)")
    africastalking_api_key: SecretStr = Field(default=SecretStr(""), description="Africa's Talking: API key")
    africastalking_sender: str = Field(default="", description="Africa's Talking: sender name or short code")
    africastalking_base_url: str = Field(default="", description="Africa's Talking: address of a stand-in")

    orange_client_id: str = Field(default="", description="Orange: client id of the application")
    orange_client_secret: SecretStr = Field(default=SecretStr(""), description="Orange: client secret")
    orange_sender_address: str = Field(
        default="+2230000", pattern=_NUMBER, description="Orange: the country's sender address, as the contract says"
    )
    orange_sender_name: str = Field(
        default="", pattern=_SENDER_NAME, description="Orange: sender name, where one was granted"
    )
    orange_base_url: str = Field(default="", description="Orange: address of a stand-in")

    http_sms_url: str = Field(default="", repr=False, description="Aggregator: where an SMS is sent")
    http_sms_method: Literal["POST", "GET"] = Field(default="POST", description="Aggregator: POST or GET")
    http_sms_body: Literal["form", "json"] = Field(default="form", description="Aggregator: form or json, for POST")
    http_sms_fields: Annotated[dict[str, Any], NoDecode] = Field(
        default={"to": "{to}", "text": "{text}", "from": "{sender}", "id": "{id}"},
        repr=False,
        description="Aggregator: names and values of a call; {digits} is {to} without its plus. JSON may be nested",
    )
    http_sms_headers: Annotated[dict[str, str], NoDecode] = Field(
        default={}, repr=False, description='Aggregator: headers of a call, as {"Authorization": "…"}'
    )
    http_sms_sender: str = Field(default="", max_length=20, description="Aggregator: sender name or number")
    http_sms_statuses: Words = Field(
        default=("200", "201", "202"), description="Aggregator: HTTP statuses of an SMS that was taken"
    )
    http_sms_success: str = Field(
        default="", description="Aggregator: what its answer must hold then, a pattern; its first group is the SMS's id"
    )
    http_sms_refused: str = Field(
        default="", description="Aggregator: what its answer to a refused SMS holds, a pattern"
    )
    http_sms_report_id_field: str = Field(default="id", description="Aggregator, reports: the SMS's id")
    http_sms_report_status_field: str = Field(default="status", description="Aggregator, reports: what became of it")
    http_sms_report_phone_field: str = Field(default="phone", description="Aggregator, reports: the phone, if told")
    http_sms_report_reason_field: str = Field(default="reason", description="Aggregator, reports: why not, if told")
    http_sms_delivered: Words = Field(
        default=("delivered", "DELIVRD"), description="Aggregator: its words for delivered, by commas"
    )
    http_sms_undelivered: Words = Field(
        default=("undelivered", "failed", "rejected", "expired", "UNDELIV", "REJECTD", "DELETED"),
        description="Aggregator: its words for not delivered",
    )
    http_sms_on_the_way: Words = Field(
        default=("sent", "accepted", "buffered", "ENROUTE", "ACCEPTD"),
        description="Aggregator: its words for on the way",
    )
    http_sms_incoming_id_field: str = Field(default="id", description="Aggregator, incoming: the SMS's id, if told")
    http_sms_incoming_from_field: str = Field(default="from", description="Aggregator, incoming: who sent it")
    http_sms_incoming_to_field: str = Field(default="to", description="Aggregator, incoming: to which number of ours")
    http_sms_incoming_text_field: str = Field(default="text", description="Aggregator, incoming: the words")
    http_sms_incoming_date_field: str = Field(default="date", description="Aggregator, incoming: when, if told")

    # The simulator as a carrier of SMS, where it shall not simply take everything
    simulator_delay_seconds: Seconds = Field(default=0.0, description="Simulated carrier: how long a call takes")
    simulator_refused: Share = Field(
        default=0.0, description="Simulated carrier: share of texts refused for good, 0 to 1"
    )
    simulator_retry: Share = Field(default=0.0, description="Simulated carrier: share refused for now")
    simulator_uncertain: Share = Field(default=0.0, description="Simulated carrier: share without a clear answer")
    simulator_reported: Share = Field(default=0.0, description="Simulated carrier: share of taken texts with a report")
    simulator_undelivered: Share = Field(default=0.0, description="Simulated carrier: share of reports of no delivery")
    simulator_report_seconds: Seconds = Field(
        default=3.0, description="Simulated carrier: how late reports come at most"
    )
    simulator_repeated: Share = Field(default=0.0, description="Simulated carrier: share of reports that come twice")
    simulator_shuffled: Share = Field(default=0.0, description="Simulated carrier: share of reports out of order")
    simulator_seed: int = Field(default=1, description="Simulated carrier: the same seed, the same faults")

    @field_validator(
        "http_ussd_end_words",
        "http_sms_statuses",
        "http_sms_delivered",
        "http_sms_undelivered",
        "http_sms_on_the_way",
        mode="before",
    )
    @classmethod
    def _words(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("http_ussd_reply_more", "http_ussd_headers", "http_sms_fields", "http_sms_headers", mode="before")
    @classmethod
    def _object(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            told = json.loads(value)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise ValueError('must be a JSON object, as {"name": "value"}')
        return told

    def check_carriers(self) -> None:
        """Raises ValueError where what was chosen does not make a carrier."""
        check_headers("RETOUR_HTTP_USSD_HEADERS", self.http_ussd_headers)
        if len(self.http_ussd_end_words) not in (0, 2):
            raise ValueError(
                "RETOUR_HTTP_USSD_END_WORDS must be two words, by a comma: for a page that goes on, and one that ends"
            )
        if self.sms_gateway == "africastalking":
            _both(
                self.sms_gateway,
                "AFRICASTALKING_USERNAME",
                "AFRICASTALKING_API_KEY",
                self.africastalking_username and self.africastalking_api_key.get_secret_value(),
            )
        if self.sms_gateway == "orange":
            _both(
                self.sms_gateway,
                "ORANGE_CLIENT_ID",
                "ORANGE_CLIENT_SECRET",
                self.orange_client_id and self.orange_client_secret.get_secret_value(),
            )
        if self.sms_gateway == "http":
            self._check_http()
        if self.simulator_refused + self.simulator_retry + self.simulator_uncertain > 1:
            raise ValueError("RETOUR_SIMULATOR_REFUSED, _RETRY and _UNCERTAIN must not be more than 1 together")

    def _check_http(self) -> None:
        check_url("RETOUR_HTTP_SMS_URL", self.http_sms_url)
        check_headers("RETOUR_HTTP_SMS_HEADERS", self.http_sms_headers)
        nested = self.http_sms_method == "POST" and self.http_sms_body == "json"
        check_template(
            "RETOUR_HTTP_SMS_FIELDS", self.http_sms_fields, nested=nested, has_sender=bool(self.http_sms_sender)
        )
        check_pattern("RETOUR_HTTP_SMS_SUCCESS", self.http_sms_success)
        check_pattern("RETOUR_HTTP_SMS_REFUSED", self.http_sms_refused)
        strange = [
            one
            for one in self.http_sms_statuses
            if not (len(one) == 3 and one.isascii() and one.isdigit() and one[0] == "2")
        ]
        if strange or not self.http_sms_statuses:
            raise ValueError("RETOUR_HTTP_SMS_STATUSES must be HTTP statuses from 200 to 299, by commas")
        if not (
            self.http_sms_report_id_field and self.http_sms_report_status_field and self.http_sms_incoming_from_field
        ):
            raise ValueError(
                "RETOUR_HTTP_SMS_REPORT_ID_FIELD, _REPORT_STATUS_FIELD and _INCOMING_FROM_FIELD must be set"
            )


def _both(gateway: str, one: str, other: str, is_complete: object) -> None:
    if not is_complete:
        raise ValueError(f"RETOUR_SMS_GATEWAY is {gateway}: RETOUR_{one} and RETOUR_{other} must be set")
