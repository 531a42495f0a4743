"""The carriers' doors: real payloads as they stand, and what is refused."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from service.models.conversation import Conversation
from tests.support.line import HEADERS, HOOK, KEY, LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio
SAMPLES = json.loads((Path(__file__).parents[2] / "samples" / "gateway-payloads.json").read_text("utf-8"))["cases"]
USSD = [case for case in SAMPLES if case["gateway"] == "africastalking" and case["kind"] == "session-callback"]
SEQUENCES = [case for case in SAMPLES if case["kind"] == "sequence" and "text" in case["turns"][0]]
ENDS = [case for case in SAMPLES if case["gateway"] == "africastalking" and case["kind"] == "end-event"]


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


@pytest.mark.parametrize("case", USSD, ids=lambda case: case["id"])
async def test_captured_traffic_is_answered_as_it_stands(line: LineUnderTest, case: dict[str, Any]) -> None:
    request = case["request"]
    answer = await line.client.post(HOOK, content=request["raw_body"], headers=request["headers"])
    assert answer.status_code == 200
    assert answer.text.startswith("CON ")
    assert 4 < len(answer.text) <= 4 + 160
    (row,) = line.rows(Conversation)
    assert row.session_id == case["expect"]["fields"]["sessionId"]


async def test_the_captured_session_goes_on_from_hop_to_hop(line: LineUnderTest) -> None:
    """07, 08 and 09 are one session, with a hop missing between 08 and 09: the line stays with the caller."""
    answers = []
    for case in [c for c in USSD if "captured" in c["id"]]:
        request = case["request"]
        answers.append(await line.client.post(HOOK, content=request["raw_body"], headers=request["headers"]))
    assert [a.text[:4] for a in answers] == ["CON "] * 3
    (row,) = line.rows(Conversation)
    assert row.hops == 3


@pytest.mark.parametrize("case", SEQUENCES, ids=lambda case: case["id"])
async def test_sequences_give_one_page_a_turn(line: LineUnderTest, case: dict[str, Any]) -> None:
    """1, 1*1, 1*1*2: the same choice twice is a choice; the digits dialled with the code are played."""
    caller = line.phone("+254000000001")
    caller.session = case["id"]
    pages = []
    for turn in case["turns"]:
        caller.texts = turn["text"].split("*") if turn["text"] else []
        pages.append(await caller.again())
        assert await caller.again() == pages[-1]
    (row,) = line.rows(Conversation)
    assert row.hops >= len(case["turns"])


@pytest.mark.parametrize("case", ENDS, ids=lambda case: case["id"])
async def test_end_events_of_unknown_sessions_are_taken(line: LineUnderTest, case: dict[str, Any]) -> None:
    answer = await line.client.post(f"{HOOK}/events", content=case["request"]["raw_body"], headers=HEADERS)
    assert answer.status_code == 200


async def test_an_end_event_of_a_known_session_is_kept(line: LineUnderTest) -> None:
    case = next(c for c in ENDS if c["id"] == "at-ussd-end-incomplete")
    fields = case["expect"]["fields"]
    caller = line.phone(fields["phoneNumber"])
    caller.session = fields["sessionId"]
    await caller.again()
    await line.client.post(f"{HOOK}/events", content=case["request"]["raw_body"], headers=HEADERS)
    (row,) = line.rows(Conversation)
    assert (row.state, row.end_status, row.duration_ms) == ("dropped", "Incomplete", 192)


async def test_a_wrong_key_is_a_404_that_says_nothing(line: LineUnderTest) -> None:
    answer = await line.client.post(HOOK.replace(KEY, "guess"), content=b"x", headers=HEADERS)
    nowhere = await line.client.post("/hooks/guess/nobody/ussd", content=b"x", headers=HEADERS)
    assert answer.status_code == nowhere.status_code == 404
    assert "key" not in answer.text.lower()
    assert line.rows(Conversation) == []


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (b"", HEADERS, "sessionId"),
        (b"sessionId=s1&text=", HEADERS, "phoneNumber"),
        (b"phoneNumber=%2B22350001234&text=", HEADERS, "sessionId"),
        (b"phoneNumber=abc&sessionId=s1&text=", HEADERS, "phoneNumber"),
        (b"\xff\xfe\x00binary", {"Content-Type": "application/octet-stream"}, ""),
        (b"phoneNumber=%2B22350001234&sessionId=s1&text=" + b"1" * 20_000, HEADERS, "16384"),
    ],
    ids=["empty", "no phone", "no session", "no number", "no form", "too large"],
)
async def test_what_is_no_hop_is_refused_in_plain_words(
    line: LineUnderTest, body: bytes, headers: dict[str, str], words: str
) -> None:
    answer = await line.client.post(HOOK, content=body, headers=headers)
    assert answer.status_code == 400
    assert words in answer.text
    assert "50001234" not in answer.text
    assert "Traceback" not in answer.text
    assert line.rows(Conversation) == []


async def test_only_post_is_answered(line: LineUnderTest) -> None:
    assert (await line.client.get(HOOK)).status_code == 405


class TestAnotherCarrier:
    """A carrier that sends only the latest input, by configuration: the port is no Africa's Talking port."""

    URL = f"/hooks/{KEY}/http/ussd"

    async def post(self, line: LineUnderTest, **fields: str) -> dict[str, Any]:
        answer = await line.client.post(self.URL, json=fields)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def test_a_call_in_json(self, line: LineUnderTest) -> None:
        call = {"session": "s1", "phone": "22350001234"}
        first = await self.post(line, **call, kind="begin", turn="1")
        assert first["text"].startswith("Retour, la ligne")
        assert first["end"] is False
        second = await self.post(line, **call, kind="continue", text="2", turn="2")
        assert second["text"].startswith("C'est libre")

    async def test_a_repeated_turn_is_not_an_input(self, line: LineUnderTest) -> None:
        call = {"session": "s1", "phone": "22350001234"}
        await self.post(line, **call, kind="begin", turn="1")
        once = await self.post(line, **call, kind="continue", text="2", turn="2")
        again = await self.post(line, **call, kind="continue", text="2", turn="2")
        assert once == again
        assert (await self.post(line, **call, kind="continue", text="1", turn="3"))["text"].startswith("Prénom")

    async def test_without_turns_the_same_body_within_three_seconds_is_a_repeat(self, line: LineUnderTest) -> None:
        call = {"session": "s1", "phone": "22350001234"}
        await self.post(line, **call, kind="begin")
        line.clock.passes(seconds=10)
        await self.post(line, **call, kind="continue", text="2")
        line.clock.passes(seconds=1)
        assert (await self.post(line, **call, kind="continue", text="2"))["text"].startswith("C'est libre")
        line.clock.passes(seconds=10)
        assert not (await self.post(line, **call, kind="continue", text="1"))["text"].startswith("C'est libre")

    async def test_a_session_keyed_by_phone_begins_anew(self, line: LineUnderTest) -> None:
        call = {"session": "22350001234", "phone": "22350001234"}
        await self.post(line, **call, kind="begin", turn="a1")
        await self.post(line, **call, kind="continue", text="2", turn="a2")
        await self.post(line, **call, kind="continue", text="1", turn="a3")
        line.clock.passes(minutes=5)
        page = await self.post(line, **call, kind="begin", turn="b1")
        assert page["text"].startswith("Vous étiez dans : Inscription")

    async def test_its_end_drops_the_call(self, line: LineUnderTest) -> None:
        call = {"session": "s1", "phone": "22350001234"}
        await self.post(line, **call, kind="begin", turn="1")
        await self.post(line, **call, kind="end")
        (row,) = line.rows(Conversation)
        assert row.state == "dropped"
