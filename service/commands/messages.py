"""`retour messages …`: the SMS that the line sent, and what is not known of them."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from service.commands.opened import opened
from service.programme.doubts import Decision, decide, in_doubt
from service.programme.staff import working_from

app = typer.Typer(help="SMS: what is uncertain, and what becomes of it.", no_args_is_help=True)
Which = Annotated[list[UUID], typer.Argument(help="The messages, as `retour messages uncertain` names them.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who decided.")]


@app.command()
def uncertain() -> None:
    """Texts that may have gone out, or may not: the answer of the carrier was lost, and no report has come."""
    table = Table("message", "kind", "phone", "carrier", "since (UTC)", "why")
    with opened() as (db, vault):
        for one in in_doubt(db, vault):
            since = f"{one.since:%Y-%m-%d %H:%M}"
            table.add_row(str(one.id), one.kind, one.phone, one.gateway, since, one.reason)
    Console(width=max(120, Console().width)).print(table)
    typer.echo(f"{table.row_count} uncertain.")


@app.command()
def resend(which: Which, by: By) -> None:
    """Send uncertain texts again. Whoever got one before gets it twice: that is yours to decide."""
    _decide(which, Decision.RESEND, by)
    typer.echo(f"Queued again: {len(which)}.")


@app.command("give-up")
def give_up(which: Which, by: By) -> None:
    """Leave uncertain texts unsent for good."""
    _decide(which, Decision.GIVE_UP, by)
    typer.echo(f"Given up: {len(which)}.")


def _decide(which: list[UUID], decision: Decision, by: str) -> None:
    with opened() as (db, vault):
        decide(db, which, decision, working_from(db, vault, by), datetime.now(UTC))
