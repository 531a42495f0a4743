"""A conversation told again: what was asked and what was answered, without what was shown in between."""

from flows.journey import Journey
from flows.moves import answer_key
from flows.render import Writer
from flows.state import NOTHING, Facts, Progress


def retold(flow: Journey, progress: Progress, facts: Facts, language: str) -> list[tuple[str, str]]:
    """(question, answer) of every screen that lies behind, in the order in which they were answered. What `facts` has
    no label for is told by its id; a secret is never told."""
    told: list[tuple[str, str]] = []
    for screen, turn in progress.trail:
        rule = flow.screens.get(screen)
        value = progress.answers.get(answer_key(rule, turn)) if rule else None
        if rule is None or rule.secret or value in (None, ""):
            continue
        writer = Writer(flow, progress.moved(screen=screen, turn=turn, page=0), facts, language, NOTHING)
        told.append((writer.say(), writer.answer(rule, value)))
    return told
