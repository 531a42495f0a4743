"""`retour campaign`, end to end: looked at, sent, watched, paused, cancelled, approved."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.service.commands.office import ADMINISTRATOR, ALL, SEND, TEXT, campaigns, queued, run, sent
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import OUMAR


def test_a_preview_says_it_all_and_queues_nothing(engine: Engine, people: list[Somebody]) -> None:
    said = run("preview", "--text", "fr=Reçu, {first_name} [/x]", "--text", "en=Hello", *ALL)
    assert (said.exit_code, said.stderr) == (0, "")
    told = said.stdout
    assert "2 phones of 2 people" in told
    assert "by operator: orange 1, malitel 1" in told
    assert "2 parts, 35.50 XOF" in told
    assert "« ç » makes every part 70 characters instead of 160: write « c »" in told
    assert "Reçu, Aminata [/x]" in told
    assert "(Africa/Bamako)" in told
    assert "UCS-2" in told
    assert (queued(engine), campaigns(engine)) == (0, [])


def test_who_gets_nothing_is_told(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(f"code\n{people[0].code}\n{ORANGE}\n", encoding="utf-8")
    said = run("preview", "--text", "fr=Bonjour", "--list", "list.csv").stdout
    assert "1 phones of 2 people" in said
    assert "1 get nothing: reached by the same phone as another" in said


def test_a_list_of_new_numbers_is_sent(engine: Engine, people: list[Somebody], tmp_path: Path) -> None:
    numbers = [f"+2236600{n:04}" for n in range(450)]
    (tmp_path / "list.csv").write_text("\n".join(["numéro", *numbers]), encoding="utf-8")
    said = run(*SEND, "--text", "fr=Bonjour", "--list", "list.csv")
    assert (said.exit_code, queued(engine)) == (0, 450), said.output


def test_sent_watched_and_listed(engine: Engine, people: list[Somebody]) -> None:
    campaign = sent()
    assert queued(engine) == 2
    status = run("status", campaign)
    assert status.exit_code == 0, status.output
    assert "Rappel [bold]de mai[/bold] [x]: running" in status.stdout
    for line in ("queued", "sent", "delivered", "failed", "uncertain", "answered"):
        assert line in status.stdout
    assert "2 of 2" in status.stdout
    listed = run("list").stdout
    assert campaign in listed
    assert "Rappel [bold]de mai[/bold] [x]" in listed


def test_whoever_is_asked_may_say_no(engine: Engine, people: list[Somebody]) -> None:
    words = [word for word in SEND if word != "--yes"]
    said = run(*words, *TEXT, *ALL, typed="n\n")
    assert (said.exit_code, queued(engine), campaigns(engine)) == (1, 0, [])
    assert "Send it to 2 phones?" in said.output
    assert run(*words, *TEXT, *ALL, typed="y\n").exit_code == 0
    assert queued(engine) == 2


def test_the_same_again_is_refused_unless_it_is_meant(engine: Engine, people: list[Somebody]) -> None:
    first = sent()
    again = run(*SEND, *TEXT, *ALL)
    assert (again.exit_code, queued(engine)) == (1, 2)
    assert f"The campaign {first} said the same to the same people within a day" in again.stderr
    sent("--again")
    assert queued(engine) == 4


def test_pause_resume_cancel(engine: Engine, people: list[Somebody]) -> None:
    campaign = sent()
    for command, told in (("pause", "Paused."), ("resume", "It goes on."), ("pause", "Paused.")):
        said = run(command, campaign, "--by", OUMAR)
        assert (said.exit_code, said.stdout.strip()) == (0, told)
    assert "The campaign is paused: it cannot be paused." in run("pause", campaign, "--by", OUMAR).stderr
    assert run("cancel", campaign, "--by", OUMAR).stdout.strip() == "Cancelled: 2 texts will not be sent."
    assert "it cannot be resumed" in run("resume", campaign, "--by", OUMAR).stderr
    assert "cancelled" in run("status", campaign, "--watch").stdout


def test_many_wait_for_another_person(engine: Engine, people: list[Somebody], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUR_CAMPAIGN_APPROVE_ABOVE", "1")
    said = run(*SEND, *TEXT, *ALL)
    assert "So many need a second pair of eyes" in said.stdout
    (campaign,) = campaigns(engine)
    assert f"retour campaign approve {campaign}" in said.stdout
    own = run("approve", campaign, "--by", OUMAR)
    assert (own.exit_code, "another person's" in own.stderr) == (1, True)
    assert run("approve", campaign, "--by", ADMINISTRATOR).stdout.strip() == "Approved: it is being sent."


def test_a_check_in_that_stands(engine: Engine, people: list[Somebody]) -> None:
    said = run(*SEND, *TEXT, *ALL, "--occasion", "visit", "--days", "1")
    assert (said.exit_code, queued(engine)) == (0, 0), said.output
    assert "visit 1" in run("list").stdout
