"""Each figure has its definition beside it, in French and English, whole."""

import re

import pytest

from service.programme.figures.catalogue import CASES, HOURS, LANGUAGES, PEOPLE, SHARE, THINGS, catalogue
from service.programme.figures.counting import HOURS as MEDIAN
from service.programme.figures.families import families
from service.programme.figures.scope import Scope
from service.programme.figures.work import SHARES
from tests.service.programme.figures.field import TODAY

TYPES = {"fishing": {"fr": "Pêche", "en": "Fishing"}, "mill": {"fr": "Moulin"}}
REQUIRED = (
    "individuals_reached businesses business_types women_share villages health_care_people health_centres "
    "specialised_structures"
).split()


@pytest.mark.parametrize("households", [False, True])
def test_every_figure_says_in_both_languages_what_it_counts(households: bool) -> None:
    for one in catalogue(TYPES, households=households):
        assert set(one.words) == set(LANGUAGES)
        for words in one.words.values():
            assert words.endswith("."), one.key
            assert "{" not in words, one.key
            assert len(words) > 15, one.key
        assert one.words["fr"] != one.words["en"], one.key
        assert set(one.names) == set(LANGUAGES)
        assert all(0 < len(name) < 50 and "{" not in name for name in one.names.values()), one.key
        assert one.unit in (PEOPLE, CASES, THINGS, SHARE, HOURS)
        assert re.fullmatch(r"#[a-z]+(\+[a-z0-9]+)*", one.tag), one.key


def test_what_is_counted_is_defined_and_what_is_defined_is_counted() -> None:
    keys = [one.key for one in catalogue(TYPES)]
    assert len(keys) == len(set(keys))
    assert set(REQUIRED) <= set(keys)
    counted = {key for family in families(Scope(TODAY), list(TYPES)) for key in family.numbers if key[0] != "_"}
    assert set(keys) == counted | set(SHARES) | {"individuals_reached", "women_share", MEDIAN}


def test_people_and_cases_are_what_is_counted_of_people() -> None:
    of_people = {key for one in families(Scope(TODAY), ()) if one.people for key in one.numbers if key[0] != "_"}
    by_unit = {one.key for one in catalogue({}) if one.unit in (PEOPLE, CASES)}
    assert by_unit == of_people | {"individuals_reached"}


def test_types_are_named_in_the_language_or_in_french() -> None:
    words = {one.key: one.words["en"] for one in catalogue(TYPES)}
    assert "Fishing" in words["businesses_type_fishing"]
    assert "Moulin" in words["businesses_type_mill"]
    names = {one.key: one.names for one in catalogue(TYPES)}
    assert names["businesses_type_fishing"] == {"fr": "Activités : Pêche", "en": "Businesses: Fishing"}
    assert names["businesses_running_90"]["fr"] == "Activités qui marchent à 90 jours"


def test_the_definition_says_which_people_are_reached() -> None:
    of_members, of_households = (catalogue({}, households=one)[0].words for one in (False, True))
    assert of_members["en"] != of_households["en"]
    assert "household" in of_households["en"]
    assert "ménage" in of_households["fr"]
