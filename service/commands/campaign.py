"""`retour campaign …`: a text or a journey to many, looked at before it is sent, and watched while it goes."""

import time
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.commands.office import Office, office
from service.commands.showing import progress_bars, show_balance, show_preview, show_status, table_of_campaigns
from service.commands.wishing import wish_of
from service.models.campaign import CampaignState, Occasion
from service.programme.campaigns import control
from service.programme.campaigns.credit import credit_of
from service.programme.campaigns.desk import Wish, looked_at, sending, take_in
from service.programme.campaigns.drafting import Draft
from service.programme.campaigns.preview import Preview
from service.programme.staff import SENDERS, working_from

app = typer.Typer(help="SMS to many: look at it, send it, watch it.", no_args_is_help=True)

Name = Annotated[str, typer.Option(help="What you call it, for those who look at it later.")]
Texts = Annotated[
    list[str] | None,
    typer.Option("--text", help="fr=« words », once for each language. Fields: {first_name}, {ussd_code}."),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", help="A filter and its values: region=Mopti,Gao. Several narrow one another. all=yes for everybody."
    ),
]
Listed = Annotated[
    Path | None,
    typer.Option(
        "--list", help="A file with a card code or a number in each row, instead of filters (codes may be narrowed)."
    ),
]
Journey = Annotated[
    str,
    typer.Option(help="The journey that an answer begins; its first question is the text where no --text is given."),
]
At = Annotated[str, typer.Option(help="When it begins, local time: 2026-12-01 09:00. Default: now.")]
Until = Annotated[str, typer.Option(help="After this it is too old to be sent, local time.")]
When = Annotated[
    Occasion | None, typer.Option("--occasion", help="A standing check-in: to whom the occasion comes, each day.")
]
Days = Annotated[int, typer.Option(help="Days after the delivery, or before the visit.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]
Which = Annotated[UUID, typer.Argument(help="The campaign, as `retour campaign list` names it.")]


@app.command()
def preview(  # noqa: PLR0913 what may be said of a campaign
    *,
    name: Name = "preview",
    text: Texts = None,
    where: Where = None,
    listed: Listed = None,
    journey: Journey = "",
    at: At = "",
    until: Until = "",
    occasion: When = None,
    days: Days = 0,
) -> None:
    """Who would get it and who not, what it costs, how long it takes. Nothing is queued."""
    with office() as desk:
        wish = wish_of(
            desk,
            name=name,
            text=text,
            where=where,
            listed=listed,
            journey=journey,
            at=at,
            until=until,
            occasion=occasion,
            days=days,
        )
        _looked_at(desk, wish)


@app.command()
def send(  # noqa: PLR0913 what may be said of a campaign
    *,
    name: Name,
    by: By,
    text: Texts = None,
    where: Where = None,
    listed: Listed = None,
    journey: Journey = "",
    at: At = "",
    until: Until = "",
    occasion: When = None,
    days: Days = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you mean it.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="The same text to the same audience as a moment ago: it is meant.")
    ] = False,
) -> None:
    """Show the preview, ask, and queue it. The worker sends it."""
    with office() as desk:
        with desk.engine.connect() as db:
            staff_id = working_from(db, desk.vault, by, *SENDERS)
        wish = wish_of(
            desk,
            name=name,
            text=text,
            where=where,
            listed=listed,
            journey=journey,
            at=at,
            until=until,
            occasion=occasion,
            days=days,
            by=staff_id,
        )
        draft, found = _looked_at(desk, wish)
        if not yes:
            question = "Let it stand?" if draft.occasion else f"Send it to {found.recipients} phones?"
            typer.confirm(question, abort=True)
        made = sending(draft, found, desk.transact, desk.inside, again=again)
        with Progress(TextColumn("queueing"), BarColumn(), MofNCompleteColumn(), transient=True) as bar:
            task = bar.add_task("", total=found.people)
            for done in made.steps():
                bar.update(task, completed=done)
        _tell(made.plan.campaign_id, made.state, len(made.plan.taken))


def _looked_at(desk: Office, wish: Wish) -> tuple[Draft, Preview]:
    """What would come of it, shown."""
    take_in(wish.listed or (), desk.transact, desk.inside)
    with desk.engine.connect() as db:  # only read: nothing is locked while a whole audience is looked at
        draft, found = looked_at(desk.inside(db), desk.library, wish)
    console = Console()
    show_preview(console, draft, found, desk.settings.timezone, desk.around.atlas.gazetteer)
    show_balance(console, credit_of(desk.settings), found)
    return draft, found


def _tell(campaign_id: UUID, state: CampaignState, count: int) -> None:
    typer.echo(f"Campaign {campaign_id}: {count} texts queued.")
    if state is CampaignState.WAITING:
        typer.echo(f"It waits for a second pair of eyes: retour campaign approve {campaign_id} --by NUMBER")
    else:
        typer.echo(f"Watch it: retour campaign status {campaign_id} --watch")


@app.command()
def status(
    which: Which,
    watch: Annotated[
        bool, typer.Option("--watch", help="Follow it until it is done (Ctrl-C to leave it alone).")
    ] = False,
) -> None:
    """How far it is: queued, sent, delivered, failed, uncertain, answered; and who gets nothing, and why."""
    with office() as desk:
        console = Console()
        if watch:
            _follow(desk, which, console)
        with desk.engine.connect() as db:
            show_status(console, control.status(db, desk.vault, which), desk.settings.timezone)


def _follow(desk: Office, which: UUID, console: Console) -> None:
    with Live(console=console, transient=True) as live:
        while True:
            with desk.engine.connect() as db:
                found = control.status(db, desk.vault, which)
            live.update(progress_bars(found))
            if not found.still_to_go or found.state is CampaignState.CANCELLED:
                return
            time.sleep(1)


@app.command("list")
def list_campaigns() -> None:
    """The latest campaigns, and the check-ins that stand."""
    with office() as desk, desk.engine.connect() as db:
        found = list(control.everyone(db, desk.vault))
        Console(width=max(150, Console().width)).print(table_of_campaigns(found, desk.settings.timezone))


@app.command()
def pause(which: Which, by: By) -> None:
    """Nothing more of it leaves until it is resumed; what is in a worker's hands already still goes."""
    _change(which, CampaignState.PAUSED, by)
    typer.echo("Paused.")


@app.command()
def resume(which: Which, by: By) -> None:
    """A paused campaign goes on where it stood."""
    _change(which, CampaignState.RUNNING, by)
    typer.echo("It goes on.")


@app.command()
def cancel(which: Which, by: By) -> None:
    """What has not left never will. It cannot be taken up again."""
    _change(which, CampaignState.CANCELLED, by)
    taken = 0
    with office() as desk:
        while some := desk.transact(lambda db: control.take_back(db, which)):
            taken += some
    typer.echo(f"Cancelled: {taken} texts will not be sent.")


@app.command()
def approve(which: Which, by: By) -> None:
    """The second pair of eyes on a campaign to many: from now on it is sent."""
    with office() as desk:
        desk.transact(
            lambda db: control.approve(db, which, working_from(db, desk.vault, by, *SENDERS), desk.inside(db).now)
        )
    typer.echo("Approved: it is being sent.")


def _change(which: UUID, to: CampaignState, by: str) -> None:
    with office() as desk:
        desk.transact(
            lambda db: control.change(db, which, to, working_from(db, desk.vault, by, *SENDERS), desk.inside(db).now)
        )
