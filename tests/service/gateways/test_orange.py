"""Orange over a real socket: its token, its answers, every way for a call to break; and what it tells us."""

import json
import socket
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest

from service.gateways.orange_callbacks import read
from service.gateways.orange_sms import OrangeSms
from service.gateways.port import BadRequest, GatewayError, IncomingText, OutgoingSms, SmsReport, SmsResult
from tests.support.samples import sample
from tests.support.stand_in import ORANGE_REQUESTS, Answer, Orange, StandIn

ONE, OTHER = "+22370001201", "+22370001202"
QUICK = httpx.Timeout(0.3, connect=0.5)


class Now:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def to(*numbers: str, body: str = "Votre carte : 123 456 789") -> list[OutgoingSms]:
    return [OutgoingSms(UUID(int=place), number, body) for place, number in enumerate(numbers, 1)]


@pytest.fixture
def orange() -> Orange:
    return Orange()


@pytest.fixture
def carrier(orange: Orange) -> Iterator[StandIn]:
    with StandIn(orange) as found:
        yield found


def gateway(url: str, clock: Now | None = None, name: str = "") -> OrangeSms:
    return OrangeSms("client", "s3cr3t", "+2230000", name, base_url=url, timeout=QUICK, clock=clock or Now())


def refusal(kind: str, code: str, status: int = 400) -> Answer:
    told = {"requestError": {kind: {"messageId": code, "text": "…", "variables": [ONE]}}}
    return Answer(status, body=json.dumps(told))


def test_the_request_is_what_oranges_pages_say(carrier: StandIn) -> None:
    [result] = gateway(carrier.url, name="RETOUR").send(to(ONE, body="Ségou = 1 & 2"))
    assert result == SmsResult(UUID(int=1), "accepted", f"1c4f{ONE[1:]}")
    token, sms = carrier.received
    assert (token.path, token.form) == ("/oauth/v3/token", {"grant_type": "client_credentials"})
    assert token.headers["authorization"] == "Basic Y2xpZW50OnMzY3IzdA=="
    assert sms.path == ORANGE_REQUESTS
    assert sms.headers["content-type"] == "application/json"
    assert sms.json == {
        "outboundSMSMessageRequest": {
            "address": f"tel:{ONE}",
            "senderAddress": "tel:+2230000",
            "senderName": "RETOUR",
            "outboundSMSTextMessage": {"message": "Ségou = 1 & 2"},
        }
    }


def test_five_a_second_is_what_orange_takes() -> None:
    assert gateway("http://127.0.0.1:1").most_per_second == 5


def test_each_recipient_has_a_call_of_its_own_and_one_token_serves_all(carrier: StandIn) -> None:
    results = gateway(carrier.url).send(to(ONE, OTHER, "+1234"))
    assert [(one.message_id.int, one.state) for one in results] == [(1, "accepted"), (2, "accepted"), (3, "failed")]
    assert [request.path for request in carrier.received] == ["/oauth/v3/token", ORANGE_REQUESTS, ORANGE_REQUESTS]
    assert "senderName" not in carrier.received[1].json["outboundSMSMessageRequest"]


def test_a_token_is_asked_for_anew_a_minute_before_its_end(carrier: StandIn, orange: Orange) -> None:
    now = Now()
    sender = gateway(carrier.url, now)
    for seconds, issued in ((0.0, 1), (3539.0, 1), (3540.0, 2), (3541.0, 2)):
        now.seconds = seconds
        assert sender.send(to(ONE))[0].state == "accepted"
        assert orange.issued == issued


@pytest.mark.parametrize("lasts", ["30", "soon", ""])
def test_a_token_without_a_good_end_works_all_the_same(carrier: StandIn, orange: Orange, lasts: str) -> None:
    orange.lasts = lasts
    assert gateway(carrier.url).send(to(ONE))[0].state == "accepted"


def test_a_token_that_is_not_taken_is_replaced_once(carrier: StandIn, orange: Orange) -> None:
    sender = gateway(carrier.url)
    sender.send(to(ONE))
    orange.revoke()
    assert sender.send(to(OTHER))[0].state == "accepted"
    assert orange.issued == 2


