"""The SMS doors of Orange and of an aggregator: reports and texts through the real hooks, each kept once."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from anyio import sleep

from service.models import DeliveryReport, IncomingSms, Message
from service.programme.incoming import SENDER, WORDS
from tests.support.line import KEY, Clock, LineUnderTest, line_settings, running
from tests.support.samples import sample

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
AWA = "+22350001234"


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    more = {"http_sms_incoming_from_field": "msisdn", "http_sms_delivered": ("DELIVRD",)}
    async with running(line_settings(database_url, tmp_path, **more)) as found:
        yield found


async def post(line: LineUnderTest, door: str, body: str, headers: dict[str, str] = JSON) -> None:
    answer = await line.client.post(f"/hooks/{KEY}/{door}", content=body, headers=headers)
    assert answer.status_code == 200, answer.text


def written(line: LineUnderTest) -> list[tuple[str, str]]:
    rows = line.rows(IncomingSms)
    return [(line.opened(SENDER, row.id, row.sender), line.opened(WORDS, row.id, row.words)) for row in rows]


def orange_text(words: str = "Bonjour", date: str | None = "2026-11-24T10:00:00Z", **more: str) -> str:
    message = {"senderAddress": f"tel:{AWA}", "destinationAddress": "tel:+2230000", "message": words, **more}
    return json.dumps(
        {"inboundSMSMessageNotification": {"inboundSMSMessage": message | ({"dateTime": date} if date else {})}}
    )


def orange_report(carrier_id: str, status: str) -> str:
    told = {"callbackData": carrier_id, "deliveryInfo": {"address": f"tel:{AWA}", "deliveryStatus": status}}
    return json.dumps({"deliveryInfoNotification": told})


@pytest.mark.parametrize("door", ["orange/delivery", "orange/sms"])
async def test_each_door_of_orange_takes_either(line: LineUnderTest, door: str) -> None:
    """The older platform knows one address for both."""
    for name in ("orange-dr-sdp-delivered", "orange-dr-api", "orange-mo-sdp"):
        await post(line, door, sample(name))
        await post(line, door, sample(name))
    assert {(row.carrier_id, row.status, row.means) for row in line.rows(DeliveryReport)} == {
        ("1", "DeliveredToTerminal", "delivered"),
        ("xxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "DeliveredToTerminal", "delivered"),
    }
    assert written(line) == [("+22507000001", "Burrito test")]


async def test_a_text_without_an_id_is_known_by_all_that_it_says(line: LineUnderTest) -> None:
    later = "2026-11-24T10:00:01Z"
    for body in (orange_text(), orange_text(), orange_text(date=later), orange_text("Bonsoir")):
        await post(line, "orange/sms", body)
    assert [words for _, words in written(line)] == ["Bonjour", "Bonjour", "Bonsoir"]
    names = [row.carrier_id for row in line.rows(IncomingSms)]
    assert len(set(names)) == 3
    assert all(name.startswith("unnamed-") and len(name) == 40 for name in names)


async def test_an_id_of_oranges_is_kept(line: LineUnderTest) -> None:
    await post(line, "orange/sms", orange_text(messageId="m-1"))
    assert [row.carrier_id for row in line.rows(IncomingSms)] == ["m-1"]


async def test_without_id_and_date_the_minute_tells(line: LineUnderTest) -> None:
    await post(line, "orange/sms", orange_text(date=None))
    await post(line, "orange/sms", orange_text(date=None))
    line.clock.passes(minutes=1)
    await post(line, "orange/sms", orange_text(date=None))
    assert len(written(line)) == 2


async def test_an_aggregator_is_read_by_its_settings(line: LineUnderTest) -> None:
    await post(line, "http/sms", urlencode({"id": "1", "msisdn": AWA, "text": "Bonjour"}), FORM)
    await post(line, "http/sms", json.dumps({"id": 2, "msisdn": AWA[1:], "text": "Bonsoir"}))
    query = urlencode({"id": "3", "msisdn": AWA, "text": "Oui ?"})
    answer = await line.client.get(f"/hooks/{KEY}/http/sms?{query}")
    assert answer.status_code == 200
    assert [words for _, words in written(line)] == ["Bonjour", "Bonsoir", "Oui ?"]
    await line.client.get(f"/hooks/{KEY}/http/delivery?id=m-1&status=delivrd")
    await post(line, "http/delivery", json.dumps({"id": "m-2", "status": "Novel", "phone": AWA}))
    assert [(row.carrier_id, row.means) for row in line.rows(DeliveryReport)] == [("m-1", "delivered"), ("m-2", "")]


@pytest.mark.parametrize("door", ["orange/delivery", "orange/sms", "http/delivery", "http/sms"])
@pytest.mark.parametrize("body", ["", "nonsense", "{}", "[1]", "\xff\xfe", '{"id": 1}', "x" * 20_000])
async def test_what_cannot_be_used_is_answered_200_and_kept_by_nobody(
    line: LineUnderTest, door: str, body: str
) -> None:
    await post(line, door, body)
    assert (line.rows(IncomingSms), line.rows(DeliveryReport)) == ([], [])


@pytest.mark.parametrize("door", ["orange/delivery", "orange/sms", "http/delivery", "http/sms"])
async def test_a_wrong_key_is_told_nothing(line: LineUnderTest, door: str) -> None:
    answer = await line.client.post(f"/hooks/wrong/{door}", content=orange_text(), headers=JSON)
    assert (answer.status_code, answer.text) == (404, "Not Found")


async def test_the_address_of_a_call_by_get_is_not_logged(
    line: LineUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    await line.client.get(f"/hooks/{KEY}/http/sms?msisdn=50001234&text=Chut")
    told = "".join(capsys.readouterr())
    assert "/hooks/{key}/http/sms" in told
    assert "Chut" not in told
    assert "50001234" not in told


async def test_the_simulator_reports_as_a_carrier_would(database_url: str, tmp_path: Path) -> None:
    more = {"simulator_reported": 1.0, "simulator_report_seconds": 0.2, "simulator_repeated": 0.5}
    async with running(line_settings(database_url, tmp_path, **more), Clock(datetime.now(UTC))) as line:
        await post(line, "orange/sms", orange_text("Bonjour, quand vient le moulin ?"))
        for _ in range(200):
            await sleep(0.1)
            if [row.state for row in line.rows(Message)] == ["delivered"]:
                break
        assert [row.state for row in line.rows(Message)] == ["delivered"]


@pytest.mark.parametrize(
    ("door", "report", "text"),
    [
        ("africastalking", "id=a%00b&status=Suc%00cess&phoneNumber=x", "id=c%00d&from=%2B22350001234&to=2%000&text=x"),
        ("http", "id=a%00b&status=DELIV%00RD", "id=c%00d&msisdn=%2B22350001234&to=2%000&text=x"),
        (
            "orange",
            orange_report("a\0b", "x\0"),
            orange_text(messageId="c\0d"),
        ),
    ],
)
async def test_a_nul_breaks_no_door(line: LineUnderTest, door: str, report: str, text: str) -> None:
    """PostgreSQL takes none in a text: the carrier would be answered 500, and ask again for hours."""
    headers = JSON if door == "orange" else FORM
    await post(line, f"{door}/delivery", report, headers)
    await post(line, f"{door}/sms", text, headers)
    assert [row.carrier_id for row in line.rows(DeliveryReport)] == ["ab"]
    assert [row.carrier_id for row in line.rows(IncomingSms)] == ["cd"]
