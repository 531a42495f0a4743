"""Dates as people type them, on Tuesday 24 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.dates import PartialDate, read_date

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2014", "2014"),
        ("vers 1970", "1970"),
        ("03/2014", "2014-03"),
        ("3 2014", "2014-03"),
        ("032014", "2014-03"),
        ("2014-03", "2014-03"),
        ("mars 2014", "2014-03"),
        ("Février 2013", "2013-02"),
        ("aout 2012", "2012-08"),
        ("juil. 2013", "2013-07"),
        ("sept 2013", "2013-09"),
        ("12/03/2014", "2014-03-12"),
        ("12-3-14", "2014-03-12"),
        ("12*03*2014", "2014-03-12"),
        ("12 03 2014", "2014-03-12"),
        ("12032014", "2014-03-12"),
        ("120314", "2014-03-12"),
        ("20140312", "2014-03-12"),
        ("2014-03-12", "2014-03-12"),
        ("3 mars 2014", "2014-03-03"),
        ("le 1er mars 2014.", "2014-03-01"),
        ("March 3, 2014", "2014-03-03"),
        ("3rd of March 2014", "2014-03-03"),
        ("3mars2014", "2014-03-03"),
        ("١٢/٠٣/٢٠١٤", "2014-03-12"),
        ("01/01/27", "2027-01-01"),
        ("01/01/28", "1928-01-01"),
        ("03/14", "2014-03"),
        ("15/03", "2027-03-15"),
        ("20/09", "2026-09-20"),
        ("14 mars", "2027-03-14"),
        ("hier", "2026-11-23"),
        ("Avant-hier", "2026-11-22"),
        ("aujourd’hui", "2026-11-24"),
        ("demain", "2026-11-25"),
        ("après-demain", "2026-11-26"),
        ("Yesterday", "2026-11-23"),
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("il y a 3 jours", "2026-11-21"),
        ("il y a deux semaines", "2026-11-10"),
        ("il y a un mois", "2026-10"),
        ("il y a 2 ans", "2024"),
        ("a week ago", "2026-11-17"),
        ("dans 30 jours", "2026-12-24"),
        ("in 30 days", "2026-12-24"),
        ("dans 2 mois", "2027-01"),
        ("l'année dernière", "2025"),
        ("29/02/2012", "2012-02-29"),
    ],
)
def test_what_people_type_is_read(typed: str, iso: str) -> None:
    found = read_date(typed, TODAY)
    assert found is not None
    assert found.iso() == iso


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "oui",
        "1",
        "14",
        "1203",
        "3014",
        "mars",
        "13/2014",
        "31/02/2014",
        "30 fevrier 2014",
        "29/02/2013",
        "15/14",
        "jui 2013",
        "2014/2015",
        "1/2/3/4",
        "mars avril 2014",
        "il y a 99999999 jours",
        "il y a longtemps",
        "dans x jours",
        "il y a 99999 semaines",
        "9" * 400,
        "፲፪/፫/2014",
        "12²/3/2014",
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert read_date(typed, TODAY) is None


@pytest.mark.parametrize("typed", ["05/06", "mars 14", "10/12"])
def test_what_could_be_two_dates_is_refused(typed: str) -> None:
    """A day of this year, or a month of another: the question is asked again rather than guessed."""
    assert read_date(typed, TODAY) is None


@pytest.mark.parametrize(
    ("partial", "first", "last", "shown"),
    [
        (PartialDate(2014), date(2014, 1, 1), date(2014, 12, 31), "2014"),
        (PartialDate(2012, 2), date(2012, 2, 1), date(2012, 2, 29), "02/2012"),
        (PartialDate(2014, 3, 12), date(2014, 3, 12), date(2014, 3, 12), "12/03/2014"),
    ],
)
def test_a_partial_date_says_what_it_covers(partial: PartialDate, first: date, last: date, shown: str) -> None:
    assert (partial.first(), partial.last(), partial.shown()) == (first, last, shown)


@pytest.mark.parametrize("parts", [(2014, None, 3), (2014, 13, None), (2014, 2, 30), (1899, None, None), (2014, 0, 1)])
def test_an_impossible_date_cannot_be_made(parts: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the calendar's own words differ by version
        PartialDate(*parts)


@given(DAYS, st.integers(1, 3))
def test_dates_round_trip(day: date, precision: int) -> None:
    partial = PartialDate(*(day.year, day.month, day.day)[:precision])
    assert read_date(partial.iso(), TODAY) == partial
    assert read_date(partial.shown(), TODAY) == partial
    assert partial.first() <= day <= partial.last()


@given(st.integers(0, 30000))
def test_days_ago_and_ahead_are_counted_from_today(days: int) -> None:
    ago, ahead = read_date(f"il y a {days} jours", TODAY), read_date(f"dans {days} jours", TODAY)
    for found, expected in ((ago, TODAY - timedelta(days=days)), (ahead, TODAY + timedelta(days=days))):
        within = 1900 <= expected.year <= 2100
        assert (found.first() if found else None) == (expected if within else None)


@given(st.one_of(st.text(max_size=40), st.text("0123456789/-. aimrsj", max_size=20)), DAYS)
def test_no_input_breaks_it(typed: str, today: date) -> None:
    found = read_date(typed, today)
    assert found is None or 1900 <= found.first().year <= 2100
