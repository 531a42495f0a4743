"""`retour import …`: lists are looked at, taken in, and taken back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Connection, Engine

from service.commands.bars import with_bar
from service.commands.collecting import collecting_rarely
from service.commands.imported import SHOWN, Heard, hearing, show_columns, show_faults, told
from service.commands.listing import Format, write
from service.commands.office import Office, office
from service.programme.staff import SENDERS, working_from
from service.programme.transfer import jobs, taking
from service.programme.transfer.kinds import KINDS
from service.programme.transfer.reading import Outcome
from service.programme.transfer.remembered import remember
from service.programme.transfer.undoing import undoing

app = typer.Typer(help="Lists taken in: looked at whole, written in steps, taken back.", no_args_is_help=True)
T = TypeVar("T")
INTERRUPTED = 130
_LISTED = ("import", "kind", "rows", "done", "changed nothing", "state", "by", "begun (UTC)", "ended (UTC)")

File = Annotated[Path, typer.Argument(help="A workbook (XLSX) or CSV, headings in its first row.")]
Mapped = Annotated[
    list[str] | None,
    typer.Option("--map", help="HEADING=field, once for each; HEADING=- leaves it out. Remembered for such files."),
]
Errors = Annotated[Path | None, typer.Option(help="Write all that is wrong or doubtful to this CSV file.")]
Apply = Annotated[bool, typer.Option("--apply", help="Write it. Without this nothing is written.")]
By = Annotated[str, typer.Option(help="The number that you work from: the audit keeps who did it.")]
SkipWrong = Annotated[bool, typer.Option("--skip-wrong", help="Leave wrong rows out, and take in the others.")]
ABOUT = {
    "people": "People: new ones with their consent; those whose card a row names are corrected.",
    "deliveries": "Deliveries to people and businesses, item by item where the list says so.",
    "visits": "Follow-up visits, by the card of whom they were made to.",
    "villages": "The programme's villages, each below its commune.",
    "health_centres": "Health centres and specialised structures.",
}


def _command(kind: str) -> Callable[..., None]:
    def command(
        file: File,
        *,
        mapped: Mapped = None,
        errors: Errors = None,
        apply: Apply = False,
        by: By = "",
        skip_wrong: SkipWrong = False,
    ) -> None:
        with office() as desk, collecting_rarely():
            _import(desk, kind, file, _Wish(_pairs(mapped), errors, apply, by, skip_wrong))

    command.__doc__ = ABOUT[kind]
    return command


for _kind in KINDS:
    app.command(_kind)(_command(_kind))


@dataclass(frozen=True)
class _Wish:
    said: dict[str, str]
    errors: Path | None
    apply: bool
    by: str
    skip_wrong: bool


def access(desk: Office) -> taking.Access:
    """An office's database, as an import reaches it."""
    return taking.Access(_reading(desk.engine), desk.transact, desk.inside)


def _reading(engine: Engine) -> taking.Read:
    def read(unit: Callable[[Connection], T]) -> T:
        with engine.connect() as db:
            return unit(db)

    return read


def _import(desk: Office, kind: str, path: Path, wish: _Wish) -> None:
    staff_id = _who(desk, wish)
    console = Console(highlight=False)
    file = taking.opened(access(desk), kind, path, wish.said)
    if wish.said:
        desk.transact(lambda db: remember(db, kind, file.source.headings, wish.said, datetime.now(UTC)))
    show_columns(console, file)
    with hearing(wish.errors) as heard:
        found = _looked_at(desk, file, heard)
    show_faults(console, heard, wish.errors)
    typer.echo(told(found))
    if staff_id is not None:
        _apply(desk, file, found, staff_id, wish)
    elif found.outcomes[Outcome.WRONG]:
        typer.echo("Nothing was written.")
        raise typer.Exit(1)
    elif found.to_do:
        typer.echo("Nothing was written. To write it, say the same with --apply --by NUMBER.")


