"""`retour case …`: what people ask and complain of, worked on until they have heard an answer."""

from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from service.commands.case_list import list_cases, list_codes, show
from service.commands.office import office
from service.commands.working import WORDS, By, done_by, needed_day, words_of
from service.models.case import CaseOutcome, CaseType, ClosedHow, Criticality
from service.programme.casedesk import answering, desk
from service.programme.casedesk.coding import packaged_codes
from service.programme.casedesk.desk import Sorted
from service.programme.casedesk.steps import HANDS, LEADS
from service.programme.context import Context
from service.programme.staff import working_from
from service.programme.working_days import shown_at

T = TypeVar("T")
app = typer.Typer(help="Cases: questions, requests, complaints. Answered by a promised day.", no_args_is_help=True)
app.command("list")(list_cases)
app.command()(show)
app.command("codes")(list_codes)

Reference = Annotated[str, typer.Argument(help="The six digits of the case.")]
Words = Annotated[str, typer.Argument(help=f"The words. {WORDS}")]
Outcome = Annotated[
    CaseOutcome, typer.Option(help="What was done about it: acted and referred is feedback acted upon.")
]
Note = Annotated[str, typer.Option(help="A few words for whoever works on it next.")]


def _told(how: ClosedHow | None) -> ClosedHow | None:
    """« not_told » is how it stands in the tables: nobody told them."""
    return None if how is ClosedHow.NOT_TOLD else how


def _do(by: str, act: Callable[[Context], T], *, leads: bool = False) -> T:
    with office() as place:
        return done_by(place, by, LEADS if leads else HANDS, act)


@app.command()
def assign(
    reference: Reference, to: Annotated[str, typer.Option(help="The number of whoever is to have it.")], by: By
) -> None:
    """Give it to a member of staff, who is told by SMS that one was given to them."""

    def act(ctx: Context) -> bool:
        return desk.assign(ctx, reference, working_from(ctx.db, ctx.vault, to, *HANDS))

    is_told = _do(by, act, leads=True)
    typer.echo("Assigned." if is_told else "Assigned. No SMS reaches them: tell them yourself.")


@app.command()
def start(reference: Reference, by: By) -> None:
    """You work on it from now on, or again."""
    _do(by, lambda ctx: desk.take_up(ctx, reference))
    typer.echo("In progress.")


@app.command()
def hold(
    reference: Reference,
    until: Annotated[str, typer.Option(help="The day on which it comes back by itself: 2026-12-01.")],
    note: Note,
    by: By,
) -> None:
    """It rests until a day. What was promised to the person stays promised."""
    _do(by, lambda ctx: desk.hold(ctx, reference, needed_day(until), note))
    typer.echo("On hold.")


@app.command()
def note(reference: Reference, by: By, words: Words = "") -> None:
    """Words for whoever works on it next; the person does not hear them."""
    said = words_of(words)
    _do(by, lambda ctx: desk.note(ctx, reference, said))
    typer.echo("Noted.")


@app.command()
def answer(reference: Reference, outcome: Outcome, by: By, words: Words = "") -> None:
    """The answer waits on the line until the person has heard it; an SMS says only that it waits."""
    said = words_of(words)
    reach = _do(by, lambda ctx: answering.answer(ctx, reference, said, outcome))
    typer.echo(f"Answered: {reach.value}.")


@app.command()
def called(
    reference: Reference,
    by: By,
    reached: Annotated[bool, typer.Option("--reached/--not", help="Whether they answered the call.")],
    note: Note = "",
) -> None:
    """You called the person back. After three calls that reached nobody the list says so."""
    failed = _do(by, lambda ctx: answering.called(ctx, reference, reached=reached, words=note))
    typer.echo("Reached." if reached else f"Not reached: {failed} of {answering.UNREACHED}.")


@app.command()
def close(
    reference: Reference,
    outcome: Outcome,
    by: By,
    how: Annotated[
        ClosedHow | None, typer.Option(help="How the person was told: call, visit, message, focal_point.")
    ] = None,
    note: Annotated[str, typer.Option(help="A few words; where the person was not told, why.")] = "",
) -> None:
    """The end of it. Say how the person was told, or why they were not."""
    _do(by, lambda ctx: answering.close(ctx, reference, outcome, _told(how), note))
    typer.echo("Closed.")


@app.command()
def reopen(reference: Reference, note: Note, by: By) -> None:
    """It was answered or closed too soon: work goes on, with a new promise."""
    _do(by, lambda ctx: desk.reopen(ctx, reference, note))
    typer.echo("Open again.")


@app.command()
def code(
    reference: Reference, code: Annotated[str, typer.Argument(help="As `retour case codes` lists it.")], by: By
) -> None:
    """Sort what was said by the programme's codes."""
    _do(by, lambda ctx: desk.code(ctx, reference, code, packaged_codes()))
    typer.echo("Coded.")


@app.command()
def change(
    reference: Reference,
    by: By,
    to: Annotated[CaseType | None, typer.Option("--type", help="What it is.")] = None,
    criticality: Annotated[Criticality | None, typer.Option(help="How soon it is due.")] = None,
) -> None:
    """Another type or urgency. The promise is counted anew from the day of the opening."""
    with office() as place:

        def act(ctx: Context) -> str:
            return _sorted(ctx, desk.change(ctx, reference, to, criticality))

        typer.echo(done_by(place, by, HANDS, act))


def _sorted(ctx: Context, found: Sorted) -> str:
    due = shown_at(ctx, found.promised_at) if found.promised_at else "nothing is promised"
    return f"{found.type.value}, {found.criticality.value}: {due}."


@app.command()
def confide(
    reference: Reference,
    by: By,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you mean it.")] = False,
) -> None:
    """It is about misconduct, abuse or fraud: hand it to the focal points. Nothing of it stays among the cases."""
    if not yes:
        typer.confirm("The case and its thread leave this list for good. Hand it to the focal points?", abort=True)
    _do(by, lambda ctx: desk.confide(ctx, reference))
    typer.echo("The focal points have it.")
