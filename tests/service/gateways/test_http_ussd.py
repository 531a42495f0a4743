"""Other carriers by configuration alone: what vumi's Airtel, Infobip and Safaricom tests send."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.gateways.chosen import http_fields
from service.gateways.http_ussd import HttpUssdFields, Reply, answer, carrier, read
from service.gateways.port import BadRequest, Hop, SessionEnd
from service.settings import Settings
from tests.support.stand_in import sample

JSON = "application/json; charset=utf-8"
FORM = "application/x-www-form-urlencoded"

AIRTEL = HttpUssdFields(
    session="SessionID",
    phone="MSISDN",
    text="input",
    kind="",
    reply="plain",
    end_words=("FC", "FB"),
    end_header="Freeflow",
    headers={"charge": "N", "amount": "0"},
)
# Infobip tells session and kind in the path (/session/1/start): its address here has them in the query.
INFOBIP = HttpUssdFields(
    session="session",
    phone="msisdn",
    service_code="shortCode",
    begin="start",
    proceed="response",
    status="reason",
    reply_text="ussdMenu",
    reply_end="shouldClose",
    reply_more={"responseExitCode": 200, "responseMessage": ""},
)
SAFARICOM = HttpUssdFields(
    session="SESSION_ID", phone="ORIG", text="USSD_PARAMS", service_code="DEST", kind="", reply="plain"
)


@pytest.mark.parametrize(("case", "text"), [("airtel-ussd-begin", "121"), ("airtel-ussd-continue", "c")])
def test_airtel_calls_by_get_and_names_no_kind(case: str, text: str) -> None:
    """The first hop's input is the code itself; the carrier is not `dialled`, so nobody plays it."""
    hop = read(AIRTEL, b"", "", sample(case)["request"]["query"])
    assert hop == Hop("http", "session-id", "+27761234567", text, "")
    assert not carrier().dialled


@pytest.mark.parametrize(("ends", "word"), [(False, "FC"), (True, "FB")])
def test_airtel_hears_in_a_header_whether_the_page_ends(ends: bool, word: str) -> None:
    headers = {"charge": "N", "amount": "0", "Freeflow": word}
    assert answer(AIRTEL, "Bonjour", ends) == Reply(b"Bonjour", "text/plain", headers)


@pytest.mark.parametrize(
    ("case", "query", "kind"),
    [
        ("infobip-ussd-start", "session=1&kind=start", "begin"),
        ("infobip-ussd-response", "session=1&kind=response", "continue"),
    ],
)
def test_infobip_posts_json(case: str, query: str, kind: Any) -> None:
    kept = sample(case)
    body = kept["request"]["raw_body"].encode()
    hop = read(INFOBIP, body, kept["request"]["headers"]["Content-Type"], query)
    assert hop == Hop("http", "1", "+385955000001", kept["expect"]["content"], kind, "", "*123#1#")


def test_infobip_ends_a_session() -> None:
    body = sample("infobip-ussd-end")["request"]["raw_body"].encode()
    end = read(INFOBIP, body, JSON, "session=1&kind=end")
    assert end == SessionEnd("http", "1", "ok", None, None, "", "")


@pytest.mark.parametrize(
    ("case", "key", "ends"),
    [("infobip-ussd-start", "reply", False), ("infobip-ussd-response", "reply_end", True)],
)
def test_infobip_is_answered_in_its_own_words(case: str, key: str, ends: bool) -> None:
    expected = sample(case)["expect"][key]
    reply = answer(INFOBIP, expected["ussdMenu"], ends)
    assert json.loads(reply.body) == expected
    assert reply.media_type == "application/json"


@pytest.mark.parametrize("case", ["safaricom-seq-basic-empty-first", "safaricom-seq-predialled-path"])
def test_safaricom_fields_are_read_though_its_text_is_cumulative(case: str) -> None:
    """Names fit; the carrier's `cumulative` does not: it would need a Carrier of its own."""
    for turn in sample(case)["turns"]:
        hop = read(SAFARICOM, turn["query"].encode(), FORM)
        assert hop == Hop("http", "session-id", "+27761234567", turn["text"], "", "", "167")


PLAIN = HttpUssdFields()
PHONE_KEYED = HttpUssdFields(session="phone", turn="hop")


