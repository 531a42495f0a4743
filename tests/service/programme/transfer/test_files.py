"""Files as they come: workbooks and CSV, of spreadsheets and of Kobo, whole and broken."""

import warnings
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from flows.codes import with_check
from service.programme.transfer import cells, days, options
from service.programme.transfer.books import Book
from service.programme.transfer.faults import TransferError, Unreadable
from service.programme.transfer.source import Source, is_blank
from tests.service.programme.transfer.lists import text, workbook

TODAY = date(2026, 11, 24)
ROWS = [{"Nom": "Aïssata N'Diaye", "Âge": 30}, {"Nom": "Oumar Cissé", "Âge": 41}]


def read(path: Path) -> list[tuple[int, list[Any]]]:
    return [(line, list(found)) for line, found in Source(path).rows()]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "notes"),
    [
        ("utf-8", ",", 0),
        ("utf-8-sig", ";", 0),
        ("cp1252", ";", 1),
        ("utf-16", "\t", 0),
    ],
)
def test_csv_of_every_kind(tmp_path: Path, encoding: str, delimiter: str, notes: int) -> None:
    path = text(tmp_path / "list.csv", ROWS, delimiter, encoding)
    source = Source(path)
    assert (source.headings, len(source.notes)) == (("Nom", "Âge"), notes)
    assert list(source.rows()) == [(2, ["Aïssata N'Diaye", "30"]), (3, ["Oumar Cissé", "41"])]


def test_a_workbook_is_read_from_its_first_visible_sheet(tmp_path: Path) -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(["not", "this"])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("Liste")
    for row in (
        [],
        ["Nom", "Né le"],
        ["#beneficiary+name", "#date"],
        ["Awa", date(2024, 3, 12)],
        [None],
        ["Binta", 3.0],
    ):
        sheet.append(row)
    book.create_sheet("Autre")
    sheet.merge_cells("A6:B6")
    book.save(tmp_path / "list.xlsx")
    source = Source(tmp_path / "list.xlsx")
    assert source.headings == ("Nom", "Né le")
    assert [(line, row[0]) for line, row in source.rows()] == [(4, "Awa"), (6, "Binta")]
    assert "only the first, 'Liste'" in source.notes[0]


