"""What the tests of `retour campaign` share: the command, and a look into the outbox."""

from sqlalchemy import Engine, func, select
from typer.testing import CliRunner, Result

from service.commands.campaign import app
from service.models import Campaign, Message, table_of
from tests.service.programme.world import OUMAR

ADMINISTRATOR = "+22350001105"
SEND = ("send", "--name", "Rappel [bold]de mai[/bold] [x]", "--by", OUMAR, "--yes")
TEXT, ALL = ("--text", "fr=Bonjour {first_name}"), ("--where", "all=yes")


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def queued(engine: Engine) -> int:
    with engine.connect() as db:
        return db.scalar(select(func.count()).select_from(table_of(Message))) or 0


def campaigns(engine: Engine) -> list[str]:
    with engine.connect() as db:
        return [str(one) for one in db.scalars(select(table_of(Campaign).c.id))]


def sent(*words: str) -> str:
    """A campaign sent; its id."""
    result = run(*SEND, *TEXT, *ALL, *words)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout.partition("Campaign ")[2].partition(":")[0]
