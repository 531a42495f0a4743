"""The last day, hour by hour; and where calls were left."""

from datetime import datetime, timedelta
from uuid import UUID

from service.ids import first_since, uuid7
from service.messaging.outbox import queue
from service.models import Conversation, DeliveryReport, IncomingSms, Message, MessageAttempt
from service.models.message import Priority
from service.programme.phones import phone_for
from service.programme.pulse.dropoff import LeftAt, left_since
from service.programme.pulse.traffic import HOURS, Hour, first_hour, last_day, together
from tests.service.programme.world import AMINATA, NOW, World

HOUR = timedelta(hours=1)


def call(world: World, at: datetime, hops: int = 3, **more: object) -> None:
    phone = phone_for(world.db, world.vault, AMINATA, world.now)
    about = {"phone_id": phone.id, "phone_mac": phone.number_mac, "channel": "ussd", "gateway": "test", **more}
    world.add(Conversation, session_id=str(uuid7()), started_at=at, touched_at=at, hops=hops, **about)


def id_of(at: datetime) -> UUID:
    """An id as it would have been made at that moment."""
    return UUID(int=first_since(at).int + uuid7().int % (1 << 62))


def attempt(world: World, at: datetime, state: str) -> UUID:
    message = message_of(world)
    world.add(MessageAttempt, id=id_of(at), message_id=message, worker="w", until=at, state=state, at=at)
    return message


def message_of(world: World) -> UUID:
    known = {row.id for row in world.rows(Message)}
    phone = phone_for(world.db, world.vault, AMINATA, world.now).id
    about = {"phone_id": phone, "kind": "case", "priority": Priority.REPLY, "now": world.now}
    queue(world.db, world.vault, body="Un mot", language="fr", **about)  # type: ignore[arg-type]
    (new,) = {row.id for row in world.rows(Message)} - known
    return UUID(str(new))


def report(world: World, at: datetime, message: UUID | None, status: str, means: str) -> None:
    about = {"gateway": "test", "carrier_id": str(uuid7()), "status": status, "means": means}
    world.add(DeliveryReport, id=id_of(at), message_id=message, at=at, **about)


def by_hour(world: World) -> dict[datetime, Hour]:
    return {hour.at: hour for hour in last_day(world.db, world.now)}


def test_a_day_has_its_hours_also_where_nothing_happened(world: World) -> None:
    found = last_day(world.db, NOW + timedelta(minutes=20))
    assert [hour.at for hour in found] == [NOW - n * HOUR for n in reversed(range(HOURS))]
    assert together(found) == Hour(first_hour(NOW))


def test_hops_count_in_the_hour_of_their_call(world: World) -> None:
    for minutes, hops, state in ((0, 3, "open"), (59, 5, "ended"), (61, 7, "dropped"), (24 * 60, 11, "ended")):
        call(world, NOW + timedelta(minutes=59 - minutes), hops, state=state)
    found = by_hour(world)
    assert (found[NOW].calls, found[NOW].hops) == (2, 8)
    assert (found[NOW - HOUR].calls, found[NOW - HOUR].hops) == (1, 7)
    assert together(list(found.values())).hops == 15, "the call of a day ago is not of the last day"


def test_a_sensitive_call_is_traffic_like_any_other(world: World) -> None:
    call(world, NOW, 4, state="ended", sensitive=True)
    assert by_hour(world)[NOW].hops == 4


def test_texts_count_when_they_came_went_and_failed(world: World) -> None:
    for at, state in ((NOW, "accepted"), (NOW, "failed"), (NOW, "retry"), (NOW - 2 * HOUR, "accepted")):
        attempt(world, at, state)
    attempt(world, NOW - 30 * HOUR, "accepted")
    text = {"gateway": "test", "digest": b"1", "sender": b"1", "words": b"1", "kind": "words"}
    world.add(IncomingSms, id=id_of(NOW), carrier_id="1", at=NOW, **text)
    found = by_hour(world)
    assert (found[NOW].texts_in, found[NOW].texts_out, found[NOW].failed) == (1, 1, 1)
    assert found[NOW - 2 * HOUR].texts_out == 1
    assert together(list(found.values())).texts_out == 2


def test_a_text_that_did_not_arrive_has_failed_once_however_often_it_is_said(world: World) -> None:
    message = attempt(world, NOW, "accepted")
    report(world, NOW, message, "Failed", "undelivered")
    report(world, NOW, message, "Rejected", "undelivered")
    report(world, NOW, None, "Failed", "undelivered")
    report(world, NOW, message_of(world), "Success", "delivered")
    assert by_hour(world)[NOW].failed == 2


def test_calls_are_left_on_the_screen_that_was_last_shown(world: World) -> None:
    for state, screen in (("dropped", "name"), ("resumed", "name"), ("discarded", "sex"), ("ended", "done")):
        call(world, NOW, state=state, journey="registration", screen=screen)
    call(world, NOW, state="open", journey="registration", screen="name")
    call(world, NOW, state="dropped", journey="feedback", screen="kind")
    call(world, NOW - 8 * 24 * HOUR, state="dropped", journey="feedback", screen="kind")
    assert left_since(world.db, NOW - 7 * 24 * HOUR) == [
        LeftAt("registration", "name", 2, 5),
        LeftAt("feedback", "kind", 1, 1),
        LeftAt("registration", "sex", 1, 5),
    ]
    assert len(left_since(world.db, NOW - 7 * 24 * HOUR, most=1)) == 1


def test_a_sensitive_call_is_left_nowhere(world: World) -> None:
    """Neither as it is kept, without a journey, nor if it had one."""
    call(world, NOW, state="dropped", sensitive=True)
    call(world, NOW, state="dropped", sensitive=True, journey="concern", screen="what")
    call(world, NOW, state="dropped")
    assert left_since(world.db, NOW - HOUR) == []
