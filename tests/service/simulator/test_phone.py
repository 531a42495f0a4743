"""The phone against a line over real HTTP: what the line hears, what the caller sees, what each fault does."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import httpx
import pytest

from service.simulator.phone import Fault, FaultKind, Shown, SimulatedPhone
from tests.service.simulator.fake_hook import CODE, HOOK, FakeHook, served

NUMBER = "+22350001234"
T = TypeVar("T")


@pytest.fixture
def line() -> FakeHook:
    return FakeHook()


@pytest.fixture
def address(line: FakeHook) -> Iterator[str]:
    with served(line.app) as url:
        yield url


def talk(address: str, talking: Callable[[SimulatedPhone], Awaitable[T]], deadline_s: float = 10.0) -> T:
    async def with_client() -> T:
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            return await talking(SimulatedPhone(client, HOOK, CODE, deadline_s=deadline_s))

    return asyncio.run(with_client())


async def conversation(phone: SimulatedPhone, *typed: str) -> Shown:
    shown = await phone.dial(NUMBER)
    for one in typed:
        shown = await phone.send(shown.call, one)
    return shown


def test_a_call_from_dialling_to_its_end(line: FakeHook, address: str) -> None:
    shown = talk(address, lambda phone: conversation(phone, "1", "Ami*nata"))
    assert (shown.state, shown.text) == ("open", "Bonjour 1*Ami*nata")
    assert line.hops == ["", "1", "1*Ami*nata"]
    first, *_, last = line.heard
    assert first.headers["user-agent"] == "at-ussd-api/1.0"
    assert first.headers["content-type"] == "application/x-www-form-urlencoded"
    assert list(first.form) == ["phoneNumber", "serviceCode", "text", "sessionId", "networkCode"]
    assert first.form["sessionId"] == last.form["sessionId"] == shown.call.session
    assert (first.form["phoneNumber"], first.form["networkCode"]) == (NUMBER, "99999")
    assert line.events == []


def test_the_end_of_a_call_is_announced_as_success(line: FakeHook, address: str) -> None:
    shown = talk(address, lambda phone: conversation(phone, "2"))
    assert (shown.state, shown.text, shown.remarks) == ("ended", "Merci, à bientôt.", ())
    [event] = line.events
    assert event["status"] == "Success"
    assert event["lastAppResponse"] == "END Merci, à bientôt."
    assert (event["input"], event["hopsCount"], event["errorMessage"]) == ("2", "2", "")
    assert 0 <= int(event["durationInMillis"]) < 10_000
    assert event["sessionId"] == shown.call.session


def test_hanging_up_is_announced_as_incomplete_and_nothing_else(line: FakeHook, address: str) -> None:
    async def leaving(phone: SimulatedPhone) -> None:
        await phone.hang_up((await phone.dial(NUMBER)).call)

    talk(address, leaving)
    assert [event["status"] for event in line.events] == ["Incomplete"]
    assert line.hops == [""]


def test_digits_dialled_with_the_code(line: FakeHook, address: str) -> None:
    async def dialling(phone: SimulatedPhone) -> Shown:
        return await phone.send((await phone.dial(NUMBER, "*384*70421*1#")).call, "a")

    assert talk(address, dialling).text == "Bonjour 1*a"
    assert line.hops == ["1", "1*a"]


def test_another_code_never_reaches_the_line(line: FakeHook, address: str) -> None:
    shown = talk(address, lambda phone: phone.dial(NUMBER, "*100#"))
    assert (shown.state, shown.why) == ("broken", "code")
    assert line.heard == []


@pytest.mark.parametrize(
    ("typed", "why", "status"),
    [
        ("404", "status", 404),
        ("500", "status", 500),
        ("empty", "empty", 200),
        ("blank", "blank", 200),
        ("shape", "shape", 200),
        ("glued", "shape", 200),
    ],
)
def test_an_answer_that_the_carrier_cannot_use_breaks_the_call(
    line: FakeHook, address: str, typed: str, why: str, status: int
) -> None:
    shown = talk(address, lambda phone: conversation(phone, typed))
    assert (shown.state, shown.text, shown.why, shown.status) == ("broken", "", why, status)
    [event] = line.events
    assert (event["status"], event["errorMessage"]) == ("Failed", why)
    assert event["lastAppResponse"] == "CON Bienvenue.\n1 Mon nom\n2 Merci"


def test_a_slow_line_breaks_the_call(address: str) -> None:
    shown = talk(address, lambda phone: conversation(phone, "slow"), deadline_s=0.3)
    assert (shown.state, shown.why) == ("broken", "slow")


def test_a_line_that_is_not_there() -> None:
    shown = talk("http://127.0.0.1:9", lambda phone: phone.dial(NUMBER))
    assert (shown.state, shown.why, shown.remarks) == ("broken", "unreachable", ("event_lost",))


def test_an_end_event_that_the_line_refuses_is_told(line: FakeHook, address: str) -> None:
    async def leaving(phone: SimulatedPhone) -> tuple[str, ...]:
        shown = await phone.dial(NUMBER)
        return await phone.hang_up((await phone.send(shown.call, "unwelcome")).call)

    assert talk(address, leaving) == ("event_refused",)


def faulty(kind: FaultKind, seconds: float = 0.0) -> Callable[[SimulatedPhone], Awaitable[Shown]]:
    """Dial, then type 1 while the network misbehaves."""

    async def talking(phone: SimulatedPhone) -> Shown:
        shown = await phone.dial(NUMBER)
        return await phone.send(shown.call, "1", Fault(kind, seconds))

    return talking


@pytest.mark.parametrize(
    ("kind", "hops", "events", "state", "remarks"),
    [
        ("none", ["", "1"], [], "open", ()),
        ("drop", [""], ["Incomplete"], "broken", ("drop",)),
        ("vanish", [""], [], "broken", ("vanish",)),
        ("lost", ["", "1"], ["Incomplete"], "broken", ("lost",)),
        ("twice", ["", "1", "1"], [], "open", ("same",)),
        ("late", ["", "1"], [], "open", ("late",)),
        ("again", ["", "1", ""], [], "open", ("again",)),
    ],
)
def test_faults(
    line: FakeHook,
    address: str,
    kind: FaultKind,
    hops: list[str],
    events: list[str],
    state: str,
    remarks: tuple[str, ...],
) -> None:
    shown = talk(address, faulty(kind))
    assert line.hops == hops
    assert [event["status"] for event in line.events] == events
    assert (shown.state, shown.remarks, shown.why) == (state, remarks, "")
    assert shown.text == ("Votre nom ?" if state == "open" else "")


def test_what_a_drop_swallowed_is_not_in_the_end_event(line: FakeHook, address: str) -> None:
    talk(address, faulty("drop"))
    assert [event["input"] for event in line.events] == [""]


def test_an_answer_lost_on_its_way_is_not_the_last_one_shown(line: FakeHook, address: str) -> None:
    """The line heard the input; the caller still has the page before."""
    talk(address, faulty("lost"))
    [event] = line.events
    assert event["input"] == "1"
    assert event["lastAppResponse"].startswith("CON Bienvenue.")


def test_two_answers_to_the_same_hop_are_compared(line: FakeHook, address: str) -> None:
    async def twice(phone: SimulatedPhone) -> Shown:
        shown = await phone.dial(NUMBER)
        return await phone.send(shown.call, "x", Fault("twice"))

    line.moody = True
    assert talk(address, twice).remarks == ("differ",)


def test_a_late_hop_waits(line: FakeHook, address: str) -> None:
    async def late(phone: SimulatedPhone) -> tuple[list[str], Shown]:
        shown = await phone.dial(NUMBER)
        sending = asyncio.create_task(phone.send(shown.call, "1", Fault("late", 0.5)))
        await asyncio.sleep(0.2)
        return list(line.hops), await sending

    before, shown = talk(address, late)
    assert before == [""]
    assert shown.text == "Votre nom ?"


def test_two_callers_on_one_phone_object_never_meet(line: FakeHook, address: str) -> None:
    """The phone keeps nothing between two hops."""

    async def many(phone: SimulatedPhone) -> list[Shown]:
        calls = [conversation(phone, "1", f"Name{n}") for n in range(20)]
        return list(await asyncio.gather(*calls))

    shown = talk(address, many)
    assert [one.text for one in shown] == [f"Bonjour 1*Name{n}" for n in range(20)]
    assert len({one.call.session for one in shown}) == 20
