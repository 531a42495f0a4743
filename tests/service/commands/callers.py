"""What the tests of `retour case`, `concern` and `referral` share: calls that were made before the command is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, select
from typer import Typer
from typer.testing import CliRunner, Result

from flows.library import packaged
from service.database import writing
from service.models import AuditEvent, Row, table_of
from service.settings import read_settings
from service.vault import open_vault
from tests.service.programme.world import World


@contextmanager
def world_of(engine: Engine) -> Iterator[World]:
    """The installation of the command, to call it and to look at it. Committed at the end."""
    settings = read_settings()
    vault = open_vault(settings, engine)
    with writing(engine) as db:
        yield World(db, vault, settings, packaged(), now=datetime.now(UTC))


def run(app: Typer, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def said(app: Typer, *words: str, typed: str = "") -> str:
    """What a command that works says. `typed`: what it asks for."""
    result = run(app, *words, typed=typed)
    assert (result.exit_code, result.stderr) == (0, "Words:" if typed else ""), result.output
    return result.stdout.strip().removeprefix(typed)  # the runner shows it, as a terminal does


def refused(app: Typer, *words: str) -> str:
    """Why a command is refused."""
    result = run(app, *words)
    assert result.exit_code == 1, result.output
    return result.stderr.strip()


def row_of(engine: Engine, model: type[Row], **where: Any) -> Any:
    table = table_of(model)
    with engine.connect() as db:
        return db.execute(select(table).where(*(table.c[name] == value for name, value in where.items()))).one()


def actions(engine: Engine, prefix: str) -> list[str]:
    """The audit's words for what was done."""
    table = table_of(AuditEvent)
    with engine.connect() as db:
        found = db.execute(select(table.c.action).where(table.c.action.startswith(prefix)).order_by(table.c.id))
        return list(found.scalars())
