"""`retour alert …`: patterns that cannot be, for somebody to look into."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.commands.listing import Cell, Format, write
from service.commands.opened import opened
from service.models.staff import Role
from service.programme import alerts
from service.programme.staff import working_from

app = typer.Typer(help="What cannot be as it was noted: look into it, and settle it.", no_args_is_help=True)
SETTLERS = (Role.PROGRAMME_OFFICER, Role.ADMINISTRATOR)
HEADINGS = ("alert", "at", "kind", "about", "who", "detail", "finding", "settled")


@app.command("list")
def list_alerts(
    only_open: Annotated[bool, typer.Option("--open", help="Only those that nobody has looked into.")] = False,
    how: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file, which only you may read.")] = None,
) -> None:
    """The alerts, the latest first."""
    with opened() as (db, vault):
        write(map(_line, alerts.everything(db, vault, only_open=only_open)), HEADINGS, how, out)


def _line(one: alerts.Alert) -> dict[str, Cell]:
    return {
        "alert": str(one.id),
        "at": one.at,
        "kind": one.kind,
        "about": one.subject,
        "who": one.who,
        "detail": one.detail,
        "finding": one.finding,
        "settled": one.settled_at,
    }


@app.command()
def settle(
    which: Annotated[UUID, typer.Argument(help="The alert, as `retour alert list` names it.")],
    note: Annotated[alerts.Finding, typer.Option(help="What came of looking into it.")],
    by: Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")],
) -> None:
    """Somebody has looked into it: it is open no more."""
    with opened() as (db, vault):
        alerts.settle(db, which, note, working_from(db, vault, by, *SETTLERS), datetime.now(UTC))
    typer.echo("Settled.")
