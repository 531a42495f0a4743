"""`retour concern`: for focal points. Whoever else tries is refused, and it is kept though nothing else is."""

from uuid import UUID

import pytest
from sqlalchemy import Engine

from flows import effects as e
from service.commands.concern import app
from service.models import SensitiveCase
from service.models.staff import Role
from service.programme import cases, messages
from tests.service.commands.callers import actions, refused, row_of, run, said, world_of
from tests.service.commands.office import ADMINISTRATOR
from tests.service.programme.campaigns.camp import ORANGE, Somebody
from tests.service.programme.world import AGENT, FOCAL, OUMAR

OTHER = "+22350001107"
BY = ("--by", FOCAL)
USAGE = 2
WORDS = "Le chef [b]demande[/b]"


@pytest.fixture
def report(engine: Engine, people: list[Somebody]) -> str:
    with world_of(engine) as world:
        for number in (FOCAL, OTHER):
            world.staff(Role.FOCAL_POINT, number, "")
        cases.open_sensitive(world.call(ORANGE), e.OpenSensitiveCase(WORDS, "", "this", "leader"))
        return str(world.one(SensitiveCase).id)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (OUMAR, ("list",)),
        (ADMINISTRATOR, ("show", "{id}")),
        (AGENT, ("note", "{id}")),
        (OUMAR, ("close", "{id}", "--outcome", "acted")),
        ("+22350009999", ("show", "{id}")),
        ("nonsense", ("list", "--all")),
    ],
)
def test_anybody_else_is_refused_and_it_is_kept(engine: Engine, report: str, by: str, words: tuple[str, ...]) -> None:
    reason = refused(app, *(word.replace("{id}", report) for word in words), "--by", by)
    assert reason == "Only a focal point may do this. That it was tried has been noted."
    assert actions(engine, "concern") == ["concern refused"]
    assert row_of(engine, SensitiveCase).state == "new"


def test_a_report_from_the_list_to_its_end(engine: Engine, report: str) -> None:
    listed = said(app, "list", *BY)
    assert report in listed
    assert "may be called" in listed
    assert "demande" not in listed
    shown = said(app, "show", report, *BY)
    assert f"words: {WORDS}" in shown
    assert f"call: {ORANGE}" in shown
    assert said(app, "note", report, *BY, typed="À voir\n") == "Noted."
    assert said(app, "assign", report, "--to", OTHER, *BY) == "Assigned."
    assert said(app, "answer", report, "--by", OTHER, typed="Parlé avec elle\n") == "Noted as answered."
    assert said(app, "close", report, "--outcome", "acted", "--by", OTHER, typed="Mis à pied\n") == "Closed."
    assert report not in said(app, "list", *BY)
    assert report in said(app, "list", "--all", *BY)
    assert "closed (Boubacar M.): Mis à pied" in said(app, "show", report, *BY)
    assert actions(engine, "concern ") == [
        f"concern {kind}" for kind in ("read", "note", "assigned", "answered", "closed", "read")
    ]


def test_what_is_wrong_is_said(engine: Engine, report: str) -> None:
    assert "A field_agent may not do this" in refused(app, "assign", report, "--to", AGENT, *BY)
    assert "There is no such report" in refused(app, "show", str(UUID(int=1)), *BY)


def test_words_stand_on_no_command_line(engine: Engine, report: str) -> None:
    """Others who use the machine see it, and the shell keeps it."""
    for step in (("note",), ("answer",), ("close", "--outcome", "acted")):
        assert run(app, step[0], report, "Vu", *step[1:], *BY).exit_code == USAGE
    assert run(app, "note", report, *BY).exit_code == 1, "nothing was typed"
    assert row_of(engine, SensitiveCase).state == "new"
    assert actions(engine, "concern ") == []


def test_whoever_gives_one_on_hears_whether_that_is_known(engine: Engine, report: str) -> None:
    with world_of(engine) as world:
        messages.stop(world.call(OTHER), e.StopMessages())
    told = said(app, "assign", report, "--to", OTHER, *BY)
    assert told == "Assigned. No SMS reaches them: tell them yourself."
