"""Africa's Talking's SMS over a real socket: each recorded answer, each way for a call to break."""

import socket
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.gateways.africastalking_sms import AfricasTalkingSms
from service.gateways.port import GatewayError, OutgoingSms, SmsResult
from service.gateways.simulator import SimulatorSms
from tests.support.stand_in import Answer, Received, StandIn, recorded, told

ONE = "+254700000001"
TIMEOUT_S = (0.5, 0.3)


def to(*numbers: str, body: str = "Votre carte : 123 456 789") -> list[OutgoingSms]:
    return [OutgoingSms(UUID(int=place), number, body) for place, number in enumerate(numbers, 1)]


def sent(answer: Answer, *numbers: str) -> list[SmsResult]:
    """What becomes of texts to these numbers when the carrier gives this answer."""
    with StandIn(lambda _: answer) as carrier:
        return gateway(carrier.url).send(to(*numbers))


def gateway(url: str, sender: str | None = None) -> AfricasTalkingSms:
    return AfricasTalkingSms("retour", "a-key", sender, base_url=url, timeout_s=TIMEOUT_S)


def test_the_request_is_the_carriers_form() -> None:
    with StandIn() as carrier:
        gateway(carrier.url, "RETOUR").send(to(ONE, "+22350001234", body="Ségou = 1 & 2"))
    [request] = carrier.received
    assert request.path == "/version1/messaging"
    assert request.headers["apikey"] == "a-key"
    assert request.form == {
        "username": "retour",
        "to": f"{ONE},+22350001234",
        "message": "Ségou = 1 & 2",
        "bulkSMSMode": "1",
        "from": "RETOUR",
    }


@pytest.mark.parametrize(
    ("case", "number", "carrier_id", "parts"),
    [
        ("at-api-messaging-bulk-with-sender", ONE, "ATXid_a9aece16db3a68dfbd50003ae524d4fa", None),
        ("at-api-messaging-bulk-without-enqueue", ONE, "ATXid_09b5a410fd2f388a06f152f56ce95801", None),
        ("at-api-cht-parts", "+254701000001", "ATXid_081365ccc485678b5c0413e1795ab53e", 1),
    ],
)
def test_a_recorded_acceptance_is_accepted(case: str, number: str, carrier_id: str, parts: int | None) -> None:
    [text] = to(number)
    expected = SmsResult(text.message_id, "accepted", carrier_id, "KES 0.8000", parts)
    assert sent(recorded(case), number) == [expected]


@pytest.mark.parametrize(
    ("answer", "permanent", "words"),
    [
        (recorded("at-api-messaging-bulk-invalid-key"), True, "key"),
        (recorded("at-api-messaging-bulk-invalid-sender-id"), True, "InvalidSenderId"),
        (told(message="InsufficientBalance"), True, "InsufficientBalance"),
        (Answer(403), True, "key"),
        (Answer(404, body="no such page"), True, "404"),
        (Answer(302, {"Location": "/elsewhere"}), True, "302"),
        (Answer(429, body="slow down"), False, "429"),
    ],
)
def test_a_gateway_that_takes_nothing_says_whether_later_helps(answer: Answer, permanent: bool, words: str) -> None:
    with pytest.raises(GatewayError, match=words) as refused:
        sent(answer, ONE)
    assert refused.value.permanent is permanent
    assert ONE not in str(refused.value)


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Answer(500, body="oops"), "uncertain", "HTTP 500"),
        (Answer(503), "uncertain", "HTTP 503"),
        (Answer(408), "uncertain", "HTTP 408"),
        (Answer(wait_s=0.6), "uncertain", "Timeout"),
        (Answer(cut=True), "uncertain", "ConnectionLost"),
        (Answer(201, body="<html>portal</html>"), "uncertain", "NoRecipients"),
        (Answer(201, body="[]"), "uncertain", "NoRecipients"),
        (Answer(201, body='{"SMSMessageData": {"Message": "Sent to 0/1"}}'), "uncertain", "NoRecipients"),
        (told(message="Success"), "uncertain", "Sent"),
        (told(message="InternalServerError"), "uncertain", "InternalServerError"),
        (told(message="InvalidPhoneNumber"), "failed", "InvalidPhoneNumber"),
        (Answer(400, body="bad"), "failed", "HTTP 400"),
        (Answer(413), "failed", "HTTP 413"),
    ],
)
def test_an_answer_that_names_nobody_stands_for_all(answer: Answer, state: str, reason: str) -> None:
    results = sent(answer, ONE, "+22350001234")
    assert [(one.state, one.reason) for one in results] == [(state, reason)] * 2


