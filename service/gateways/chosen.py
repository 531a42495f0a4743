"""The carriers that the settings choose, made from them."""

from collections.abc import Mapping
from types import MappingProxyType

from service.gateways.africastalking_sms import AfricasTalkingSms
from service.gateways.http_callbacks import HttpSmsFields
from service.gateways.http_sms import HttpSms, HttpSmsTemplate
from service.gateways.http_ussd import HttpUssdFields
from service.gateways.orange_sms import OrangeSms
from service.gateways.port import SmsGateway
from service.gateways.simulator import Faults, Reports, SimulatorSms
from service.settings import Settings


def sms_gateway(settings: Settings, reports: Reports | None = None) -> SmsGateway:
    """The SMS gateway. `reports` takes what the simulator reports; a real carrier calls our hooks."""
    match settings.sms_gateway:
        case "africastalking":
            return AfricasTalkingSms(
                settings.africastalking_username,
                settings.africastalking_api_key.get_secret_value(),
                sender=settings.africastalking_sender,
                base_url=settings.africastalking_base_url,
            )
        case "orange":
            return OrangeSms(
                settings.orange_client_id,
                settings.orange_client_secret.get_secret_value(),
                settings.orange_sender_address,
                settings.orange_sender_name,
                base_url=settings.orange_base_url,
            )
        case "http":
            return HttpSms(sms_template(settings))
        case "simulator":
            return SimulatorSms(_faults(settings), reports)


_KINDS: Mapping[str, type[AfricasTalkingSms | HttpSms | OrangeSms | SimulatorSms]] = MappingProxyType(
    {"africastalking": AfricasTalkingSms, "http": HttpSms, "orange": OrangeSms, "simulator": SimulatorSms}
)


def sms_pace(settings: Settings) -> float:
    """Texts a second, all workers at once: what the settings say, and no more than the carrier takes. 0: no limit.
    No gateway is made for it: one over httpx reads the machine's certificates, a tenth of a second."""
    wanted, most = settings.sms_rate_per_second, _KINDS[settings.sms_gateway].most_per_second
    return wanted if most is None else min(wanted or most, most)


def http_fields(settings: Settings) -> HttpUssdFields:
    """How the generic USSD carrier calls things."""
    words = settings.http_ussd_end_words
    return HttpUssdFields(
        session=settings.http_ussd_session_field,
        phone=settings.http_ussd_phone_field,
        text=settings.http_ussd_text_field,
        kind=settings.http_ussd_kind_field,
        turn=settings.http_ussd_turn_field,
        service_code=settings.http_ussd_service_code_field,
        begin=settings.http_ussd_begin,
        proceed=settings.http_ussd_continue,
        end=settings.http_ussd_end,
        status=settings.http_ussd_status_field,
        reply=settings.http_ussd_reply,
        reply_text=settings.http_ussd_reply_text_field,
        reply_end=settings.http_ussd_reply_end_field,
        reply_more=settings.http_ussd_reply_more,
        end_words=(words[0], words[1]) if words else None,
        end_header=settings.http_ussd_end_header,
        headers=settings.http_ussd_headers,
    )


def http_sms_fields(settings: Settings) -> HttpSmsFields:
    """How the aggregator calls things when it tells us of SMS."""
    return HttpSmsFields(
        report_id=settings.http_sms_report_id_field,
        report_status=settings.http_sms_report_status_field,
        report_phone=settings.http_sms_report_phone_field,
        report_reason=settings.http_sms_report_reason_field,
        delivered=settings.http_sms_delivered,
        undelivered=settings.http_sms_undelivered,
        on_the_way=settings.http_sms_on_the_way,
        incoming_id=settings.http_sms_incoming_id_field,
        incoming_from=settings.http_sms_incoming_from_field,
        incoming_to=settings.http_sms_incoming_to_field,
        incoming_text=settings.http_sms_incoming_text_field,
        incoming_date=settings.http_sms_incoming_date_field,
    )


def sms_template(settings: Settings) -> HttpSmsTemplate:
    """What the aggregator wants to be sent."""
    return HttpSmsTemplate(
        url=settings.http_sms_url,
        method=settings.http_sms_method,
        body=settings.http_sms_body,
        fields=settings.http_sms_fields,
        headers=settings.http_sms_headers,
        sender=settings.http_sms_sender,
        statuses=frozenset(map(int, settings.http_sms_statuses)),
        success=settings.http_sms_success,
        refused=settings.http_sms_refused,
    )


def _faults(settings: Settings) -> Faults:
    return Faults(
        delay_s=settings.simulator_delay_seconds,
        refused=settings.simulator_refused,
        retry=settings.simulator_retry,
        uncertain=settings.simulator_uncertain,
        reported=settings.simulator_reported,
        undelivered=settings.simulator_undelivered,
        report_s=settings.simulator_report_seconds,
        repeated=settings.simulator_repeated,
        shuffled=settings.simulator_shuffled,
        seed=settings.simulator_seed,
    )
