"""`retour figures`: the programme's key figures, each with its definition."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection

from service.commands.opened import installation
from service.programme.figures import Asked, Dimension, Report, as_json, read_scope, report
from service.programme.places import Atlas
from service.settings import Settings

app = typer.Typer()


class Shape(StrEnum):
    """How the figures are written."""

    TABLE = "table"
    JSON = "json"
    XLSX = "xlsx"


class Language(StrEnum):
    """Of the definitions."""

    FRENCH = "fr"
    ENGLISH = "en"


@app.command()
def figures(  # noqa: PLR0913 what may be asked of the figures
    *,
    how: Annotated[
        Shape | None, typer.Option("--format", help="table, json or xlsx; unless said, what the name of the file says.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write; a workbook needs one.")] = None,
    region: Annotated[str, typer.Option(help="One region only: its name or P-code.")] = "",
    cercle: Annotated[str, typer.Option(help="One cercle only: its name or P-code.")] = "",
    sex: Annotated[str, typer.Option(help="One sex only: female or male.")] = "",
    since: Annotated[str, typer.Option("--from", help="From this day on: 2026-01-31, or a month: 2026-01.")] = "",
    until: Annotated[str, typer.Option("--to", help="Until this day, included; of a month, its last.")] = "",
    by: Annotated[
        list[Dimension] | None, typer.Option("--by", help="A table of its own, may be repeated; xlsx: all unless said.")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="Of the definitions: fr or en.")] = None,
) -> None:
    """Whom the programme reached, what came, who was visited, who complained and was answered: counted now. Counts of
    fewer than five people are not shown, nor what would give them away."""
    with installation() as (settings, engine, _):
        shape = how or _shape_of(out)
        dimensions = by or (list(Dimension) if shape is Shape.XLSX else [])
        if shape is Shape.XLSX and out is None:
            raise ValueError("A workbook needs a file: say which with --out FILE.xlsx.")
        asked = Asked(region=region, cercle=cercle, sex=sex, since=since, until=until)
        told = language or settings.default_language
        with engine.connect() as db:
            made = _report(db, settings, asked, list(dict.fromkeys(dimensions)), told)
        _write(made, shape, out)


def _shape_of(out: Path | None) -> Shape:
    """By the name of the file."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    return Shape(ending) if ending in set(Shape) else Shape.TABLE


def _report(db: Connection, settings: Settings, asked: Asked, by: list[Dimension], language: str) -> Report:
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()
    atlas = Atlas()
    atlas.refresh(db)
    scope = read_scope(asked, atlas.gazetteer, settings, today)
    return report(db, scope, atlas.gazetteer, by, language)


def _write(made: Report, how: Shape, out: Path | None) -> None:
    """To the terminal, or to a file that only its owner may read."""
    if out is None:
        _print(made, how, sys.stdout)
        return
    try:
        out.touch(mode=0o600)
        out.chmod(0o600)  # it may have been there, for everybody to read
        if how is Shape.XLSX:
            from service.programme.figures.workbook import save  # openpyxl takes longer to load than to count

            save(made, out)
            return
        with out.open("w", encoding="utf-8") as file:
            _print(made, how, file)
    except OSError as error:
        raise ValueError(f"{out} cannot be written: {error.strerror}.") from None


def _print(made: Report, how: Shape, file: TextIO) -> None:
    if how is Shape.JSON:
        file.write(json.dumps(as_json(made), ensure_ascii=False, indent=2) + "\n")
        return
    from service.commands.drawn_figures import draw  # rich takes time to load, and JSON needs none of it

    draw(made, file)
