"""An aggregator by configuration alone, over a real socket: GET, form and nested JSON, and what its answers mean."""

import json
import socket
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from service.gateways.chosen import http_sms_fields, sms_template
from service.gateways.http_callbacks import HttpSmsFields, read_incoming, read_report
from service.gateways.http_sms import HttpSms, HttpSmsTemplate
from service.gateways.port import NOT_CALLED, BadRequest, GatewayError, IncomingText, OutgoingSms, SmsReport, SmsResult
from service.gateways.singly import one_by_one
from service.settings import Settings
from tests.support.stand_in import Answer, Received, StandIn

ONE, OTHER = "+22350001234", "+22350001235"
ID = UUID(int=1)
FIELDS = {"to": "{digits}", "msg": "{text}", "from": "{sender}", "ref": "{id}", "flash": 0}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
QUICK = httpx.Timeout(0.3, connect=0.5)


def to(*numbers: str, body: str = "Ségou = 1 & 2 {to}") -> list[OutgoingSms]:
    return [OutgoingSms(UUID(int=place), number, body) for place, number in enumerate(numbers, 1)]


def sent(answer: Answer, *numbers: str, url: str = "/send", **template: Any) -> tuple[list[SmsResult], list[Received]]:
    with StandIn(lambda _: answer) as carrier:
        wanted = {"fields": FIELDS, "sender": "RETOUR", **template}
        results = HttpSms(HttpSmsTemplate(carrier.url + url, **wanted), timeout=QUICK).send(to(*(numbers or (ONE,))))
    return results, carrier.received


FILLED = {"to": ONE[1:], "msg": "Ségou = 1 & 2 {to}", "from": "RETOUR", "ref": str(ID), "flash": "0"}


def test_a_form_is_posted() -> None:
    """What a person wrote is never taken for a place of the template."""
    [result], [request] = sent(Answer(200, body="OK"), headers={"X-Key": "k"})
    assert result == SmsResult(ID, "accepted")
    assert (request.method, request.form, request.headers["x-key"]) == ("POST", FILLED, "k")


def test_a_call_by_get_keeps_what_the_address_says() -> None:
    _, [request] = sent(Answer(200), url="/send?key=k", method="GET")
    assert (request.method, request.path, request.query) == ("GET", "/send", {"key": "k", **FILLED})


def test_json_may_be_nested() -> None:
    fields = {"messages": [{"destinations": [{"to": "{to}"}], "text": "{text}", "flash": False}]}
    _, [request] = sent(Answer(202), body="json", fields=fields)
    assert request.json == {"messages": [{"destinations": [{"to": ONE}], "text": "Ségou = 1 & 2 {to}", "flash": False}]}


@pytest.mark.parametrize(
    ("answer", "state", "carrier_id", "reason"),
    [
        (Answer(200, body="OK: 17"), "accepted", "17", ""),
        (Answer(201, body="1\nOK:  a b "), "accepted", "a b", ""),
        (Answer(200, body="ERR bad number"), "failed", "", "Refused"),
        (Answer(200, body="<html>portal</html>"), "uncertain", "", "NoSuccess"),
        (Answer(206, body="OK: 17"), "uncertain", "", "HTTP 206"),
        (Answer(500), "uncertain", "", "HTTP 500"),
        (Answer(408), "uncertain", "", "HTTP 408"),
        (Answer(400), "failed", "", "HTTP 400"),
        (Answer(wait_s=0.5), "uncertain", "", "Timeout"),
        (Answer(cut=True), "uncertain", "", "ConnectionLost"),
    ],
)
def test_what_an_answer_means(answer: Answer, state: str, carrier_id: str, reason: str) -> None:
    [result], _ = sent(answer, success=r"OK:([^\n]*)", refused="^ERR")
    assert (result.state, result.carrier_id, result.reason) == (state, carrier_id, reason)


def test_a_pattern_needs_no_id() -> None:
    assert sent(Answer(200, body="OK"), success="OK")[0] == [SmsResult(ID, "accepted")]
    assert sent(Answer(200, body="OK"), success="OK(:.*)?")[0] == [SmsResult(ID, "accepted")]


@pytest.mark.parametrize(
    ("answer", "permanent"), [(Answer(401), True), (Answer(403), True), (Answer(404), True), (Answer(429), False)]
)
def test_a_gateway_that_takes_nothing_says_whether_later_helps(answer: Answer, permanent: bool) -> None:
    with pytest.raises(GatewayError) as refused:
        sent(answer)
    assert refused.value.permanent is permanent


def test_each_recipient_has_a_call_of_its_own() -> None:
    results, requests = sent(Answer(200), ONE, "+1234", OTHER)
    assert [(one.message_id.int, one.state) for one in results] == [(1, "accepted"), (2, "failed"), (3, "accepted")]
    assert [request.form["to"] for request in requests] == [ONE[1:], OTHER[1:]]


def test_a_refused_connection_may_be_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        template = HttpSmsTemplate(f"http://127.0.0.1:{free.getsockname()[1]}", fields=FIELDS)
        with pytest.raises(GatewayError, match="reached") as refused:
            HttpSms(template).send(to(ONE))
    assert not refused.value.permanent


# --- what the aggregator tells us ---

