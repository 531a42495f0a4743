"""Callers: each on its own keep-alive connection, one hop after another, as a carrier posts them."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from tests.support.carrier import Connection, form, new_call, texts_of

REGISTRATION = ("2", "1", "Aminata Essai {n}", "1", "1980", "6", "Segue Ire", "1")
"""Dialled with the code: 2 (register). Then consent, name, role, birth year, household, place, confirm."""


@dataclass
class Load:
    """What a run measured. `times`: seconds of each hop, in the order of their ends."""

    times: list[float] = field(default_factory=list)
    seconds: float = 0.0
    finished: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which that share of the hops was answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


async def run(port: int, path: str, callers: int, hops: int, inputs: Sequence[str] = REGISTRATION) -> Load:
    """At least so many hops by so many callers at once, each call from a number of its own. The first call of each
    drops somewhere: people are not all at the same question at the same moment."""
    load, numbers = Load(), count()
    began = perf_counter()
    await asyncio.gather(*(_caller(port, path, load, numbers, hops, inputs) for _ in range(callers)))
    load.seconds = perf_counter() - began
    return load


async def _caller(port: int, path: str, load: Load, numbers: Iterator[int], hops: int, inputs: Sequence[str]) -> None:
    connection = Connection(port, path)
    until = random.randint(1, len(inputs))
    while len(load.times) < hops:
        await _call(connection, load, _numbered(inputs, next(numbers))[:until])
        until = len(inputs)
    await connection.close()


def _numbered(inputs: Sequence[str], number: int) -> list[str]:
    """No two registrations alike: the line gives the earlier card to who registers twice."""
    return [text.format(n=number) for text in inputs]


async def _call(connection: Connection, load: Load, inputs: Sequence[str]) -> None:
    phone, session = new_call()
    answer = ""
    for text in texts_of(inputs):
        began = perf_counter()
        answer = await connection.post(form(phone, session, text))
        load.times.append(perf_counter() - began)
        if answer[:4] not in ("CON ", "END "):
            load.refused.append(answer[:80])
            return
    load.finished += answer.startswith("END ")
