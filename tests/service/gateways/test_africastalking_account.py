"""Africa's Talking's credit and inbox over a real socket, and the connections that its calls share."""

import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from service.gateways.africastalking_http import IDLE_S, Connections
from service.gateways.africastalking_sms import AfricasTalkingSms
from service.gateways.port import GatewayError, HasBalance, HasInbox, IncomingText, Money, OutgoingSms
from service.gateways.simulator import SimulatorSms
from tests.support.stand_in import Answer, Received, StandIn, recorded

TIMEOUT_S = (0.5, 0.3)


def gateway(url: str) -> AfricasTalkingSms:
    return AfricasTalkingSms("retour", "a-key", base_url=url, timeout_s=TIMEOUT_S)


def asked(answer: Answer, question: Callable[[AfricasTalkingSms], Any]) -> tuple[Any, Received]:
    with StandIn(lambda _: answer) as carrier:
        told = question(gateway(carrier.url))
    return told, carrier.received[0]


def inbox(*rows: object) -> Answer:
    return Answer(200, body=json.dumps({"SMSMessageData": {"Messages": list(rows)}}))


def row(place: object, text: str = "Oui") -> dict[str, object]:
    date = "2026-11-24T10:00:34.445Z"
    return {"linkId": "L", "text": text, "to": "21512", "id": place, "date": date, "from": "+22350001234"}


def test_the_recorded_balance_is_read() -> None:
    money, request = asked(recorded("at-api-application-balance"), AfricasTalkingSms.balance)
    assert money == Money("USD", Decimal("999999589.6168"))
    assert str(money) == "USD 999999589.6168"
    assert (request.method, request.path, request.query) == ("GET", "/version1/user", {"username": "retour"})
    assert request.headers["apikey"] == "a-key"


@pytest.mark.parametrize("told", ["KES -12.5", " KES   0 "])
def test_a_balance_may_be_owed_or_nothing(told: str) -> None:
    money, _ = asked(Answer(200, body=json.dumps({"UserData": {"balance": told}})), AfricasTalkingSms.balance)
    assert money == Money("KES", Decimal(told.split()[1]))


def test_a_page_of_the_inbox_is_read_the_earliest_first() -> None:
    texts, request = asked(inbox(row(15072), row("15071", "Non\0")), lambda carrier: carrier.received("15070"))
    assert (request.path, request.query) == ("/version1/messaging", {"username": "retour", "lastReceivedId": "15070"})
    moment = datetime(2026, 11, 24, 10, 0, 34, 445000, UTC)
    assert [(one.place, one.text) for one in texts] == [
        (15071, IncomingText("africastalking", "inbox-15071", "+22350001234", "21512", "Non", moment)),
        (15072, IncomingText("africastalking", "inbox-15072", "+22350001234", "21512", "Oui", moment)),
    ]


def test_what_has_no_place_or_one_that_was_read_is_left_out() -> None:
    """It would be read again and again."""
    texts, _ = asked(inbox(row(3), row(4), row(5), row("x"), {"text": "Oui"}, 7), lambda one: one.received("4"))
    assert [one.place for one in texts] == [5]
    assert asked(inbox(), lambda one: one.received(""))[0] == []


@pytest.mark.parametrize("question", [AfricasTalkingSms.balance, lambda one: one.received("")])
@pytest.mark.parametrize(
    ("answer", "permanent", "words"),
    [
        (recorded("at-api-messaging-bulk-invalid-key"), True, "key"),
        (Answer(404), True, "404"),
        (Answer(302, {"Location": "/elsewhere"}), True, "302"),
        (Answer(429), False, "slower"),
        (Answer(500), False, "fault"),
        (Answer(wait_s=0.5), False, "did not answer"),
        (Answer(cut=True), False, "did not answer"),
        (Answer(200, body="<html>portal</html>"), False, "cannot be read"),
        (Answer(200, body='{"UserData": {"balance": "much"}, "SMSMessageData": {"Messages": 3}}'), False, "cannot be"),
        (Answer(200, body='{"UserData": 5, "SMSMessageData": []}'), False, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_says_whether_later_helps(
    question: Callable[[AfricasTalkingSms], Any], answer: Answer, permanent: bool, words: str
) -> None:
    with pytest.raises(GatewayError, match=words) as error:
        asked(answer, question)
    assert error.value.permanent is permanent


def test_a_carrier_that_is_not_there_may_be_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(GatewayError, match="reached") as error:
            gateway(f"http://127.0.0.1:{free.getsockname()[1]}").balance()
    assert not error.value.permanent


def test_carriers_say_what_they_can() -> None:
    able, unable = gateway("http://127.0.0.1:1"), SimulatorSms()
    assert isinstance(able, HasBalance)
    assert isinstance(able, HasInbox)
    assert not isinstance(unable, HasBalance | HasInbox)


def test_a_thread_keeps_its_connection() -> None:
    with StandIn() as carrier:
        sender = gateway(carrier.url)
        for _ in range(3):
            sender.send([OutgoingSms(uuid4(), "+22350001234", "Oui")])
        thread = Thread(target=sender.send, args=([OutgoingSms(uuid4(), "+22350001234", "Oui")],))
        thread.start()
        thread.join()
    ports = [request.port for request in carrier.received]
    assert len(set(ports[:3])) == 1
    assert ports[3] not in ports[:3]


def test_a_connection_that_rested_too_long_is_left_behind() -> None:
    seconds = 0.0
    connections = Connections(lambda: seconds)
    first = connections.session("https://api.africastalking.com")
    closed: list[float] = []
    first.close = lambda: closed.append(seconds)  # type: ignore[method-assign]
    for moment, times in ((IDLE_S, 0), (2 * IDLE_S, 0), (3 * IDLE_S + 0.1, 1)):
        seconds = moment
        assert connections.session("https://api.africastalking.com") is first
        connections.rested()
        assert len(closed) == times
