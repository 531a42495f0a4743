"""The pure step: microseconds of one `flows.step` over a screen with two expressions."""

from collections.abc import Callable
from datetime import date
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

    def once() -> Step:
        return step(flow, progress, "12", facts)

    means = [_mean(once) for _ in range(ROUNDS)]
    return at_most("flows.step with two expressions", median(means), "µs", 300)


def _mean(once: Callable[[], object]) -> float:
    began = perf_counter()
    for _ in range(TIMES):
        once()
    return (perf_counter() - began) / TIMES * 1e6
