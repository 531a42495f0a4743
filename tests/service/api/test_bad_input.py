"""What cannot be used is refused in plain words, which repeat nothing of it; nothing is queued."""

import json
from typing import Any

import pytest

from flows.codes import with_check
from service.api.bodies import NewCampaign
from service.api.door import MOST_BYTES
from service.api.refusals import Typed, unechoed
from service.models import Campaign, Message
from service.programme.campaigns.audience import FILTERS
from tests.service.api.programs import Program, people
from tests.service.api.test_campaigns import body
from tests.support.line import LineUnderTest

pytestmark = pytest.mark.anyio
SECRET = "Awa Diallo 50007788"

CAMPAIGNS: list[tuple[dict[str, Any], str]] = [
    ({"where": None}, "Say whom it is for"),
    ({"where": {SECRET: ["yes"]}}, "where, …: there is no such filter: there are all, region"),
    ({"where": {"region": [SECRET]}}, "region has no value 1"),
    ({"where": {"sex": ["women", SECRET]}}, "sex has no value 2: there are"),
    ({"where": {"sex": []}}, "where, sex: must have at least 1 entries"),
    ({"where": {"sex": SECRET}}, "where, sex: must be a list"),
    ({"where": {"sex": [7]}}, "where, sex, entry 1: must be a text, in quotes"),
    ({"where": [SECRET]}, "where: must be an object"),
    ({"where": None, "listed": []}, "The list is empty."),
    ({"where": None, "listed": ["", "  "]}, "The list is empty."),
    ({"where": None, "listed": [SECRET]}, "Row 1: it is neither a card code nor a phone number."),
    ({"where": None, "listed": [with_check("12345678")]}, "Row 1: nobody has the card code"),
    ({"where": None, "listed": [50007788]}, "listed, entry 1: must be a text, in quotes"),
    ({"where": None, "listed": [7] * 1000}, "listed, entry 1: must be a text, in quotes"),
    ({"where": None, "listed": SECRET}, "listed: must be a list"),
    ({"listed": ["50001234"]}, "A list of numbers cannot be narrowed by filters"),
    ({"where": None, "listed": ["50001234"]}, "A list of numbers has no names"),
    ({"texts": {}}, "Say what is sent: a text, or a journey"),
    ({"texts": {"en": "Hello"}}, "There is no French text"),
    ({"texts": {"fr": "Bonjour", "xx": "?"}}, "There is no language called"),
    ({"texts": {"fr": "Bonjour", SECRET: "?"}}, "texts, …: is not written as it should be"),
    ({"texts": {"fr": f"Bonjour {{{SECRET}}}"}}, "Text in fr: there is no field {…}: there are {first_name}"),
    ({"texts": {"fr": "Votre {kit} arrive"}}, "{kit} would say what somebody owns"),
    ({"texts": {"fr": "x" * 1500}}, "at most 6 go out"),
    ({"texts": {"fr": "x" * 2001}}, "texts, fr: must have at most 2000 characters"),
    ({"texts": {"fr": ""}}, "texts, fr: must have at least 1 characters"),
    ({"texts": {"fr": None}}, "texts, fr: must be a text, in quotes"),
    ({"texts": SECRET}, "texts: must be an object"),
    ({"name": None}, "name: is missing"),
    ({"name": " "}, "A campaign needs a name"),
    ({"name": [SECRET]}, "name: must be a text, in quotes"),
    ({"journey": "nowhere"}, "There is no journey of that name: there are"),
    ({"journey": SECRET}, "journey: is not written as it should be"),
    ({"starts_at": "2026-12-01T09:00:00"}, "starts_at: must say its zone"),
    ({"starts_at": SECRET}, "starts_at: must be a day and time"),
    ({"starts_at": "9999-12-31T23:59:59-12:00"}, "starts_at: must be before 2100"),
    ({"starts_at": "0001-01-01T00:00:00+12:00"}, "starts_at: must be later than 2000"),
    ({"starts_at": 1e300}, "starts_at: "),
    ({"best_before": "2026-11-24T00:00:00Z"}, "It would be too old before it could leave: its end"),
    ({"occasion": SECRET}, "occasion: must be '', 'delivery_unconfirmed', 'kit' or 'visit'"),
    ({"days": -1}, "days: must be at least 0"),
    ({"days": 10**30}, "days: "),
    ({"days": "seven"}, "days: must be a whole number"),
    ({"again": SECRET}, "again: must be true or false"),
    ({SECRET: 1}, "…: there is nothing of that name"),
]


