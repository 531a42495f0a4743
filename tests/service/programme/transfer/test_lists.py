"""Lists that are taken in and given out while others look on: sent, looked at, written, taken back."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from service.models import AuditEvent, ImportMapping
from service.programme.transfer import giving, jobs, lists
from service.programme.transfer.exporting import export_of
from service.programme.transfer.faults import TransferError
from service.programme.transfer.giving import FileKind, Giving
from service.programme.transfer.lists import Sent, Taking, Undoing
from service.programme.transfer.reading import Outcome
from service.programme.transfer.taking import Unmapped
from service.programme.transfer.works import KEEPS, MOST, Phase, Work, Works
from tests.service.programme.transfer.lists import Desk, person

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def sent(desk: Desk, *rows: dict[str, object], name: str = "list.xlsx") -> Taking:
    content = desk.file(rows, name).read_bytes()
    return Taking(staff_id=desk.officer, began_at=NOW, sent=Sent.of("people", name, content))


def looked(desk: Desk, one: Taking) -> Taking:
    lists.look(desk.access, one)
    one.phase = Phase.DONE
    return one


def test_a_list_is_looked_at_written_and_taken_back(desk: Desk) -> None:
    one = looked(desk, sent(desk, person(), person(nom="Oumar Cissé", tel="65001234")))
    assert (one.is_looked_at, one.found.outcomes[Outcome.NEW], one.total, desk.world.people()) == (True, 2, 2, [])
    lists.write(desk.access, one, skip_wrong=False)
    assert one.job is not None
    assert (one.done, one.is_looked_at, len(desk.world.people())) == (2, False, 2)
    back = Undoing(staff_id=desk.officer, began_at=NOW, job_id=one.job.id)
    lists.take_back(desk.access, back)
    assert (back.done, back.total > 0, back.kept, desk.world.people()) == (back.total, True, [], [])


def test_nothing_stands_in_the_clear_once_it_was_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "clear"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    one = looked(desk, sent(desk, person(), name="list.csv"))
    assert list(folder.rglob("*")) == []
    lists.write(desk.access, one, skip_wrong=False)
    assert len(desk.world.people()) == 1, "the rows were kept, sealed"


def test_wrong_rows_are_told_and_left_out_if_one_says_so(desk: Desk) -> None:
    one = looked(desk, sent(desk, person(), person(sexe="?"), person(annee=1700)))
    assert (lists.is_wrong(one), [fault.line for fault in one.faults if not fault.warning]) == (2, [3, 4])
    assert one.faults_left_out == 0
    with pytest.raises(TransferError, match="2 of 3 rows are wrong"):
        lists.write(desk.access, one, skip_wrong=False)
    lists.write(desk.access, one, skip_wrong=True)
    assert len(desk.world.people()) == 1


def test_a_column_that_is_missing_is_said_and_remembered(desk: Desk) -> None:
    rows = [{("Qui est-ce" if name == "Nom complet" else name): value for name, value in person().items()}]
    one = sent(desk, *rows)
    with pytest.raises(Unmapped, match="No column was found for: name"):
        lists.look(desk.access, one)
    assert (one.missing, ("Qui est-ce", "") in one.read_as()) == (("name",), True)
    typed = ["name" if heading == "Qui est-ce" else field for heading, field in one.read_as()]
    one.said = lists.corrected(one, typed)
    assert one.said == {"Qui est-ce": "name"}
    assert looked(desk, one).is_looked_at
    assert desk.world.one(ImportMapping).columns == {"Qui est-ce": "name"}
    assert looked(desk, sent(desk, *rows)).is_looked_at, "a second one is understood by itself"


def test_a_field_that_there_is_none_of_leaves_the_columns_to_be_corrected(desk: Desk) -> None:
    one = looked(desk, sent(desk, person()))
    before = one.read_as()
    one.said = lists.corrected(one, ["nonsense", *(field for _, field in before[1:])])
    with pytest.raises(TransferError, match="There is no field 'nonsense'"):
        lists.look(desk.access, one)
    assert (one.read_as(), one.is_looked_at) == (before, False)
    one.said = lists.corrected(one, [*(field for _, field in before[:-1]), ""])
    assert one.said == {"Nom complet": "name", "Consentement": "-"}


def test_a_name_of_a_file_cannot_lead_anywhere() -> None:
    for name, kept in (
        ("../../etc/x.csv", "x.csv"),
        ("C:\\a\\b.xlsx", "b.xlsx"),
        ("a\0/\n.csv", "_.csv"),
        ("", "list"),
    ):
        with Sent.of("people", name, b"abc" * 50_000).in_the_clear() as path:
            assert (path.name.lstrip("_"), path.read_bytes()) == (kept.lstrip("_"), b"abc" * 50_000)


def test_imports_page_by_page(desk: Desk) -> None:
    made = []
    for n in range(jobs.MOST + 2):
        desk.world.passes(minutes=1)
        made.append(jobs.begin(desk.inside(desk.world.db), "people", str(n), 1, desk.officer).id)
    first = jobs.page(desk.world.db, desk.world.vault)
    second = jobs.page(desk.world.db, desk.world.vault, first.after)
    assert [one.job.id for one in (*first.lines, *second.lines)] == made[::-1]
    found = jobs.one(desk.world.db, desk.world.vault, made[0])
    assert found is not None
    assert (found.by, found.job.state, second.after) == ("Boubacar M.", "applying", "")
    assert jobs.one(desk.world.db, desk.world.vault, uuid4()) is None


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("how", list(FileKind))
def test_a_list_that_is_given_out_stands_in_the_audit_trail(desk: Desk, how: FileKind, full: bool) -> None:
    _, code = desk.world.register()
    export = export_of(desk.inside(desk.world.db), "people", {"sex": ["female"]}, full=full)
    one = Giving(staff_id=desk.officer, began_at=NOW, export=export, how=how)
    giving.give(desk.access, one)
    content = b"".join(one.content())
    if how is FileKind.XLSX:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.values]  # type: ignore[union-attr]
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert (len(rows), one.done, rows[1][0]) == (3, 1, "#beneficiary+id")
    assert ("Aminata Traoré" in rows[2], any(str(cell).replace(" ", "") == code for cell in rows[2])) == (full, full)
    event = desk.world.rows(AuditEvent, subject="export")[-1]
    assert (event.action, event.actor) == ("exported in full" if full else "exported", str(desk.officer))
    assert event.detail == "people: 1 rows; sex=female"


class TestWorks:
    """Works in threads."""

    def works(self) -> Works[Work]:
        return Works(lambda: NOW, TransferError)

    def work(self, staff: UUID | None = None, **values: object) -> Work:
        return Work(**{"staff_id": staff or uuid4(), "began_at": NOW, **values})  # type: ignore[arg-type]

    def test_a_short_one_is_done_when_one_comes_back(self) -> None:
        works, work = self.works(), self.work()
        works.begin(work, lambda one: setattr(one, "done", 3), wait=5)
        assert (work.phase, work.done, works.find(work.id, work.staff_id)) == (Phase.DONE, 3, work)

    def test_nobody_else_finds_it(self) -> None:
        works, work = self.works(), self.work()
        works.begin(work, lambda one: None, wait=5)
        assert works.find(work.id, uuid4()) is None

    def test_what_can_be_mended_is_told_and_what_cannot_is_not(self, caplog: pytest.LogCaptureFixture) -> None:
        def refuse(_: Work) -> None:
            raise TransferError("The file is empty.")

        def fall(_: Work) -> None:
            raise RuntimeError("Aminata Traoré")

        works, refused, broken = self.works(), self.work(), self.work()
        works.begin(refused, refuse, wait=5)
        works.begin(broken, fall, wait=5)
        assert (refused.phase, refused.refusal) == (Phase.REFUSED, "The file is empty.")
        assert (broken.phase, broken.refusal, "Aminata" in caplog.text) == (Phase.BROKEN, "", False)
        works.begin(refused, lambda one: None, wait=5)
        assert (refused.phase, refused.refusal) == (Phase.DONE, "")

    def test_one_after_another(self) -> None:
        works, go, first, second = self.works(), Event(), self.work(), self.work()
        works.begin(first, lambda one: setattr(one, "done", int(go.wait(5))))
        works.begin(second, lambda one: None, wait=0.05)
        assert second.phase is Phase.WAITING
        go.set()
        works.begin(self.work(), lambda one: None, wait=5)
        assert (first.phase, second.phase) == (Phase.DONE, Phase.DONE)

    def test_what_is_over_is_forgotten_after_a_while_or_when_there_are_many(self) -> None:
        works = self.works()
        old = works.begin(self.work(began_at=NOW - KEEPS - timedelta(seconds=1)), lambda one: None, wait=5)
        many = [works.begin(self.work(), lambda one: None, wait=5) for _ in range(MOST + 3)]
        assert works.find(old.id, old.staff_id) is None
        assert [one.id for one in works.all()] == [one.id for one in many[:2:-1]]
        works.forget(many[-1])
        assert works.find(many[-1].id, many[-1].staff_id) is None
