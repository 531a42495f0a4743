"""`retour flows …`: check, play, draw and translate the journeys. No database, no server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from flows.answers import clean
from flows.budget import check as check_budgets
from flows.graph import dot, mermaid
from flows.journey import Journey
from flows.library import Library, packaged, po_files
from flows.loader import JourneyError
from flows.render import SMS, USSD
from flows.texts import Language, updated
from service.programme.journeys.playing import Entered, Played, Try
from service.programme.places import reference_gazetteer
from service.programme.sample_facts import sample_facts

app = typer.Typer(help="The conversations: check, play, draw and translate them.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The journey's name, for instance registration.")]
Lang = Annotated[str, typer.Option("--language", "-l", help="fr, en, or another language with a .po file.")]


def _library() -> Library:
    try:
        return packaged()
    except JourneyError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        raise typer.Exit(1) from None


def _journey(library: Library, name: str) -> Journey:
    if name not in library.journeys:
        there = ", ".join(sorted(library.journeys))
        raise typer.BadParameter(f"There is no journey « {name} ». There are: {there}")
    return library.journeys[name]


@app.command()
def check() -> None:
    """Load every journey; measure every screen in every offered language on every channel; say what is missing."""
    library = _library()
    console = Console()
    console.print(_coverage(library))
    overruns = list(check_budgets(library))
    broken = [line for language in library.languages.values() for line in language.wrong]
    for line in (*map(str, overruns), *broken):
        console.print(line, style="red", markup=False, highlight=False)
    screens = sum(len(j.screens) for j in library.journeys.values())
    offered = ", ".join(library.offered())
    if "en" not in library.offered():
        console.print("English is not complete.", style="red")
        raise typer.Exit(1)
    if overruns or broken:
        raise typer.Exit(1)
    console.print(f"{len(library.journeys)} journeys, {screens} screens: every page fits ({offered}; ussd, sms).")


def _coverage(library: Library) -> Table:
    table = Table("language", "texts", "missing", "fuzzy", "offered to callers")
    for code, language in sorted(library.languages.items(), key=lambda pair: -len(pair[1].texts)):
        row = (f"{code} {language.name}", len(language.texts), len(language.missing), len(language.fuzzy))
        table.add_row(*map(str, row), "yes" if language.offered else _why_not(language))
    return table


def _why_not(language: Language) -> str:
    first = next(iter((*language.missing, *language.fuzzy, *language.wrong)), "")
    return f"no (first: {first})"


@app.command()
def play(
    journey: Name,
    language: Lang = "fr",
    channel: Annotated[Literal["ussd", "sms"], typer.Option(help="Pages of a USSD screen or of an SMS.")] = "ussd",
) -> None:
    """Walk a journey in the terminal, with made-up facts and nothing kept. An empty line is an empty answer;
    Ctrl-D leaves."""
    library = _library()
    name = _journey(library, journey).name
    facts = sample_facts(datetime.now(UTC).date(), library, reference_gazetteer(), language)
    tried, console = Try(library, facts, USSD if channel == "ussd" else SMS), Console()
    here = tried.begun(name, language)
    _show(console, here)
    while not here.ends:
        text = _typed(console)
        if text is None:
            return
        here = tried.typed(here, text)
        _show(console, here)


def _show(console: Console, here: Played) -> None:
    for event in here.events:
        if isinstance(event, Entered):
            console.print(f"→ {event.journey}", style="dim")
        else:
            console.print(f"= {event}", style="green", markup=False)
    closing = "END" if here.ends else f"{here.page.length} of {here.page.limit}"
    console.print(
        Panel(here.page.text, title=f"{here.flow.name} · {here.screen}", subtitle=closing, width=44), markup=False
    )


def _typed(console: Console) -> str | None:
    try:
        return console.input("> ")
    except EOFError:
        return None


@app.command()
def graph(
    journey: Name,
    form: Annotated[
        Literal["mermaid", "dot"], typer.Option("--format", help="mermaid, or dot for Graphviz.")
    ] = "mermaid",
) -> None:
    """Draw a journey: `retour flows graph registration --format dot | dot -Tsvg > registration.svg`."""
    found = _journey(_library(), journey)
    typer.echo(mermaid(found) if form == "mermaid" else dot(found), nl=False)


@app.command()
def texts(
    language: Annotated[str, typer.Argument(help="The language's code: en, bam, ses …")],
    file: Annotated[Path | None, typer.Option(help="Where the .po stands (default: print it).")] = None,
) -> None:
    """Bring a language's .po up to date with the journeys: new texts blank, changed ones fuzzy. A language
    that has no file yet gets one to translate."""
    library = _library()
    before = file.read_text(encoding="utf-8") if file and file.exists() else po_files().get(language, _blank(language))
    after = updated(before, library.sources)
    if file:
        file.write_text(after, encoding="utf-8")
        typer.echo(f"{file}: {len(library.sources)} texts")
    else:
        typer.echo(after, nl=False)


def _blank(language: str) -> str:
    lines: Iterator[str] = iter(
        (
            'msgid ""',
            'msgstr ""',
            f'"Language: {clean(language)}\\n"',
            '"MIME-Version: 1.0\\n"',
            '"Content-Type: text/plain; charset=utf-8\\n"',
            '"Content-Transfer-Encoding: 8bit\\n"',
            f'"X-Retour-Name: {clean(language)}\\n"',
            '"X-Retour-Fold: no\\n"',
        )
    )
    return "\n".join(lines) + "\n"
