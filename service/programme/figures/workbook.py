"""The key figures as a workbook: a sheet of them with their definitions, and a sheet for each table.

The second row of each sheet holds HXL tags (facts of the standard: hxlstandard.org), so that others can take it in.
"""

from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from service.programme.figures.catalogue import SHARE, Figure
from service.programme.figures.counting import Found
from service.programme.figures.report import Report

_HEADINGS = MappingProxyType(
    {
        "fr": ("Chiffre", "Valeur", "Définition", "Code", "Nom"),
        "en": ("Figure", "Value", "Definition", "Code", "Name"),
    }
)
_SHEETS = MappingProxyType(
    {
        "fr": {"": "Chiffres", "region": "Région", "cercle": "Cercle", "sex": "Sexe", "month": "Mois"},
        "en": {"": "Figures", "region": "Region", "cercle": "Cercle", "sex": "Sex", "month": "Month"},
    }
)
_CODE_TAGS = MappingProxyType(
    {
        "region": ("#adm1+code", "#adm1+name"),
        "cercle": ("#adm2+code", "#adm2+name"),
        "sex": ("#meta+sex+code", "#meta+sex"),
        "month": ("#date+month", "#date+name"),
    }
)
_WIDTHS = (34, 12, 110)


def save(made: Report, out: Path | BinaryIO) -> None:
    """Write it. OSError where it cannot be written."""
    book = Workbook()
    del book[book.sheetnames[0]]
    _write_figures(made, book.create_sheet(_SHEETS[made.language][""]))
    for dimension in made.tables:
        _write_table(made, dimension, book.create_sheet(_SHEETS[made.language][dimension]))
    book.save(out)


def _write_figures(made: Report, sheet: Worksheet) -> None:
    """One row a figure."""
    sheet.append(_HEADINGS[made.language][:3])
    sheet.append(("#indicator+code", "#indicator+value+num", "#description"))
    for one in made.figures:
        sheet.append((one.key, made.said(one.key, made.totals), one.words[made.language]))
        row = sheet.max_row
        sheet.cell(row, 3).alignment = Alignment(wrap_text=True, vertical="top")
        _as_share(sheet, row, 2, one)
    if made.note:
        sheet.append(("", "", made.note))
    for letter, width in zip("ABC", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    _headed(sheet, "A3")


def _write_table(made: Report, dimension: str, sheet: Worksheet) -> None:
    """One row a place, a sex or a month; one column a figure."""
    sheet.append((*_HEADINGS[made.language][3:], *(one.key for one in made.figures)))
    sheet.append((*_CODE_TAGS[dimension], *(one.tag for one in made.figures)))
    for line in made.tables[dimension]:
        sheet.append((line.code, _harmless(line.name), *_cells(made, line.found)))
        for column, one in enumerate(made.figures, 3):
            _as_share(sheet, sheet.max_row, column, one)
    _headed(sheet, "C3")


def _harmless(name: str) -> str:
    """A place's name is typed by anybody: with a quote in front, no spreadsheet runs it as a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def _cells(made: Report, found: Found) -> list[int | float | str | None]:
    return [made.said(one.key, found) for one in made.figures]


def _as_share(sheet: Worksheet, row: int, column: int, figure: Figure) -> None:
    if figure.unit == SHARE:
        sheet.cell(row, column).number_format = "0.0%"


def _headed(sheet: Worksheet, below: str) -> None:
    """The first row in bold, and what stands above and left of `below` in sight while one scrolls."""
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = below
