"""What the tests of imports share: lists as field offices have them, and an office that takes them in."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from sqlalchemy import Connection

from flows.places import Gazetteer
from service.models import ImportChange, ImportJob
from service.models.staff import Role
from service.programme.context import Context
from service.programme.places import Atlas
from service.programme.transfer import taking
from service.programme.transfer.faults import Fault
from service.programme.transfer.reading import Outcome
from service.programme.transfer.undoing import Kept, undoing
from tests.service.programme.world import OUMAR, World

PERSON = {
    "Nom complet": "Aminata Traoré",
    "Sexe": "Femme",
    "Année de naissance": 1980,
    "Village": "Konna",
    "Téléphone": 22370001234.0,
    "Consentement": "oui",
}


def person(**changes: Any) -> dict[str, Any]:
    """A row of a list of people, whose columns are named in small letters without accents for short."""
    short = dict(zip(("nom", "sexe", "annee", "village", "tel", "accord"), PERSON, strict=True))
    return PERSON | {short.get(name, name): value for name, value in changes.items()}


def workbook(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """A list as a workbook, its columns in the order in which the rows name them."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings)
    for row in rows:
        sheet.append([row.get(name) for name in headings])
    book.save(path)
    return path


def text(path: Path, rows: Sequence[Mapping[str, Any]], delimiter: str = ";", encoding: str = "utf-8-sig") -> Path:
    """The same as CSV."""
    headings = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


@dataclass
class Desk:
    """An office in the world: everything happens in the world's one transaction."""

    world: World
    folder: Path
    faults: list[Fault] = field(default_factory=list)
    _officer: UUID | None = None

    @property
    def officer(self) -> UUID:
        if self._officer is None:
            self._officer = self.world.staff(Role.PROGRAMME_OFFICER, OUMAR)
        return self._officer

    def inside(self, db: Connection) -> Context:
        world, nobody = self.world, UUID(int=0)
        return Context(
            db,
            world.vault,
            world.settings,
            world.library.text,
            self.places(),
            world.now,
            "command",
            "fr",
            nobody,
            None,
            "",
        )

    def places(self) -> Gazetteer:
        atlas = Atlas()
        atlas.refresh(self.world.db)
        return atlas.gazetteer

    @property
    def access(self) -> taking.Access:
        return taking.Access(lambda unit: unit(self.world.db), lambda unit: unit(self.world.db), self.inside)

    def file(self, rows: Sequence[Mapping[str, Any]], name: str = "list.xlsx") -> Path:
        return (workbook if name.endswith("xlsx") else text)(self.folder / name, rows)

    def open(self, rows: Sequence[Mapping[str, Any]] | Path, kind: str = "people", **said: str) -> taking.Opened:
        return taking.opened(self.access, kind, rows if isinstance(rows, Path) else self.file(rows), said)

    def look(self, rows: Sequence[Mapping[str, Any]] | Path, kind: str = "people", **said: str) -> taking.Found:
        """A look at a list; its faults are kept."""
        return self._looked_at(self.open(rows, kind, **said))

    def _looked_at(self, file: taking.Opened) -> taking.Found:
        self.faults.clear()
        *_, found = taking.checked(self.access, file, self.faults.append)
        return found

    def take(
        self,
        rows: Sequence[Mapping[str, Any]] | Path,
        kind: str = "people",
        *,
        skip_wrong: bool = False,
        steps: int | None = None,
        **said: str,
    ) -> UUID | None:
        """A list taken in, or so many steps of it; the import, None where there was nothing to do."""
        file = self.open(rows, kind, **said)
        found = self._looked_at(file)
        job = taking.applying(self.access, file, found, self.officer, skip_wrong=skip_wrong)
        if job is None:
            return None
        for done, _ in enumerate(job.steps(), 1):
            if done == steps:
                break
        return job.job.id

    def undo(self, job: UUID | None) -> list[Kept]:
        assert job is not None
        work = undoing(self.access, job, self.officer)
        for _ in work.steps():
            pass
        return work.kept

    def told(self) -> list[tuple[int, str, str]]:
        """Row, column and reason of what was wrong."""
        return [(one.line, one.column, one.reason) for one in self.faults if not one.warning]

    def warned(self) -> list[tuple[int, str, str]]:
        return [(one.line, one.column, one.reason) for one in self.faults if one.warning]

    def job(self, job: UUID | None) -> Any:
        return self.world.one(ImportJob, id=job)

    def changes(self) -> list[Any]:
        return self.world.rows(ImportChange)


def outcomes(found: taking.Found) -> tuple[int, int, int, int]:
    """New, changed, the same, wrong."""
    return tuple(found.outcomes[one] for one in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME, Outcome.WRONG))  # type: ignore[return-value]
