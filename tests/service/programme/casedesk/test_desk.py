"""Working a case: who may, in which state, and that every step is kept."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, Case, CaseEvent, SensitiveCase
from service.models.case import CaseOutcome, CaseState, CaseType, Criticality
from service.models.staff import Role
from service.programme import messages, sensitive
from service.programme import tables as t
from service.programme.casedesk import answering, desk, thread
from service.programme.casedesk.coding import packaged_codes
from service.programme.casedesk.hands import hands
from service.programme.casedesk.steps import MAY, CaseError, Step, worker
from service.programme.context import Context
from service.programme.labels import CASE_ANSWER, EVENT_WORDS, SENSITIVE_CONTACT, SENSITIVE_WORDS
from tests.service.programme.casedesk.deskwork import OTHER, asked, at_desk, audited, in_state, kinds, officer, the_case
from tests.service.programme.world import AGENT, AMINATA, FOCAL, NOW, World


def test_from_new_to_held_every_step_is_kept(world: World) -> None:
    by = officer(world)
    agent = world.staff(number=AGENT)
    reference = asked(world, world.register()[0])
    desk.assign(at_desk(world, by), reference, agent)
    assert (the_case(world, reference).state, the_case(world, reference).assigned_to) == ("assigned", agent)
    world.passes(hours=1)
    desk.take_up(at_desk(world, agent), f"{reference[:2]} {reference[2:4]} {reference[4:]}")
    world.passes(hours=1)
    desk.hold(at_desk(world, agent), reference, date(2026, 11, 30), "Le transport")
    row = the_case(world, reference)
    assert (row.state, row.held_until.isoformat()) == ("on_hold", "2026-11-30T00:00:00+00:00")
    desk.note(at_desk(world, agent), reference, "  Vu le   comité ")
    assert kinds(world, reference) == ["opened", "assigned", "in_progress", "on_hold", "note"]
    words = [world.vault.open(EVENT_WORDS, event.id, event.words) for event in world.rows(CaseEvent) if event.words]
    assert words == ["Boubacar M.", "30/11/2026 : Le transport", "Vu le comité"]
    assert audited(world) == [
        (str(by), "case assigned"),
        (str(agent), "case in_progress"),
        (str(agent), "case on_hold"),
        (str(agent), "case note"),
    ]


def test_whoever_takes_up_what_nobody_has_has_it(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    desk.take_up(at_desk(world, by), reference)
    assert (the_case(world, reference).state, the_case(world, reference).assigned_to) == ("in_progress", by)


def answered(ctx: Context, reference: str) -> None:
    answering.answer(ctx, reference, "Lundi.", CaseOutcome.ACTED)


def closed(ctx: Context, reference: str) -> None:
    answering.close(ctx, reference, CaseOutcome.ACTED, words="Parti")


TAKEN: Mapping[Step, Callable[[Context, str], object]] = {
    Step.ASSIGN: lambda ctx, reference: desk.assign(ctx, reference, worker(ctx)),
    Step.TAKE_UP: desk.take_up,
    Step.HOLD: lambda ctx, reference: desk.hold(ctx, reference, date(2026, 12, 1), "Plus tard"),
    Step.NOTE: lambda ctx, reference: desk.note(ctx, reference, "Vu"),
    Step.CALL: lambda ctx, reference: answering.called(ctx, reference, reached=True),
    Step.CALL_FAILED: lambda ctx, reference: answering.called(ctx, reference, reached=False),
    Step.ANSWER: answered,
    Step.CLOSE: closed,
    Step.REOPEN: lambda ctx, reference: desk.reopen(ctx, reference, "Trop tôt"),
    Step.CODE: lambda ctx, reference: desk.code(ctx, reference, "kit_when", packaged_codes()),
    Step.CHANGE: lambda ctx, reference: desk.change(ctx, reference, criticality=Criticality.LOW),
    Step.CONFIDE: desk.confide,
}


@pytest.mark.parametrize("step", list(Step))
def test_the_table_of_steps_is_the_law(world: World, step: Step) -> None:
    """Each step in each state: taken where the table allows it, refused in plain words elsewhere."""
    ctx = at_desk(world, officer(world))
    person, _ = world.register()
    for state in CaseState:
        reference = asked(world, person, topic=state.value)
        in_state(world, reference, state.value)
        if state in MAY[step]:
            TAKEN[step](ctx, reference)
            continue
        with pytest.raises(CaseError, match=f"is {state.value.replace('_', ' ')}: it cannot be"):
            TAKEN[step](ctx, reference)
        assert (the_case(world, reference).state, kinds(world, reference)) == (state.value, ["opened"])


@pytest.mark.parametrize("until", [date(2026, 11, 24), date(2026, 11, 23), date(2027, 3, 1)])
def test_a_hold_has_a_day_to_come(world: World, until: date) -> None:
    reference = asked(world)
    with pytest.raises(CaseError, match="until a day to come"):
        desk.hold(at_desk(world, officer(world)), reference, until, "Plus tard")


def test_a_note_has_words(world: World) -> None:
    ctx = at_desk(world, officer(world))
    reference = asked(world)
    for words, said in (("  ", "few words"), ("x" * 2001, "2000 characters")):
        with pytest.raises(CaseError, match=said):
            desk.note(ctx, reference, words)


def test_an_agent_works_only_on_what_was_given_to_them(world: World) -> None:
    agent = world.staff(number=AGENT)
    reference = asked(world)
    for typed in (reference, "123 456", "000000", ""):
        with pytest.raises(CaseError, match=r"There is no case .* that you work on"):
            desk.note(at_desk(world, agent), typed, "Vu")
    desk.assign(at_desk(world, officer(world)), reference, agent)
    desk.note(at_desk(world, agent), reference, "Vu")
    assert kinds(world, reference) == ["opened", "assigned", "note"]


def test_nobody_is_no_member_of_staff(world: World) -> None:
    with pytest.raises(LookupError):
        desk.note(at_desk(world, None), asked(world), "Vu")


def test_a_new_type_brings_its_urgency_and_a_promise_from_the_opening(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    desk.code(at_desk(world, by), reference, "kit_when", packaged_codes())
    world.passes(days=1)
    found = desk.change(at_desk(world, by), reference, CaseType.COMPLAINT)
    row = the_case(world, reference)
    assert (row.type, row.criticality, row.coding) == ("complaint", "high", "")
    assert row.promised_at == found.promised_at == NOW + timedelta(days=3)
    desk.change(at_desk(world, by), reference, criticality=Criticality.CRITICAL)
    assert the_case(world, reference).promised_at == NOW + timedelta(hours=24)
    assert desk.change(at_desk(world, by), reference, CaseType.THANKS).promised_at is None
    with pytest.raises(CaseError, match="Say what changes"):
        desk.change(at_desk(world, by), reference)


def test_a_new_urgency_counts_from_when_it_was_opened_again(world: World) -> None:
    by = officer(world)
    reference = asked(world, world.register()[0])
    answering.close(at_desk(world, by), reference, CaseOutcome.ACTED, words="Pas joint")
    world.passes(days=20)
    desk.reopen(at_desk(world, by), reference, "Elle a rappelé")
    again = world.now
    assert the_case(world, reference).promised_at == again + timedelta(days=7)
    world.passes(days=1)
    desk.change(at_desk(world, by), reference, criticality=Criticality.LOW)
    assert the_case(world, reference).promised_at == again + timedelta(days=14)


def test_what_is_opened_again_has_nothing_of_its_end(world: World) -> None:
    by = officer(world)
    reference = asked(world, world.register()[0])
    answering.answer(at_desk(world, by), reference, "Lundi.", CaseOutcome.EXPLAINED)
    desk.reopen(at_desk(world, by), reference, "Faux jour")
    row = the_case(world, reference)
    assert (row.state, row.reopened, row.outcome, row.closed_how, row.answer) == ("in_progress", 1, "", "", None)
    told = thread.opened(at_desk(world, by), reference)
    assert [event.words for event in told.events if event.kind == "answered"] == ["Lundi."], "the thread keeps it"


def test_an_answer_that_was_heard_stays_to_be_heard_again(world: World) -> None:
    by = officer(world)
    reference = asked(world, world.register()[0])
    ctx = at_desk(world, by)
    answering.answer(ctx, reference, "Lundi.", CaseOutcome.EXPLAINED)
    world.passes(hours=1)
    in_state(world, reference, "closed", heard_at=world.now)
    desk.reopen(at_desk(world, by), reference, "Pas fait")
    row = the_case(world, reference)
    assert world.vault.open(CASE_ANSWER, row.id, row.answer) == "Lundi."


def test_codes_fit_the_type(world: World) -> None:
    ctx = at_desk(world, officer(world))
    reference = asked(world)
    desk.code(ctx, reference, " KIT_WHEN ", packaged_codes())
    assert the_case(world, reference).coding == "kit_when"
    for code, said in (("kit_never", "There is no code"), ("thanks_kit", "is for thanks; this case is a question")):
        with pytest.raises(CaseError, match=said):
            desk.code(ctx, reference, code, packaged_codes())


def test_every_type_has_a_code_and_every_code_both_languages() -> None:
    codes = list(packaged_codes())
    assert {kind for one in codes for kind in one.types} == set(CaseType)
    assert all(text.strip() for one in codes for text in (*one.labels.values(), *one.categories.values()))
    assert packaged_codes().label("kit_when", "en") == "Asks when the kit comes"
    assert packaged_codes().label("gone", "en") == "gone"


def test_what_is_for_the_focal_points_leaves_the_cases(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    by = officer(world)
    person, _ = world.register()
    reference = asked(world, person, words="Le chef demande quelque chose", type="complaint")
    asked(world, person, words="Encore lui", type="complaint")
    desk.confide(at_desk(world, by), reference)
    assert (world.rows(Case), world.rows(CaseEvent)) == ([], [])
    report = world.one(SensitiveCase)
    said = world.vault.open(SENSITIVE_WORDS, report.id, report.words)
    assert said == f"Le chef demande quelque chose / Encore lui {sensitive.FROM_A_CASE}"
    assert (world.vault.open(SENSITIVE_CONTACT, report.id, report.contact), report.place) == (AMINATA, "ML050605")
    assert world.sent_to(FOCAL) == ["focal"]
    assert audited(world) == [(str(by), "case confided")]
    assert all("chef" not in row.detail for row in world.rows(AuditEvent))


def test_a_case_without_words_is_not_handed_over(world: World) -> None:
    reference = asked(world, words="")
    with pytest.raises(CaseError, match="holds no words"):
        desk.confide(at_desk(world, officer(world)), reference)
    assert the_case(world, reference).state == "new"


def test_who_is_given_a_case_is_asked_anew_of_its_promise(world: World) -> None:
    by = officer(world)
    reference = asked(world)
    in_state(world, reference, "in_progress", reminded_at=world.now)
    other = world.staff(Role.ADMINISTRATOR, OTHER)
    desk.assign(at_desk(world, by), reference, other)
    row = the_case(world, reference)
    assert (row.state, row.assigned_to, row.reminded_at) == ("in_progress", other, None)


def test_what_staff_wrote_down_goes_to_the_focal_points_too(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    ctx, reference = at_desk(world, officer(world)), asked(world, words="")
    desk.assign(ctx, reference, worker(ctx))
    answering.called(ctx, reference, reached=True, words="On lui a demandé de l'argent")
    desk.note(ctx, reference, "Elle a peur")
    desk.confide(ctx, reference)
    report = world.one(SensitiveCase)
    said = world.vault.open(SENSITIVE_WORDS, report.id, report.words)
    assert said == f"Équipe : On lui a demandé de l'argent / Équipe : Elle a peur {sensitive.FROM_A_CASE}"


def test_calls_are_counted_anew_when_a_case_is_opened_again(world: World) -> None:
    ctx, reference = at_desk(world, officer(world)), asked(world)
    in_state(world, reference, "closed", calls_failed=3, called_at=world.now)
    desk.reopen(ctx, reference, "Elle a rappelé")
    assert (the_case(world, reference).calls_failed, the_case(world, reference).called_at) == (0, None)


def test_whoever_is_given_a_case_is_told_that_one_waits(world: World) -> None:
    """Nothing of it, once an hour; and whether a text may reach them."""
    by, agent = officer(world), world.staff(number=AGENT)
    first, second, third = (asked(world, topic=topic) for topic in "abc")
    assert desk.assign(at_desk(world, by), first, agent)
    assert desk.assign(at_desk(world, by), second, agent)
    assert world.sent_to(AGENT) == ["assigned"], "the list holds both"
    assert world.texts()[-1][2] == "Retour : une demande vous est confiée. Ouvrez la liste."
    world.passes(hours=1, minutes=1)
    messages.stop(world.call(AGENT), e.StopMessages())
    assert not desk.assign(at_desk(world, by), third, agent)
    assert desk.assign(at_desk(world, by), third, by), "to themselves: they know"


def test_a_case_is_given_to_whoever_may_work_on_it(world: World) -> None:
    by, agent = officer(world), world.staff(number=AGENT)
    reference = asked(world, world.register()[0])
    for other in (world.staff(Role.FOCAL_POINT, FOCAL, ""), worker(at_desk(world, UUID(int=7)))):
        with pytest.raises(CaseError, match="officer, an administrator or an agent"):
            desk.assign(at_desk(world, by), reference, other)
    world.db.execute(update(t.staff).where(t.staff.c.id == agent).values(places="ML050604"))
    with pytest.raises(CaseError, match="does not work in the village"):
        desk.assign(at_desk(world, by), reference, agent)
    assert [one.id for one in hands(at_desk(world, by), "ML050605")] == [by]
    assert {one.id for one in hands(at_desk(world, by), "ML050604")} == {by, agent}
    assert the_case(world, reference).assigned_to is None
