"""`retour kit …`: what the kits hold, read from a file that a programme officer writes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from service.commands.listing import Format, Line, write
from service.commands.office import office
from service.commands.typed import text_of
from service.commands.working import By, done_by
from service.programme.distribution import catalogue
from service.programme.distribution.catalogue import KitLine, every_kit, kit_named
from service.programme.distribution.kit_file import read_catalogue
from service.programme.staff import SENDERS

app = typer.Typer(help="The kits: what is in each.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="The kit's code, as `retour kit list` names it.")]
How = Annotated[Format, typer.Option("--format", help="A table, JSON, CSV or a workbook.")]
Out = Annotated[Path | None, typer.Option(help="The file to write.")]
KITS = ("kit", "name", "business type", "items", "visits after days", "active", "still to come", "delivered")
ITEMS = ("item", "name", "quantity")


@app.command("list")
def list_kits(how: How = Format.TABLE, out: Out = None) -> None:
    """Every kit, and how many deliveries of it are to come and have come."""
    with office() as desk, desk.engine.connect() as db:
        write((_kit(kit, desk.settings.default_language) for kit in every_kit(db)), KITS, how, out)


@app.command()
def show(code: Code, how: How = Format.TABLE, out: Out = None) -> None:
    """What is in a kit."""
    with office() as desk, desk.engine.connect() as db:
        wanted, language = kit_named(db, code).code, desk.settings.default_language
        (kit,) = (one for one in every_kit(db) if one.code == wanted)
        lines = (
            {"item": item.code, "name": _name(item.names, language), "quantity": item.quantity} for item in kit.items
        )
        write(lines, ITEMS, how, out)


@app.command()
def load(file: Annotated[Path, typer.Argument(help="A YAML file with one kit or more.")], by: By) -> None:
    """Add the kits of a file, or change those that stand already. A file with a mistake changes nothing."""
    with office() as desk:
        found = read_catalogue(file.name, text_of(file))
        new, changed = done_by(desk, by, SENDERS, lambda ctx: catalogue.load(ctx, found))
    typer.echo(f"{new} new, {changed} that stood already.")


@app.command()
def retire(code: Code, by: By) -> None:
    """A kit is planned no more; what is planned of it can still be delivered."""
    with office() as desk:
        still = done_by(desk, by, SENDERS, lambda ctx: catalogue.retire(ctx, code))
    typer.echo(f"Retired. Still to be delivered: {still}.")


def _kit(kit: KitLine, language: str) -> Line:
    told = ", ".join(f"{item.code} {item.quantity}" for item in kit.items)
    names = _name(kit.names, language), _name(kit.business_type, language)
    cells = (kit.code, *names, told, kit.visit_days, kit.active, kit.planned, kit.delivered)
    return dict(zip(KITS, cells, strict=True))


def _name(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names.get("fr", "")
