"""How a person's page looks in a terminal."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.programme.people.page import Page, Section
from service.programme.people.sections import Cell

_NARROWEST = 120


def print_page(page: Page, zone: str) -> None:
    """The file, then each section that holds something; those that hold nothing in one line."""
    console = Console(width=max(_NARROWEST, Console().width))
    console.print(f"[bold]{escape(page.name)}[/bold]  {page.code}", highlight=False)
    for name, cell in page.about:
        console.print(f"{name}: {escape(_shown(cell, zone))}", highlight=False)
    for section in page.sections:
        if section.lines:
            console.print(_table(section, zone))
    empty = ", ".join(section.title for section in page.sections if not section.lines)
    if empty:
        console.print(f"nothing: {empty}", highlight=False)


def _table(section: Section, zone: str) -> Table:
    table = Table(*section.headings, title=section.title, title_justify="left")
    for line in section.lines:
        table.add_row(*(escape(_shown(cell, zone)) for cell in line))
    return table


def _shown(cell: Cell, zone: str) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell)