def test_a_fresh_token_that_is_not_taken_stops_the_gateway(carrier: StandIn, orange: Orange) -> None:
    orange.sms = [Answer(401), Answer(401)]
    with pytest.raises(GatewayError, match="401") as refused:
        gateway(carrier.url).send(to(ONE))
    assert refused.value.permanent
    assert orange.issued == 2


@pytest.mark.parametrize(
    ("answer", "permanent", "words"),
    [
        (Answer(400, body='{"error": "invalid_client"}'), True, "client id"),
        (Answer(401), True, "client id"),
        (Answer(403), True, "client id"),
        (Answer(404), True, "404"),
        (Answer(429), False, "slower"),
        (Answer(500), False, "fault"),
        (Answer(503), False, "fault"),
        (Answer(200, body="<html>portal</html>"), False, "no token"),
        (Answer(200, body='{"access_token": ""}'), False, "no token"),
        (Answer(200, body='{"access_token": "a\\nb"}'), False, "no token"),
        (Answer(wait_s=0.5), False, "did not answer"),
        (Answer(cut=True), False, "did not answer"),
    ],
)
def test_without_a_token_no_text_leaves(
    carrier: StandIn, orange: Orange, answer: Answer, permanent: bool, words: str
) -> None:
    orange.tokens = [answer]
    with pytest.raises(GatewayError, match=words) as refused:
        gateway(carrier.url).send(to(ONE))
    assert refused.value.permanent is permanent
    assert [request.path for request in carrier.received] == ["/oauth/v3/token"]
    assert "s3cr3t" not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "permanent", "words"),
    [
        (refusal("policyException", "POL1009", 403), True, "403 POL1009"),
        (Answer(404), True, "404"),
        (Answer(302, {"Location": "/elsewhere"}), True, "302"),
        (Answer(429), False, "slower"),
    ],
)
def test_a_gateway_that_takes_nothing_says_whether_later_helps(
    carrier: StandIn, orange: Orange, answer: Answer, permanent: bool, words: str
) -> None:
    orange.sms = [answer]
    with pytest.raises(GatewayError, match=words) as refused:
        gateway(carrier.url).send(to(ONE))
    assert refused.value.permanent is permanent
    assert ONE not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Answer(500), "uncertain", "HTTP 500"),
        (Answer(503, body="oops"), "uncertain", "HTTP 503"),
        (Answer(408), "uncertain", "HTTP 408"),
        (Answer(200, body="<html>portal</html>"), "uncertain", "HTTP 200"),
        (Answer(201, body="<html>portal</html>"), "uncertain", "NoResource"),
        (Answer(201, body='{"outboundSMSMessageRequest": {"resourceURL": 7}}'), "uncertain", "NoResource"),
        (Answer(201, body='{"outboundSMSMessageRequest": {"resourceURL": "http://[x"}}'), "uncertain", "NoResource"),
        (Answer(wait_s=0.5), "uncertain", "Timeout"),
        (Answer(cut=True), "uncertain", "ConnectionLost"),
        (refusal("serviceException", "SVC0004"), "failed", "HTTP 400 SVC0004"),
        (refusal("serviceException", "<script>"), "failed", "HTTP 400"),
        (Answer(400, body="[]"), "failed", "HTTP 400"),
        (Answer(422), "failed", "HTTP 422"),
    ],
)
def test_what_an_answer_says_of_a_text(
    carrier: StandIn, orange: Orange, answer: Answer, state: str, reason: str
) -> None:
    orange.sms = [answer]
    [result] = gateway(carrier.url).send(to(ONE))
    assert (result.state, result.reason) == (state, reason)


def test_after_an_uncertain_text_the_others_stay_for_later(carrier: StandIn, orange: Orange) -> None:
    """200 of them, each with a timeout of its own, would outlive their lease."""
    orange.sms = [refusal("serviceException", "SVC0004"), Answer(500)]
    results = gateway(carrier.url).send(to(ONE, OTHER, "+22370001203", "+22370001204"))
    assert [one.state for one in results] == ["failed", "uncertain", "retry", "retry"]
    assert len(carrier.received) == 3


