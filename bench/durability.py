"""kill -9 under load: hops that were answered, and are gone after the restart. There must be none."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.client import REGISTRATION
from bench.figures import Figure, at_most, plain
from tests.support.carrier import Connection, form, new_call, texts_of
from tests.support.servers import HOOK, retour_server

CALLERS = 64
KILL_AFTER_S = 1.5


def measured(folder: Path) -> Iterator[Figure]:
    """Kill a server in the middle of its calls, start another, and ask it for each call's last answer."""
    answered: dict[tuple[str, str, str], str] = {}
    with retour_server(folder) as server:
        asyncio.run(_until_killed(server.port, server.kill, answered))
    last = {(phone, session): text for phone, session, text in answered}
    with retour_server(folder) as server:
        lost = asyncio.run(_lost(server.port, last, answered))
    yield plain("killed (-9) under load: calls with an answered hop", len(last), "calls")
    yield at_most("killed (-9) under load: answered hops lost", lost, "hops", 0)


async def _until_killed(port: int, kill: Callable[[], None], answered: dict[tuple[str, str, str], str]) -> None:
    calling = [asyncio.create_task(_calls(port, answered)) for _ in range(CALLERS)]
    await asyncio.sleep(KILL_AFTER_S)
    await asyncio.to_thread(kill)
    await asyncio.gather(*calling)


async def _calls(port: int, answered: dict[tuple[str, str, str], str]) -> None:
    connection = Connection(port, HOOK)
    try:
        while True:
            phone, session = new_call()
            for text in texts_of([word.format(n="x") for word in REGISTRATION]):
                answered[phone, session, text] = await connection.post(form(phone, session, text))
    except OSError:
        return
    finally:
        await connection.close()


async def _lost(port: int, last: dict[tuple[str, str], str], answered: dict[tuple[str, str, str], str]) -> int:
    """A repeated hop gets the stored reply: where it is another one, the answered hop is gone, unless the
    server was killed between a commit and its answer and is one hop further."""
    texts = list(texts_of([word.format(n="x") for word in REGISTRATION]))
    connection, lost = Connection(port, HOOK), 0
    for (phone, session), text in last.items():
        again = await connection.post(form(phone, session, text))
        if again != answered[phone, session, text]:
            further = texts[min(texts.index(text) + 1, len(texts) - 1)]
            lost += again != await connection.post(form(phone, session, further))
    await connection.close()
    return lost
