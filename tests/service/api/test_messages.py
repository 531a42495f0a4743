"""Single texts over /api/v1: one is sent; what is uncertain is listed, and decided by whoever has the token."""

from uuid import UUID

import pytest
from sqlalchemy import update

from flows.codes import spaced, with_check
from service.database import writing
from service.messaging.outbox import BODY, queue
from service.models import AuditEvent, Message, Phone, table_of
from service.models.message import MessageState, Priority
from tests.service.api.programs import Program, number, people
from tests.service.messaging.post import add_phone
from tests.support.line import LineUnderTest

pytestmark = pytest.mark.anyio
NOWHERE = UUID(int=7)


def doubtful(line: LineUnderTest, place: int = 1) -> UUID:
    """A text of which nobody knows whether it went out."""
    engine, vault = line.parts.engine, line.parts.vault
    phone_id, now, reply = add_phone(engine, vault, place), line.clock(), Priority.REPLY
    with writing(engine) as db:  # at once: the worker beside would send a text that waits
        made = queue(db, vault, phone_id=phone_id, body="Bonjour", language="fr", kind="card", priority=reply, now=now)
        values = {"state": MessageState.UNCERTAIN.value, "reason": "Timeout", "gateway": "africastalking"}
        db.execute(update(table_of(Message)).where(table_of(Message).c.id == made).values(**values))
    return made


async def test_one_text_to_a_number(line: LineUnderTest, staff: Program) -> None:
    answer = await staff.post("/messages", {"to": "50 00 77 88", "text": "Le bureau est fermé lundi."})
    assert answer.status_code == 201
    (row,) = line.rows(Message)
    assert (str(row.id), row.kind) == (answer.json()["id"], "staff")
    assert line.opened(BODY, row.id, row.body) == "Le bureau est fermé lundi."
    (event,) = line.rows(AuditEvent, action="sms sent")
    assert event.actor == str(staff.staff_id)


async def test_one_text_to_a_card(line: LineUnderTest, staff: Program) -> None:
    (code,) = people(line, 1)
    answer = await staff.post("/messages", {"to": code, "text": "Bonjour"})
    assert answer.status_code == 201
    (row,) = line.rows(Message, kind="staff")
    assert row.person_id is not None


REFUSED = [
    ("50 00 77", "Bonjour", "neither a card code nor a phone number"),
    ("Awa Diallo", "Bonjour", "neither a card code nor a phone number"),
    ("50007788", "Bonjour {first_name}", "There is no field {first_name}"),
    ("50007788", "Bonjour {Awa 50007788}", "There is no field {…}"),
    ("50007788", "Bonjour }", "stands alone"),
    ("50007788", " ", "It is empty."),
    (spaced(with_check("12345678")), "Bonjour", "Nobody has the card code …"),
]


async def test_what_is_no_text_is_refused(line: LineUnderTest, staff: Program) -> None:
    for to, text, words in REFUSED:
        answer = await staff.post("/messages", {"to": to, "text": text})
        assert answer.status_code == 422, to
        assert words in " ".join(answer.json()["reasons"])
        assert not any(typed in answer.text for typed in (to, "50007788", "Awa")), answer.text
    assert line.rows(Message) == []


async def test_a_wrong_number_gets_nothing(line: LineUnderTest, staff: Program) -> None:
    assert (await staff.post("/messages", {"to": number(1), "text": "Bonjour"})).status_code == 201
    with writing(line.parts.engine) as db:
        db.execute(update(table_of(Phone)).values(state="wrong"))
    answer = await staff.post("/messages", {"to": number(1), "text": "Bonsoir"})
    assert (answer.status_code, answer.json()["reasons"]) == (422, ["The carrier says that there is no such number."])


async def test_the_uncertain_are_listed_with_masked_numbers(line: LineUnderTest, staff: Program) -> None:
    first, second = doubtful(line, 1), doubtful(line, 2)
    answer = await staff.get("/messages/uncertain")
    found = answer.json()
    assert [one["id"] for one in found["messages"]] == [str(first), str(second)]
    assert (found["messages"][0]["reason"], found["more"]) == ("Timeout", False)
    assert found["messages"][0]["since"].endswith("Z")
    assert found["messages"][0]["phone"] == "+223…01"
    assert number(1)[4:] not in answer.text


@pytest.mark.parametrize(
    ("way", "state", "action"),
    [("resend", "queued", "uncertain message sent again"), ("give-up", "failed", "uncertain message given up")],
)
async def test_somebody_decides_once(line: LineUnderTest, staff: Program, way: str, state: str, action: str) -> None:
    which = doubtful(line)
    answer = await staff.post(f"/messages/{which}/{way}")
    assert (answer.status_code, answer.json()) == (200, {"id": str(which), "state": state})
    (event,) = line.rows(AuditEvent, action=action)
    assert (event.actor, event.subject_id) == (str(staff.staff_id), str(which))
    again = await staff.post(f"/messages/{which}/{way}")
    assert (again.status_code, "is not uncertain" in again.text) == (409, True)
    assert (await staff.get("/messages/uncertain")).json()["messages"] == []


@pytest.mark.parametrize("way", ["resend", "give-up"])
async def test_there_is_none_of_that_id(staff: Program, way: str) -> None:
    answer = await staff.post(f"/messages/{NOWHERE}/{way}")
    assert (answer.status_code, answer.json()) == (404, {"reasons": ["There is no such message."]})
