"""kill -9 in the middle of 200 conversations: what was answered is there, and every caller can go on."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.carrier import Connection, form, new_call
from tests.support.servers import HOOK, retour_server

CALLERS = 200
KILL_AFTER_HOPS = 700
REGISTRATION = ("2", "1", "Aminata Essai", "1", "1980", "6", "Segue Ire", "1")
SENSITIVE = ("5", "Ceci reste entre nous", "1", "1", "2")
OFFER = "CON Vous étiez dans : Inscription"


@dataclass
class Call:
    """One call: the answer to each hop that was answered."""

    inputs: tuple[str, ...]
    phone: str
    session: str
    answers: list[str] = field(default_factory=list)

    def text(self, hops: int) -> str:
        return "*".join(self.inputs[:hops])

    @property
    def is_sensitive(self) -> bool:
        return self.inputs is SENSITIVE


async def _talk(call: Call, port: int, until: int) -> None:
    """Post hop after hop, each on a connection of its own, so that any process behind the port may get it."""
    order = random.Random(call.session)
    try:
        for hops in range(1, until + 1):
            connection = Connection(port, HOOK)
            answer = await connection.post(form(call.phone, call.session, call.text(hops)))
            await connection.close()
            call.answers.append(answer)
            await asyncio.sleep(order.random() / 10)
    except OSError:
        return  # the server is gone: this hop was not answered


async def _all_talk(calls: list[Call], port: int, kill: Callable[[], None]) -> None:
    """Everybody talks; the server is killed once so many hops are answered, in the middle of the others."""
    talking = [asyncio.create_task(_talk(call, port, len(call.inputs) - 1)) for call in calls]
    while sum(len(call.answers) for call in calls) < KILL_AFTER_HOPS:  # noqa: ASYNC110 - callers know nothing of it
        await asyncio.sleep(0.01)
    await asyncio.to_thread(kill)
    await asyncio.gather(*talking)


async def _after(calls: list[Call], port: int) -> None:
    for call in calls:
        if not call.answers:
            continue
        connection = Connection(port, HOOK)
        again = await connection.post(form(call.phone, call.session, call.text(len(call.answers))))
        if again != call.answers[-1]:  # killed between commit and answer: the line is one hop further
            one_more = form(call.phone, call.session, call.text(len(call.answers) + 1))
            assert again == await connection.post(one_more), "an answered hop is gone"
        redialled = await connection.post(form(call.phone, new_call()[1], ""))
        has_answers = len(call.answers) > 1
        if call.is_sensitive:
            assert "Vous étiez" not in redialled, "a sensitive call was offered again"
        elif has_answers:
            assert redialled.startswith(OFFER), redialled
        await connection.close()


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.drill)])
def test_killed_in_the_middle_of_200_conversations(database_url: str, tmp_path: Path, processes: int) -> None:
    """With two processes, hops of one call land on either (PostgreSQL; SQLite has one writer)."""
    if processes == 2 and database_url.startswith("sqlite"):
        with pytest.raises(RuntimeError), retour_server(tmp_path, 2, RETOUR_DATABASE_URL=database_url):
            pass
        assert "needs PostgreSQL" in (tmp_path / "server.log").read_text()
        return
    calls = [Call(SENSITIVE if n % 10 == 0 else REGISTRATION, *new_call()) for n in range(CALLERS)]
    with retour_server(tmp_path, processes, RETOUR_DATABASE_URL=database_url) as server:
        asyncio.run(_all_talk(calls, server.port, server.kill))
    assert any(len(call.answers) < len(call.inputs) - 1 for call in calls), "the kill came when all were done"
    with retour_server(tmp_path, processes, RETOUR_DATABASE_URL=database_url) as server:
        asyncio.run(_after(calls, server.port))
