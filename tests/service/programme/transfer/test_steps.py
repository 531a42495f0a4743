"""An import in steps: nothing of it where a row is wrong, cut short and gone on with, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from flows.codes import with_check
from service.models import AuditEvent, Consent, Household, ImportChange, NameToken, Person, PersonPhone, Phone
from service.programme import tables as t
from service.programme.transfer import jobs, taking
from service.programme.transfer.faults import TransferError
from service.programme.transfer.pace import AIM, Pace
from service.programme.transfer.undoing import undoing
from tests.service.programme.transfer.lists import Desk, outcomes, person

MANY = [person(nom=f"Personne {chr(65 + n % 26)}{chr(97 + n // 26)}", tel=f"7000{n:04}") for n in range(90)]


def test_nothing_is_written_where_a_row_is_wrong(desk: Desk) -> None:
    rows = [person(), person(sexe="?")]
    with pytest.raises(TransferError, match="1 of 2 rows are wrong: nothing was written"):
        desk.take(rows)
    assert (desk.world.people(), desk.changes()) == ([], [])
    job = desk.take(rows, skip_wrong=True)
    assert (len(desk.world.people()), desk.job(job).skipped, desk.job(job).done) == (1, 1, 2)


def test_one_that_was_cut_short_goes_on_where_it_stopped(desk: Desk) -> None:
    path = desk.file(MANY)
    first = desk.take(path, steps=2)
    there = len(desk.world.people())
    assert 0 < there < len(MANY)
    assert (desk.job(first).state, desk.job(first).done) == ("applying", there)
    assert outcomes(desk.look(path)) == (len(MANY) - there, 0, there, 0)
    assert desk.take(path) == first
    assert (desk.job(first).state, len(desk.world.people())) == ("applied", len(MANY))
    assert len({row.name for row in desk.world.people()}) == len(MANY)


def test_one_that_was_cut_short_can_be_taken_back(desk: Desk) -> None:
    job = desk.take(MANY, steps=2)
    assert desk.undo(job) == []
    for model in (Person, Consent, NameToken, PersonPhone, Phone, Household, ImportChange):
        assert desk.world.rows(model) == [], model
    assert desk.job(job).state == "undone"
    assert desk.take(MANY) != job, "what was taken back may come again"


def test_taking_back_goes_on_where_it_stopped(desk: Desk) -> None:
    job = desk.take(MANY)
    assert job is not None
    work = undoing(desk.access, job, desk.officer)
    next(work.steps())
    assert 0 < len(desk.world.people()) < len(MANY)
    assert desk.undo(job) == []
    assert desk.world.people() == []
    with pytest.raises(TransferError, match="undone already"):
        desk.undo(job)


def test_whoever_was_changed_since_is_kept_with_their_phone(desk: Desk) -> None:
    job = desk.take([person(), person(nom="Oumar Cissé", tel="65001234")])
    one = desk.world.people()[0]
    desk.world.db.execute(update(t.person).where(t.person.c.id == one.id).values(updated_at=desk.world.now))
    assert [(kept.line, kept.subject) for kept in desk.undo(job)] == [(2, "person")]
    assert [row.id for row in desk.world.people()] == [one.id]
    assert [row.person_id for row in desk.world.rows(PersonPhone)] == [one.id]


def test_what_was_corrected_and_changed_since_is_kept(desk: Desk) -> None:
    who, code = desk.world.register()
    job = desk.take([{"card": code, "statut": "idp"}])
    desk.world.db.execute(update(t.person).where(t.person.c.id == who).values(status="host"))
    assert [kept.subject for kept in desk.undo(job)] == ["person"]
    assert desk.world.one(Person).status == "host"


def test_two_who_import_the_same_file_at_once(desk: Desk) -> None:
    path = desk.file(MANY)
    made = []
    for _ in range(2):
        file = desk.open(path)
        *_, found = taking.checked(desk.access, file, lambda _: None)
        made.append(taking.applying(desk.access, file, found, desk.officer, skip_wrong=False))
    first, second = made
    assert first is not None
    assert second is not None
    assert first.job.id == second.job.id
    steps, others = first.steps(), second.steps()
    next(steps)
    with pytest.raises(TransferError, match="Somebody else works on this import"):
        next(others)


def test_the_file_must_not_change_while_it_is_read(desk: Desk) -> None:
    file = desk.open([person()])
    *_, found = taking.checked(desk.access, file, lambda _: None)
    job = taking.applying(desk.access, file, found, desk.officer, skip_wrong=False)
    desk.file([person(), person(nom="Oumar Cissé")])
    assert job is not None
    with pytest.raises(TransferError, match="was changed while it was read"):
        next(job.steps())


def test_the_audit_trail_tells_who_took_in_what(desk: Desk) -> None:
    job = desk.take([person()])
    desk.undo(job)
    told = [(row.actor, row.action, row.detail) for row in desk.world.rows(AuditEvent, subject="import_job")]
    officer = str(desk.officer)
    assert told == [
        (officer, "import begun", "people: 1 rows"),
        (officer, "import applied", "people: 1 of 1 rows"),
        (officer, "import undo begun", "people"),
        (officer, "import undone", "people: 0 kept"),
    ]
    (listed,) = jobs.everyone(desk.world.db, desk.world.vault)
    assert (listed.by, listed.job.state) == ("Boubacar M.", "undone")


def test_steps_grow_while_they_are_short_and_shrink_when_they_are_long() -> None:
    pace = Pace()
    first = pace.size
    for _ in range(6):
        pace.took(pace.size, AIM / 10)
    grown = pace.size
    pace.took(grown, AIM * 20)
    assert first < grown
    assert pace.size == int(grown * 0.8)
    for _ in range(40):
        pace.took(pace.size, pace.size * AIM)
    assert pace.size == 1


def test_taking_back_a_correction_does_not_hide_what_was_changed_since(desk: Desk) -> None:
    """Made by one list, corrected by another, then by somebody: only the last one's word keeps the person."""
    made = desk.take([person(Carte=with_check("12345678"))])
    corrected = desk.take([{"card": with_check("12345678"), "statut": "idp"}])
    later = desk.world.now + timedelta(hours=1)
    desk.world.db.execute(update(t.person).values(wish="sewing", updated_at=later))
    assert desk.undo(corrected) == []
    assert (desk.world.one(Person).status, desk.world.one(Person).updated_at) == ("", later)
    assert [kept.subject for kept in desk.undo(made)] == ["person"]


def test_a_slow_disk_does_not_make_steps_of_a_handful_of_rows() -> None:
    """Half a millisecond a row, a fifth of a second a commit: a step is half of what is aimed at, and a commit."""
    pace = Pace()
    for _ in range(40):
        pace.took(pace.size, pace.size * 0.0005 + 0.2, 0.2)
    assert 55 <= pace.size <= 60


def test_a_busy_machine_does_not_either() -> None:
    """Of each row this process has a quarter of a millisecond to do; others keep it waiting ten times as long."""
    pace = Pace()
    for _ in range(60):
        pace.took(pace.size, pace.size * 0.0025, own=pace.size * 0.00025)
    assert 38 <= pace.size <= 40
