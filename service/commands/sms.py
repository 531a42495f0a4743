"""`retour sms …`: SMS to and for one person."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from service.commands.office import office
from service.commands.opened import opened
from service.programme import wishes
from service.programme.campaigns.single import send_one
from service.programme.staff import SENDERS, StaffError, working_from
from service.programme.wishes import Whose

app = typer.Typer(help="SMS to a person, and their wish to get none.", no_args_is_help=True)
Phone = Annotated[str, typer.Option(help="The number that gets, or shall get, no SMS.")]
Card = Annotated[str, typer.Option(help="The code of a person's card: all phones that reach them.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]


@app.command()
def send(text: Annotated[str, typer.Argument(help="The words.")], by: By, phone: Phone = "", card: Card = "") -> None:
    """One text to a number, or to whoever has a card. It goes before campaigns, and not to who said STOP."""
    if bool(phone) == bool(card):
        raise typer.BadParameter("say either --phone or --card")
    with office() as desk:
        desk.transact(
            lambda db: send_one(desk.inside(db), phone or card, text, working_from(db, desk.vault, by, *SENDERS))
        )
    typer.echo("Queued: the worker sends it.")


@app.command()
def stop(by: By, phone: Phone = "", card: Card = "") -> None:
    """No more SMS to a phone, or to a person: they said so. Whoever shares the phone gets none either."""
    with opened() as (db, vault):
        changed = wishes.stop(db, vault, Whose(phone, card), working_from(db, vault, by), datetime.now(UTC))
    typer.echo(f"Stopped: {changed}." if changed else "Nothing to do: no SMS went there any more.")


@app.command()
def start(
    by: By,
    phone: Phone = "",
    card: Card = "",
    asked: Annotated[bool, typer.Option("--asked-by-person", help="The person wants SMS again, and said so.")] = False,
) -> None:
    """SMS again to a phone, or to a person, whose STOP is in force. Only their own wish can take it back."""
    with opened() as (db, vault):
        if not asked:
            raise StaffError("Only the person can take their STOP back: say --asked-by-person where they asked.")
        changed = wishes.start(db, vault, Whose(phone, card), working_from(db, vault, by), datetime.now(UTC))
    typer.echo(f"SMS again: {changed}." if changed else "Nothing to do: no STOP is in force.")