@pytest.mark.parametrize(
    ("row", "state", "reason"),
    [
        ({"statusCode": 100}, "accepted", ""),
        ({"statusCode": 101}, "accepted", ""),
        ({"statusCode": "102"}, "accepted", ""),
        ({"statusCode": 401}, "uncertain", "RiskHold"),
        ({"statusCode": 402}, "retry", "InvalidSenderId"),
        ({"statusCode": 403}, "failed", "InvalidPhoneNumber"),
        ({"statusCode": 404}, "failed", "UnsupportedNumberType"),
        ({"statusCode": 405}, "retry", "InsufficientBalance"),
        ({"statusCode": 406}, "failed", "UserInBlacklist"),
        ({"statusCode": 407}, "failed", "CouldNotRoute"),
        ({"statusCode": 409}, "failed", "DoNotDisturbRejection"),
        ({"statusCode": 500}, "retry", "InternalServerError"),
        ({"statusCode": 501}, "retry", "GatewayError"),
        ({"statusCode": 502}, "retry", "RejectedByGateway"),
        ({"statusCode": 999, "status": "Novel 1"}, "uncertain", "Novel"),
        ({"status": "Success"}, "accepted", ""),
        ({"status": "UserInBlacklist"}, "failed", "UserInBlacklist"),
        ({"statusCode": None}, "uncertain", "UnknownStatus"),
    ],
)
def test_each_recipient_has_its_own_status(row: Mapping[str, Any], state: str, reason: str) -> None:
    [result] = sent(told({"number": ONE, **row}), ONE)
    assert (result.state, result.reason) == (state, reason)


def test_recipients_are_found_by_number_not_by_place() -> None:
    numbers = ["+22350001201", "+22350001202", "+22350001203", "+22350001204"]
    answer = told(
        {"number": numbers[2], "statusCode": 403},
        "junk",  # type: ignore[arg-type]
        {"number": "223 50 00 12 01", "statusCode": 101, "messageId": "one"},
        {"number": numbers[1], "statusCode": 405, "messageId": "None"},
    )
    results = {one.message_id.int: (one.state, one.carrier_id, one.reason) for one in sent(answer, *numbers)}
    assert results == {
        1: ("accepted", "one", ""),
        2: ("retry", "", "InsufficientBalance"),
        3: ("failed", "", "InvalidPhoneNumber"),
        4: ("uncertain", "", "NotListed"),
    }


def test_a_content_type_with_a_charset_is_read_all_the_same() -> None:
    answer = recorded("at-api-messaging-bulk-with-sender")
    spoken = Answer(201, {"Content-Type": "application/json;charset=utf-8"}, answer.body)
    assert [one.state for one in sent(spoken, ONE)] == ["accepted"]


@pytest.mark.parametrize("number", ["+1234", "22350001234", "+2235000123456789", "+22350001234,+1", ""])
def test_a_bad_number_fails_alone(number: str) -> None:
    """The package would take +1234, and refuse the whole call for the others."""
    with StandIn() as carrier:
        results = gateway(carrier.url).send(to(number, ONE))
    assert [(one.message_id.int, one.state) for one in results] == [(1, "failed"), (2, "accepted")]
    assert carrier.received[0].numbers == [ONE]


def test_nothing_is_sent_to_nobody() -> None:
    with StandIn() as carrier:
        assert gateway(carrier.url).send([]) == []
        assert gateway(carrier.url).send(to("+1"))[0].state == "failed"
    assert carrier.received == []


def test_a_refused_connection_may_be_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(GatewayError, match="reached") as refused:
            gateway(url).send(to(ONE))
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("url", "permanent"), [("http://no-such-host.invalid", False), ("nonsense://x", True), ("http://", True)]
)
def test_an_address_that_leads_nowhere_took_nothing(url: str, permanent: bool) -> None:
    with pytest.raises(GatewayError) as refused:
        gateway(url).send(to(ONE))
    assert refused.value.permanent is permanent


@pytest.mark.parametrize(
    "texts",
    [
        to(*[f"+2235000{place:04}" for place in range(201)]),
        [OutgoingSms(uuid4(), ONE, "a"), OutgoingSms(uuid4(), "+22350001234", "b")],
    ],
)
def test_a_call_is_one_body_to_at_most_200(texts: list[OutgoingSms]) -> None:
    with pytest.raises(ValueError, match="200"):
        gateway("http://127.0.0.1:1").send(texts)


def test_200_in_one_call_are_each_answered() -> None:
    texts = to(*[f"+2235000{place:04}" for place in range(200)])
    with StandIn() as carrier:
        results = gateway(carrier.url).send(texts)
    assert len(carrier.received) == 1
    assert {one.message_id: one.carrier_id for one in results} == {
        text.message_id: f"ATXid_{text.to[1:]}" for text in texts
    }


def test_the_simulator_takes_everything() -> None:
    results = SimulatorSms().send(to(ONE, "nobody"))
    assert [one.state for one in results] == ["accepted", "accepted"]
    assert len({one.carrier_id for one in results}) == 2


def test_the_stand_in_sees_what_was_sent() -> None:
    """The tests of the outbox count by it."""

    def refuse(request: Received) -> Answer:
        return Answer(429) if request.form["message"] == "b" else recorded("at-api-messaging-bulk-with-sender")

    with StandIn(refuse) as carrier:
        gateway(carrier.url).send(to(ONE, body="a"))
        with pytest.raises(GatewayError):
            gateway(carrier.url).send(to(ONE, body="b"))
    assert carrier.texts() == {(ONE, "a"): 1, (ONE, "b"): 1}
