"""`retour concern …`: sensitive reports, for the focal points and nobody else."""

from collections.abc import Callable, Iterator
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape

from flows.changed import changed
from service.commands.listing import Cell, Format, write
from service.commands.office import Office, office
from service.commands.working import local, words_of
from service.models.case import CaseOutcome
from service.models.staff import Role
from service.programme.casedesk import concerns
from service.programme.casedesk.concerns import Concern, ConcernLine
from service.programme.context import Context
from service.programme.staff import StaffError, working_from

T = TypeVar("T")
app = typer.Typer(help="Sensitive reports. Only focal points may open this; who tries is noted.", no_args_is_help=True)
HEADINGS = ("report", "opened", "clock", "state", "place", "remarks", "with")
Which = Annotated[UUID, typer.Argument(help="The report, as `retour concern list` names it.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps what you open.")]


def _as_focal_point(desk: Office, by: str, act: Callable[[Context], T]) -> T:
    """Do it as a focal point, who is refused otherwise."""
    staff_id = _focal_point(desk, by)
    return desk.transact(lambda db: act(changed(desk.inside(db), staff_id=staff_id)))


def _focal_point(desk: Office, by: str) -> UUID:
    """Who works from that phone. Anybody else is refused, after the audit has it: a transaction of its own, since what
    is rolled back was noted by nobody."""
    staff_id = desk.transact(lambda db: concerns.admitted(desk.inside(db), by))
    if staff_id is None:
        raise StaffError(concerns.REFUSAL)
    return staff_id


@app.command("list")
def list_reports(by: By, closed: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False) -> None:
    """The reports, the oldest first: nothing of what was said. Never written to a file."""
    with office() as desk:
        found = _as_focal_point(desk, by, lambda ctx: concerns.listed(ctx, closed=closed))
        write((_line(desk, one) for one in found), HEADINGS, Format.TABLE)


def _line(desk: Office, one: ConcernLine) -> dict[str, Cell]:
    return {
        "report": str(one.id),
        "opened": local(desk, one.opened_at),
        "clock": one.colour.value,
        "state": one.state,
        "place": one.place,
        "remarks": ", ".join(_remarks(one)),
        "with": one.assigned,
    }


def _remarks(one: ConcernLine) -> Iterator[str]:
    if one.incomplete:
        yield "incomplete"
    if one.can_be_called:
        yield "may be called"


@app.command()
def show(which: Which, by: By) -> None:
    """Read a report, on a screen that nobody else sees. Who reads a new one has it; the audit keeps it."""
    with office() as desk:
        found = _as_focal_point(desk, by, lambda ctx: concerns.opened(ctx, which))
        console = Console(highlight=False)
        for name, value in _told(desk, found).items():
            if value:
                console.print(f"[bold]{name}[/bold]: {escape(str(value))}", soft_wrap=True)
        for event in found.events:
            words = f": {escape(event.words)}" if event.words else ""
            console.print(f"{local(desk, event.at)}  {event.kind} ({escape(event.who)}){words}", soft_wrap=True)


def _told(desk: Office, found: Concern) -> dict[str, Cell]:
    return {
        **_line(desk, found.line),
        "due": local(desk, found.line.due_at),
        "words": found.words,
        "about": found.who,
        "call": found.contact,
        "outcome": found.outcome,
    }


@app.command()
def note(which: Which, by: By) -> None:
    """Words for the other focal points. You are asked for them: they never stand on a command line."""
    _say(by, lambda ctx, words: concerns.note(ctx, which, words))
    typer.echo("Noted.")


@app.command()
def assign(which: Which, to: Annotated[str, typer.Option(help="The number of another focal point.")], by: By) -> None:
    """Give it to another focal point, who is told by SMS that something waits."""

    def act(ctx: Context) -> bool:
        return concerns.assign(ctx, which, working_from(ctx.db, ctx.vault, to, Role.FOCAL_POINT))

    with office() as desk:
        is_told = _as_focal_point(desk, by, act)
    typer.echo("Assigned." if is_told else "Assigned. No SMS reaches them: tell them yourself.")


@app.command()
def answer(which: Which, by: By) -> None:
    """What the person was told, by a way that is safe for them; you are asked for it. Nothing is sent."""
    _say(by, lambda ctx, words: concerns.answer(ctx, which, words))
    typer.echo("Noted as answered.")


@app.command()
def close(
    which: Which,
    outcome: Annotated[CaseOutcome, typer.Option(help="What was done about it.")],
    by: By,
) -> None:
    """The end of it; you are asked for a few words on what came of it."""
    _say(by, lambda ctx, words: concerns.close(ctx, which, outcome, words))
    typer.echo("Closed.")


def _say(by: str, act: Callable[[Context, str], None]) -> None:
    """Who may say it is asked first, and the words before the transaction begins."""
    with office() as desk:
        staff_id, words = _focal_point(desk, by), words_of("")
        desk.transact(lambda db: act(changed(desk.inside(db), staff_id=staff_id), words))
