"""The lists of `retour case`, and one case with its thread."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from service.commands.listing import Cell, Format, write
from service.commands.office import Office, office
from service.commands.whereabouts import Cercle, Region, place_of
from service.commands.working import By, done_by, local, say_where_it_ends, seen_by
from service.models.case import CaseState, CaseType, Criticality
from service.programme.casedesk import listing, thread
from service.programme.casedesk.clock import Colour
from service.programme.casedesk.coding import Code, packaged_codes
from service.programme.casedesk.listing import CaseLine, Wanted
from service.programme.casedesk.steps import HANDS
from service.programme.casedesk.thread import Event, Thread
from service.programme.context import Context
from service.programme.staff import working_from

HEADINGS = (
    "reference", "type", "topic", "criticality", "state", "clock", "promised", "person", "phone", "place", "with",
    "calls", "remarks",
)  # fmt: skip
ON_SCREEN = ("reference", "type", "topic", "clock", "promised", "state", "person", "place", "with", "remarks")
"""What a table has room for; the other formats have it all."""
NOBODY = "nobody"
CODES = ("code", "types", "category", "label")
How = Annotated[Format, typer.Option("--format", help="How it is written.")]
Out = Annotated[Path | None, typer.Option(help="A file, which only you may read.")]


def list_cases(  # noqa: PLR0913 what a list may be narrowed by
    *,
    by: By,
    state: Annotated[
        list[CaseState] | None, typer.Option(help="Several times for several. Default: not closed.")
    ] = None,
    kind: Annotated[CaseType | None, typer.Option("--type", help="Only this type.")] = None,
    criticality: Annotated[Criticality | None, typer.Option(help="Only what is due so soon.")] = None,
    region: Region = "",
    cercle: Cercle = "",
    assigned: Annotated[str, typer.Option(help="The number of whoever has them; « nobody » for the new ones.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only yours.")] = False,
    clock: Annotated[
        Colour | None, typer.Option(help="green, amber (a fifth of the time is left), red (over).")
    ] = None,
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """The cases, the promise that ends first on top. An agent sees their own alone."""
    with office() as desk:

        def act(ctx: Context) -> list[CaseLine]:
            place = place_of(ctx.places, region, cercle)
            holder = ctx.staff_id if mine else None
            is_free = assigned == NOBODY
            if assigned and not is_free:
                holder = working_from(ctx.db, ctx.vault, assigned)
            wanted = Wanted(tuple(state or ()), kind, criticality, place, holder, is_free, clock)
            return list(listing.listed(ctx, wanted))

        found = seen_by(desk, by, HANDS, act)
        headings = ON_SCREEN if how is Format.TABLE else HEADINGS
        write((_line(desk, one) for one in found), headings, how, out)
        say_where_it_ends(found, listing.MOST)


def _line(desk: Office, one: CaseLine) -> dict[str, Cell]:
    return {
        "reference": one.reference,
        "type": one.type,
        "topic": one.topic,
        "criticality": one.criticality,
        "state": one.state,
        "clock": one.colour.value,
        "promised": local(desk, one.promised_at),
        "person": one.person,
        "phone": one.phone,
        "place": one.place,
        "with": one.assigned,
        "calls": one.calls_failed,
        "remarks": ", ".join(_remarks(one)),
    }


def _remarks(one: CaseLine) -> Iterator[str]:
    if one.unreached:
        yield f"not reached in {one.calls_failed} calls"
    if one.waits:
        yield "answer not heard yet"
    if one.reopened:
        yield f"opened again {one.reopened} ×"


def show(reference: Annotated[str, typer.Argument(help="The six digits of the case.")], by: By) -> None:
    """One case with all that was said and done. The audit keeps who read it."""
    with office() as desk:
        found = done_by(desk, by, HANDS, lambda ctx: thread.opened(ctx, reference))
        console = Console(highlight=False)
        for name, value in _told(desk, found):
            console.print(f"[bold]{name}[/bold]: {escape(str(value))}", soft_wrap=True)
        console.print()
        for event in found.events:
            console.print(_event(desk, event), soft_wrap=True)


def _told(desk: Office, found: Thread) -> Iterator[tuple[str, Cell]]:
    """What is said of a case, blanks left out."""
    label = packaged_codes().label(found.coding, desk.settings.default_language) if found.coding else ""
    told = {
        **_line(desk, found.line),
        "opened": local(desk, found.line.opened_at),
        "held until": local(desk, found.held_until),
        "code": label,
        "outcome": found.outcome,
        "closed by": found.closed_how,
        "satisfied": found.satisfied,
        "words": found.words,
        "answer": found.answer,
        "answered": local(desk, found.answered_at),
        "heard": local(desk, found.heard_at),
    }
    return ((name, value) for name, value in told.items() if value)


def _event(desk: Office, event: Event) -> str:
    words = f": {escape(event.words)}" if event.words else ""
    return f"{local(desk, event.at)}  {event.kind}{f' ({escape(event.who)})' if event.who else ''}{words}"


def list_codes(how: How = Format.TABLE, out: Out = None) -> None:
    """The codes that feedback is sorted by."""
    with office() as desk:
        language = desk.settings.default_language
        write((_code(one, language) for one in packaged_codes()), CODES, how, out)


def _code(one: Code, language: str) -> dict[str, Cell]:
    spoken = language if language in one.labels else "fr"
    return {
        "code": one.code,
        "types": " ".join(kind.value for kind in one.types),
        "category": one.categories[spoken],
        "label": one.labels[spoken],
    }