async def test_a_campaign_that_cannot_be_made(line: LineUnderTest, staff: Program) -> None:
    people(line, 1)
    before = len(line.rows(Message))
    for changes, words in CAMPAIGNS:
        for path in ("/campaigns", "/campaigns/preview"):
            if path.endswith("preview") and ("name" in changes or "again" in changes):
                continue
            answer = await staff.post(path, body(**changes))
            assert answer.status_code == 422, (changes, answer.text)
            reasons = answer.json()["reasons"]
            assert any(words in reason for reason in reasons), (changes, reasons)
            assert 1 <= len(reasons) <= 21
            told = " ".join(reasons)
            assert not any(typed in told for typed in ("Awa", "50007788", "--", "Diallo")), told
            assert set(answer.json()) == {"reasons"}
    assert line.rows(Campaign) == []
    assert len(line.rows(Message)) == before


RAW = [
    (b"", 422, "is missing"),
    (b"{", 422, "the body is no JSON"),
    (b"[]", 422, "must be a JSON object"),
    (b"null", 422, ""),
    (b'"Awa Diallo"', 422, "must be a JSON object"),
    (b'{"name": "\xff"}', 400, "The body cannot be read."),
    (b"[" * 100_000, 400, "The body cannot be read."),
    (b'{"days": ' + b"9" * 5000 + b"}", 400, "The body cannot be read."),
    (b'{"name": "\\ud800"}', 422, "name: must be a text that can be written in Unicode"),
    (b'{"\\ud800": 1}', 422, ""),
    (b'{"days": NaN}', 422, "days: must be a whole number"),
]


async def test_what_is_no_body(staff: Program) -> None:
    for sent, status, words in RAW:
        answer = await staff.post("/campaigns", content=sent, headers={"Content-Type": "application/json"})
        assert answer.status_code == status, (sent[:20], answer.text)
        assert words in " ".join(answer.json()["reasons"])
        assert "Awa" not in answer.text


async def test_a_form_is_no_json(staff: Program) -> None:
    answer = await staff.post("/campaigns", data={"name": "Awa"})
    assert (answer.status_code, "Content-Type: application/json" in answer.text) == (422, True)


async def test_a_body_has_an_end(line: LineUnderTest, staff: Program) -> None:
    rows = ["50001234"] * (MOST_BYTES // 11)
    large = json.dumps(body(where=None, listed=rows) | {"name": "x" * 200}).encode()
    assert len(large) > MOST_BYTES
    for path in ("/campaigns", "/campaigns/preview", "/messages"):
        answer = await staff.post(path, content=large, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (413, {"reasons": ["The body is too large."]})
        assert answer.headers["cache-control"] == "no-store"
    assert line.rows(Campaign) == []


async def test_a_body_without_a_length_has_an_end_too(staff: Program) -> None:
    async def endless() -> Any:
        for _ in range(MOST_BYTES // 100_000 + 1):
            yield b" " * 100_000

    answer = await staff.post("/messages", content=endless(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (413, {"reasons": ["The body is too large."]})


ADDRESSES = [
    ("/campaigns?most=0", "most: must be at least 1"),
    ("/campaigns?most=101", "most: must be at most 100"),
    ("/campaigns?most=Awa", "most: must be a whole number"),
    ("/campaigns?before=Awa", "before: must be an id"),
    ("/campaigns/Awa", "campaign_id: must be an id"),
]


async def test_addresses(staff: Program) -> None:
    for path, words in ADDRESSES:
        answer = await staff.get(path)
        assert (answer.status_code, answer.json()) == (422, {"reasons": [words]}), path


async def test_the_phone_in_the_browser_is_told_the_same_way(line: LineUnderTest) -> None:
    """FastAPI's own words repeat what was sent: nowhere in this application."""
    answer = await line.client.post("/phone/press", json={"typed": ["Awa Diallo"], "number": 50007788})
    assert answer.status_code == 422
    assert set(answer.json()) == {"reasons"}
    assert "Awa" not in answer.text
    assert "50007788" not in answer.text


def test_the_filters_are_told_to_programs() -> None:
    told = NewCampaign.model_json_schema()["properties"]["where"]
    assert told["propertyNames"]["enum"] == list(FILTERS)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("The campaign 01937512-3456-7890-8123-123456789012 said", None),
        ("Call 50 00 77 88 or +22350007788.", "Call … or …."),
        ("Row 7: +223…88 is neither a card code", "Row 7: it is neither a card code"),
        ("there is no field {a b}: there are {first_name}", "there is no field {…}: there are {first_name}"),
        ("kit has no 'Awa': there are goats", "kit has no value 1: there are goats"),
        ("sex has no 'Awa'", None),
    ],
)
def test_the_words_of_the_programme_repeat_nothing(reason: str, told: str | None) -> None:
    assert unechoed([reason], [Typed("kit ", "Awa", "value 1")]) == [reason if told is None else told]
