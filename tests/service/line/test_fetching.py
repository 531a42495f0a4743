"""After an outage: the carrier's inbox is read page by page, and what the hooks missed is taken in, each once."""

import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection
from typer.testing import CliRunner, Result

from service.commands.messages import app
from service.conversations.fetching import OLD, fetch
from service.database import writing
from service.gateways.africastalking_sms import AfricasTalkingSms
from service.gateways.port import GatewayError, HasInbox, InboxText
from service.migrating import migrate
from service.models import Case, GatewayState, IncomingSms, OptOut
from service.programme.incoming import WORDS
from tests.support.at_running import at_server
from tests.support.line import LineUnderTest, line_settings, running
from tests.support.stand_in import Answer, Received, StandIn
from tests.support.texting import Texter

pytestmark = pytest.mark.anyio
T = TypeVar("T")
TODAY = "2026-11-24T10:00:07.123Z"
"""The minute of tests.support.texting, as the inbox writes it."""


class Inbox:
    """The carrier's inbox. `broken`: pages that are answered with 503 before anything else."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.broken = 0
        self.asked: list[int] = []

    def add(self, words: str, sender: str = "+22350001234", date: str = TODAY) -> None:
        row = {"id": 101 + len(self.rows), "from": sender, "to": "21512", "text": words, "date": date, "linkId": "L"}
        self.rows.append(row)

    def __call__(self, request: Received) -> Answer:
        last = int(request.query["lastReceivedId"])
        self.asked.append(last)
        if self.broken:
            self.broken -= 1
            return Answer(503)
        page = [row for row in self.rows if row["id"] > last][:100]
        return Answer(200, body=json.dumps({"SMSMessageData": {"Messages": page}}))


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def carrier(inbox: Inbox) -> Iterator[AfricasTalkingSms]:
    with StandIn(inbox) as found:
        yield AfricasTalkingSms("retour", "a-key", base_url=found.url)


def fetched(line: LineUnderTest, carrier: HasInbox, **more: Any) -> dict[str, int]:
    def transact(unit: Callable[[Connection], T]) -> T:
        with writing(line.parts.engine) as db:
            return unit(db)

    return dict(fetch(line.parts.around, transact, carrier, line.clock, **more))


def words(line: LineUnderTest) -> list[str]:
    return [line.opened(WORDS, row.id, row.words) for row in line.rows(IncomingSms) if row.kind != "repeated"]


def upto(line: LineUnderTest) -> str:
    return str(line.rows(GatewayState, gateway="africastalking")[0].received_upto)


async def test_what_the_hook_missed_is_taken_in_once(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    await Texter(line).send("Ma chèvre est morte")
    inbox.add("Ma chèvre est morte")
    inbox.add("STOP", "+22350001235")
    inbox.add("Votre crédit est faible", "7100")
    assert fetched(line, carrier) == {"repeated": 1, "stop": 1, "operator": 1}
    assert fetched(line, carrier) == {}
    assert words(line) == ["Ma chèvre est morte", "STOP", "Votre crédit est faible"]
    assert (len(line.rows(Case)), len(line.rows(OptOut))) == (1, 1)
    assert (upto(line), inbox.asked) == ("103", [0, 103, 103])


async def test_a_hook_that_comes_late_for_a_fetched_text_is_known(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    inbox.add("Quand vient le moulin ?")
    assert fetched(line, carrier) == {"words": 1}
    await Texter(line).send("Quand vient le moulin ?")
    assert words(line) == ["Quand vient le moulin ?"]
    assert len(line.rows(Case)) == 1


async def test_two_equal_texts_of_one_minute_are_two(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    """The hook told of one of them; told once more, late, it is the other, which was fetched meanwhile."""
    awa = Texter(line)
    await awa.send("Rappelez-moi")
    for _ in range(2):
        inbox.add("Rappelez-moi")
    assert fetched(line, carrier) == {"repeated": 1, "words": 1}
    await awa.send("Rappelez-moi")
    assert words(line) == ["Rappelez-moi"] * 2


async def test_pages_are_read_to_the_end_and_a_broken_one_keeps_the_others(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    for place in range(250):
        inbox.add(f"Bonjour {place}", f"+2235000{place:04}")
    assert fetched(line, carrier) == {"words": 250}
    assert inbox.asked == [0, 200, 300, 350]
    inbox.add("Encore")
    inbox.broken = 1
    with pytest.raises(GatewayError):
        fetched(line, carrier)
    assert upto(line) == "350"
    assert fetched(line, carrier) == {"words": 1}
    assert len(set(words(line))) == len(words(line)) == 251


async def test_a_fetched_keyword_begins_a_journey(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    awa = Texter(line)
    inbox.add("KIT")
    assert fetched(line, carrier) == {"keyword": 1}
    assert len(awa.unread()) == 1


async def test_the_first_look_passes_over_what_is_older_than_a_week(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    """An inbox may hold years: nobody waits for those answers any more."""
    inbox.add("STOP", date="2024-01-01T10:00:00Z")
    inbox.add("Bonjour")
    assert fetched(line, carrier) == {OLD: 1, "words": 1}
    inbox.add("De l'an dernier", date="2025-11-24T10:00:00Z")
    inbox.add("D'hier", date="2026-11-23T10:00:00Z")
    assert fetched(line, carrier, since=line.clock.now) == {OLD: 2}
    inbox.add("Longtemps en route", date="2025-11-24T10:00:00Z")
    assert fetched(line, carrier) == {"words": 1}
    assert line.rows(OptOut) == []


async def test_two_who_read_at_once_take_each_text_in_once(
    line: LineUnderTest, inbox: Inbox, carrier: AfricasTalkingSms
) -> None:
    """The second one finds that the first has been at the page that it has just read."""

    class Slow:
        name = carrier.name

        def received(self, after: str) -> Sequence[InboxText]:
            page = carrier.received(after)
            if not after:
                assert fetched(line, carrier) == {"words": 1}, "somebody else was faster"
            return page

    inbox.add("Bonjour")
    assert fetched(line, Slow()) == {}
    assert words(line) == ["Bonjour"]


# --- the commands ---


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Callable[..., None]:
    """The settings of an installation, as the commands read them."""
    monkeypatch.chdir(tmp_path)

    def choose(**more: object) -> None:
        chosen = {"DATABASE_URL": database_url, "VAR_DIR": tmp_path / "var", "SIMULATOR": 0, **more}
        for name, value in chosen.items():
            monkeypatch.setenv(f"RETOUR_{name}", str(value))

    return choose


def run(*typed: str) -> Result:
    return CliRunner().invoke(app, list(typed))


def test_the_commands_speak_to_the_carrier(
    installation: Callable[..., None], tmp_path: Path, database_url: str
) -> None:
    migrate(database_url)
    with at_server(tmp_path / "carrier", balance="1234.5600") as server:
        account = {"AFRICASTALKING_USERNAME": "retour", "AFRICASTALKING_API_KEY": "a-key"}
        installation(SMS_GATEWAY="africastalking", AFRICASTALKING_BASE_URL=server.url, **account)
        server.receives("+22350001234", "Bonjour", "2026-11-24 10:00:00")
        told = run("balance")
        assert (told.exit_code, told.stdout) == (0, "KES 1234.5600\n")
        told = run("fetch", "--since", "2026-11-01 00:00")
        assert (told.exit_code, told.stdout) == (0, "Taken in: 1. Known already: 0. Too old, passed over: 0.\n")
        assert run("fetch").stdout == "Taken in: 0. Known already: 0. Too old, passed over: 0.\n"
    told = run("balance")
    assert (told.exit_code, told.stderr) == (1, "Africa's Talking cannot be reached.\n")
    assert run("fetch").exit_code == 1


def test_a_carrier_without_balance_or_inbox_says_so(installation: Callable[..., None], database_url: str) -> None:
    migrate(database_url)
    installation(SIMULATOR=1)
    told = run("balance")
    assert (told.exit_code, told.stderr) == (1, "The SMS carrier (simulator) does not say its balance.\n")
    told = run("fetch")
    assert told.exit_code == 1
    assert told.stderr.startswith("The SMS carrier (simulator) has no inbox that can be read")
