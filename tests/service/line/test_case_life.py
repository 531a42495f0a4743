"""What callers live through with a case: asked, answered on redial, opened again; a report that leaves no trace."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from flows.changed import changed
from service.database import writing
from service.models import Case, CaseEvent, Message, Person, SensitiveCase
from service.models.case import CaseOutcome, ClosedHow
from service.models.staff import Role
from service.programme.casedesk import answering, coming_back, concerns
from service.programme.casedesk import desk as casework
from service.programme.context import Context
from service.programme.staff import NewStaff, add_staff
from tests.support.line import LineUnderTest, line_settings, running

pytestmark = pytest.mark.anyio
CALLER, OFFICER, FOCAL = "+22350001234", "+22350001105", "+22350001104"
REGISTER = ("2", "1", "Aminata Touré", "1", "1980", "6", "Segue Ire", "1")


@pytest.fixture
async def line(database_url: str, tmp_path: Path) -> AsyncIterator[LineUnderTest]:
    async with running(line_settings(database_url, tmp_path)) as found:
        yield found


def at_work(line: LineUnderTest, role: Role, number: str) -> UUID:
    parts = line.parts
    with writing(parts.engine) as db:
        return add_staff(db, parts.vault, NewStaff(role, "Boubacar Maïga", number, "2468"), line.clock())


class Desk:
    """A member of staff, doing one thing after the other in transactions of their own."""

    def __init__(self, line: LineUnderTest, role: Role = Role.PROGRAMME_OFFICER, number: str = OFFICER) -> None:
        self._line, self.staff_id = line, at_work(line, role, number)

    def does(self, what: Any, *about: Any, **more: Any) -> Any:
        with writing(self._line.parts.engine) as db:
            ctx = self._line.parts.around.outside(db, self._line.clock(), "command")
            return what(changed(ctx, staff_id=self.staff_id), *about, **more)


def look(line: LineUnderTest, what: Any) -> int:
    """A look of the worker."""
    with writing(line.parts.engine) as db:
        ctx: Context = line.parts.around.outside(db, line.clock(), "worker")
        return int(what(ctx))


def bodies(line: LineUnderTest) -> list[str]:
    return [line.opened("message.body", row.id, row.body) for row in line.rows(Message)]


async def registered(line: LineUnderTest) -> Any:
    caller = line.phone(CALLER)
    await caller.dial()
    await caller.type(*REGISTER)
    assert caller.ended, caller.page
    return caller


async def asks(caller: Any, *keys: str) -> None:
    """Says something in the journey « Dire un mot »."""
    await caller.dial()
    await caller.type(*keys)
    assert caller.ended, caller.page


async def test_a_case_is_answered_on_redial_and_closed_by_its_person(line: LineUnderTest) -> None:
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "1", "Quand vient le kit ?")
    (case,) = line.rows(Case)
    line.clock.passes(days=1)
    desk.does(answering.answer, case.reference, "L'agent passe lundi.", CaseOutcome.EXPLAINED)
    assert "une réponse vous attend" in bodies(line)[-1]
    assert "lundi" not in bodies(line)[-1]
    page = await caller.dial()
    assert page.startswith(
        f"Réponse {case.reference[:2]} {case.reference[2:4]} {case.reference[4:]} :\nL'agent passe lundi."
    )
    page = await caller.type("1")
    assert page.startswith("Bonjour Aminata T.")
    (case,) = line.rows(Case)
    assert (case.state, case.closed_how, case.satisfied, case.outcome) == ("closed", "line", "yes", "explained")
    assert (await caller.dial()).startswith("Bonjour Aminata T."), "it is said once"


async def test_who_is_not_satisfied_is_answered_again(line: LineUnderTest) -> None:
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "3", "Il manque un filet")
    (case,) = line.rows(Case)
    desk.does(answering.answer, case.reference, "Tout est venu.", CaseOutcome.NOT_POSSIBLE)
    await caller.dial()
    assert "rouverte" in await caller.type("2")
    line.clock.passes(days=2)
    (case,) = line.rows(Case)
    assert (case.state, case.reopened, case.outcome) == ("in_progress", 1, "")
    desk.does(answering.answer, case.reference, "Le filet vient jeudi.", CaseOutcome.ACTED)
    assert "Le filet vient jeudi." in await caller.dial()
    await caller.type("1")
    kinds = [row.kind for row in line.rows(CaseEvent)]
    assert kinds == ["opened", "answered", "reopened", "answered", "closed"]


@pytest.mark.parametrize("typed", ["1", "2"])
async def test_an_answer_that_was_changed_while_it_was_read_is_read_again(line: LineUnderTest, typed: str) -> None:
    """The team mends its answer while the first one is on the screen: only what was shown can be heard."""
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "1", "Quand vient le kit ?")
    (case,) = line.rows(Case)
    desk.does(answering.answer, case.reference, "L'agent passe lundi.", CaseOutcome.EXPLAINED)
    assert "lundi" in await caller.dial()
    line.clock.passes(seconds=5)
    desk.does(answering.answer, case.reference, "L'agent passe mardi.", CaseOutcome.EXPLAINED)
    page = await caller.type(typed)
    assert "L'agent passe mardi." in page, "what they have not heard is said at once"
    (case,) = line.rows(Case)
    assert (case.state, case.heard_at, case.reopened) == ("answered", None, 0)
    await caller.type("1")
    (case,) = line.rows(Case)
    assert (case.state, case.closed_how) == ("closed", "line")


async def test_a_yes_to_one_answer_is_none_to_another(line: LineUnderTest) -> None:
    """Two answers wait. The first is taken back while it is read: the second has been heard by nobody."""
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "1", "Quand vient le kit ?")
    await asks(caller, "1", "3", "Il manque un filet")
    first, second = line.rows(Case)
    desk.does(answering.answer, first.reference, "Lundi.", CaseOutcome.EXPLAINED)
    line.clock.passes(minutes=1)
    desk.does(answering.answer, second.reference, "Le filet vient.", CaseOutcome.ACTED)
    assert "Lundi." in await caller.dial()
    desk.does(casework.reopen, first.reference, "Faux jour")
    assert "Le filet vient." in await caller.type("1")
    states = {row.reference: (row.state, row.heard_at) for row in line.rows(Case)}
    assert states == {first.reference: ("in_progress", None), second.reference: ("answered", None)}


async def test_back_from_what_was_heard_ends_in_no_trouble(line: LineUnderTest) -> None:
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "3", "Il manque un filet")
    (case,) = line.rows(Case)
    desk.does(answering.answer, case.reference, "Le filet vient.", CaseOutcome.ACTED)
    await caller.dial()
    assert "rouverte" in await caller.type("2")
    await caller.type("0")
    await caller.type("1")
    (case,) = line.rows(Case)
    assert (case.state, case.reopened, case.satisfied) == ("in_progress", 1, "no"), "heard once"


async def test_an_unknown_phone_hears_the_answer_to_what_it_asked(line: LineUnderTest) -> None:
    """The journey promises it to whoever calls: « rappelez cette ligne pour l'entendre »."""
    caller, desk = line.phone(CALLER), Desk(line)
    await asks(caller, "4", "1", "C'est pour qui ?")
    (case,) = line.rows(Case)
    assert line.rows(Person) == []
    desk.does(answering.answer, case.reference, "Pour ceux qui rentrent.", CaseOutcome.EXPLAINED)
    assert "Pour ceux qui rentrent." not in await line.phone("+22350009876").dial()
    assert "Pour ceux qui rentrent." in await caller.dial()
    await caller.type("1")
    assert line.rows(Case)[0].closed_how == "line"
    assert (await caller.dial()).startswith("Retour, la ligne du programme")


