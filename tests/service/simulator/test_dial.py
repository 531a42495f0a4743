"""`retour dial` with lines piped in, against a server of ours on a free port."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
import typer
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from service.commands.dial import dial
from service.gateways.port import Carrier
from service.simulator.pages import SmsShown, routes
from service.simulator.phone import SimulatedPhone
from tests.service.simulator.fake_hook import CODE, HOOK, FakeHook, served

NOON = datetime(2026, 9, 22, 12, 0, tzinfo=UTC)


@contextmanager
def server(line: FakeHook, simulator: bool = True, sms_after: int = 0) -> Iterator[str]:
    """The fake line and, beside it, the phone's routes with an inbox: an old SMS, and one more when a call
    has ended and the inbox was looked at so many times since."""
    looks = 0

    def inbox(number: str) -> Sequence[SmsShown]:
        nonlocal looks
        looks += bool(line.events)
        fresh = [SmsShown(NOON, "Votre code : 7")] if looks > sms_after else []
        return [SmsShown(NOON, "Ancien SMS"), *fresh]

    app = FastAPI()
    app.router.routes.extend(line.app.routes)
    if simulator:
        unused = SimulatedPhone(httpx.AsyncClient(), HOOK, CODE)
        app.include_router(routes(unused, lambda: (), inbox, Carrier("", True, True)))
    with served(app) as url:
        yield url


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No .env and no var/ of this machine, a terminal of known width."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("RETOUR_HOOK_KEY", "fake-key")
    monkeypatch.setenv("RETOUR_USSD_CODE", CODE)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str, typed: str = "") -> Result:
    app = typer.Typer()
    app.command()(dial)
    return CliRunner().invoke(app, ["--wait", "0", *arguments], input=typed)


def test_a_call_with_lines_piped_in() -> None:
    line = FakeHook()
    with server(line) as url:
        result = run("--url", url, "--phone", "50 00 12 34", typed="1\nAmi*nata\n")
    assert result.exit_code == 0, result.output
    assert line.hops == ["", "1", "1*Ami*nata"]
    assert line.heard[0].form["phoneNumber"] == "+22350001234"
    assert "1 Mon nom" in result.output
    assert "> 1\n" in result.output
    assert "Bonjour 1*Ami*nata" in result.output
    assert "28/160" in result.output
    assert "Raccroché." in result.output
    assert [event["status"] for event in line.events] == ["Incomplete"]


def test_without_a_number_nobody_known_calls() -> None:
    line = FakeHook()
    with server(line) as url:
        run("--url", url)
    assert line.heard[0].form["phoneNumber"] == "+22301999999"


def test_sms_that_arrive_are_shown_and_old_ones_are_not() -> None:
    with server(FakeHook()) as url:
        result = run("--url", url, "--language", "en", typed="2\n")
    assert result.exit_code == 0, result.output
    assert "SMS received" in result.output
    assert result.output.count("Votre code : 7") == 1
    assert "Ancien SMS" not in result.output
    assert "Call ended." in result.output


def test_the_phone_is_watched_for_sms_when_the_call_is_over() -> None:
    with server(FakeHook(), sms_after=2) as url:
        result = run("--url", url, "--wait", "10", typed="2\n")
    assert result.output.count("Votre code : 7") == 1


@pytest.mark.parametrize(
    ("fault", "hops"),
    [
        (["--fault", "drop"], [""]),
        (["--fault", "vanish"], [""]),
        (["--fault", "lost"], ["", "1"]),
        (["--fault", "lost", "--at", "1"], [""]),
        (["--fault", "twice"], ["", "", "1", "1"]),
        (["--fault", "twice", "--at", "2"], ["", "1", "1"]),
        (["--fault", "late", "--seconds", "0.1"], ["", "1"]),
        (["--fault", "again", "--at", "2"], ["", "1", ""]),
    ],
)
def test_faults_from_the_command_line(fault: list[str], hops: list[str]) -> None:
    line = FakeHook()
    with server(line) as url:
        result = run("--url", url, *fault, typed="1\n")
    assert result.exit_code == 0, result.output
    assert line.hops == hops


def test_a_call_that_the_line_broke_fails_the_command() -> None:
    with server(FakeHook()) as url:
        result = run("--url", url, typed="500\n")
    assert result.exit_code == 1
    assert "Connexion interrompue" in result.output
    assert "l’erreur 500" in result.output


def test_text_of_the_line_is_shown_as_it_is() -> None:
    """No markup of the terminal's library, no HTML."""
    with server(FakeHook()) as url:
        result = run("--url", url, typed="[red]x[/red]\n")
    assert "Bonjour [red]x[/red]" in result.output


def test_a_page_over_the_limit_is_told() -> None:
    with server(FakeHook()) as url:
        result = run("--url", url, typed="long\n")
    assert "161/160" in result.output
    assert "trop long" in result.output


def test_digits_behind_the_code() -> None:
    line = FakeHook()
    with server(line) as url:
        run("*384*70421*1#", "--url", url)
    assert line.hops == ["1"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "localhost:9", "http://[x"])
def test_no_server(url: str) -> None:
    result = run("--url", url)
    assert result.exit_code == 1
    assert "Démarrez-le avec : make run" in result.output
    assert "Traceback" not in result.output


def test_a_server_without_the_simulator() -> None:
    with server(FakeHook(), simulator=False) as url:
        result = run("--url", url)
    assert result.exit_code == 1
    assert "un vrai opérateur y est configuré" in result.output


def test_a_key_that_is_not_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUR_HOOK_KEY", "another-key")
    with server(FakeHook()) as url:
        result = run("--url", url)
    assert result.exit_code == 1
    assert "RETOUR_HOOK_KEY" in result.output
    assert "another-key" not in result.output


def test_a_number_that_is_none() -> None:
    result = run("--phone", "12", "--language", "en")
    assert result.exit_code == 1
    assert "This number is not valid." in result.output
