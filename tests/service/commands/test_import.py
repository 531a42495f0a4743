"""`retour import`, end to end: looked at, taken in, listed, taken back; and what is refused in plain words."""

import csv
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from typer.testing import CliRunner, Result

from service.commands import importing
from service.models import ImportMapping, Person, table_of
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.campaigns.camp import Somebody
from tests.service.programme.transfer.lists import person, workbook
from tests.service.programme.world import AGENT, OUMAR

HOUSE = Path(__file__).parents[3]
ROWS = [person(nom="Kadia Touré", tel=None), person(nom="Moussa Keïta", sexe="H", tel=None)]


def run(*words: str) -> Result:
    return CliRunner().invoke(importing.app, list(words))


def count(engine: Engine, model: type = Person) -> int:
    with engine.connect() as db:
        return db.scalar(select(func.count()).select_from(table_of(model))) or 0


def test_a_look_then_the_writing_then_the_taking_back(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    path = str(workbook(tmp_path / "list.xlsx", ROWS))
    said = run("people", path)
    assert (said.exit_code, said.stderr) == (0, ""), said.output
    for told in ("Nom complet", "birth_year", "2 rows: 2 new, 0 to be changed", "Nothing was written. To write it"):
        assert told in said.stdout
    assert count(engine) == 2, "those who were there"
    said = run("people", path, "--apply", "--by", OUMAR)
    assert said.exit_code == 0, said.output
    assert count(engine) == 4
    job = said.stdout.partition("Import ")[2].strip().rstrip(".")
    assert "Nothing to do: all of it is there already." in run("people", path, "--apply", "--by", ADMINISTRATOR).stdout
    listed = run("list", "--format", "csv").stdout
    assert f"{job},people,2,2,0,applied,Boubacar M." in listed
    said = run("undo", job, "--by", OUMAR)
    assert (said.exit_code, said.stdout) == (0, "Taken back: 2 changes.\n"), said.output
    assert count(engine) == 2
    assert "undone already" in run("undo", job, "--by", OUMAR).stderr


def test_what_is_wrong_is_shown_and_written_to_a_file(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    rows = [*ROWS, *(person(nom="Awa [b]", sexe="?", tel="12") for _ in range(30))]
    path, errors = str(workbook(tmp_path / "list.xlsx", rows)), tmp_path / "errors.csv"
    said = run("people", path, "--errors", str(errors))
    assert said.exit_code == 1
    assert "32 rows: 2 new, 0 to be changed, 0 that change nothing, 30 wrong." in said.stdout
    assert "it is none of: female, male" in said.stdout
    with errors.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(told) == 60
    assert told[0] == {"row": "4", "column": "Sexe", "what": "wrong", "reason": "it is none of: female, male"}
    assert stat.S_IMODE(errors.stat().st_mode) == 0o600
    assert "… and 40 more: --errors FILE.csv has them all." in run("people", path).stdout
    assert "30 of 32 rows are wrong: nothing was written" in run("people", path, "--apply", "--by", OUMAR).stderr
    assert count(engine) == 2
    assert run("people", path, "--apply", "--by", OUMAR, "--skip-wrong").exit_code == 0
    assert count(engine) == 4


def test_columns_are_mapped_and_remembered(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    rows = [{("Qui est-ce" if name == "Nom complet" else name): cell for name, cell in ROWS[0].items()}]
    path = str(workbook(tmp_path / "list.xlsx", rows))
    assert "No column was found for: name. The file has: Qui est-ce" in run("people", path).stderr
    assert run("people", path, "--map", "Qui est-ce=name").exit_code == 0
    assert count(engine, ImportMapping) == 1
    assert run("people", path).exit_code == 0, "it is remembered"
    assert "'Qui est-ce' is not written as --map HEADING=field." in run("people", path, "--map", "Qui est-ce").stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--apply",), "Say who you are: --by and the number that you work from."),
        (("--apply", "--by", AGENT), "A field_agent may not do this"),
        (("--apply", "--by", "+22350009999"), "Nobody works from the phone +223…99."),
        (("--errors", "nowhere/errors.csv"), "cannot be written: No such file or directory."),
    ],
)
def test_what_is_refused(
    engine: Engine, people: list[Somebody], tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    said = run("people", str(workbook(tmp_path / "list.xlsx", ROWS)), *words)
    assert (said.exit_code, reason in said.stderr) == (1, True), said.output
    assert count(engine) == 2


INTERRUPTIBLE = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever was started in the background ignores it
os.nice(15)  # whoever looks and interrupts has to be quicker
from service.commands.importing import app
app()
"""


def test_one_that_is_interrupted_goes_on(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    """Ctrl-C in the middle of the writing: what is written stands, and the same command goes on from there."""
    rows = [person(nom=f"Personne {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}", tel=None) for n in range(2000)]
    path = str(workbook(tmp_path / "list.xlsx", rows))
    words = ("people", path, "--apply", "--by", OUMAR)
    command = [sys.executable, "-c", INTERRUPTIBLE, *words]
    with subprocess.Popen(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(HOUSE)}, stdout=subprocess.PIPE
    ) as one:
        until(lambda: count(engine) > 2)
        one.send_signal(signal.SIGINT)
        told = one.communicate(timeout=60)[0].decode()
    assert (one.returncode, "rows are written. The same command goes on from there;" in told) == (130, True), told
    assert 2 < count(engine) < 2002
    said = run(*words)
    assert (said.exit_code, "Going on behind row" in said.stdout) == (0, True), said.output
    assert count(engine) == 2002


def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def test_the_fields_of_each_kind_are_told(engine: Engine, people: list[Somebody]) -> None:
    for kind, field in (("people", "guardian"), ("visits", "takings"), ("villages", "pcode")):
        assert field in run("fields", kind).stdout
    assert run("fields", "cows").exit_code == 2


def test_villages_by_the_command(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    path = tmp_path / "villages.csv"
    path.write_text("Village;Commune\nKotaka;Konna\n", encoding="utf-8")
    assert "Written: 1 rows." in run("villages", str(path), "--apply", "--by", OUMAR).stdout
