"""`retour people …`: somebody is found, their file is opened, and what is wrong in it is set right."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.commands import duplicates
from service.commands.listing import Format, write
from service.commands.office import Office, office
from service.commands.opened import opened
from service.commands.paging import print_page
from service.commands.whereabouts import Cercle, Region, Village, place_of
from service.commands.working import By, done_by
from service.models.person import Sex
from service.programme.people import cards, contact, correcting, households, page, search
from service.programme.people.holder import PeopleError, person_with, sector_of
from service.programme.people.reindex import how_many, reindex
from service.programme.people.within import below
from service.programme.staff import SENDERS, working_from

app = typer.Typer(help="People: found, opened, corrected; cards; duplicates.", no_args_is_help=True)
app.add_typer(duplicates.app, name="duplicates")

Code = Annotated[str, typer.Argument(help="The code of their card.")]
How = Annotated[Format, typer.Option("--format", help="table, json, csv or xlsx.")]
Out = Annotated[Path | None, typer.Option(help="A file instead of the terminal.")]
FOUND = "card name sex born place state".split()


@app.command()
def find(
    words: Annotated[list[str], typer.Argument(help="A card code, a phone number, or a name in any spelling.")],
    by: By,
    region: Region = "",
    cercle: Cercle = "",
    village: Village = "",
    most: Annotated[int, typer.Option(min=1, max=500, help="Lines at most.")] = 20,
    how: How = Format.TABLE,
    out: Out = None,
) -> None:
    """Who that may be, the nearest first: as it is written, as it begins, as it sounds. Agents find those of their
    villages."""
    with office() as desk, desk.engine.connect() as db:
        sector = sector_of(db, working_from(db, desk.vault, by, *page.OPENERS))
        place = place_of(desk.around.atlas.gazetteer, region, cercle, village)
        within = below(db, place, sector) if place or sector else None
        found = search.find(db, desk.vault, " ".join(words), within, most)
        write([_line(desk, one) for one in found], FOUND, how, out)
    if not found:
        typer.echo("Nobody was found.", err=True)


def _line(desk: Office, one: search.Found) -> dict[str, str | int | None]:
    place = desk.around.atlas.gazetteer.label(one.place) if one.place else ""
    cells = (one.code, one.name, one.sex, one.born, place, one.state)
    return dict(zip(FOUND, cells, strict=True))


@app.command()
def show(code: Code, by: By) -> None:
    """Everything that is known of a person, on one page. That you opened it is kept."""
    with office() as desk:
        made = desk.transact(
            lambda db: page.open_file(
                db,
                desk.vault,
                desk.around.atlas.gazetteer,
                person_with(db, desk.vault, code, closed=True),
                working_from(db, desk.vault, by, *page.OPENERS),
                desk.inside(db).now,
            )
        )
        print_page(made, desk.settings.timezone)


@app.command()
def correct(
    code: Code,
    by: By,
    name: Annotated[str, typer.Option(help="The whole name.")] = "",
    sex: Annotated[Sex | None, typer.Option(help="female or male.")] = None,
    born: Annotated[int | None, typer.Option(help="The year, as far as it is known.")] = None,
    village: Annotated[str, typer.Option(help="Where they live: a P-code or a name.")] = "",
    language: Annotated[str, typer.Option(help="One that callers are offered.")] = "",
    vulnerability: Annotated[str, typer.Option(help="pregnant,single_parent …, or none.")] = "",
) -> None:
    """Correct what a person's file says of them."""
    with office() as desk:
        if language and language not in desk.around.offered:
            raise PeopleError(f"Callers are offered {', '.join(desk.around.offered)}, not {language!r}.")
        place = place_of(desk.around.atlas.gazetteer, village=village)
        said = correcting.Said(name, sex, born, place, language, vulnerability)
        desk.transact(
            lambda db: correcting.correct(
                db, desk.vault, code, said, working_from(db, desk.vault, by, *page.OPENERS), desk.inside(db).now
            )
        )
    typer.echo("Corrected.")


