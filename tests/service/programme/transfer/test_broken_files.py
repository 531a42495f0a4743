"""A thousand kinds of broken rows: no crash, no half import, and each error names its row and its column."""

import csv
import random
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.programme.transfer.faults import TransferError
from service.programme.transfer.source import Source
from tests.service.programme.transfer.lists import PERSON, Desk, outcomes, person, text, workbook
from tests.service.programme.world import AGENT

CELLS: tuple[Any, ...] = (
    None, "", " ", "\u00a0", "x", "0", "-1", "1e400", "1E+12", "2,3E10", "#REF!", "#N/A", "=1+1",
    "@SUM(A1)", "'", "''", "\u200b", "\u202e", "\u0085", "\ud7ff", "🙂" * 40, "é" * 2000,
    "31/02/2024", "2024-13-45", "00/00/0000", "99999999999999999999", "+", "++22370001234",
    "70 00 12", "223 70 00 12 34 56 78", "oui non", "female male", "1;2;3", "a|b", "nan", "inf",
    "-inf", "½", "١٩٨٠", "²", "M'bo", "<b>", "'; DROP TABLE person; --", "{x}", "%s", "\\", "NULL",
    "None", "true", "vrai", 0, -1, 1, 7, 10**14, 10**18, -(10**18), 1e15, 1e300, 1.5, -0.0, 45363,
    45363.5, 1980.0, 22370001234.0, True, False,
    *(datetime.fromisoformat(day) for day in ("1900-01-01", "9999-12-31", "2030-01-01")),
    time(12, 30), timedelta(days=3),
)  # fmt: skip
COLUMNS = (
    *PERSON, "Carte", "Âge", "Tuteur", "Ménage", "Taille du ménage", "0-5", "Statut",
    "Vulnérabilité", "vulnerabilite/handicap", "Souhait", "Date de départ", "Date de retour",
    "Date du consentement", "Langue", "Chef de ménage", "Commune", "Téléphone 2",
)  # fmt: skip


def broken_rows(chance: random.Random, number: int) -> Iterator[dict[str, Any]]:
    """Good rows with one to three cells of the kinds that are found in the field, and a few rows of nothing else."""
    for at in range(number):
        row = dict.fromkeys(COLUMNS) | person(nom=f"Personne {chr(97 + at % 26)}{chr(97 + at // 26 % 26)}", tel=None)
        for _ in range(chance.randint(1, 3) if at % 50 else len(COLUMNS)):
            row[chance.choice(COLUMNS)] = chance.choice(CELLS)
        yield row


def as_text(path: Path, rows: list[dict[str, Any]]) -> Path:
    return text(
        path.with_suffix(".csv"), [{name: "" if cell is None else cell for name, cell in row.items()} for row in rows]
    )


@pytest.mark.parametrize("written", [workbook, as_text], ids=["xlsx", "csv"])
def test_a_thousand_broken_rows(desk: Desk, written: Callable[..., Path]) -> None:
    rows = list(broken_rows(random.Random(2012), 1000))
    path = written(desk.folder / "broken.xlsx", rows)
    found = desk.look(path)
    wrong = found.outcomes.total() - found.to_do - outcomes(found)[2]
    assert (found.rows, wrong > 500, found.to_do > 50) == (1000, True, True)
    told = desk.told()
    assert {line for line, _, _ in told} <= set(range(2, 1002))
    assert all(column in (*COLUMNS, "head", "guardian") and reason for _, column, reason in told)
    assert len({line for line, _, _ in told}) == wrong, "every row that is wrong says why"
    with pytest.raises(TransferError, match=f"{wrong} of 1000 rows are wrong: nothing was written"):
        desk.take(path)
    assert (desk.world.people(), desk.changes()) == ([], [])
    job = desk.take(path, skip_wrong=True)
    assert len(desk.world.people()) == found.to_do
    assert desk.undo(job) == []
    assert (desk.world.people(), desk.changes()) == ([], [])


@pytest.mark.parametrize("kind", ["deliveries", "visits", "villages", "health_centres"])
def test_broken_rows_of_the_other_kinds(desk: Desk, kind: str) -> None:
    _, code = desk.world.register()
    desk.world.kit("canoe")
    desk.world.staff(number=AGENT)
    goods: dict[str, dict[str, Any]] = {
        "deliveries": {
            "card": code,
            "kit": "fishing",
            "date": "03/11/2026",
            "canoe": 1,
            "agent": AGENT,
            "business": "",
        },
        "visits": {
            "card": code,
            "date": "03/11/2026",
            "business_status": "running",
            "canoe": "",
            "alive": 3,
            "reasons": "",
        },
        "villages": {"name": "Kotaka", "commune": "Konna", "pcode": "", "lat": 14.9, "lon": -3.9},
        "health_centres": {"name": "CSCOM", "type": "", "place": "Konna", "commune": ""},
    }
    good = goods[kind]
    chance = random.Random(kind)
    rows = [good | {chance.choice(list(good)): chance.choice(CELLS) for _ in range(2)} for _ in range(300)]
    found = desk.look(rows, kind)
    assert found.rows <= 300
    assert all(column and reason for _, column, reason in desk.told())
    job = desk.take(rows, kind, skip_wrong=True)
    if job is not None:
        assert desk.job(job).state == "applied"
        assert desk.undo(job) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(max_size=30), max_size=8), min_size=1, max_size=12), st.sampled_from(";,\t"))
def test_any_text_at_all(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str) -> None:
    """Whatever stands in a CSV file, it is read, or refused in plain words."""
    path = tmp_path_factory.mktemp("any") / "list.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    assert all(len(found) >= 1 for _, found in read_or_refused(path))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook that is whole."""
    path = tmp_path_factory.mktemp("sound") / "list.xlsx"
    workbook(path, [{"Nom": f"Personne {row}", "Né le": datetime.fromisoformat("2024-03-12")} for row in range(20)])
    return path.read_bytes()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=20), st.floats(0.5, 1))
def test_any_damage_to_a_workbook(tmp_path: Path, sound: bytes, damage: list[tuple[float, int]], left: float) -> None:
    """Bytes that were changed or lost: it is read, or refused in plain words."""
    content = bytearray(sound)
    for share, value in damage:
        content[int(share * len(content))] = value
    (tmp_path / "list.xlsx").write_bytes(content[: int(left * len(content))])
    assert all(line > 1 for line, _ in read_or_refused(tmp_path / "list.xlsx"))


def read_or_refused(path: Path) -> list[Any]:
    """The rows; none where the file is refused, which is said in a whole sentence."""
    try:
        return list(Source(path).rows())
    except TransferError as error:
        if not str(error).endswith("."):
            raise
        return []