def test_a_gateway_that_stops_in_the_middle_keeps_what_it_took(carrier: StandIn, orange: Orange) -> None:
    sender = gateway(carrier.url)
    sender.send(to(ONE))
    taken = Answer(201, body='{"outboundSMSMessageRequest": {"resourceURL": "/requests/one"}}')
    orange.sms = [taken, Answer(429)]
    results = sender.send(to(ONE, OTHER, "+22370001203"))
    assert [(one.state, one.carrier_id) for one in results] == [("accepted", "one"), ("retry", ""), ("retry", "")]


def test_a_refused_connection_may_be_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(GatewayError, match="reached") as refused:
            gateway(f"http://127.0.0.1:{free.getsockname()[1]}").send(to(ONE))
    assert not refused.value.permanent


@pytest.mark.parametrize(("url", "permanent"), [("http://no-such-host.invalid", False), ("nonsense://x", True)])
def test_an_address_that_leads_nowhere_took_nothing(url: str, permanent: bool) -> None:
    with pytest.raises(GatewayError) as refused:
        gateway(url).send(to(ONE))
    assert refused.value.permanent is permanent


# --- what Orange tells us ---


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("orange-dr-sdp-delivered", SmsReport("orange", "1", "+22507000001", "DeliveredToTerminal", "delivered")),
        (
            "orange-dr-api",
            SmsReport(
                "orange", "xxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "+243971330007", "DeliveredToTerminal", "delivered"
            ),
        ),
    ],
)
def test_a_recorded_notification_is_a_report(name: str, report: SmsReport) -> None:
    assert read(sample(name).encode()) == [report]


def test_a_recorded_text_is_read() -> None:
    [text] = read(sample("orange-mo-sdp").encode())
    assert isinstance(text, IncomingText)
    assert (text.carrier_id, text.sender, text.addressee, text.words) == (
        "",
        "+22507000001",
        "+2257839",
        "Burrito test",
    )
    assert text.written_at is not None
    assert text.written_at.isoformat() == "2012-10-10T09:17:27+00:00"


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("DeliveredToTerminal", "delivered"),
        ("DeliveredToNetwork", "on the way"),
        ("DeliveryUncertain", "on the way"),
        ("MessageWaiting", "on the way"),
        ("DeliveryImpossible", "undelivered"),
        ("DeliveryNovel", ""),
    ],
)
def test_a_status_has_a_meaning_or_none_yet(status: str, means: str) -> None:
    info = {"address": f"tel:{ONE}", "deliveryStatus": status}
    told = {"deliveryInfoNotification": {"callbackData": "one", "deliveryInfo": info}}
    assert read(json.dumps(told).encode()) == [SmsReport("orange", "one", ONE, status, means)]  # type: ignore[arg-type]


def test_the_newer_shape_has_an_id_and_lists_are_read() -> None:
    message = {"senderAddress": f"tel:{ONE}", "destinationAddress": "tel:+2230000", "message": "Oui\0", "messageId": 7}
    info = [
        {"address": f"tel:{ONE}", "deliveryStatus": "MessageWaiting"},
        {"address": "?", "deliveryStatus": "DeliveryImpossible"},
    ]
    told = {
        "inboundSMSMessageNotification": {"inboundSMSMessage": [message, "junk", {}]},
        "deliveryInfoNotification": {"callbackData": "one", "deliveryInfo": info},
    }
    assert read(json.dumps(told).encode()) == [
        SmsReport("orange", "one", ONE, "MessageWaiting", "on the way"),
        SmsReport("orange", "one", "", "DeliveryImpossible", "undelivered"),
        IncomingText("orange", "7", ONE, "+2230000", "Oui", None),
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 5000,
        b'{"deliveryInfoNotification": 1}',
        b'{"deliveryInfoNotification": {"deliveryInfo": {"deliveryStatus": "MessageWaiting"}}}',
        b'{"inboundSMSMessageNotification": {"inboundSMSMessage": {"message": "Oui"}}}',
    ],
)
def test_what_names_nobody_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read(body)
