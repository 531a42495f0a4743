"""`retour figures`: shown, written, narrowed, and refused in plain words."""

import json
import stat
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import load_workbook
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from flows.library import packaged
from service import models as m
from service.commands.figures import figures
from service.database import writing
from service.settings import read_settings
from service.vault import open_vault
from tests.service.programme.figures.field import GAO, Field
from tests.service.programme.world import World

app = typer.Typer()
app.command()(figures)


@pytest.fixture(autouse=True)
def programme(engine: Engine) -> None:
    """Fifty people in Mopti, twelve in Gao of whom three are women."""
    settings = read_settings()
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        world = World(db, vault, settings, packaged())
        world.furnish()
        here = Field(world)
        here.business(*here.people(20), *here.people(30, "male"))
        here.business(*here.people(3, "female", GAO), *here.people(9, "male", GAO), place=GAO, kind="sewing")
        here.care(here.person(), here.facility())
        world.add(m.SensitiveCase, place=GAO, opened_at=world.now)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def told(*words: str) -> dict[str, Any]:
    result = run("--format", "json", *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_json_is_figures_and_definitions() -> None:
    found = told()
    assert list(found) == ["figures", "hidden", "definitions"]
    assert found["figures"]["individuals_reached"] == 62
    assert found["figures"]["health_care_people"] is None
    assert found["figures"]["health_centres"] == 1
    assert found["hidden"] == ["health_care_people"]


def test_a_table_for_people() -> None:
    result = run("--by", "region", "--language", "en")
    assert result.exit_code == 0, result.output
    assert "individuals_reached" in result.stdout
    assert "Different people" in result.stdout
    assert "<5" in result.stdout
    assert "fewer than 5 people" in result.stdout


def test_filters_narrow() -> None:
    assert told("--region", "gao")["figures"]["individuals_reached"] == 12
    assert told("--cercle", "ML0506")["figures"]["individuals_reached"] == 50
    assert told("--sex", "men")["figures"]["individuals_reached"] == 39
    assert told("--sex", "women", "--region", "Gao")["figures"]["individuals_reached"] is None
    assert told("--from", "2026-10", "--to", "2026-10-31")["figures"]["businesses"] == 2
    assert told("--from", "2026-11")["figures"]["businesses"] == 0


def test_definitions_in_the_language_asked_for() -> None:
    assert "Personnes" in str(told()["definitions"]["individuals_reached"])
    assert "people" in str(told("--language", "en")["definitions"]["individuals_reached"])


def test_a_workbook_holds_everything_and_is_its_owners(tmp_path: Path) -> None:
    out = tmp_path / "figures.xlsx"
    result = run("--format", "xlsx", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert load_workbook(out).sheetnames == ["Chiffres", "Région", "Cercle", "Sexe", "Mois"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_json_into_a_file(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    assert run("--format", "json", "--out", str(out), "--by", "month").exit_code == 0
    assert "month" in json.loads(out.read_text(encoding="utf-8"))["by"]


def test_a_file_is_what_its_name_says(tmp_path: Path) -> None:
    book, data = tmp_path / "figures.xlsx", tmp_path / "figures.json"
    data.write_text("old")
    data.chmod(0o644)
    assert run("--out", str(book), "--by", "sex").exit_code == 0
    assert load_workbook(book).sheetnames == ["Chiffres", "Sexe"]
    assert run("--out", str(data)).exit_code == 0
    assert json.loads(data.read_text(encoding="utf-8"))["figures"]["individuals_reached"] == 62
    assert stat.S_IMODE(data.stat().st_mode) == 0o600


def test_a_table_of_many_months_can_be_read(engine: Engine) -> None:
    settings = read_settings()
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        here = Field(World(db, vault, settings, packaged()), count(20_000_000), is_new=False)
        for month in range(1, 13):
            here.business(*here.people(6), on=date(2025, month, 7))
    shown = run("--by", "month").stdout
    assert all(f"2025-{month:02}" in shown for month in range(1, 13))
    assert len([line for line in shown.splitlines() if "│ individuals_reached" in line]) > 2


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--format", "xlsx"), "A workbook needs a file: say which with --out FILE.xlsx."),
        (("--region", "Atlantis"), "There is no region 'Atlantis'."),
        (("--from", "soon"), "'soon' is no day"),
        (("--out", "nowhere/figures.json"), "nowhere/figures.json cannot be written"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words: tuple[str, ...], reason: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert result.stderr.startswith(reason)
