"""A number of which nobody knows whose it is now: it knows nobody, is told nothing, and is confirmed by a card."""

from typing import Any

from sqlalchemy import update

from flows import effects as e
from service.models import AuditEvent, PersonPhone, Phone
from service.models.staff import Role
from service.programme import cases, identity, messages, phones
from service.programme import tables as t
from service.programme.context import Context
from service.programme.registration import register_returnee
from tests.service.programme.world import AMINATA, FOCAL, OUMAR, World, registration


def doubt(world: World, ctx: Context) -> Context:
    values: dict[str, Any] = {"state": "unverified", "undelivered": 3}
    world.db.execute(update(t.phone).where(t.phone.c.id == ctx.phone_id).values(**values))
    return ctx


def state(world: World, ctx: Context) -> tuple[str, int]:
    row = world.one(Phone, id=ctx.phone_id)
    return row.state, row.undelivered


def people(world: World, ctx: Context) -> list[Any]:
    return [row.id for row in identity.people_on(world.db, ctx.phone_id)]


def test_it_knows_nobody(world: World) -> None:
    person, _ = world.register()
    ctx = world.call()
    assert people(world, ctx) == [person]
    doubt(world, ctx)
    assert people(world, ctx) == []


def test_its_person_confirms_it_with_the_card(world: World) -> None:
    person, _ = world.register()
    ctx = doubt(world, world.call())
    identity.join_phone(ctx, e.JoinPhone(str(person)))
    assert (people(world, ctx), state(world, ctx)) == ([person], ("verified", 0))
    assert phones.CONFIRMED in [row.action for row in world.rows(AuditEvent)]


def test_a_new_owner_does_not_become_who_had_it_before(world: World) -> None:
    before, _ = world.register()
    owner, _ = world.register(OUMAR, name="Oumar Touré")
    ctx = doubt(world, world.call())
    identity.join_phone(ctx, e.JoinPhone(str(owner)))
    assert people(world, ctx) == [owner]
    assert [row.until for row in world.rows(PersonPhone, person_id=before)] == [world.now]


def test_who_registers_on_it_has_it(world: World) -> None:
    world.register()
    ctx = doubt(world, world.call())
    register_returnee(ctx, registration("Fanta Traoré"))
    assert (len(people(world, ctx)), state(world, ctx)) == (1, ("verified", 0))


def test_an_agent_who_types_it_confirms_nothing(world: World) -> None:
    ctx = doubt(world, world.call(OUMAR))
    staff = world.staff(Role.FIELD_AGENT)
    register_returnee(
        world.call("+22350001103", staff=staff), registration(behalf="agent", name="Fanta Traoré", phone=OUMAR)
    )
    assert (people(world, ctx), state(world, ctx)[0]) == ([], "unverified")


def test_a_trusted_phone_keeps_its_people(world: World) -> None:
    first, _ = world.register()
    second, _ = world.register(OUMAR, name="Oumar Touré")
    ctx = world.call()
    identity.join_phone(ctx, e.JoinPhone(str(second)))
    assert people(world, ctx) == [first, second]


def test_it_is_told_only_that_something_waits(world: World) -> None:
    person, _ = world.register()
    doubt(world, world.call())
    identity.join_phone(world.call(OUMAR), e.JoinPhone(str(person)))
    assert world.texts()[-1] == (AMINATA, "joined", "Retour : un message vous attend. Composez *384*70421#.")


def test_it_is_answered_what_it_asks_itself(world: World) -> None:
    ctx = doubt(world, world.call())
    cases.open_case(ctx, e.OpenCase("question", "Quand ?"))
    messages.stop(ctx, e.StopMessages())
    bodies = [body for *_, body in world.texts()]
    assert [("Votre numéro" in bodies[0]), ("plus de SMS" in bodies[1])] == [True, True]


def test_a_focal_point_is_told_in_any_case(world: World) -> None:
    world.staff(Role.FOCAL_POINT, FOCAL, "")
    doubt(world, world.call(FOCAL))
    cases.open_sensitive(world.call(), e.OpenSensitiveCase("…"))
    assert "attend votre lecture" in world.texts()[-1][2]


def test_a_number_that_the_carrier_called_wrong_and_that_calls_is_somebody_s(world: World) -> None:
    """Nobody knows whose: it is written to again, neutrally, and knows nobody until a card says so."""
    person, _ = world.register()
    ctx = world.call()
    world.db.execute(update(t.phone).where(t.phone.c.id == ctx.phone_id).values(state="wrong", undelivered=3))
    assert (state(world, world.call()), people(world, ctx)) == (("unverified", 0), [])
    identity.join_phone(ctx, e.JoinPhone(str(person)))
    assert people(world, ctx) == [person]
