"""SMS that come in, reports and opt-outs, through the real hooks: kept once, answered 200, STOP obeyed."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from service.models import Case, CaseEvent, DeliveryReport, IncomingSms, Message, OptOut
from service.programme.incoming import SENDER, WORDS
from service.programme.labels import CASE_WORDS
from tests.support.line import HEADERS, KEY, LineUnderTest, line_settings, running
from tests.support.samples import sample

pytestmark = pytest.mark.anyio
SMS = f"/hooks/{KEY}/africastalking"
AWA = "+22350001234"


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


async def post(line: LineUnderTest, door: str, body: str, status: int = 200) -> str:
    answer = await line.client.post(f"{SMS}/{door}", content=body, headers=HEADERS)
    assert answer.status_code == status, answer.text
    return answer.text


async def send(line: LineUnderTest, words: str, carrier_id: str = "", sender: str = AWA) -> None:
    number = carrier_id or f"id-{len(line.rows(IncomingSms))}"
    form = {"id": number, "from": sender, "to": "21512", "text": words, "date": "2026-11-24 10:00:00"}
    await post(line, "sms", urlencode(form))


def kinds(line: LineUnderTest) -> list[str]:
    return [row.kind for row in line.rows(IncomingSms)]


def texts(line: LineUnderTest) -> list[str]:
    """What the line would send."""
    return [line.opened("message.body", row.id, row.body) for row in line.rows(Message)]


@pytest.mark.parametrize("name", ["at-inbound-sms-courier-01", "at-inbound-sms-courier-03"])
async def test_a_recorded_text_is_kept_once_and_sealed(line: LineUnderTest, name: str) -> None:
    body = sample(name)
    await post(line, "sms", body)
    await post(line, "sms", body)
    (row,) = line.rows(IncomingSms)
    assert row.carrier_id == "ec9adc86-51d5-4bc8-8eb0-d8ab0bb53dc3"
    assert row.written_at.isoformat() == "2017-05-03T06:04:45+00:00"
    assert line.opened(SENDER, row.id, row.sender) == "+254791000001"
    assert line.opened(WORDS, row.id, row.words) == ("Msg" if "text=" in body else "")
    assert (row.kind, len(line.rows(Case))) == (("words", 1) if "text=" in body else ("empty", 0))


async def test_stop_is_obeyed_confirmed_once_and_taken_back(line: LineUnderTest) -> None:
    await send(line, "Arrêter.")
    await send(line, "STOP")
    assert [row.resumed_at for row in line.rows(OptOut)] == [None]
    assert len(texts(line)) == 1
    assert "plus de SMS" in texts(line)[0]
    await send(line, "Start")
    await send(line, "start")
    assert line.rows(OptOut)[0].resumed_at is not None
    assert len(texts(line)) == 2
    assert kinds(line) == ["stop", "stop", "start", "start"]
    assert line.rows(Case) == []


async def test_english_words_stop_too(line: LineUnderTest) -> None:
    await send(line, "unsubscribe")
    assert kinds(line) == ["stop"]


async def test_free_words_become_a_case_with_one_receipt(line: LineUnderTest) -> None:
    await send(line, "Bonjour, quand vient le moulin ?")
    await send(line, "Vous me lisez ?")
    (case,) = line.rows(Case)
    assert line.opened(CASE_WORDS, case.id, case.words) == "Bonjour, quand vient le moulin ?"
    assert [row.kind for row in line.rows(CaseEvent)] == ["opened", "repeat"]
    assert {row.case_id for row in line.rows(IncomingSms)} == {case.id}
    assert len(texts(line)) == 1
    assert case.reference[:2] in texts(line)[0]


async def test_what_stopped_phones_write_is_read_and_not_answered(line: LineUnderTest) -> None:
    await send(line, "STOP")
    await send(line, "Ma chèvre est morte")
    assert len(line.rows(Case)) == 1
    assert [row.state == "failed" for row in line.rows(Message)] == [False, True], "but the confirmation"


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("7100", "Votre crédit est faible"),
        ("Orange", "Gagnez un forfait"),
        (AWA, "Peux-tu me rappeler au numéro suivant : 50001234"),
        (AWA, "Rappellez moi s'il vous plait au numero suivant 50001234"),
    ],
)
async def test_operators_are_kept_and_never_answered(line: LineUnderTest, sender: str, words: str) -> None:
    await send(line, words, sender=sender)
    assert kinds(line) == ["operator"]
    assert (line.rows(Case), line.rows(Message)) == ([], [])


@pytest.mark.parametrize("door", ["sms", "delivery", "optout"])
@pytest.mark.parametrize("body", ["", "nonsense", "id=", "text=" + "x" * 20_000, "\xff\xfe", '{"id": 1}'])
async def test_what_cannot_be_used_is_answered_200_and_kept_by_nobody(
    line: LineUnderTest, door: str, body: str
) -> None:
    await post(line, door, body)
    assert (line.rows(IncomingSms), line.rows(DeliveryReport), line.rows(OptOut)) == ([], [], [])


@pytest.mark.parametrize("door", ["sms", "delivery", "optout"])
async def test_a_wrong_key_is_told_nothing(line: LineUnderTest, door: str) -> None:
    answer = await line.client.post(f"/hooks/wrong/africastalking/{door}", content="id=1&from=2", headers=HEADERS)
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert (await line.client.get(f"{SMS}/{door}")).status_code == 405


@pytest.mark.parametrize("name", ["at-delivery-report-courier-06", "at-dr-log-2020", "at-dr-rejected"])
async def test_a_recorded_report_is_kept_once(line: LineUnderTest, name: str) -> None:
    await post(line, "delivery", sample(name))
    await post(line, "delivery", sample(name))
    (row,) = line.rows(DeliveryReport)
    assert row.carrier_id.startswith("ATXid_")
    assert (row.status, row.means) in (("Borked", ""), ("Failed", "undelivered"), ("Rejected", "undelivered"))
    assert row.message_id is None


async def test_the_carriers_own_opt_out_counts(line: LineUnderTest) -> None:
    await post(line, "optout", sample("at-optout-1"))
    await post(line, "optout", sample("at-optout-1"))
    (row,) = line.rows(OptOut)
    assert (row.origin, row.resumed_at) == ("carrier", None)
    assert line.rows(Message) == [], "nothing could reach them"


async def test_a_supervisor_sees_what_came(line: LineUnderTest) -> None:
    await send(line, "STOP")
    await post(line, "delivery", sample("at-dr-rejected"))
    numbers = (await line.client.get("/metrics")).text
    assert 'retour_sms_incoming_total{kind="stop"} 1.0' in numbers
    assert 'retour_sms_reports_total{means="undelivered"} 1.0' in numbers
