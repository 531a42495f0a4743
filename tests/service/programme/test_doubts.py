"""`retour messages`: what is uncertain is listed and waits for a named person; nothing is sent twice by itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from service.commands.messages import app
from service.commands.staff import app as staff_app
from service.database import make_engine, writing
from service.gateways.port import SmsReport
from service.keys import new_keys, write_keys
from service.messaging.reports import take_report
from service.models import AuditEvent, Message, Staff, table_of
from service.vault import Vault
from service.worker import Worker
from tests.service.messaging.post import Gateway, add_phone, add_text, number, row_of
from tests.service.messaging.test_reports import lost

AGENT = "50 00 11 03"
NOW = datetime.now(UTC)


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str) -> Vault:
    """The settings of an installation with an agent, read as the commands read them; its vault."""
    keys = new_keys()
    write_keys(tmp_path / "keys.json", keys)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", database_url)
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    words = ["add", "--role", "field_agent", "--name", "Issa Ba", "--phone", AGENT]
    assert CliRunner().invoke(staff_app, words, input="2468\n2468\n").exit_code == 0
    return Vault(keys)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def text(vault: Vault, database_url: str) -> UUID:
    """A text whose answer was lost on the way."""
    engine = make_engine(database_url)
    made = add_text(engine, vault, add_phone(engine, vault, 1), kind="card", now=NOW)
    Worker(engine, vault, Gateway(lost)).run_once(NOW)
    return made


def test_it_is_listed_with_a_masked_number(text: UUID) -> None:
    listed = run("uncertain").stdout
    assert str(text) in listed
    assert "Timeout" in listed
    assert "1 uncertain." in listed
    assert number(1)[-6:] not in listed


def test_it_is_sent_again_when_somebody_decides_so(text: UUID, vault: Vault, database_url: str) -> None:
    engine = make_engine(database_url)
    Worker(engine, vault, Gateway()).run_once(NOW + timedelta(hours=1))
    assert row_of(engine, text).state == "uncertain", "never by itself"
    assert run("resend", text, "--by", AGENT).exit_code == 0
    gateway = Gateway()
    Worker(engine, vault, gateway).run_once(datetime.now(UTC))
    assert gateway.sent()[text] == 1
    assert row_of(engine, text).state == "sent"
    with engine.connect() as db:
        agent = db.scalar(select(table_of(Staff).c.id))
        events = db.execute(select(table_of(AuditEvent)).order_by(table_of(AuditEvent).c.id)).all()
    assert (events[-1].actor, events[-1].action) == (str(agent), "uncertain message sent again")


def test_it_is_given_up(text: UUID, vault: Vault, database_url: str) -> None:
    assert run("give-up", text, "--by", AGENT).exit_code == 0
    engine = make_engine(database_url)
    assert (row_of(engine, text).state, row_of(engine, text).reason) == ("failed", "decided")
    assert "0 uncertain." in run("uncertain").stdout


def test_nobody_decides_twice_or_without_a_name(text: UUID, vault: Vault, database_url: str) -> None:
    assert "Nobody works from" in run("resend", text, "--by", "50009999").stderr
    assert run("resend", text).exit_code == 2
    assert run("give-up", text, "--by", AGENT).exit_code == 0
    again = run("resend", text, "--by", AGENT)
    assert again.exit_code == 1
    assert "is not uncertain" in again.stderr


def test_all_or_none(text: UUID, vault: Vault, database_url: str) -> None:
    said = run("give-up", text, UUID(int=5), "--by", AGENT)
    assert said.exit_code == 1
    engine = make_engine(database_url)
    assert row_of(engine, text).state == "uncertain"
    with engine.connect() as db:
        assert len(db.execute(select(table_of(Message))).all()) == 1


def test_a_report_after_the_decision_still_counts_forward(text: UUID, vault: Vault, database_url: str) -> None:
    """Sent again, and delivered: the report names the second attempt."""
    assert run("resend", text, "--by", AGENT).exit_code == 0
    engine = make_engine(database_url)
    Worker(engine, vault, Gateway()).run_once(datetime.now(UTC))
    with writing(engine) as db:
        told = SmsReport("recording", f"id-{number(1)}", number(1), "Success", "delivered")
        assert take_report(db, vault, told, datetime.now(UTC)).message_id == text
    assert row_of(engine, text).state == "delivered"
