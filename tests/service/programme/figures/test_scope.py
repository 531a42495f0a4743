"""What somebody types of a place, a sex and a period is understood, or said to be wrong in plain words."""

from datetime import date

import pytest

from service.programme.figures import Asked, FiguresError, Scope, read_scope
from service.programme.places import reference_gazetteer
from service.settings import Settings

TODAY = date(2026, 11, 24)
PLACES = reference_gazetteer()


def read(**typed: str) -> Scope:
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return read_scope(Asked(**typed), PLACES, settings, TODAY)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"region": "Gao"}, "ML07"),
        ({"region": "ml07"}, "ML07"),
        ({"region": "tombouctu"}, "ML06"),
        ({"region": "Mopti"}, "ML05"),
        ({"cercle": "Mopti"}, "ML0506"),
        ({"cercle": "Youvarou"}, "ML0508"),
        ({"region": "Mopti", "cercle": "ML0506"}, "ML0506"),
        ({}, ""),
    ],
)
def test_places_by_name_or_code_spelt_as_they_may_be(typed: dict[str, str], place: str) -> None:
    assert read(**typed).place == place


@pytest.mark.parametrize(("typed", "sex"), [("Women", "female"), ("f", "female"), ("Hommes", "male"), ("", "")])
def test_sexes(typed: str, sex: str) -> None:
    assert read(sex=typed).sex == sex


def test_periods_by_day_or_month() -> None:
    scope = read(since="2026-02-03", until="2026-02")
    assert (scope.since, scope.until) == (date(2026, 2, 3), date(2026, 2, 28))
    assert read(since="2028-02").since == date(2028, 2, 1)
    assert (read().since, read().until, read().today) == (None, None, TODAY)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"region": "Ségou-sur-Mer"}, "There is no region 'Ségou-sur-Mer'."),
        ({"region": "ML0506"}, "There is no region 'ML0506'."),
        ({"region": "Gao", "cercle": "Mopti"}, "The cercle 'Mopti' does not lie in the region 'Gao'."),
        ({"sex": "x"}, "There is no sex 'x': say female or male."),
        ({"since": "yesterday"}, "'yesterday' is no day: write it as 2026-01-31, or a month as 2026-01."),
        ({"until": "2026-13"}, "'2026-13' is no day: write it as 2026-01-31, or a month as 2026-01."),
        ({"since": "2026-03", "until": "2026-02"}, "The period ends (2026-02-28) before it begins (2026-03-01)."),
    ],
)
def test_what_is_wrong_is_said(typed: dict[str, str], reason: str) -> None:
    with pytest.raises(FiguresError) as error:
        read(**typed)
    assert str(error.value) == reason