async def test_an_answer_that_nobody_heard_comes_back_and_is_told_by_a_call(line: LineUnderTest) -> None:
    caller, desk = await registered(line), Desk(line)
    await asks(caller, "1", "1", "Quand ?")
    (case,) = line.rows(Case)
    desk.does(answering.answer, case.reference, "Lundi.", CaseOutcome.ACTED)
    line.clock.passes(days=line.parts.settings.unheard_days)
    assert look(line, coming_back.look) == 1
    for _ in range(answering.UNREACHED):
        desk.does(answering.called, case.reference, reached=False)
        line.clock.passes(minutes=10)
    assert line.rows(Case)[0].calls_failed == answering.UNREACHED
    desk.does(answering.close, case.reference, CaseOutcome.ACTED, ClosedHow.CALL)
    assert (await caller.dial()).startswith("Bonjour"), "who was told hears it no more by themselves"


async def test_a_sensitive_report_leaves_no_trace_and_somebody_is_told_until_it_is_read(line: LineUnderTest) -> None:
    caller = await registered(line)
    focal = Desk(line, Role.FOCAL_POINT, FOCAL)
    before = len(bodies(line))
    await caller.dial()
    await caller.type("2", "On demande un service", "2", "4", "2")
    assert (caller.ended, caller.page) == (True, "Merci. Au revoir.")
    assert line.rows(Case) == []
    assert bodies(line)[before:] == ["Retour : un élément nouveau attend votre lecture. Ouvrez la console."]
    assert (await caller.dial()).startswith("Bonjour Aminata T.")
    line.clock.passes(days=1)
    assert look(line, concerns.remind) == 1
    assert bodies(line)[-1] == "Retour : un élément attend toujours votre lecture. Ouvrez la console."
    (report,) = line.rows(SensitiveCase)
    assert focal.does(concerns.opened, report.id).words == "On demande un service"
    line.clock.passes(days=1)
    assert look(line, concerns.remind) == 0
