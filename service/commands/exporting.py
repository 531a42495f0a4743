"""`retour export …`: what the programme knows, given out as a workbook or CSV with HXL tags."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from service.commands.importing import access
from service.commands.listing import Format, write
from service.commands.office import Office, office
from service.commands.wishing import pairs
from service.programme.staff import COMMAND_LINE, SENDERS, working_from
from service.programme.transfer.export_columns import COLUMNS
from service.programme.transfer.exporting import Export, export_of
from service.programme.transfer.giving import Counted, note

app = typer.Typer(help="Lists given out, without names unless you may have them.", no_args_is_help=True)

Out = Annotated[Path, typer.Option(help="The file: .xlsx or .csv. Only its owner can read it.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="A filter: region=Mopti,Gao; cercle, commune, village, sex, kit. Several narrow."),
]
Full = Annotated[bool, typer.Option("--full", help="With names, numbers and words; an officer's or administrator's.")]
By = Annotated[str, typer.Option(help="The number that you work from; --full needs it.")]
ABOUT = {
    "people": "Who is registered.",
    "deliveries": "What was planned and brought, item by item.",
    "receipts": "What the returnees say that came.",
    "visits": "Follow-up visits: due, made, missed.",
    "cases": "What people asked and complained of; sensitive reports never.",
}


def _command(kind: str) -> Callable[..., None]:
    def command(out: Out, *, where: Where = None, full: Full = False, by: By = "") -> None:
        with office() as desk:
            _export(desk, kind, out, where, by, full=full)

    command.__doc__ = ABOUT[kind]
    return command


for _kind in COLUMNS:
    app.command(_kind)(_command(_kind))


def _export(desk: Office, kind: str, out: Path, where: list[str] | None, by: str, *, full: bool) -> None:
    how = _format(out)
    staff_id = _who(desk, by, full=full)
    with desk.engine.connect() as db:
        export = export_of(desk.inside(db), kind, _filters(where), full=full)
    unfinished = out.with_name(f".{out.name}.part")
    lines = Counted(access(desk), export)
    try:
        write(chain((export.tags(),), lines), [column.heading for column in export.columns], how, unfinished)
        # Nobody has the list before it stands in the audit trail who took it.
        _note(desk, export, staff_id, lines.count)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    typer.echo(f"{lines.count} rows in {out}.")


def _filters(where: list[str] | None) -> dict[str, list[str]]:
    """« region=Mopti,Gao »."""
    found = pairs(where, "--where", "region=Mopti")
    return {name: [value.strip() for value in values.split(",") if value.strip()] for name, values in found.items()}


def _format(out: Path) -> Format:
    if out.suffix.lower() not in (".xlsx", ".csv"):
        raise ValueError("Say a file that ends in .xlsx or .csv: --out FILE.xlsx.")
    return Format(out.suffix.lower().removeprefix("."))


def _who(desk: Office, by: str, *, full: bool) -> UUID | None:
    """Raises StaffError for whoever may not have a full list."""
    if full and not by:
        raise ValueError("Names and numbers are given out to somebody: --by and the number that you work from.")
    if not by:
        return None
    with desk.engine.connect() as db:
        return working_from(db, desk.vault, by, *(SENDERS if full else ()))


def _note(desk: Office, export: Export, staff_id: UUID | None, count: int) -> None:
    desk.transact(lambda db: note(desk.inside(db), export, str(staff_id or COMMAND_LINE), count))
