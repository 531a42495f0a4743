"""`retour export`: without names by default, with HXL tags; in full only for who may, and the audit trail knows."""

import csv
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from flows.library import packaged
from service.commands import exporting
from service.database import writing
from service.models import AuditEvent, Case, SensitiveCase, table_of
from service.programme.labels import CASE_WORDS, SENSITIVE_WORDS
from service.settings import read_settings
from service.vault import open_vault
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, OUMAR, World, receipt

KINDS = ("people", "deliveries", "receipts", "visits", "cases")


def run(*words: str) -> Result:
    return CliRunner().invoke(exporting.app, list(words))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def audited(engine: Engine) -> list[tuple[str, str]]:
    event = table_of(AuditEvent)
    with engine.connect() as db:
        found = db.execute(
            select(event.c.action, event.c.detail).where(event.c.subject == "export").order_by(event.c.id)
        )
        return [(row.action, row.detail) for row in found]


@pytest.fixture
def programme(engine: Engine, people: list[Somebody]) -> list[Somebody]:
    """Aminata has a kit, a receipt, a visit and a case; a sensitive report stands beside."""
    settings = read_settings()
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        world = World(db, vault, settings, packaged())
        kit, (canoe,) = world.kit("canoe")
        delivery = world.delivery(kit, person_id=people[0].id, place="ML050605")
        world.brought(delivery, canoe, 1)
        from service.programme.receipts import confirm_receipt

        confirm_receipt(world.call(ORANGE, people[0].id), receipt(delivery, items={str(canoe): "received"}))
        case = world.add(Case, reference="123450", type="question", person_id=people[0].id, opened_at=world.now)
        db.execute(table_of(Case).update().values(words=vault.seal(CASE_WORDS, case, "=SOS() les mots d'Aminata")))
        made = world.add(SensitiveCase, opened_at=world.now)
        db.execute(table_of(SensitiveCase).update().values(words=vault.seal(SENSITIVE_WORDS, made, "un secret")))
    return people


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_nobody_is_named_by_default(
    engine: Engine, programme: list[Somebody], tmp_path: Path, kind: str, suffix: str
) -> None:
    path = tmp_path / f"list.{suffix}"
    said = run(kind, "--out", str(path))
    assert (said.exit_code, said.stderr) == (0, ""), said.output
    if suffix == "csv":
        told = path.read_text(encoding="utf-8")
        lines = [line.split(",") for line in told.splitlines()]
    else:
        lines = [[str(cell) for cell in row] for row in load_workbook(path).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
        told = "\n".join(",".join(line) for line in lines)
    assert all(tag.startswith("#") for tag in lines[1])
    for secret in (
        "Aminata",
        "Traoré",
        ORANGE[4:],
        programme[0].code,
        programme[0].code[:3] + " ",
        "mots",
        "secret",
        "123450",
    ):
        assert secret not in told, secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*")) == []


def test_a_person_is_the_same_in_every_list(engine: Engine, programme: list[Somebody], tmp_path: Path) -> None:
    found = {}
    for kind in KINDS:
        run(kind, "--out", str(tmp_path / f"{kind}.csv"), "--where", "sex=female")
        found[kind] = {row["person"] for row in rows(tmp_path / f"{kind}.csv")[1:] if row["person"]}
    assert len(found["people"]) == 1
    assert all(found[kind] == found["people"] for kind in ("deliveries", "receipts", "cases"))


def test_in_full_for_who_may_and_the_audit_trail_knows(
    engine: Engine, programme: list[Somebody], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    assert "--by and the number" in run("people", "--out", str(path), "--full").stderr
    assert "may not do this" in run("people", "--out", str(path), "--full", "--by", AGENT).stderr
    assert (path.exists(), audited(engine)) == (False, [])
    assert run("people", "--out", str(path), "--full", "--by", OUMAR, "--where", "region=Mopti").exit_code == 0
    (_, one) = rows(path)
    assert (one["name"], one["phones"], one["region"]) == ("Aminata Traoré", f"'{ORANGE}", "Mopti")
    assert one["card"].replace(" ", "") == programme[0].code
    assert run("cases", "--out", str(path), "--full", "--by", OUMAR).exit_code == 0
    assert rows(path)[1]["words"] == "'=SOS() les mots d'Aminata", "no spreadsheet runs it"
    assert "secret" not in path.read_text(encoding="utf-8")
    assert audited(engine) == [
        ("exported in full", "people: 1 rows; region=Mopti"),
        ("exported in full", "cases: 1 rows"),
    ]


def test_filters_narrow(engine: Engine, programme: list[Somebody], tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    for where, number in (("kit=fishing", 1), ("sex=male", 1), ("commune=Fatoma", 0), ("cercle=ML0506", 1)):
        assert run("people", "--out", str(path), "--where", where).stdout.startswith(f"{number} rows in"), where
    run("deliveries", "--out", str(path), "--where", "kit=fishing")
    assert (rows(path)[1]["items"], rows(path)[1]["commune"]) == ("canoe 1", "Konna")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--out", "list.txt"), "ends in .xlsx or .csv"),
        (("--out", "nowhere/list.csv"), "cannot be written"),
        (("--out", "list.csv", "--where", "regoin=Mopti"), "There is no filter 'regoin'"),
        (("--out", "list.csv", "--where", "region=Paris"), "region has no 'Paris'"),
        (("--out", "list.csv", "--where", "sex=x"), "sex is female or male."),
        (("--out", "list.csv", "--where", "kit=x"), "kit has no 'x': there are fishing."),
        (("--out", "list.csv", "--where", "sex="), "sex has no value"),
    ],
)
def test_what_is_refused(
    engine: Engine, programme: list[Somebody], tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    said = run("people", *words)
    assert (said.exit_code, reason in said.stderr) == (1, True), said.output
    assert (list(tmp_path.glob("*list*")), audited(engine)) == ([], [])
