"""The composition root of the command line: `retour …`."""

import signal
import sys
from datetime import date, datetime
from threading import Event
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Engine

from service.commands.late import Late
from service.commands.plainly import plainly
from service.database import make_engine
from service.settings import Settings, hook_key, read_settings

BANNER_WIDTH = 120
"""Wide enough for the hook's address in one line: it is copied from there."""

app = typer.Typer(
    cls=Late,
    help="Retour: the phone line of a livelihood programme. `retour serve` runs it; `retour dial` calls it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="The keys that personal data is sealed with.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")


@app.command()
def serve(
    processes: Annotated[int, typer.Option(min=1, help="Web processes behind the port (PostgreSQL only).")] = 1,
) -> None:
    """Migrate, load the demo where it belongs, and answer calls until stopped."""
    import uvicorn
    from rich.console import Console

    from service.commands.banner import banner
    from service.logs import configure
    from service.migrating import migrate

    with plainly():
        settings = read_settings()
        if processes > 1 and settings.is_sqlite:
            raise ValueError("SQLite has one writer: more than one process needs PostgreSQL (RETOUR_DATABASE_URL).")
        configure(settings)
        migrate(settings.database_url)
        engine = make_engine(settings.database_url)
        _demo_if_wanted(settings, engine)
        engine.dispose()
        Console(stderr=True, width=BANNER_WIDTH).print(banner(settings, hook_key(settings)))
        uvicorn.run(
            "service.app:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=processes,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_worker_healthcheck=60,  # a slow machine needs more than the 5 s of uvicorn to start a process
        )


def _demo_if_wanted(settings: Settings, engine: Engine) -> None:
    from service.programme.demo import load_demo, wants_demo

    if not wants_demo(settings, engine):
        return
    typer.echo("Loading the demo programme (made-up people) …", err=True)
    load_demo(settings, engine, _today(settings))


def _today(settings: Settings) -> date:
    return datetime.now(ZoneInfo(settings.timezone)).date()


@app.command("migrate")
def migrate_command(
    revision: Annotated[str, typer.Argument(help="Where to: head, base, or a revision.")] = "head",
) -> None:
    """Bring the database's tables to a revision; a migration that fails leaves nothing half done."""
    from service.migrating import migrate

    with plainly():
        settings = read_settings()
        migrate(settings.database_url, revision)
        typer.echo(f"The database is at {revision}.")


@app.command()
def demo(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where people are already there.")] = False,
    today: Annotated[str, typer.Option(help="The day that the demo counts back from (default: today).")] = "",
) -> None:
    """Load the demo programme: made-up people in the numbers of the real one. Only with the simulator on
    SQLite, or with RETOUR_DEMO=1."""
    from service.migrating import migrate
    from service.programme.demo import load_demo, wants_demo

    with plainly():
        settings = read_settings()
        migrate(settings.database_url)
        engine = make_engine(settings.database_url)
        if not wants_demo(settings, engine):
            if if_empty:
                return
            raise ValueError("The demo loads into an empty database, with the simulator on SQLite or RETOUR_DEMO=1.")
        summary = load_demo(settings, engine, date.fromisoformat(today) if today else _today(settings))
        typer.echo(summary)


@app.command()
def worker() -> None:
    """Send the SMS that wait, until stopped. Any number of workers share one PostgreSQL."""
    from service.app import build, sms_worker
    from service.logs import configure

    with plainly():
        settings = read_settings()
        configure(settings)
        parts = build(settings)
        stop = Event()
        for ending in (signal.SIGTERM, signal.SIGINT):  # what is in hand is finished first: nothing stays uncertain
            signal.signal(ending, lambda *_: stop.set())
        sms_worker(parts).run_forever(stop)


@keys_app.command("new")
def keys_new() -> None:
    """Make the keys file (RETOUR_KEYS_FILE), once. Whoever loses it loses the personal data."""
    from service.keys import new_keys_file

    with plainly():
        path = new_keys_file(read_settings())
        typer.echo(f"Keys made in {path}. Keep a copy where the database's copies are not.")


def main() -> None:
    """`python -m service.cli`"""
    app(prog_name="retour", args=sys.argv[1:])


if __name__ == "__main__":
    main()
