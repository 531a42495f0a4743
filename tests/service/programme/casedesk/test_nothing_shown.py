"""What is typed at the desk stands sealed: no column, no audit event, no log holds a word of it."""

from structlog.testing import capture_logs

from flows import effects as e
from service.models import Facility, SensitiveCase
from service.models.case import CaseOutcome, ClosedHow
from service.models.referral import ReferralOutcome
from service.models.staff import Role
from service.programme import cases
from service.programme.casedesk import answering, asking, coming_back, concerns, desk, referral_reading, referring
from tests.service.programme.casedesk.deskwork import asked, at_desk, officer, worker_of
from tests.service.programme.test_nothing_personal import plain_values
from tests.service.programme.world import AGENT, AMINATA, FOCAL, World

PLANTED = ("fleurir", "Zénabou", "Planté", "plante", AMINATA, AMINATA[4:], AGENT, FOCAL, "Boubacar")


def busy_day(world: World) -> str:
    """Every step of the desk once; the code of a card."""
    by, agent, focal = officer(world), world.staff(number=AGENT), world.staff(Role.FOCAL_POINT, FOCAL, "")
    person, code = world.register(name="Zénabou Planté")
    world.add(Facility, kind="health_centre", name="CSCom de Konna", place="ML050605")
    ctx = at_desk(world, by)
    first, second = (asked(world, person, topic=topic, words="fleurir") for topic in "ab")
    desk.assign(ctx, first, agent)
    desk.note(ctx, first, "fleurir")
    answering.called(ctx, first, reached=False, words="fleurir")
    answering.answer(ctx, first, "fleurir", CaseOutcome.ACTED)
    answering.close(ctx, first, CaseOutcome.ACTED, ClosedHow.CALL, "fleurir")
    desk.reopen(ctx, first, "fleurir")
    desk.confide(ctx, second)
    cases.open_sensitive(world.call(), e.OpenSensitiveCase("fleurir", contact=AMINATA, who="leader"))
    for row in world.rows(SensitiveCase):
        at = at_desk(world, focal)
        concerns.opened(at, row.id)
        concerns.note(at, row.id, "fleurir")
        concerns.close(at, row.id, CaseOutcome.ACTED, "fleurir")
    asking.ask(ctx, code, "health_centre", consented=True, reason="fleurir")
    (referral,) = referral_reading.listed(ctx)
    referring.refer(ctx, referral.reference, "konna")
    referring.received(ctx, referral.reference)
    referring.close(ctx, referral.reference, ReferralOutcome.TREATED, words="fleurir")
    world.passes(days=30)
    coming_back.look(worker_of(world))
    concerns.remind(worker_of(world))
    return code


def test_nothing_of_the_desk_stands_in_plain(world: World) -> None:
    with capture_logs() as logs:
        code = busy_day(world)
    told = " ".join(str(value) for value in plain_values(world)) + str(logs)
    assert [word for word in (*PLANTED, code) if word.lower() in told.lower()] == []
