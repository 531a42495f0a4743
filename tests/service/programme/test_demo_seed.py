"""The demo is made by a seed and a day alone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from service import models as m
from service.keys import new_keys
from service.programme import labels
from service.programme.demo.load import fill
from service.programme.demo.stage import Stage
from service.vault import Vault

TODAY = date(2026, 11, 24)


def people_made(seed: int, today: date = TODAY) -> list[tuple[object, ...]]:
    """What a seed makes, opened: other keys each time, so that only the seed and the day can agree."""
    vault = Vault(new_keys())
    stage = Stage(vault, today, seed)
    fill(stage, seed)
    return [*_opened(vault, stage), tuple((model.__name__, len(rows)) for model, rows in stage.rows.items())]


def _opened(vault: Vault, stage: Stage) -> Iterator[tuple[object, ...]]:
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


def test_the_same_seed_and_day_make_the_same_people() -> None:
    first = people_made(2012)
    assert people_made(2012) == first
    names = [opened for model, _, opened in first[:-1] if model == "Person"]
    assert len(set(names)) > 1_000


def test_another_seed_makes_others_in_the_same_numbers() -> None:
    one, other = people_made(2012), people_made(7)
    assert not {row for row in one if row[0] == "Person"} & {row for row in other if row[0] == "Person"}
    assert sum(row[0] == "BusinessMember" for row in other) == 5_358


def test_another_day_makes_the_same_people_on_other_days() -> None:
    """A leap day, to be sure."""
    names = [[row[2] for row in people_made(2012, day) if row[0] == "Person"] for day in (TODAY, date(2028, 2, 29))]
    assert names[0] == names[1]