@app.command()
def household(
    code: Code,
    by: By,
    size: Annotated[int | None, typer.Option(help="How many they are.")] = None,
    bands: Annotated[str, typer.Option(help="By age, 0–5, 6–17, 18–59, 60 and more: 2,3,2,0.")] = "",
    head: Annotated[str, typer.Option(help="The card of the member who heads it.")] = "",
    head_sex: Annotated[Sex | None, typer.Option("--head-sex", help="Of a head who is not registered.")] = None,
    into: Annotated[str, typer.Option(help="The card of somebody whose household they belong to.")] = "",
) -> None:
    """Correct a person's household."""
    said = households.Correction(size, bands, head, head_sex, into)
    with opened() as (db, vault):
        households.correct(db, vault, code, said, working_from(db, vault, by, *page.OPENERS), datetime.now(UTC))
    typer.echo("Corrected.")


@app.command()
def phone(
    code: Code,
    by: By,
    add: Annotated[str, typer.Option(help="A number that reaches them too.")] = "",
    end: Annotated[str, typer.Option(help="A number that does not reach them any more.")] = "",
    own: Annotated[str, typer.Option(help="A number that is theirs alone.")] = "",
) -> None:
    """Set a person's numbers right. Texts that wait for them go to the number that reaches them best."""
    said = contact.Change(add, end, own)
    with office() as desk:
        moved = done_by(desk, by, page.OPENERS, lambda ctx: contact.change(ctx, code, said))
    typer.echo(f"Noted. Texts that were waiting, and were moved or taken back: {moved}.")


@app.command()
def card(
    by: By,
    out: Annotated[Path, typer.Option(help="The HTML file to print.")],
    code: Annotated[list[str] | None, typer.Argument(help="Codes of cards.")] = None,
    listed: Annotated[Path | None, typer.Option("--list", help="A file with a code in each row.")] = None,
    language: Annotated[str, typer.Option(help="fr or en.")] = "fr",
) -> None:
    """Cards to print: credit-card size, ten on an A4 page. Open the file in a browser and print it at 100 %."""
    with office() as desk:
        typed = [*(code or []), *(cards.codes_in(_rows(listed)) if listed else [])]
        with desk.engine.connect() as db:
            staff_id = working_from(db, desk.vault, by, *page.OPENERS)
            people = cards.holders(db, desk.vault, typed, staff_id)
        steps = (people[start : start + cards.STEP] for start in range(0, len(people), cards.STEP))
        made = [one for some in steps for one in _printed(desk, some, staff_id)]
        _write(out, cards.sheet(made, desk.library, language, desk.settings.ussd_code))
    typer.echo(f"Cards in {out}: {len(made)}.")


def _printed(desk: Office, some: list[UUID], staff_id: UUID) -> list[cards.Card]:
    return desk.transact(lambda db: cards.cards_of(db, desk.vault, some, staff_id, desk.inside(db).now))


def _rows(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise PeopleError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise PeopleError(f"{path} is no text file in UTF-8: save the list as CSV (UTF-8).") from None


def _write(path: Path, text: str) -> None:
    """Names and codes: for its owner's eyes only."""
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise PeopleError(f"{path} cannot be written: {error.strerror}.") from None


@app.command("reindex")
def reindex_names(by: By) -> None:
    """Make anew what names are found by, after an update that reads them in another way. It may be broken off."""
    changed = 0
    with office() as desk:
        with desk.engine.connect() as db:
            working_from(db, desk.vault, by, *SENDERS)
            total = how_many(db)
        with Progress(
            TextColumn("names"), BarColumn(), MofNCompleteColumn(), transient=True, console=Console(stderr=True)
        ) as bar:
            task = bar.add_task("", total=total)
            for looked, renewed in reindex(desk.transact, desk.vault):
                changed += renewed
                bar.advance(task, looked)
    typer.echo(f"Read anew: {total}. Found by something else than before: {changed}.")
