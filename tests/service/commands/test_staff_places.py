"""`retour staff places`: where an agent works, as the office says it."""

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from service.commands.staff import app
from service.models import AuditEvent, Staff, table_of
from service.models.staff import Role
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.world import AGENT

pytestmark = pytest.mark.usefixtures("people")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def theirs(engine: Engine) -> str:
    staff = table_of(Staff)
    with engine.connect() as db:
        return str(db.scalar(select(staff.c.places).where(staff.c.role == Role.FIELD_AGENT.value)))


def test_where_an_agent_works(engine: Engine) -> None:
    assert run("places", AGENT, "konna", "ml050604").stdout == "They work in Konna, Mopti, Fatoma, Mopti.\n"
    assert theirs(engine) == "ML050605 ML050604"
    assert "Konna, Fatoma" in run("list").stdout
    assert run("places", AGENT, "--everywhere").stdout == "They work in all places.\n"
    assert theirs(engine) == ""
    events = table_of(AuditEvent)
    with engine.connect() as db:
        told = list(db.scalars(select(events.c.detail).where(events.c.action == "staff places set")))
    assert sorted(told) == ["", "ML050605 ML050604"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((AGENT,), "Say the places, or --everywhere."),
        ((AGENT, "Konna", "--everywhere"), "Say the places, or --everywhere."),
        ((AGENT, "Kona"), "There is no place 'Kona'."),
        ((AGENT, "Mopti"), "say which by its code"),
        ((ADMINISTRATOR, "Konna"), "may not do this"),
        (("+22350009999", "Konna"), "Nobody works from the phone"),
    ],
)
def test_what_is_refused(engine: Engine, words: tuple[str, ...], told: str) -> None:
    """Nothing is guessed: a right hangs on it."""
    result = run("places", *words)
    assert result.exit_code != 0
    assert told in result.stderr
    assert theirs(engine) == ""
