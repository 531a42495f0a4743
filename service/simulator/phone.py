"""The simulated phone and the network behind it: what a caller types becomes the carrier's real callbacks.

It keeps nothing between two hops: the call goes out with each answer and comes back with the next input,
so that any process may serve it. It knows no web framework; the pages and `retour dial` both use it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import httpx

from service.simulator.wire import (
    HEADERS,
    Answer,
    Call,
    Why,
    dialled,
    event_form,
    hop_form,
    judged,
    new_session,
)

FaultKind = Literal["none", "drop", "vanish", "lost", "twice", "late", "again"]
State = Literal["open", "ended", "broken"]
Status = Literal["Success", "Incomplete", "Failed"]
Remark = Literal["same", "differ", "late", "again", "drop", "vanish", "lost", "event_lost", "event_refused"]

DEADLINE_S = 10.0
"""Seconds that Africa's Talking waits for an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the network does to one hop.

    drop: what was typed never arrives, the end event (Incomplete) does. vanish: nor does the end event.
    lost: the hop arrives, its answer does not. twice: it is sent two times at the same moment.
    late: it is sent after `seconds`. again: the hop before it is sent once more, behind it.
    """

    kind: FaultKind = "none"
    seconds: float = 0.0


NO_FAULT = Fault()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the caller sees. `text` is the page without CON or END, "" when broken; `why` and `status` say
    what broke it where the line did; `remarks` say what the network did."""

    call: Call
    state: State
    text: str
    why: Why = ""
    status: int = 0
    remarks: tuple[Remark, ...] = ()


def utc_now() -> datetime:
    """The clock of a phone that is given no other."""
    return datetime.now(UTC)


class SimulatedPhone:
    """Dials `service_code` and types, over the hook at `hook` (its path or whole address, the key in it)."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        hook: str,
        service_code: str,
        now: Callable[[], datetime] = utc_now,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self.service_code = service_code
        self._client, self._hook, self._now, self._deadline = client, hook, now, deadline_s

    async def dial(self, number: str, code: str = "", fault: Fault = NO_FAULT) -> Shown:
        """Begin a call from `number` (E.164). `code`: the line's own unless given, with digits behind it or
        not; with any other the network itself says no, and the line hears nothing."""
        texts = dialled(code or self.service_code, self.service_code)
        before = Call(number, new_session(), (), self._now().timestamp())
        if texts is None:
            return Shown(before, "broken", "", "code")
        return await self._hop(before, replace(before, texts=texts), fault)

    async def send(self, call: Call, typed: str, fault: Fault = NO_FAULT) -> Shown:
        """Send one input exactly as typed, stars and blanks included."""
        return await self._hop(call, replace(call, texts=(*call.texts, typed)), fault)

    async def hang_up(self, call: Call) -> tuple[Remark, ...]:
        """The caller leaves an open call: no further hop, only the end event."""
        return await self._end(call, "Incomplete")

    async def _hop(self, before: Call, call: Call, fault: Fault) -> Shown:
        if fault.kind == "drop":
            return Shown(before, "broken", "", remarks=("drop", *await self._end(before, "Incomplete")))
        if fault.kind == "vanish":
            return Shown(before, "broken", "", remarks=("vanish",))
        if fault.kind == "late":
            await asyncio.sleep(fault.seconds)
        answer, remarks = await self._delivered(before, call, fault.kind)
        now = replace(call, hops=call.hops + 1, shown=answer.body if not answer.why else call.shown)
        if fault.kind == "lost":
            lost = replace(now, shown=before.shown)
            return Shown(lost, "broken", "", remarks=("lost", *await self._end(lost, "Incomplete")))
        return await self._settled(now, answer, remarks)

    async def _delivered(self, before: Call, call: Call, kind: FaultKind) -> tuple[Answer, tuple[Remark, ...]]:
        """The answer that the carrier goes on with, and what is worth telling about the delivery."""
        if kind == "twice":
            first, second = await asyncio.gather(self._callback(call), self._callback(call))
            return first, ("same" if first == second else "differ",)
        answer = await self._callback(call)
        if kind == "again":
            await self._callback(before)
            return answer, ("again",)
        return answer, ("late",) if kind == "late" else ()

    async def _settled(self, call: Call, answer: Answer, remarks: tuple[Remark, ...]) -> Shown:
        if answer.why:
            ended = await self._end(call, "Failed", answer.why)
            return Shown(call, "broken", "", answer.why, answer.status, (*remarks, *ended))
        if answer.ends:
            return Shown(call, "ended", answer.page, remarks=(*remarks, *await self._end(call, "Success")))
        return Shown(call, "open", answer.page, remarks=remarks)

    async def _callback(self, call: Call) -> Answer:
        try:
            response = await self._post(self._hook, hop_form(call, self.service_code))
        except (TimeoutError, httpx.TimeoutException):
            return Answer("", "slow")
        except httpx.TransportError:
            return Answer("", "unreachable")
        return judged(response.status_code, response.text)

    async def _end(self, call: Call, status: Status, error: str = "") -> tuple[Remark, ...]:
        form = event_form(call, self.service_code, status, error, self._now())
        try:
            response = await self._post(f"{self._hook}/events", form)
        except (TimeoutError, httpx.TransportError):
            return ("event_lost",)
        return () if response.is_success else ("event_refused",)

    async def _post(self, url: str, form: bytes) -> httpx.Response:
        # The deadline is for the whole answer; the client's own timeouts are for its parts.
        async with asyncio.timeout(self._deadline):
            return await self._client.post(url, content=form, headers=HEADERS)
