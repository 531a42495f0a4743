"""`retour visit`, `retour silence`, `retour alert`: lists, files, and what is written by whom."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select, update
from typer import Typer
from typer.testing import CliRunner, Result

from flows.library import packaged
from service.commands import alert, silence, visit
from service.database import writing
from service.models import AuditEvent, Handed, Row, Staff, Visit, table_of
from service.models.staff import Role
from service.programme.alerts import raise_alert
from service.programme.followup import handing
from service.programme.labels import PHONE
from service.settings import read_settings
from service.vault import open_vault
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, OUMAR, World

TODAY = datetime.now(UTC).date()  # the commands look at the clock; Bamako is on UTC
pytestmark = pytest.mark.usefixtures("people")


def run(app: Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def said(app: Typer, *words: str) -> Any:
    """What a command writes as JSON."""
    result = run(app, *words, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return json.loads(result.stdout)


def refused(app: Typer, *words: str) -> str:
    result = run(app, *words)
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return str(result.stderr)


def rows(engine: Engine, model: type[Row]) -> list[Any]:
    table = table_of(model)
    with engine.connect() as db:
        return list(db.execute(select(table).order_by(*table.primary_key.columns)))


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """The installation as a world, committed at the end of a `with`."""
    settings = read_settings()
    with engine.connect() as db:
        yield World(db, open_vault(settings, engine), settings, packaged(), now=datetime.now(UTC))


def written(engine: Engine, world: World, model: type[Row], **values: Any) -> Any:
    with writing(engine) as db:
        world.db = db
        return world.add(model, **values)


def owed(engine: Engine, world: World, somebody: Somebody, days: int) -> str:
    due_on = TODAY + timedelta(days=days)
    return str(written(engine, world, Visit, person_id=somebody.id, due_on=due_on, state="due"))


def works_in(engine: Engine, world: World, places: str) -> None:
    staff = table_of(Staff)
    with writing(engine) as db:
        is_agent = staff.c.phone_mac == world.vault.index(PHONE, AGENT)
        db.execute(update(staff).where(is_agent).values(places=places))


def test_who_is_to_be_visited(engine: Engine, world: World, people: list[Somebody]) -> None:
    aminata, fanta = people
    late, soon = owed(engine, world, aminata, -3), owed(engine, world, fanta, 8)
    found = said(visit.app, "due")
    assert [(one["visit"], one["late"], one["person"], one["village"]) for one in found] == [
        (late, 3, "Aminata T.", "Konna"),
        (soon, None, "Fanta C.", ""),
    ]
    assert [one["visit"] for one in said(visit.app, "due", "--overdue")] == [late]
    assert [one["visit"] for one in said(visit.app, "due", "--within", "7")] == [late]
    assert [one["visit"] for one in said(visit.app, "due", "--village", "kona")] == [late]
    works_in(engine, world, "ML0506")
    assert [one["visit"] for one in said(visit.app, "due", "--agent", AGENT)] == [late]
    assert "There is no village 'Atlantis'" in refused(visit.app, "due", "--village", "Atlantis")
    assert "Nobody works from the phone" in refused(visit.app, "due", "--agent", "+22350009999")
    assert "Aminata T." in run(visit.app, "due").stdout


def test_a_visit_from_a_form(engine: Engine, world: World, people: list[Somebody]) -> None:
    card = people[0].code
    owed(engine, world, people[0], -3)
    form = ("add", "--card", card, "--by", OUMAR, "--agent", AGENT, "--status", "stopped")
    agreed = (TODAY + timedelta(days=30)).isoformat()
    result = run(visit.app, *form, "--reason", "theft", "--reason", "flood", "--problems", "Le puits", "--next", agreed)
    assert (result.exit_code, result.stdout) == (0, "Noted: a visit to Aminata T..\n")
    done, due = rows(engine, Visit)
    assert (done.state, done.visited_on, done.reasons, done.interview) == ("done", TODAY, "theft flood", "in_person")
    assert (due.state, due.due_on.isoformat()) == ("due", agreed)
    (event,) = [row for row in rows(engine, AuditEvent) if row.action == "visit noted"]
    staff = {str(row.id): row.role for row in rows(engine, Staff)}
    assert (staff[event.actor], staff[str(done.staff_id)]) == ("programme_officer", "field_agent")
    assert "noted already" in refused(visit.app, *form, "--reason", "theft")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--card", "123456789"), "Nobody has that card"),
        (("--status", "burnt"), "There is no 'burnt': there are running"),
        (("--on", "tomorrow"), "'tomorrow' is no day: write it as 2026-12-01."),
        (("--on", "2999-01-01"), "That day is still to come."),
        (("--item", "nets"), "write item=outcome"),
        (("--by", "+22350009999"), "Nobody works from the phone"),
    ],
)
def test_a_form_that_is_wrong(engine: Engine, people: list[Somebody], words: tuple[str, str], told: str) -> None:
    form = {"--card": people[0].code, "--by": OUMAR, "--status": "running"}
    form |= dict([words])
    assert told in refused(visit.app, "add", *(part for pair in form.items() for part in pair))
    assert rows(engine, Visit) == []


def test_an_agent_notes_only_where_they_work(engine: Engine, world: World, people: list[Somebody]) -> None:
    works_in(engine, world, "ML07")
    form = ("add", "--card", people[0].code, "--by", AGENT, "--status", "running")
    assert "of another area than yours" in refused(visit.app, *form)


def test_a_visit_is_put_off(engine: Engine, world: World, people: list[Somebody]) -> None:
    which = owed(engine, world, people[0], 2)
    day = (TODAY + timedelta(days=20)).isoformat()
    assert run(visit.app, "move", which, "--to", day, "--by", AGENT).stdout == f"The visit is due on {day}.\n"
    assert rows(engine, Visit)[0].due_on.isoformat() == day
    assert "is no day" in refused(visit.app, "move", which, "--to", "soon", "--by", AGENT)
    assert "Say the new day" in refused(visit.app, "move", which, "--to", "", "--by", AGENT)


def test_the_visits_of_all_deliveries(engine: Engine, world: World, people: list[Somebody]) -> None:
    with writing(engine) as db:
        world.db = db
        kit, _ = world.kit("nets")
        world.delivery(kit, person_id=people[0].id)
    assert run(visit.app, "plan", "--by", OUMAR).stdout == "Visits added: 3.\n"
    assert run(visit.app, "plan", "--by", OUMAR).stdout == "Visits added: 0.\n"
    assert "A field_agent may not do this" in refused(visit.app, "plan", "--by", AGENT)


def test_silence_listed_counted_handed_and_settled(
    engine: Engine, world: World, people: list[Somebody], tmp_path: Path
) -> None:
    owed(engine, world, people[0], -5)
    owed(engine, world, people[1], -9)
    listed = said(silence.app, "list", "--kind", "visit")
    assert [(one["person"], one["days"], one["phone"]) for one in listed] == [
        ("Fanta C.", 9, "+223…01"),
        ("Aminata T.", 5, "+223…01"),
    ]
    assert [one["count"] for one in said(silence.app, "count", "--sex", "female")] == [1]
    works_in(engine, world, "ML0506")
    out = tmp_path / "list.xlsx"
    hand = ("hand", "--agent", AGENT, "--by", OUMAR, "--out", str(out))
    assert run(silence.app, *hand).stdout.startswith("Handed over: 1, in")
    assert oct(out.stat().st_mode & 0o777) == "0o600"
    headings, line = (list(row) for row in load_workbook(out).worksheets[0].values)
    full = dict(zip(headings, line, strict=True))
    assert (full["name"], full["phone"], full["village"]) == ("Aminata Traoré", f"'{ORANGE}", "Konna")
    assert run(silence.app, *hand).stdout == "Nobody to hand over.\n"
    (mine,) = said(silence.app, "list", "--cercle", "Mopti")
    assert (mine["with"], mine["line"]) == ("Boubacar Maïga", full["line"])
    done = ("done", str(full["line"]), "--outcome", "moved", "--by", AGENT)
    assert run(silence.app, *done).stdout == "Settled.\n"
    assert "settled already" in refused(silence.app, *done)
    assert [row.outcome for row in rows(engine, Handed)] == ["moved"]
    assert "A field_agent may not do this" in refused(
        silence.app, "hand", "--agent", AGENT, "--by", AGENT, "--out", "x"
    )


def test_what_cannot_be_written_is_in_nobody_s_hands(engine: Engine, world: World, people: list[Somebody]) -> None:
    owed(engine, world, people[0], -5)
    told = refused(silence.app, "hand", "--agent", AGENT, "--by", OUMAR, "--out", "nowhere/list.csv", "--format", "csv")
    assert "cannot be written" in told
    assert rows(engine, Handed) == []


def test_a_file_that_was_there_is_for_its_owner_s_eyes_from_now_on(
    engine: Engine, world: World, people: list[Somebody], tmp_path: Path
) -> None:
    owed(engine, world, people[0], -5)
    out = tmp_path / "list.csv"
    out.write_text("", encoding="utf-8")
    out.chmod(0o644)
    assert run(silence.app, "list", "--out", str(out), "--format", "csv").exit_code == 0
    assert oct(out.stat().st_mode & 0o777) == "0o600"


def test_a_kit_that_is_none(engine: Engine, world: World, people: list[Somebody]) -> None:
    with writing(engine) as db:
        world.db = db
        world.kit("nets")
    assert "There is no kit 'fish': there are fishing." in refused(silence.app, "count", "--kit", "fish")
    assert said(silence.app, "count", "--kit", "fishing") == []


def test_long_lists_are_handed_over_in_steps(
    engine: Engine, world: World, people: list[Somebody], tmp_path: Path
) -> None:
    """Callers wait for one step at most: each is a transaction of its own, with its event."""
    for days in range(handing.STEP + 1):
        owed(engine, world, people[0], -5 - days)
    out = tmp_path / "list.csv"
    hand = ("hand", "--agent", AGENT, "--by", OUMAR, "--out", str(out), "--format", "csv")
    assert run(silence.app, *hand).stdout.startswith(f"Handed over: {handing.STEP + 1}, in")
    assert len(out.read_text(encoding="utf-8").splitlines()) == handing.STEP + 2
    told = [row.detail for row in rows(engine, AuditEvent) if row.action == "silence handed"]
    assert told == [str(handing.STEP), "1"]


def test_alerts_listed_and_settled(engine: Engine, world: World) -> None:
    (staff_id,) = [row.id for row in rows(engine, Staff) if row.role == Role.FIELD_AGENT]
    with writing(engine) as db:
        world.db = db
        raise_alert(world.call(AGENT, staff=staff_id), "visits at night", "staff", staff_id)
    (found,) = said(alert.app, "list", "--open")
    assert (found["kind"], found["who"], found["finding"]) == ("visits at night", "Boubacar M.", "")
    settle = ("settle", found["alert"], "--note", "explained", "--by", OUMAR)
    assert run(alert.app, *settle).stdout == "Settled.\n"
    assert said(alert.app, "list", "--open") == []
    assert said(alert.app, "list")[0]["finding"] == "explained"
    assert "settled already" in refused(alert.app, *settle)
    assert "A field_agent may not do this" in refused(alert.app, *settle[:-1], AGENT)
