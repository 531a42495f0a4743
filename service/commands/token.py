"""`retour token …`: what lets another program speak to /api/v1."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from service.commands.opened import opened
from service.programme import tokens
from service.programme.staff import SENDERS, working_from
from service.programme.tokens import Scope

app = typer.Typer(help="Tokens of /api/v1: made, looked at, ended.", no_args_is_help=True)
LIST_WIDTH = 150
"""Wide enough for an id in one line: it is copied from there."""


@app.command()
def create(
    name: Annotated[str, typer.Option(help="What will use it: « partner's dashboard ».")],
    by: Annotated[str, typer.Option(help="The number that you work from: the token acts as you, while you may send.")],
    scope: Annotated[list[Scope], typer.Option(help="What it may do, once for each.")],
) -> None:
    """Make a token and show it, this once: only its hash is kept."""
    with opened() as (db, vault):
        made = tokens.create(db, vault, name, scope, working_from(db, vault, by, *SENDERS), datetime.now(UTC))
    typer.echo(made)
    typer.echo("It is shown this once. Send it as the header « Authorization: Bearer … ».", err=True)


@app.command("list")
def list_tokens() -> None:
    """Every token: what uses it, what it may do, when it last did. Never the token itself."""
    table = Table()
    table.add_column("token", no_wrap=True, min_width=36)
    for title in ("name", "may", "as", "made (UTC)", "used (UTC)", "in force"):
        table.add_column(title)
    with opened() as (db, vault):
        for one in tokens.everyone(db, vault):
            times = _told(one.created_at), _told(one.used_at)
            state = "yes" if one.in_force else f"ended {_told(one.ended_at)}" if one.ended_at else "no: not staff"
            table.add_row(str(one.id), one.name, "\n".join(one.scopes), one.staff, *times, state)
    Console(width=max(LIST_WIDTH, Console().width)).print(table)


@app.command()
def end(which: Annotated[UUID, typer.Argument(help="The token, as `retour token list` names it.")]) -> None:
    """From now on it opens nothing; it cannot be taken up again."""
    with opened() as (db, _vault):
        tokens.end(db, which, datetime.now(UTC))
    typer.echo("Ended.")


def _told(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