@pytest.mark.parametrize(
    ("fields", "body", "content_type", "hop"),
    [
        (
            PLAIN,
            b"session=s&phone=22350001234&text=2&kind=continue",
            FORM,
            Hop("http", "s", "+22350001234", "2", "continue"),
        ),
        (
            PLAIN,
            b'{"session": 17, "phone": 22350001234, "text": 2, "kind": "BEGIN"}',
            JSON,
            Hop("http", "17", "+22350001234", "2", "begin"),
        ),
        (
            PLAIN,
            b'{"session": "s", "phone": "+22350001234", "text": null, "kind": "other", "more": [1]}',
            JSON,
            Hop("http", "s", "+22350001234", "", ""),
        ),
        (
            PLAIN,
            b'{"session": "s", "phone": "+22350001234", "text": "a\\ud800"}',
            JSON,
            Hop("http", "s", "+22350001234", "a?", ""),
        ),
        (
            PHONE_KEYED,
            b"phone=22350001234&hop=3&text=1*2",
            FORM,
            Hop("http", "22350001234", "+22350001234", "1*2", "", "3"),
        ),
    ],
)
def test_json_and_forms_are_read_alike(fields: HttpUssdFields, body: bytes, content_type: str, hop: Hop) -> None:
    assert read(fields, body, content_type) == hop


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", FORM, "session is missing"),
        (b"session=s", FORM, "phone is missing"),
        (b"session=s&phone=Aminata", FORM, "8 to 15 digits"),
        (b"session=a%0Ab&phone=22350001234", FORM, "not printable"),
        (b"session=" + b"x" * 129, FORM, "longer than 128"),
        (b"\xff\xfe", FORM, "not UTF-8"),
        (b"session=%FF", FORM, "not UTF-8"),
        (b"a=1&" * 200, FORM, "too many fields"),
        (b"{", JSON, "does not parse"),
        (b"[" * 5000, JSON, "does not parse"),
        (b"[1, 2]", JSON, "no object"),
        (b'{"session": {"id": 1}}', JSON, "session is missing"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused(body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words) as refused:
        read(PLAIN, body, content_type)
    assert "Aminata" not in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "ends", "body"),
    [
        (HttpUssdFields(), False, b'{"text": "Ou\xc3\xaf", "end": false}'),
        (HttpUssdFields(), True, b'{"text": "Ou\xc3\xaf", "end": true}'),
        (HttpUssdFields(end_words=("Y", "N")), True, b'{"text": "Ou\xc3\xaf", "end": "N"}'),
        (HttpUssdFields(reply="plain"), True, b"END Ou\xc3\xaf"),
        (HttpUssdFields(reply="plain", end_words=("more", "bye")), False, b"more Ou\xc3\xaf"),
    ],
)
def test_the_reply_has_the_carriers_form(fields: HttpUssdFields, ends: bool, body: bytes) -> None:
    assert answer(fields, "Ouï", ends).body == body


def test_a_carrier_is_described_by_settings_alone(tmp_path: Path) -> None:
    airtel = Settings(
        _env_file=None,  # type: ignore[call-arg]
        var_dir=tmp_path,
        http_ussd_session_field="SessionID",
        http_ussd_phone_field="MSISDN",
        http_ussd_text_field="input",
        http_ussd_kind_field="",
        http_ussd_reply="plain",
        http_ussd_end_words=("FC", "FB"),
        http_ussd_end_header="Freeflow",
        http_ussd_headers={"charge": "N", "amount": "0"},
    )
    assert http_fields(airtel) == AIRTEL
    infobip = Settings(
        _env_file=None,  # type: ignore[call-arg]
        var_dir=tmp_path,
        http_ussd_phone_field="msisdn",
        http_ussd_service_code_field="shortCode",
        http_ussd_begin="start",
        http_ussd_continue="response",
        http_ussd_status_field="reason",
        http_ussd_reply_text_field="ussdMenu",
        http_ussd_reply_end_field="shouldClose",
        http_ussd_reply_more={"responseExitCode": 200, "responseMessage": ""},
    )
    assert http_fields(infobip) == INFOBIP
    unset = Settings(_env_file=None, var_dir=tmp_path)  # type: ignore[call-arg]
    assert http_fields(unset) == HttpUssdFields()
