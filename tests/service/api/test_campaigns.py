"""Campaigns over /api/v1: looked at, made once, watched, paused, cancelled, approved."""

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Semaphore
from typing import Any, TypeVar
from uuid import UUID

import pytest
from sqlalchemy import update

from service.api.planner import Planner
from service.database import writing
from service.models import AuditEvent, Campaign, CampaignTarget, Message, Phone, table_of
from service.models.campaign import CampaignState, TargetState
from service.office import WebOffice
from service.programme.campaigns.desk import Wish
from service.writer import Ahead, Unit, Writer
from tests.service.api.programs import API, OTHER, Program, number, officer, people, program
from tests.support.line import LineUnderTest

T = TypeVar("T")
pytestmark = pytest.mark.anyio
LATER = (datetime.now(UTC) + timedelta(days=5)).replace(microsecond=0)
"""By the true clock of the worker that runs beside: none of these texts leaves during a test."""
NOWHERE = UUID(int=7)


def body(**changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": "Nouvelles de novembre",
        "texts": {"fr": "Bonjour {first_name}, tout va bien ?"},
        "where": {"all": ["yes"]},
        "starts_at": LATER.isoformat(),
    }
    return {key: value for key, value in (made | changes).items() if value is not None}


async def made(staff: Program, **changes: Any) -> Any:
    answer = await staff.post("/campaigns", body(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def soon(staff: Program, which: str, what: Any) -> Any:
    """The status of a campaign once `what` holds of it."""
    found: Any = None
    for _ in range(100):
        found = (await staff.get(f"/campaigns/{which}")).json()
        if what(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_a_preview_says_all_and_queues_nothing(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    before = len(line.rows(Message))
    answer = await staff.post("/campaigns/preview", body(name=None, texts={"fr": "Bonjour {first_name} ✓"}))
    assert answer.status_code == 200
    found = answer.json()
    assert (found["people"], found["recipients"], found["by_operator"]) == (2, 2, {"telecel": 2})
    assert found["cost"] == {"amount": "0.00", "currency": "XOF"}
    assert found["balance"] is None, "the simulator says none"
    assert (found["unpriced"], found["needs_approval"], found["refusals"]) == (2, False, [])
    assert found["costly"][0]["character"] == "✓"
    assert found["usual"]["alphabet"] == "UCS-2"
    assert found["samples"] == ["Bonjour Aminata ✓"]
    assert datetime.fromisoformat(found["starts_at"]) == LATER
    assert datetime.fromisoformat(found["ends_at"]) > LATER
    assert line.rows(Campaign) == []
    assert len(line.rows(Message)) == before


async def test_a_preview_says_why_it_would_not_be_made(line: LineUnderTest, staff: Program) -> None:
    answer = await staff.post("/campaigns/preview", body())
    assert answer.status_code == 200
    assert answer.json()["refusals"] == ["Nobody of this audience would get it (it is empty)."]


async def test_a_campaign_is_made_and_watched(line: LineUnderTest, staff: Program) -> None:
    people(line, 3)
    answer = await staff.post("/campaigns", body())
    assert answer.status_code == 201
    found = answer.json()
    assert answer.headers["location"] == f"{API}/campaigns/{found['id']}"
    assert (found["state"], found["recipients"], found["texts"]["queued"]) == ("running", 3, 3)
    assert found["name"] == "Nouvelles de novembre"
    again = await line.client.get(answer.headers["location"], headers={"Authorization": f"Bearer {staff.token}"})
    assert again.json() == found
    (row,) = line.rows(Campaign)
    assert row.created_by == staff.staff_id
    assert len(line.rows(Message, campaign_id=row.id)) == 3


async def test_a_list_of_codes_and_of_numbers(line: LineUnderTest, staff: Program) -> None:
    codes = people(line, 3)
    by_code = await made(staff, where=None, listed=["code", *codes[:2], codes[0]])
    assert by_code["recipients"] == 2
    by_number = await made(staff, where=None, texts={"fr": "Bonjour"}, listed=[number(2000), number(9), "50 00 00 09"])
    assert by_number["recipients"] == 2


async def test_the_numbers_of_a_long_list_are_known_before_it_is_looked_at(line: LineUnderTest, staff: Program) -> None:
    """Taken in by steps through the writer: the look itself writes nothing, and holds up nobody."""
    answer = await staff.post(
        "/campaigns/preview",
        body(where=None, texts={"fr": "Bonjour"}, listed=[number(place) for place in range(250)]),
    )
    assert answer.json()["recipients"] == 250
    assert len(line.rows(Phone)) == 250
    assert line.rows(Message) == []


async def test_rows_keep_their_numbers(line: LineUnderTest, staff: Program) -> None:
    rows = [number(place) for place in range(250)]
    rows[0], rows[99], rows[100], rows[249] = "numéro", "Awa Diallo", "5000", number(1) + "999999999999"
    answer = await staff.post("/campaigns", body(where=None, texts={"fr": "Bonjour"}, listed=rows))
    assert answer.status_code == 422
    wrong = "it is neither a card code nor a phone number."
    assert answer.json() == {"reasons": [f"Row 100: {wrong}", f"Row 101: {wrong}", f"Row 250: {wrong}"]}
    assert line.rows(Campaign) == []


async def test_the_same_is_not_made_twice_unless_it_is_meant(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    first = await made(staff)
    answer = await staff.post("/campaigns", body())
    assert answer.status_code == 422
    assert f"The campaign {first['id']} said the same" in answer.json()["reasons"][0]
    assert (await made(staff, again=True))["recipients"] == 2


async def test_of_many_that_ask_for_the_same_at_once_one_is_served(line: LineUnderTest, staff: Program) -> None:
    """A program that asks again because an answer was late."""
    people(line, 2)
    answers = await asyncio.gather(*(staff.post("/campaigns", body()) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422, 422]
    assert len(line.rows(Campaign)) == 1
    assert len(line.rows(Message, kind="campaign")) == 2


async def test_one_that_is_only_being_made_counts_as_the_same(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    first = UUID((await made(staff))["id"])
    with writing(line.parts.engine) as db:
        db.execute(update(table_of(Campaign)).values(state=CampaignState.PLANNING.value))
    answer = await staff.post("/campaigns", body())
    assert (answer.status_code, str(first) in answer.text) == (422, True)


async def test_pause_resume_cancel(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    which = (await made(staff))["id"]
    assert (await staff.post(f"/campaigns/{which}/pause")).json()["state"] == "paused"
    again = await staff.post(f"/campaigns/{which}/pause")
    assert (again.status_code, again.json()["reasons"]) == (409, ["The campaign is paused: it cannot be paused."])
    assert (await staff.post(f"/campaigns/{which}/resume")).json()["state"] == "running"
    assert (await staff.post(f"/campaigns/{which}/cancel")).json()["state"] == "cancelled"
    found = await soon(staff, which, lambda one: one["texts"]["cancelled"] == 2)
    assert found["texts"]["queued"] == 0
    assert (await staff.post(f"/campaigns/{which}/resume")).status_code == 409
    actors = {row.actor for row in line.rows(AuditEvent, subject="campaign")}
    assert actors == {str(staff.staff_id)}


async def test_many_recipients_need_a_second_pair_of_eyes(line: LineUnderTest, staff: Program) -> None:
    people(line, 4)
    found = await made(staff)
    assert found["state"] == "waiting"
    path = f"/campaigns/{found['id']}/approve"
    own = await staff.post(path)
    assert (own.status_code, "second pair of eyes" in own.text) == (409, True)
    other = program(line, officer(line, OTHER))
    assert (await other.post(path)).json()["state"] == "running"
    assert (await other.post(path)).status_code == 409
    assert line.rows(Campaign)[0].approved_by == other.staff_id


async def test_a_standing_check_in_stands_at_once(line: LineUnderTest, staff: Program) -> None:
    found = await made(staff, occasion="delivery_unconfirmed", days=14)
    assert (found["state"], found["occasion"], found["days"], found["recipients"]) == (
        "running",
        "delivery_unconfirmed",
        14,
        0,
    )


async def test_who_gets_nothing_is_counted(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    with writing(line.parts.engine) as db:
        phone = table_of(Phone)
        mac = line.parts.vault.index("phone", number(2000))
        db.execute(update(phone).where(phone.c.number_mac == mac).values(state="wrong"))
    found = await made(staff)
    assert (found["recipients"], found["left_out"]) == (1, {"wrong_number": 1})
    assert [row.state for row in line.rows(CampaignTarget)].count(TargetState.WRONG_NUMBER) == 1


async def test_pages_of_campaigns(line: LineUnderTest, staff: Program) -> None:
    people(line, 1)
    ids = [(await made(staff, name=f"Campagne {place}", again=True))["id"] for place in range(5)]
    shown: list[str] = []
    path: str | None = "/campaigns?most=2"
    while path is not None:
        page = (await staff.get(path)).json()
        assert 1 <= len(page["campaigns"]) <= 2
        shown += [one["id"] for one in page["campaigns"]]
        path = f"/campaigns?most=2&before={page['next']}" if page["next"] else None
    assert shown == ids[::-1]
    whole = (await staff.get("/campaigns")).json()
    assert ([one["id"] for one in whole["campaigns"]], whole["next"]) == (shown, None)


async def test_there_is_none_of_that_id(line: LineUnderTest, staff: Program) -> None:
    for way in ("", "/pause", "/resume", "/cancel", "/approve"):
        answer = await staff.ask("POST" if way else "GET", f"/campaigns/{NOWHERE}{way}")
        assert (answer.status_code, answer.json()) == (404, {"reasons": ["There is no such campaign."]}), way


async def test_times_are_told_with_their_zone(line: LineUnderTest, staff: Program) -> None:
    people(line, 1)
    begins = LATER.astimezone(UTC).isoformat().replace("+00:00", "-02:00")
    found = await made(staff, starts_at=begins)
    assert found["starts_at"].endswith("Z")
    assert datetime.fromisoformat(found["starts_at"]) == LATER + timedelta(hours=2)


class Held(Writer):
    """The line's writer, which lets through only so many of the steps that are written from threads."""

    def __init__(self, writer: Writer, steps: int) -> None:
        self._writer, self.turns = writer, Semaphore(steps)

    async def run(self, unit: Unit[T], key: str = "", ahead: Ahead | None = None) -> T:
        return await self._writer.run(unit, key, ahead)

    def run_blocking(self, unit: Unit[T], key: str = "") -> T:
        assert self.turns.acquire(timeout=20)
        return self._writer.run_blocking(unit, key)

    def go_on(self) -> None:
        self.turns.release(1000)


def held(line: LineUnderTest, steps: int) -> tuple[Planner, Held]:
    """A planner that lets nobody wait, and that comes so many steps far: the first begins a campaign, the next
    writes everybody, the third finishes it."""
    parts = line.parts
    writer = Held(parts.writer, steps)
    office = WebOffice(
        parts.engine,
        parts.vault,
        parts.library,
        writer,
        parts.settings,
        lambda db: parts.around.outside(db, line.clock(), "api"),
    )
    return Planner(office, soon=0), writer


def wish(staff: Program) -> Wish:
    return Wish("Bonjour", {"fr": "Bonjour"}, {"all": ["yes"]}, starts_at=LATER, by=staff.staff_id)


async def test_its_address_says_that_it_is_still_made(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    planner, writer = held(line, 1)
    which = await planner.make(wish(staff), again=False)
    found = (await staff.get(f"/campaigns/{which}")).json()
    assert (found["state"], found["recipients"], found["texts"]["queued"]) == ("planning", 0, 0)
    assert await line.phone("+22350004321").dial(), "callers are answered meanwhile"
    writer.go_on()
    found = await soon(staff, str(which), lambda one: one["state"] != "planning")
    assert (found["state"], found["recipients"], found["texts"]["queued"]) == ("running", 2, 2)
    await planner.close()


async def test_one_that_cannot_be_made_to_its_end_says_so(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    break_a_target(line)
    answer = await staff.post("/campaigns", body())
    found = await soon(staff, answer.json()["id"], lambda one: one["state"] != "planning")
    assert (found["state"], found["texts"]["queued"]) == ("cancelled", 0)
    events = [row.action for row in line.rows(AuditEvent, subject="campaign")]
    assert events == ["campaign made", "campaign cancelled"]


@pytest.mark.parametrize("steps", [1, 2])
async def test_one_that_is_cancelled_while_it_is_made_stays_so(line: LineUnderTest, staff: Program, steps: int) -> None:
    """Before anybody was written, and after everybody was."""
    people(line, 2)
    planner, writer = held(line, steps)
    which = await planner.make(wish(staff), again=False)
    await soon(staff, str(which), lambda one: one["texts"]["queued"] == (2 if steps == 2 else 0))
    assert (await staff.post(f"/campaigns/{which}/cancel")).json()["state"] == "cancelled"
    writer.go_on()
    found = await soon(staff, str(which), lambda one: not one["texts"]["queued"])
    assert (found["state"], found["recipients"]) == ("cancelled", 0)
    await planner.close()
    assert "campaign running" not in [row.action for row in line.rows(AuditEvent, subject="campaign")]


async def test_the_end_of_the_line_gives_up_what_is_half_made(line: LineUnderTest, staff: Program) -> None:
    people(line, 2)
    planner, writer = held(line, 1)
    which = await planner.make(wish(staff), again=False)
    closing = asyncio.create_task(planner.close())
    await asyncio.sleep(0)
    writer.go_on()
    await closing
    found = (await staff.get(f"/campaigns/{which}")).json()
    assert found["state"] == "cancelled"
    assert [row.action for row in line.rows(AuditEvent, subject="campaign")] == ["campaign made", "campaign cancelled"]


def break_a_target(line: LineUnderTest) -> None:
    """A trigger of the database's own that takes no target: no code of ours is touched."""
    with writing(line.parts.engine) as db:
        if db.dialect.name == "sqlite":
            db.exec_driver_sql(
                "CREATE TRIGGER none BEFORE INSERT ON campaign_target BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        else:
            db.exec_driver_sql("ALTER TABLE campaign_target ADD CONSTRAINT none CHECK (state = 'nothing') NOT VALID")
