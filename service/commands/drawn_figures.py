"""The key figures as tables, in the terminal or in a text file."""

import sys
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table

from service.programme.figures import Report
from service.programme.figures.report import Line

_BESIDE, _NARROWEST = 6, 120
"""Columns of a table by place, sex or month, and the characters that they need: the others follow below."""
_OF_A_FILE = 160


def draw(made: Report, file: TextIO) -> None:
    """A table of all figures, then one for each dimension. A file has its own width, a terminal its own."""
    console = Console(file=file, width=None if file is sys.stdout else _OF_A_FILE)
    console.print(_figures_table(made))
    console.width = max(console.width, _NARROWEST)
    for dimension, lines in made.tables.items():
        for start in range(0, len(lines), _BESIDE):
            console.print(_table_by(made, dimension, lines[start : start + _BESIDE]), crop=False)
    if made.note:
        console.print(made.note)


def _figures_table(made: Report) -> Table:
    table = Table("figure", "value", "definition")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[1].justify = "right"
    for one in made.figures:
        table.add_row(one.key, _shown(made.said(one.key, made.totals)), one.words[made.language])
    return table


def _table_by(made: Report, dimension: str, lines: Sequence[Line]) -> Table:
    """A row a figure, a column a place, a sex or a month: there are more figures than fit beside each other."""
    table = Table("figure", *(line.name for line in lines), title=dimension)
    for column in table.columns[1:]:
        column.justify = "right"
    table.columns[0].no_wrap = True
    for one in made.figures:
        table.add_row(one.key, *(_shown(made.said(one.key, line.found)) for line in lines))
    return table


def _shown(value: int | float | str | None) -> str:
    return "–" if value is None else str(value)
