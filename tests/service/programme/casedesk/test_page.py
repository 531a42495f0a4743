"""The page of a case: what was said and done as one stream, and what was changed meanwhile."""

from datetime import timedelta

import pytest

from flows import effects as e
from service.models import Facility
from service.models.case import CaseOutcome
from service.programme import cases, messages
from service.programme.casedesk import answering, asking, desk, page, steps
from service.programme.casedesk.answering import Reach
from service.programme.casedesk.page import Side
from service.programme.casedesk.steps import Changed, NoCase, Step
from tests.service.programme.casedesk.deskwork import asked, at_desk, audited, officer, the_case
from tests.service.programme.world import AGENT, AMINATA, World


def test_the_stream_holds_what_was_said_done_and_sent(world: World) -> None:
    by = officer(world)
    person, _ = world.register()
    reference = asked(world, person, words="Quand vient le kit ?")
    which = the_case(world, reference).id
    world.passes(hours=1)
    asked(world, person, words="Alors ?")
    world.passes(hours=1)
    desk.note(at_desk(world, by), which, "Vu le comité")
    world.passes(hours=1)
    answering.answer(at_desk(world, by), which, "Lundi.", CaseOutcome.EXPLAINED)
    found = page.opened(at_desk(world, by), which)
    told = [(one.side, one.kind, one.who, one.words) for one in found.stream if one.side is not Side.SMS]
    assert told == [
        (Side.PERSON, "opened", "", "Quand vient le kit ?"),
        (Side.PERSON, "repeat", "", "Alors ?"),
        (Side.TEAM, "note", "Boubacar M.", "Vu le comité"),
        (Side.TEAM, "answered", "Boubacar M.", "Lundi."),
    ]
    sent = [one for one in found.stream if one.side is Side.SMS]
    assert [one.state for one in sent] == ["queued", "queued"]
    assert "Lundi" not in sent[-1].words
    assert found.reach is Reach.SMS
    waiting = cases.answer_waiting(world.call(person=person))
    assert waiting is not None
    world.passes(hours=1)
    cases.answer_heard(world.call(person=person), e.AnswerHeard(waiting.which, "yes"))
    heard = page.opened(at_desk(world, by), which)
    assert (heard.stream[-1].side, heard.stream[-1].kind, heard.thread.satisfied) == (Side.PERSON, "closed", "yes")
    assert [action for _, action in audited(world)].count("case read") == 2


def test_it_says_what_may_be_done(world: World) -> None:
    by, agent = officer(world), world.staff(number=AGENT)
    reference = asked(world)
    which = the_case(world, reference).id
    desk.assign(at_desk(world, by), which, agent)
    lead, hand = page.opened(at_desk(world, by), which), page.opened(at_desk(world, agent), which)
    assert (set(lead.may - hand.may), lead.leads, hand.leads) == ({Step.ASSIGN}, True, False)
    assert Step.REOPEN not in lead.may
    answering.close(at_desk(world, by), which, CaseOutcome.ACTED, words="Partie")
    assert page.opened(at_desk(world, by), which).may == {Step.NOTE, Step.REOPEN, Step.CODE, Step.CONFIDE}


def test_who_would_never_hear_it_is_known_before_it_is_written(world: World) -> None:
    by, person = officer(world), world.register()[0]
    ctx = at_desk(world, by)
    messages.stop(world.call(), e.StopMessages())
    assert answering.reach(ctx, asked(world, person)) is Reach.STOPPED
    reference = asked(world, None, AMINATA, type="request")
    assert answering.reach(ctx, reference) is None, "asked by a phone on which somebody is registered"


def test_a_referral_stands_with_its_case_for_whoever_refers(world: World) -> None:
    by, agent, person = officer(world), world.staff(number=AGENT), world.register()[0]
    world.add(Facility, kind="health_centre", name="CSCom Konna")
    reference = asking.ask_for(at_desk(world, by), person, "health_centre", consented=True, reason="Dort mal")
    which = the_case(world, reference.replace(" ", "")).id
    (line,) = page.opened(at_desk(world, by), which).referrals
    assert (line.service, line.state, line.case_id, line.person_id) == ("health_centre", "asked", which, person)
    desk.assign(at_desk(world, by), which, agent)
    assert page.opened(at_desk(world, agent), which).referrals == ()


def test_a_number_is_shown_on_demand_and_that_is_kept(world: World) -> None:
    by = officer(world)
    which = the_case(world, asked(world, world.register()[0])).id
    assert page.number(at_desk(world, by), which) == AMINATA
    assert audited(world)[-1] == (str(by), "case number shown")


def test_what_was_changed_since_it_was_read_is_said_and_nothing_is_done(world: World) -> None:
    by = officer(world)
    which = the_case(world, asked(world)).id
    seen = page.opened(at_desk(world, by), which).version
    steps.unchanged(at_desk(world, by), which, seen)
    world.passes(minutes=1)
    asked(world, words="Encore moi")
    with pytest.raises(Changed, match="meanwhile"):
        steps.unchanged(at_desk(world, by), which, seen)
    assert page.opened(at_desk(world, by), which).version == seen + 1


def test_there_is_no_page_of_what_is_not_theirs(world: World) -> None:
    which = the_case(world, asked(world)).id
    for staff, case in ((world.staff(number=AGENT), which), (officer(world), officer(world))):
        with pytest.raises(NoCase):
            page.opened(at_desk(world, staff), case)


def test_a_held_case_is_read_like_any_other(world: World) -> None:
    by = officer(world)
    which = the_case(world, asked(world)).id
    desk.hold(at_desk(world, by), which, world.now.date() + timedelta(days=2), "Le transport")
    found = page.opened(at_desk(world, by), which)
    assert (found.thread.held_until is not None, Step.TAKE_UP in found.may) == (True, True)
