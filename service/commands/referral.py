"""`retour referral …`: to the health centre, or to somebody to talk to; on a consent of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape

from service.commands.listing import Cell, Format, write
from service.commands.office import office
from service.commands.working import By, day, done_by, say_where_it_ends, seen_by, words_of
from service.models.case import ClosedHow
from service.models.referral import ReferralOutcome, ReferralState
from service.programme.casedesk import asking, referral_reading, referring
from service.programme.casedesk.facilities import facilities as known_facilities
from service.programme.casedesk.referral_reading import ReferralLine
from service.programme.casedesk.steps import HANDS, LEADS
from service.programme.context import Context

T = TypeVar("T")
app = typer.Typer(help="Referrals: asked for, sent to a facility, received, closed.", no_args_is_help=True)
HEADINGS = (
    "reference", "service", "state", "asked", "person", "phone", "place", "facility", "referred", "received", "outcome",
    "referral",
)  # fmt: skip
ON_SCREEN = ("which", "service", "state", "asked", "person", "place", "facility")
"""What a table has room for; the other formats have it all."""
ASKED = "-"
"""Where a reason should stand: it is asked for, and stands on no command line."""
Which = Annotated[str, typer.Argument(help="The reference of its case, or its id where it has none.")]
Service = Annotated[str, typer.Option(help="Which one, where a case has several: health_centre, counselling …")]
On = Annotated[str, typer.Option(help="The day, as 2026-12-01. Default: today.")]


def _do(by: str, act: Callable[[Context], T]) -> T:
    with office() as desk:
        return done_by(desk, by, LEADS, act)


@app.command("list")
def list_referrals(
    by: By,
    state: Annotated[ReferralState | None, typer.Option(help="Only these. Default: all that are not closed.")] = None,
    service: Service = "",
    how: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file, which only you may read.")] = None,
) -> None:
    """The referrals, the oldest first; never why they were asked for."""
    with office() as desk:
        found = seen_by(desk, by, LEADS, lambda ctx: list(referral_reading.listed(ctx, state, service)))
        write(map(_line, found), ON_SCREEN if how is Format.TABLE else HEADINGS, how, out)
        say_where_it_ends(found, referral_reading.MOST)


def _line(one: ReferralLine) -> dict[str, Cell]:
    return {
        "which": one.reference or str(one.id),
        "reference": one.reference,
        "service": one.service,
        "state": one.state,
        "asked": one.asked_on,
        "person": one.person,
        "phone": one.phone,
        "place": one.place,
        "facility": one.facility,
        "referred": one.referred_on,
        "received": one.received_on,
        "outcome": one.outcome,
        "referral": str(one.id),
    }


@app.command()
def ask(
    card: Annotated[str, typer.Option(help="The code of the person's card.")],
    service: Annotated[str, typer.Option(help="health_centre, counselling or specialised.")],
    by: By,
    consent: Annotated[
        bool, typer.Option("--consent", help="They agree that their name and number go to this service alone.")
    ] = False,
    reason: Annotated[
        str, typer.Option(help="Why, where they said it; only this service reads it. « - »: you are asked for it.")
    ] = "",
) -> None:
    """Somebody asks you, face to face. It takes their consent, each time anew."""
    why = words_of("") if reason == ASKED else reason
    with office() as desk:

        def act(ctx: Context) -> str:
            return asking.ask(ctx, card, service, consented=consent, reason=why)

        typer.echo(f"Asked for: {done_by(desk, by, HANDS, act)}.")


@app.command()
def show(which: Which, by: By, service: Service = "") -> None:
    """One referral, with why it was asked for. The audit keeps who read it."""
    line, reason = _do(by, lambda ctx: referring.opened(ctx, which, service))
    console = Console(highlight=False)
    for name, value in {**_line(line), "why": reason}.items():
        if value and name != "which":
            console.print(f"[bold]{name}[/bold]: {escape(str(value))}", soft_wrap=True)


@app.command()
def refer(
    which: Which,
    to: Annotated[str, typer.Option(help="The facility: its name, or enough of it.")],
    by: By,
    on: On = "",
    service: Service = "",
) -> None:
    """The person is sent to a facility, on the consent that they gave for this service."""
    line = _do(by, lambda ctx: referring.refer(ctx, which, to, day(on), service))
    typer.echo(f"Referred to {line.facility}.")


@app.command()
def received(which: Which, by: By, on: On = "", service: Service = "") -> None:
    """The facility says that the person came: it counts as care received."""
    line = _do(by, lambda ctx: referring.received(ctx, which, day(on), service))
    typer.echo(f"Received by {line.facility}.")


@app.command()
def close(
    which: Which,
    outcome: Annotated[ReferralOutcome, typer.Option(help="How it ended.")],
    by: By,
    how: Annotated[
        ClosedHow | None, typer.Option(help="How the person was told: call, visit, message, focal_point.")
    ] = None,
    note: Annotated[str, typer.Option(help="A few words; where the person was not told, why.")] = "",
    service: Service = "",
) -> None:
    """The end of a referral; with the last one its case ends too."""
    told = None if how is ClosedHow.NOT_TOLD else how
    _do(by, lambda ctx: referring.close(ctx, which, outcome, told, note, service))
    typer.echo("Closed.")


@app.command()
def facilities(
    how: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file, which only you may read.")] = None,
) -> None:
    """Where care is given."""
    with office() as desk, desk.engine.connect() as db:
        found = [{"kind": one.kind, "name": one.name, "place": one.place} for one in known_facilities(desk.inside(db))]
    write(found, ("kind", "name", "place"), how, out)