def test_every_type_of_cell_stands_in_its_own_row(tmp_path: Path) -> None:
    """Gaps between them, days and times, a day outside of the calendar, an error in place of a value."""
    book = Workbook()
    sheet: Any = book.active
    moment = datetime.fromisoformat("2024-03-12T10:30:00")
    kinds = ["Aïssata & <b>", " x ", 7, -1, 1.5, True, moment, moment.time(), timedelta(hours=30)]
    for column, kind in enumerate(kinds, 1):
        sheet.cell(2, column, kind)
    sheet.cell(70, 3, "after a gap")
    sheet.cell(71, 1, 10**9).number_format = "dd/mm/yyyy"
    sheet.cell(72, 1, "#REF!")
    book.save(tmp_path / "list.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # whoever imports a list cannot mend what openpyxl thinks of it
        rows = {line: list(row) for line, row in Book(tmp_path / "list.xlsx") if not is_blank(row)}
    assert rows == {2: kinds, 70: [None, None, "after a gap"], 71: ["#VALUE!"], 72: ["#REF!"]}


def test_a_row_of_a_thousand_columns_is_no_list(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.cell(3, 1_001, "far away")
    book.save(tmp_path / "list.xlsx")
    with pytest.raises(TransferError, match="Row 3 has more than 1,000 columns"):
        list(Book(tmp_path / "list.xlsx"))


def test_a_formula_is_not_run(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [{"Nom": "=1+1", "x": 1}])
    assert read(path) == [(2, [None, 1])], "what it gave last stands in no file that nobody opened"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"\xd0\xcf\x11\xe0aaaa", "an old workbook"),
        (b"%PDF-1.7 aaa", "no list but a PDF"),
        (b"PK\x03\x04 broken", "is damaged"),
        (b"\x00\x01\x02 nothing", "is no text"),
        (b"a;A\n1;2\n", "Two columns are called 'A'"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(TransferError, match=reason):
        Source(tmp_path / "list")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"nowhere\.csv cannot be read: No such file"):
        Source(tmp_path / "nowhere.csv")


def test_a_workbook_that_unpacks_into_more_than_there_is(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed, packed.open("xl/media/large.bin", "w") as large:
        for _ in range(600):
            large.write(bytes(1 << 20))
    with pytest.raises(TransferError, match="unpacks into more than"):
        Source(path)


def test_a_workbook_with_entities_of_its_own_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    with pytest.raises(TransferError, match="that a spreadsheet wrote"):
        Source(path)


def test_a_workbook_that_was_cut_off(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "list.xlsx", ROWS * 200).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TransferError, match="is damaged"):
        Source(tmp_path / "cut.xlsx")


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text('Nom;Âge\n"Awa;3\n' + "Binta;4\n" * 20_000, encoding="utf-8")
    with pytest.raises(TransferError, match="row 2"):
        read(tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.words(), "  Aïssata\t N’Diaye\u200b ", "Aïssata N’Diaye"),
        (cells.words(), "e\u0301le\u0300ve", "élève"),
        (cells.words(), 12.0, "12"),
        (cells.phones, "+223 70 00 12 34", ("+22370001234",)),
        (cells.phones, 22370001234.0, ("+22370001234",)),
        (cells.phones, "70001234.0", ("+22370001234",)),
        (cells.phones, "70 00 12 34 / 65 00 12 34", ("+22370001234", "+22365001234")),
        (cells.phones, "'+22370001234", ("+22370001234",)),
        (cells.phones, "'70001234", ("+22370001234",)),
        (cells.card, f"'{with_check('10000000')}", with_check("10000000")),
        (cells.whole(1900, 2026), 1980.0, 1980),
        (cells.whole(1900, 2026), "1980.0", 1980),
        (cells.degrees(90), "14.512", 14.512),
        (cells.degrees(90), "14,5", 14.5),
        (days.any_day, datetime(2024, 3, 12), date(2024, 3, 12)),  # noqa: DTZ001 as openpyxl gives it
        (days.any_day, 45363, date(2024, 3, 12)),
        (days.any_day, "45363.0", date(2024, 3, 12)),
        (days.any_day, "2024-03-12T10:00:00.000+00:00", date(2024, 3, 12)),
        (days.any_day, "12/03/2024", date(2024, 3, 12)),
        (cells.card, float(with_check("10000000")), with_check("10000000")),
        (cells.yes_or_no, "Oui", True),
        (cells.yes_or_no, 0.0, False),
        (options.some_of(options.Options({"a": "Un deux", "b": "", "c": ""})), "c a", ("a", "c")),
        (options.some_of(options.Options({"a": "Un deux", "b": "", "c": ""})), "Un deux, b", ("a", "b")),
    ],
)
def test_a_cell_is_mended(reader: cells.Reader, cell: Any, value: Any) -> None:
    assert reader(cell, TODAY) == value


@pytest.mark.parametrize(
    ("reader", "cell", "reason"),
    [
        (cells.words(), "=1+1", "a formula"),
        (cells.words(), "#N/A", "has an error here"),
        (cells.words(), 1e20, "lost its last digits"),
        (cells.words(3), "long", "longer than 3"),
        (cells.phones, "2.2E+10", "shortened"),
        (cells.phones, 12.5, "no phone number"),
        (cells.whole(0, 9), True, "no number"),
        (cells.whole(0, 9), float("nan"), "no number"),
        (cells.whole(0, 9), float("inf"), "no number"),
        (days.any_day, "03/2024", "the day is missing"),
        (days.any_day, "15/03", "counted from the day on which it was written"),
        (days.any_day, "hier", "counted from the day on which it was written"),
        (days.partial_day, "il y a 2 ans", "counted from the day on which it was written"),
        (days.any_day, datetime(3000, 1, 1), "no day of any calendar"),  # noqa: DTZ001
        (days.past_day, "12/03/1980", "before 1990"),
        (cells.card, "12345", "no card code: 9 digits"),
        (cells.yes_or_no, "peut-être", "neither yes nor no"),
    ],
)
def test_what_cannot_be_known_is_refused(reader: cells.Reader, cell: Any, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        reader(cell, TODAY)
