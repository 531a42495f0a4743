"""What can be mended by whoever types a command is said in one line; anything else is a fault."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import OperationalError

from service.settings import SettingsError
from service.vault import VaultError


@contextmanager
def plainly() -> Iterator[None]:
    """End the command with exit code 1 and the reason on stderr."""
    try:
        yield
    except (SettingsError, VaultError, ValueError) as error:
        _stop(str(error))
    except OperationalError as error:
        _stop(f"The database cannot be reached: {str(error.orig).strip().splitlines()[0]}")


def _stop(reason: str) -> None:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
