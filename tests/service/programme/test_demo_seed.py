"""The demo is made by a seed and a day alone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service import models as m
from service.keys import new_keys
from service.programme import labels
from service.programme.demo.load import fill
from service.programme.demo.stage import Stage
from service.vault import Vault

Made = tuple[str, tuple[str, ...], str]
"""The model, the plain columns and one opened column of a row."""

TODAY = date(2026, 11, 24)


def people_made(seed: int, today: date = TODAY) -> list[Made]:
    """What a seed makes, opened: other keys each time, so that only the seed and the day can agree."""
    vault = Vault(new_keys())
    stage = Stage(vault, today, seed)
    fill(stage, seed)
    return list(_opened(vault, stage))


def _opened(vault: Vault, stage: Stage) -> Iterator[Made]:
    sealed: dict[type[Any], tuple[str, str]] = {
        m.Person: (labels.NAME, "name"),
        m.Phone: (labels.NUMBER, "number"),
        m.Case: (labels.CASE_WORDS, "words"),
        m.Staff: (labels.STAFF_NAME, "name"),
    }
    for model, rows in stage.rows.items():
        opens: Callable[[dict[str, Any]], str] = lambda row: ""  # noqa: E731
        if model in sealed:
            opens = _opener(vault, *sealed[model])
        for row in rows if model is not m.NameToken else ():
            plain = {name: value for name, value in row.items() if not isinstance(value, bytes)}
            yield model.__name__, tuple(map(str, plain.items())), opens(row)


def _opener(vault: Vault, label: str, column: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: vault.open(label, UUID(str(row["id"])), row[column]) if row[column] else ""


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return people_made(2012)


def test_the_same_seed_and_day_make_the_same_people(made: list[Made]) -> None:
    assert people_made(2012) == made
    names = [opened for model, _, opened in made if model == "Person"]
    assert len(set(names)) > 1_000


@pytest.mark.drill
def test_another_seed_makes_others_in_the_same_numbers(made: list[Made]) -> None:
    other = people_made(7)
    assert not {row for row in made if row[0] == "Person"} & {row for row in other if row[0] == "Person"}
    assert sum(model == "BusinessMember" for model, _, _ in other) == 5_358


@pytest.mark.drill
def test_another_day_makes_the_same_people_on_other_days(made: list[Made]) -> None:
    """A leap day, to be sure."""
    leap = people_made(2012, date(2028, 2, 29))
    assert [row[2] for row in leap if row[0] == "Person"] == [row[2] for row in made if row[0] == "Person"]
