"""`retour dial`: a basic phone in the terminal, on the same hook as the carrier's; lines piped in work as keys do."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, NoReturn

import httpx
import typer
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from service.gateways.port import Carrier
from service.programme.demo.phones import UNKNOWN
from service.settings import Settings, SettingsError, hook_key, read_settings
from service.simulator.length import Length, measured
from service.simulator.numbers import read_caller
from service.simulator.phone import Fault, FaultKind, Shown, SimulatedPhone
from service.simulator.wire import Call
from service.simulator.words import notes, screen_text, words

WIDTH = 34

app = typer.Typer()

Code = Annotated[str, typer.Argument(help="The code to dial, digits behind it or not (default: the line's).")]
Phone = Annotated[str, typer.Option("--phone", "-p", help="The number that calls (default: an unknown one).")]
Url = Annotated[str, typer.Option(help="Where the line answers (default: RETOUR_HOST and RETOUR_PORT).")]
Language = Annotated[Literal["fr", "en"], typer.Option("--language", "-l", help="The phone's own words.")]
FaultName = Annotated[FaultKind, typer.Option(help="What the network does to a hop.")]
At = Annotated[int | None, typer.Option(min=0, help="Which hop: 1 is the dialling, 0 is every hop.")]
Wait = Annotated[float, typer.Option(min=0, max=60, help="Seconds to watch for SMS when the call is over.")]
Seconds = Annotated[float, typer.Option(min=0, max=60, help="How late `--fault late` is.")]


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """A fault and the hop that it strikes (the dialling is hop 1; 0 is every hop)."""

    fault: Fault
    hop: int

    def at(self, hop: int) -> Fault:
        return self.fault if self.hop in (0, hop) else Fault()


@app.command()
def dial(
    code: Code = "",
    phone: Phone = UNKNOWN,
    url: Url = "",
    language: Language = "fr",
    fault: FaultName = "none",
    at: At = None,
    seconds: Seconds = 5.0,
    wait: Wait = 4.0,
) -> None:
    """Call the line: type an answer and Enter; Ctrl-D hangs up.

    Faults: drop, vanish and lost break the call at the second hop unless --at names another; twice, late and
    again happen at every hop."""
    said, settings, number = words(language), _settings(), read_caller(phone)
    if number is None:
        _stop(said["bad_number"])
    breaks = fault in ("drop", "vanish", "lost")
    plan = FaultPlan(Fault(fault, seconds), at if at is not None else 2 if breaks else 0)
    address = url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    try:
        # The line is on this machine or named: a proxy of the environment has no part in it.
        client = httpx.AsyncClient(base_url=address, timeout=15.0, trust_env=False)
    except httpx.InvalidURL:
        _stop(said["no_server"].format(url=address))
    with asyncio.Runner() as runner:
        try:
            shown = Terminal(runner, client, settings, plan, said).call(number, code, wait)
        finally:
            runner.run(client.aclose())
    if shown.why:
        raise typer.Exit(1)


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        _stop(str(error))


def _stop(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


class Terminal:
    """One call, from the first SMS look to the last."""

    def __init__(
        self,
        runner: asyncio.Runner,
        client: httpx.AsyncClient,
        settings: Settings,
        plan: FaultPlan,
        said: Mapping[str, str],
    ) -> None:
        self._runner, self._client, self._settings = runner, client, settings
        self._plan, self._said = plan, said
        self._carrier = Carrier("", True, True, settings.ussd_page_gsm, settings.ussd_page_ucs2)
        self._console = Console(highlight=False)
        self._read: Counter[tuple[str, str]] = Counter()

    def call(self, number: str, code: str, wait_s: float) -> Shown:
        """Dial, answer until the call is over, watch for SMS. Stops the command where no server answers."""
        self._read = Counter(self._messages(number))
        # Only now: asking for the key makes one where there is none yet.
        hook = f"/hooks/{hook_key(self._settings)}/africastalking/ussd"
        phone = SimulatedPhone(self._client, hook, self._settings.ussd_code)
        shown = self._runner.run(phone.dial(number, code, self._plan.at(1)))
        if shown.status == 404:
            _stop(self._said["wrong_key"])
        self._show(shown)
        hop = 1
        while shown.state == "open":
            typed = self._typed()
            if typed is None:
                self._hang_up(phone, shown.call)
                break
            hop += 1
            shown = self._runner.run(phone.send(shown.call, typed, self._plan.at(hop)))
            self._show(shown)
        self._watch(number, wait_s)
        return shown

    def _typed(self) -> str | None:
        """The next line, or None when the caller hangs up (Ctrl-D, Ctrl-C, or nothing more is piped in)."""
        try:
            typed = self._console.input("> ")
        except (EOFError, KeyboardInterrupt):
            self._console.print()
            return None
        if not sys.stdin.isatty():
            self._console.print(typed, markup=False)
        return typed

    def _hang_up(self, phone: SimulatedPhone, call: Call) -> None:
        remarks = self._runner.run(phone.hang_up(call))
        for line in ("hung_up", *remarks):
            self._console.print(self._said[line], style="dim")

    def _show(self, shown: Shown) -> None:
        length = measured(shown.text, self._carrier)
        told = [*notes(shown, self._said), *self._costs(length)]
        if shown.state == "ended":
            told.append(self._said["ended"])
        self._console.print(
            Panel(
                Text(screen_text(shown, self._said)),
                title=Text(shown.call.number),
                subtitle=f"{length.units}/{length.limit}",
                border_style="red" if length.is_over or shown.state == "broken" else "green",
                width=WIDTH,
            )
        )
        for line in told:
            self._console.print(line, style="dim", markup=False)
        self._news(shown.call.number)

    def _costs(self, length: Length) -> list[str]:
        over = [self._said["over"]] if length.is_over else []
        return over + ([self._said["costly"].format(costly=length.costly)] if length.costly else [])

    def _watch(self, number: str, wait_s: float) -> None:
        """SMS leave by themselves, a moment after the call."""
        until = time.monotonic() + wait_s
        while time.monotonic() < until and not self._news(number):
            time.sleep(0.5)

    def _news(self, number: str) -> bool:
        """Show the SMS that arrived since the last look; whether there were any."""
        found = self._messages(number)
        fresh = list((Counter(found) - self._read).elements())
        self._read = Counter(found)
        for _at, text in reversed(fresh):
            self._console.print(Panel(Text(text), title=self._said["sms"], border_style="blue", width=WIDTH))
        return bool(fresh)

    def _messages(self, number: str) -> list[tuple[str, str]]:
        """The number's SMS, newest first, as (time, text)."""
        url = str(self._client.base_url).rstrip("/")
        try:
            response = self._runner.run(self._client.post("/phone/messages", json={"number": number}))
        except httpx.TransportError:
            _stop(self._said["no_server"].format(url=url))
        if response.status_code == 404:
            _stop(self._said["no_simulator"].format(url=url))
        if response.is_error:
            _stop(self._said["why_status"].format(status=response.status_code))
        return [(sms["at"], sms["text"]) for sms in response.json()]
