"""A conversation told again: questions and answers in their order, and never a secret."""

from datetime import date

from flows.library import packaged
from flows.retelling import retold
from flows.state import Choice, Facts, Progress

LIBRARY = packaged()


def told(name: str, answers: dict[str, str | float], *trail: tuple[str, str], **lists: tuple[Choice, ...]) -> list[str]:
    flow = LIBRARY.journeys[name]
    progress = Progress(flow.name, flow.version, trail[-1][0], answers, trail=trail)
    facts = Facts(date(2026, 11, 24), lists=lists)
    return [f"{question} {answer}" for question, answer in retold(flow, progress, facts, "en")]


def test_choices_numbers_and_words_as_they_were_put() -> None:
    answers: dict[str, str | float] = {"name": "Awa", "role": "woman", "birth_year": 1980.0}
    found = told("registration", answers, ("name", ""), ("role", ""), ("birth_year", ""), ("confirm", ""))
    assert found == ["First and last name? Awa", "Woman or man? Woman", "Born around which year? E.g. 1980 1980"]


def test_a_pin_is_never_told_and_an_entry_of_a_list_by_its_label() -> None:
    flow = LIBRARY.journeys["follow_up_visit"]
    secret = next(rule.name for rule in flow.screens.values() if rule.secret)
    assert told("follow_up_visit", {secret: "2468"}, (secret, "")) == []
    (said,) = told("kit_receipt", {"items.7": "received"}, ("items", "7"), items=(Choice("7", "Filet"),))
    assert said.startswith("Filet")