NESTED = HttpSmsFields(
    report_id="results.0.messageId",
    report_status="results.0.status.name",
    report_phone="results.0.to",
    delivered=("DELIVERED_TO_HANDSET",),
    incoming_id="results.0.messageId",
    incoming_from="results.0.from",
    incoming_text="results.0.text",
    incoming_date="results.0.receivedAt",
)
PLAIN = HttpSmsFields(delivered=("delivered", "DELIVRD"), on_the_way=("ENROUTE",), undelivered=("UNDELIV",))


def nested(**more: object) -> bytes:
    return json.dumps({"results": [{"messageId": "m-1", "from": "22350001234", "to": "22350001234", **more}]}).encode()


@pytest.mark.parametrize(
    ("fields", "body", "content_type", "query", "report"),
    [
        (
            PLAIN,
            b"id=7&status=DELIVRD&phone=22350001234",
            FORM,
            "",
            SmsReport("http", "7", ONE, "DELIVRD", "delivered"),
        ),
        (PLAIN, b"", "", "id=7&status=enroute", SmsReport("http", "7", "", "enroute", "on the way")),
        (PLAIN, b"", "", "id=7&status=undeliv&reason=off", SmsReport("http", "7", "", "undeliv", "undelivered", "off")),
        (PLAIN, b'{"id": 7, "status": "Novel"}', JSON, "", SmsReport("http", "7", "", "Novel", "")),
        (
            NESTED,
            nested(status={"name": "DELIVERED_TO_HANDSET"}),
            JSON,
            "",
            SmsReport("http", "m-1", ONE, "DELIVERED_TO_HANDSET", "delivered"),
        ),
    ],
)
def test_a_report_is_read_by_its_names(
    fields: HttpSmsFields, body: bytes, content_type: str, query: str, report: SmsReport
) -> None:
    assert read_report(fields, body, content_type, query) == report


def test_a_text_is_read_by_its_names() -> None:
    moment = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    body = nested(text="Oui\0 !", receivedAt="2026-11-24T11:00:00+01:00")
    assert read_incoming(NESTED, body, JSON) == IncomingText("http", "m-1", "22350001234", "", "Oui !", moment)
    for date in ("1795514400", "1795514400000"):
        text = read_incoming(PLAIN, b"", "", f"from=7100&to=21512&text=Oui&date={date}")
        assert text == IncomingText("http", "", "7100", "21512", "Oui", moment)
    assert read_incoming(PLAIN, b"from=7100&date=yesterday", FORM).written_at is None


@pytest.mark.parametrize(
    "body", [b"", b"status=DELIVRD", b"id=7", b"\xff", b"a=1&" * 200, b"id=%FF&status=x", b"from=&text=Oui"]
)
def test_what_names_nothing_is_refused(body: bytes) -> None:
    for read in (read_report, read_incoming):
        with pytest.raises(BadRequest):
            read(PLAIN, body, FORM)


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'{"a": {"b": [{"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}]}}', b"[" * 5000]
)
def test_json_that_is_strange_is_refused(body: bytes) -> None:
    with pytest.raises(BadRequest):
        read_report(PLAIN, body, JSON)


def test_a_slow_carrier_does_not_hold_texts_beyond_their_lease() -> None:
    seconds = 0.0

    def slow(text: OutgoingSms) -> SmsResult:
        nonlocal seconds
        seconds += 40
        return SmsResult(text.message_id, "accepted")

    results = one_by_one(to(*[f"+2235000{place:04}" for place in range(6)]), slow, lambda: seconds)
    assert [one.state for one in results] == ["accepted"] * 3 + ["retry"] * 3
    assert {one.reason for one in results[3:]} == {NOT_CALLED}


def test_a_bad_number_before_a_refusal_is_no_text_that_left() -> None:
    def refuse(_: OutgoingSms) -> SmsResult:
        raise GatewayError("slower", permanent=False)

    with pytest.raises(GatewayError):
        one_by_one(to("+1234", ONE), refuse)


def test_an_aggregator_is_described_by_settings_alone(tmp_path: Path) -> None:
    """Each setting reaches its own place: all of them are different."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        var_dir=tmp_path,
        simulator=False,
        sms_gateway="http",
        http_sms_url="https://sms.example.org/send",
        http_sms_method="GET",
        http_sms_fields={"to": "{to}", "text": "{text}"},
        http_sms_headers={"X-Key": "k"},
        http_sms_sender="Retour",
        http_sms_statuses=("202",),
        http_sms_success="OK (.*)",
        http_sms_refused="NO",
        http_sms_report_id_field="a",
        http_sms_report_status_field="b",
        http_sms_report_phone_field="c",
        http_sms_report_reason_field="d",
        http_sms_delivered=("e",),
        http_sms_undelivered=("f",),
        http_sms_on_the_way=("g",),
        http_sms_incoming_id_field="h",
        http_sms_incoming_from_field="i",
        http_sms_incoming_to_field="j",
        http_sms_incoming_text_field="k",
        http_sms_incoming_date_field="l",
    )
    assert astuple(http_sms_fields(settings)) == (*"abcd", ("e",), ("f",), ("g",), *"hijkl")
    made = sms_template(settings)
    told = (made.url, made.method, made.fields, made.headers, made.sender, made.statuses, made.success, made.refused)
    wanted = {"to": "{to}", "text": "{text}"}, {"X-Key": "k"}, "Retour", frozenset({202}), "OK (.*)", "NO"
    assert told == ("https://sms.example.org/send", "GET", *wanted)
