"""`retour messages …`: the SMS that the line sent, and what is not known of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from service.commands.office import office
from service.commands.opened import opened
from service.commands.plainly import plainly
from service.conversations.fetching import OLD, fetch
from service.conversations.texting import REPEATED
from service.gateways.chosen import sms_gateway
from service.gateways.port import GatewayError, HasBalance, HasInbox
from service.programme.doubts import Decision, decide, in_doubt
from service.programme.staff import working_from
from service.settings import read_settings

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


@app.command("fetch")
def fetch_missed(
    since: Annotated[
        str,
        typer.Option(
            help="Pass over what was written before, local time: 2026-12-01 09:00. Default: nothing, but for "
            "the first look into an inbox, a week ago."
        ),
    ] = "",
) -> None:
    """Read the carrier's inbox behind the last place, after an outage, and take in what the hooks missed."""
    with office() as desk, _carrier_said():
        gateway = sms_gateway(desk.settings)
        if not isinstance(gateway, HasInbox):
            raise ValueError(
                f"The SMS carrier ({gateway.name}) has no inbox that can be read: only its hook tells of texts."
            )
        found = fetch(desk.around, desk.transact, gateway, lambda: datetime.now(UTC), desk.moment(since))
    known, old = found.pop(REPEATED, 0), found.pop(OLD, 0)
    typer.echo(f"Taken in: {found.total()}. Known already: {known}. Too old, passed over: {old}.")


@app.command()
def balance() -> None:
    """What credit the carrier says is left."""
    with plainly(), _carrier_said():
        gateway = sms_gateway(read_settings())
        if not isinstance(gateway, HasBalance):
            raise ValueError(f"The SMS carrier ({gateway.name}) does not say its balance.")
        typer.echo(str(gateway.balance()))


@contextmanager
def _carrier_said() -> Iterator[None]:
    """What the carrier refuses, in its one line."""
    try:
        yield
    except GatewayError as error:
        raise ValueError(f"{error}.") from None


def _decide(which: list[UUID], decision: Decision, by: str) -> None:
    with opened() as (db, vault):
        decide(db, which, decision, working_from(db, vault, by), datetime.now(UTC))
