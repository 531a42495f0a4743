"""Imports: a list of 50,000 people looked at and written, on both databases; how long a step holds the database, and
how much memory the process has, beside one that takes in a tenth of it."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from openpyxl import Workbook

from bench.figures import Figure, at_most, plain
from service.programme.places import reference_places
from tests.support.postgres import NoPostgres, database, postgres_server
from tests.support.servers import installation

ROWS, FEW = 50_000, 5_000
SECONDS, STEP_MS, MORE_MB = 60, 100, 60
_HEADINGS = (
    "Nom complet", "Sexe", "Année de naissance", "Village", "Téléphone", "Chef de ménage", "Ménage",
    "Taille du ménage", "Statut", "Vulnérabilité", "Consentement", "Date du consentement",
)  # fmt: skip
_FIRST = "Aminata Fanta Oumar Moussa Mariam Kadiatou Boubacar Ibrahim Aïssata Seydou Hawa Modibo Ousmane Rokia".split()
_LAST = "Traoré Coulibaly Cissé Diallo Maïga Touré Konaté Dembélé Sangaré Keïta Haïdara Ongoïba Guindo Bah".split()


def measured() -> Iterator[Figure]:
    """Everything; the list is a workbook."""
    with tempfile.TemporaryDirectory(prefix="retour-import-") as name:
        folder = Path(name)
        many, few = folder / "many.xlsx", folder / "few.xlsx"
        _workbook(many, ROWS)
        _workbook(few, FEW)
        yield from _on("SQLite", installation(folder / "sqlite"), many, few)
        try:
            with postgres_server(durable=True) as found, database(found.url, "retour_import") as url:
                settings = installation(folder / "postgres", RETOUR_DATABASE_URL=url, RETOUR_SIMULATOR="0")
                yield from _on("PostgreSQL", settings, many, few)
        except NoPostgres as error:
            print(f"import on PostgreSQL: not measured, {error}")


def _on(name: str, environment: Mapping[str, str], many: Path, few: Path) -> Iterator[Figure]:
    subprocess.run(
        [sys.executable, "-m", "service.cli", "migrate"], env=dict(environment), check=True, stdout=subprocess.DEVNULL
    )
    small, large = _imported(environment, few), _imported(environment, many)
    label = f"{name}, import of {ROWS:,} people"
    yield plain(f"{label}: looking", large["look_s"], "s")
    yield plain(f"{label}: writing", large["write_s"], "s")
    yield at_most(f"{label}: both", large["look_s"] + large["write_s"], "s", SECONDS)
    yield at_most(f"{label}: a step, p95 of {large['steps']}", large["step_s"] * 1000, "ms", STEP_MS)
    yield plain(f"{label}: the longest step", large["longest_s"] * 1000, "ms")
    yield at_most(f"{label}: memory above that of {FEW:,}", large["megabytes"] - small["megabytes"], "MB", MORE_MB)


def _imported(environment: Mapping[str, str], path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.support.importing", str(path)]
    done = subprocess.run(command, env=dict(environment), check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _workbook(path: Path, rows: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_HEADINGS)
    for row in _people(rows):
        sheet.append(row)
    book.save(path)


def _people(rows: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(rows)
    communes = [place for place in reference_places() if place.level == "commune"]
    for number in range(rows):
        name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {chance.choice(_LAST)}"
        phone = float(22370000000 + rows * 10 + number) if chance.random() < 0.7 else None
        place = chance.choice(communes).pcode
        yield (
            name, chance.choice(("Femme", "Homme")), chance.randint(1940, 2004), place, phone,
            chance.choice(("oui", "non")), f"{number // 5}", chance.randint(6, 12), "Retourné",
            chance.choice(("", "Handicap", "pregnant single_parent")), "oui", "12/03/2024",
        )  # fmt: skip
