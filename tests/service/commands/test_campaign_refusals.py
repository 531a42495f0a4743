"""`retour campaign`: what is wrong is said in plain words, and nothing is queued."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.keys import new_keys, write_keys
from tests.service.commands.office import ALL, SEND, TEXT, campaigns, queued, run, sent
from tests.service.programme.campaigns.camp import Somebody
from tests.service.programme.world import AGENT, OUMAR


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((*ALL,), "Say what is sent"),
        ((*TEXT,), "Say whom it is for"),
        ((*TEXT, "--where", "region=Paris"), "region has no 'Paris'"),
        ((*TEXT, "--where", "regoin=Mopti"), "There is no filter 'regoin'"),
        ((*TEXT, "--where", "kit="), "kit has no value"),
        ((*TEXT, "--where", "region"), "'region' is not written as --where region=Mopti."),
        ((*TEXT, "--where", "region=Mopti", "--where", "region=Gao"), "--where region is said twice"),
        (("--text", "Bonjour", *ALL), "'Bonjour' is not written as --text fr=…."),
        (("--text", "fr=a", "--text", "fr=b", *ALL), "--text fr is said twice"),
        (("--text", "fr=Bonjour {nom}", *ALL), "there is no field {nom}"),
        ((*TEXT, "--where", "commune=Fatoma"), "Nobody of this audience would get it (it is empty)"),
        ((*TEXT, *ALL, "--at", "demain"), "'demain' is no day and time: write it as 2026-12-01 09:00."),
        ((*TEXT, *ALL, "--until", "2026-01-01 09:00"), "It would be too old before it could leave"),
        ((*TEXT, "--list", "nowhere.csv"), "nowhere.csv cannot be read: No such file or directory."),
        ((*TEXT, "--list", "latin.csv"), "latin.csv is no text file in UTF-8"),
        ((*TEXT, "--list", "broken.csv"), "Row 3: what stands there is neither a card code nor a phone number."),
        ((*ALL, "--journey", "nowhere"), "There is no journey 'nowhere'"),
        ((*TEXT, *ALL, "--occasion", "visit"), "A visit is announced at least a day before"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_queued(
    engine: Engine, people: list[Somebody], tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "latin.csv").write_bytes("numéro\n".encode("latin-1"))
    (tmp_path / "broken.csv").write_text(f"code\n{people[0].code}\nAminata\n", encoding="utf-8-sig")
    said = run(*SEND, *words)
    assert (said.exit_code, reason in said.stderr) == (1, True), said.output
    assert "Traceback" not in said.output
    assert (queued(engine), campaigns(engine)) == (0, [])


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("+22350009999", "Nobody works from the phone +223…99."),
        ("12", "That is no phone number"),
        (AGENT, "A field_agent may not do this: it takes a programme_officer or a administrator."),
    ],
)
def test_not_everybody_may_send(engine: Engine, people: list[Somebody], by: str, reason: str) -> None:
    said = run("send", "--name", "x", "--by", by, "--yes", *TEXT, *ALL)
    assert (said.exit_code, reason in said.stderr) == (1, True), said.output
    assert campaigns(engine) == []
    campaign = sent()
    assert reason in run("cancel", campaign, "--by", by).stderr


@pytest.mark.parametrize("command", ["status", "pause", "resume", "cancel", "approve"])
def test_a_campaign_that_is_not_there(engine: Engine, people: list[Somebody], command: str) -> None:
    nowhere = "01a20d5c-ffcb-77d3-96c5-4adb0109fd58"
    by = () if command == "status" else ("--by", OUMAR)
    said = run(command, nowhere, *by)
    assert (said.exit_code, said.stderr.strip()) == (1, f"There is no campaign {nowhere}.")
    assert run(command, "x", *by).exit_code == 2


def test_without_tables_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_keys(tmp_path / "keys.json", new_keys())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RETOUR_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    monkeypatch.setenv("RETOUR_KEYS_FILE", str(tmp_path / "keys.json"))
    said = run("list")
    assert said.exit_code == 1
    assert said.stderr == "The database has no tables yet: run retour migrate.\n"
