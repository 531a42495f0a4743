"""The pure step: microseconds of one `flows.step` over a screen with two expressions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from statistics import median
from time import perf_counter

from bench.figures import Figure, at_most
from flows.library import packaged
from flows.loader import load
from flows.state import Facts, Step
from flows.step import start, step

_SOURCE = """
journey: two
title: Deux expressions
screens:
  size:
    say: "Combien de personnes ?"
    ask: number
    constraint: ". >= 1 and . <= 60"
    message: "De 1 à 60."
    go:
      - {if: "${size} > 10 and ${caller} = 'person'", go: large}
      - {go: small}
  large: {say: "Beaucoup.", end: yes}
  small: {say: "Peu.", end: yes}
"""
ROUNDS, TIMES = 15, 400


def measured() -> Figure:
    """The median of the rounds' means."""
    system = {key: text for key, text in packaged().sources.items() if key.startswith("text/")}
    flow = load("two.yaml", _SOURCE, system)
    facts = Facts(date(2026, 11, 24), {"caller": "person"})
    progress = start(flow, facts).progress

    days = count()

    def once() -> Step:
        """On a day of its own: an expression keeps its results, and here each is to be worked out."""
        today = replace(facts, today=facts.today + timedelta(days=next(days)))
        return step(flow, progress, "12", today)

    means = [_mean(once) for _ in range(ROUNDS)]
    return at_most("flows.step with two expressions", median(means), "µs", 300)


def _mean(once: Callable[[], object]) -> float:
    began = perf_counter()
    for _ in range(TIMES):
        once()
    return (perf_counter() - began) / TIMES * 1e6