def _who(desk: Office, wish: _Wish) -> UUID | None:
    """Who writes; None where nothing is to be written. Raises StaffError."""
    if not wish.apply:
        return None
    if not wish.by:
        raise ValueError("Say who you are: --by and the number that you work from.")
    with desk.engine.connect() as db:
        return working_from(db, desk.vault, wish.by, *SENDERS)


def _looked_at(desk: Office, file: taking.Opened, heard: "Heard") -> taking.Found:
    found = taking.Found()

    def rows() -> Iterator[int]:
        nonlocal found
        for found in taking.checked(access(desk), file, heard.tell):
            yield found.rows

    for _ in with_bar("looking at row", rows()):
        pass
    return found


def _apply(desk: Office, file: taking.Opened, found: taking.Found, staff_id: UUID, wish: _Wish) -> None:
    job = taking.applying(access(desk), file, found, staff_id, skip_wrong=wish.skip_wrong)
    if job is None:
        typer.echo("Nothing to do: all of it is there already.")
        return
    if job.job.done:
        typer.echo(f"Going on behind row {job.job.done} of {job.job.rows}.")
    try:
        for _ in with_bar("writing", job.steps(), job.job.rows):
            pass
    except KeyboardInterrupt:
        done = job.job.done
        typer.echo(f"Stopped: {done} of {job.job.rows} rows are written. The same command goes on from there;")
        typer.echo(f"retour import undo {job.job.id} --by NUMBER takes them back.")
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(f"Written: {job.job.done - job.job.skipped} rows. Import {job.job.id}.")


@app.command()
def undo(which: Annotated[UUID, typer.Argument(help="The import, as `retour import list` names it.")], by: By) -> None:
    """Take an import back: what was new goes, what was changed gets back what stood there. What somebody changed or
    used since is kept, and told."""
    with office() as desk:
        with desk.engine.connect() as db:
            staff_id = working_from(db, desk.vault, by, *SENDERS)
        work = undoing(access(desk), which, staff_id)
        done = max(with_bar("taking back", work.steps()), default=0)
        typer.echo(f"Taken back: {done - len(work.kept)} changes.")
        if work.kept:
            rows = ", ".join(str(one.line) for one in work.kept[:SHOWN])
            more = f" and {len(work.kept) - SHOWN} more" if len(work.kept) > SHOWN else ""
            typer.echo(f"Kept, since they were changed or used since: {len(work.kept)} (rows {rows}{more}).")


@app.command("list")
def list_imports(
    how: Annotated[Format, typer.Option("--format", help="table, json, csv or xlsx.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="A file instead of the terminal.")] = None,
) -> None:
    """All imports, the latest first."""
    with office() as desk, desk.engine.connect() as db:
        write((_line(one) for one in jobs.everyone(db, desk.vault)), _LISTED, how, out)


def _line(one: jobs.Listed) -> dict[str, Any]:
    job = one.job
    told = (str(job.id), job.kind, job.rows, job.done, job.skipped, job.state, one.by, one.created_at, one.finished_at)
    return dict(zip(_LISTED, told, strict=True))


@app.command()
def fields(
    kind: Annotated[str, typer.Argument(help="people, deliveries, visits, villages or health_centres.")],
) -> None:
    """What a list of that kind may hold, and how its columns may be called."""
    if kind not in KINDS:
        raise typer.BadParameter(f"There is no kind {kind!r}: there are {', '.join(KINDS)}.")
    with office() as desk, desk.engine.connect() as db:
        found = KINDS[kind](desk.inside(db)).fields
    table = Table("field", "also called", "values")
    for one in found:
        table.add_row(
            one.name, escape(one.headings.replace(" | ", ", ")), escape(one.options.told() if one.options else "")
        )
    Console(width=max(120, Console().width)).print(table)


def _pairs(given: list[str] | None) -> dict[str, str]:
    """« HEADING=field »; the heading may hold an equals sign."""
    found: dict[str, str] = {}
    for one in given or []:
        heading, equals, name = one.rpartition("=")
        if not equals or not heading.strip() or not name.strip():
            raise ValueError(f"{one!r} is not written as --map HEADING=field.")
        found[heading.strip()] = name.strip()
    return found
